"""Builds wheel, source distribution and packed chart: the same commit always results in the same bytes."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import sys
import tarfile
from pathlib import Path
from typing import NamedTuple

from tools.release.commands import run
from tools.release.source import Source
from tools.toolchain.build import tool

#: Go with the chart as well: its CRDs are made from Liqo's Go types. With a chart that ours depends on, Helm does not
#: store them in every revision of every release.
LEGAL = ("LICENSE", "NOTICE")
_LEGAL_OF_CHART = "charts/liqo-crds"


class Packages(NamedTuple):
    """The packages of a release."""

    wheel: Path
    sdist: Path
    chart: Path


def build(source: Source, folder: Path) -> Packages:
    """Build all packages.

    Args:
        source: What they are made of.
        folder: Where they are put.
    """
    hatch(source.tree, source.time, folder, "wheel", "sdist")
    (wheel,) = folder.glob("*.whl")
    (sdist,) = folder.glob("*.tar.gz")
    return Packages(wheel, sdist, package_chart(source, folder))


def hatch(tree: Path, time: int, folder: Path, *targets: str) -> None:
    """Build distributions of the Python package.

    Args:
        tree: The sources of the package.
        time: The time of all files in them.
        folder: Where they are put.
        targets: ``wheel`` or ``sdist``.
    """
    chosen = [argument for target in targets for argument in ("--target", target)]
    run(
        [sys.executable, "-m", "hatchling", "build", "--directory", folder, *chosen],
        folder=tree,
        environment={**os.environ, "SOURCE_DATE_EPOCH": str(time)},
    )


def package_chart(source: Source, folder: Path) -> Path:
    """Package the chart with Helm, and sort the files in the package: Helm's order differs every time."""
    chart = source.tree / "chart"
    for name in LEGAL:
        shutil.copy(source.tree / name, chart / _LEGAL_OF_CHART / name)
    run([tool("helm4"), "package", chart, "--destination", folder])
    (package,) = folder.glob("*.tgz")
    package.write_bytes(ordered(package.read_bytes(), source.time))
    return package


def ordered(package: bytes, time: int) -> bytes:
    """Return a packed chart with its files in the order of their names, all with the same time.

    Args:
        package: The chart as Helm packs it.
        time: The time.
    """
    packed = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(package)) as given,
        gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=time) as file,
        tarfile.open(fileobj=file, mode="w") as tar,
    ):
        # By depth, so that the chart comes before those that it depends on.
        for member in sorted(given.getmembers(), key=lambda member: (member.name.count("/"), member.name)):
            content = given.extractfile(member)
            member.mtime = time
            tar.addfile(member, content)
    return packed.getvalue()
