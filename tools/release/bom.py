"""The bills of materials: what a package contains or depends on, in CycloneDX format."""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
import uuid
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.release.commands import ReleaseError
from tools.toolchain.build import LIQO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tools.release.packages import Packages
    from tools.release.source import Source

#: The newest version that all common readers are likely to know.
_SCHEMA = SchemaVersion.V1_6
_APACHE = LicenseExpression("Apache-2.0")


def write(packages: Packages, source: Source) -> list[Path]:
    """Write a bill of materials next to the wheel and one next to the chart, and return their paths.

    Args:
        packages: What they are about.
        source: What it was made of, with the pinned dependencies.
    """
    pins = (source.tree / "requirements.txt").read_text(encoding="utf-8")
    boms = {packages.wheel: of_wheel(packages.wheel, pins), packages.chart: of_chart(packages.chart)}
    return [_write(bom, package, source.time) for package, bom in boms.items()]


#: What some packages state in place of a licence.
_CLASSIFIERS = {"License :: OSI Approved :: MIT License": "MIT"}


def of_wheel(wheel: Path, pins: str) -> Bom:
    """Return what a wheel depends on: its pinned dependencies, and which of them needs which.

    Args:
        wheel: The wheel, with its usual file name.
        pins: requirements.txt.
    """
    name, version = wheel.name.split("-")[:2]
    name = canonicalize_name(name)
    root = _component(name, version, PackageURL("pypi", None, name, version), wheel)
    locked = dict(re.findall(r"^(\S+)==(\S+)", pins, re.MULTILINE))
    parts = {name: _library(name, version) for name, version in locked.items()}
    bom = Bom(metadata=BomMetaData(component=root), components=parts.values())
    for component in (root, *parts.values()):
        wants = _wants(component.name, optional=component is root)
        bom.register_dependency(component, [parts[wanted] for wanted in wants if wanted in parts])
    return bom


def of_chart(chart: Path) -> Bom:
    """Return what a chart contains or deploys: Liqo's API, and the images that its Chart.yaml lists.

    Args:
        chart: The packed chart.
    """
    with tarfile.open(chart) as tar:
        member = next(member for member in tar if re.fullmatch(r"[^/]+/Chart\.yaml", member.name))
        described = yaml.safe_load(tar.extractfile(member) or b"")
    root = _component(described["name"], described["version"], None, chart)
    images = yaml.safe_load(described["annotations"]["artifacthub.io/images"])
    parts = [_api(described["appVersion"]), *(_image(*image["image"].rsplit(":", 1)) for image in images)]
    bom = Bom(metadata=BomMetaData(component=root), components=parts)
    bom.register_dependency(root, parts)
    return bom


def _component(name: str, version: str, purl: PackageURL | None, package: Path) -> Component:
    """What a bill of materials is about."""
    digest = HashType(alg=HashAlgorithm.SHA_256, content=_digest(package))
    return Component(
        type=ComponentType.APPLICATION,
        name=name,
        version=version,
        bom_ref=package.name,
        purl=purl,
        licenses=[_APACHE],
        hashes=[digest],
    )


def _library(name: str, version: str) -> Component:
    purl = PackageURL("pypi", None, name, version)
    return Component(name=name, version=version, purl=purl, bom_ref=str(purl), licenses=_licenses(name))


def _api(version: str) -> Component:
    """Liqo's Go types, which the CRDs are made from."""
    namespace, name = LIQO.rsplit("/", 1)
    purl = PackageURL("golang", namespace, name, version)
    return Component(name=LIQO, version=version, purl=purl, bom_ref=str(purl), licenses=[_APACHE])


def _image(repository: str, tag: str) -> Component:
    qualifiers = {"repository_url": repository, "tag": tag}
    purl = PackageURL("oci", None, repository.rpartition("/")[2], None, qualifiers)
    return Component(
        type=ComponentType.CONTAINER, name=repository, version=tag, purl=purl, bom_ref=f"{repository}:{tag}"
    )


def _licenses(name: str) -> Iterator[LicenseExpression]:
    """The licence that a dependency states; unknown for one that is not installed on this machine."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return
    for field in ("License-Expression", "License"):
        if field in told:
            yield LicenseExpression(told[field])
            return
    for classifier in told.get_all("Classifier") or ():
        if classifier in _CLASSIFIERS:
            yield LicenseExpression(_CLASSIFIERS[classifier])


def _wants(name: str, *, optional: bool) -> Iterable[str]:
    """The names of the dependencies of a distribution on any machine, with those of its extras if ``optional``."""
    try:
        told = metadata.requires(name) or ()
    except metadata.PackageNotFoundError:
        return
    for requirement in map(Requirement, told):
        if optional or "extra" not in str(requirement.marker):
            yield canonicalize_name(requirement.name)


def _write(bom: Bom, package: Path, time: int) -> Path:
    bom.metadata.timestamp = datetime.fromtimestamp(time, UTC)
    # Not random: the same package has the same bill.
    bom.serial_number = uuid.uuid5(uuid.NAMESPACE_OID, _digest(package))
    text = make_outputter(bom, OutputFormat.JSON, _SCHEMA).output_as_string()
    wrong = JsonStrictValidator(_SCHEMA).validate_str(text)
    if wrong is not None:
        message = f"the bill of materials of {package.name} is not valid: {wrong}"
        raise ReleaseError(message)
    path = package.with_name(f"{package.name}.cdx.json")
    path.write_text(json.dumps(json.loads(text), indent=2) + "\n", encoding="utf-8")
    return path


def _digest(package: Path) -> str:
    return hashlib.sha256(package.read_bytes()).hexdigest()
