"""The versions in Chart.yaml, and its end: what Artifact Hub shows, from the values, the CRDs and the changelog.

All else before a marker line is written by hand and kept.
"""

from __future__ import annotations

import re
from textwrap import indent
from typing import TYPE_CHECKING, Any

import yaml
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from tools.generate.errors import GenerationError
from tools.generate.model import Group
from tools.generate.yaml_text import dumps, loads

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tools.generate.model import Source

INDENT = "  "
#: Lists are wrapped here: what Artifact Hub reads is indented further.
WIDTH = 110
MARKER = "  # From here on generated from schema/, the CRDs and CHANGELOG.md by `make generate`: change it there.\n"
#: What Artifact Hub calls the sections of a changelog.
KINDS = ("added", "changed", "deprecated", "removed", "fixed", "security")
#: What ends the part of an entry that is shown.
_END = r"[.:;](?: |$)"


def with_versions(text: str, version: str, liqo: str) -> str:
    """Return a Chart.yaml, or the part of it that is written by hand, with other versions.

    Args:
        text: The Chart.yaml.
        version: That of the chart, and of the charts in it.
        liqo: That of Liqo.
    """
    chart = loads(text)
    chart |= {"version": version, "appVersion": liqo}
    for dependency in chart.get("dependencies", ()):
        if dependency["repository"].startswith("file://"):
            dependency["version"] = version
    return dumps(chart)


def chart_yaml(text: str, source: Source, crds: Iterable[str], changelog: str) -> str:
    """Return Chart.yaml with its generated end.

    Args:
        text: Chart.yaml as it is.
        source: The values.
        crds: The CRDs, as YAML.
        changelog: CHANGELOG.md.

    Raises:
        GenerationError: There is no marker line, or the changelog has a section of another name.
    """
    kept, marker, _ = text.partition(MARKER)
    if not marker:
        message = f"chart/Chart.yaml has lost the line {MARKER.strip()!r}, at the end of its annotations"
        raise GenerationError(message)
    chart = loads(kept)
    changes = list(_changes(changelog))
    prerelease = "-" in chart["version"]
    security = any(change["kind"] == "security" for change in changes)
    shown = {
        "prerelease": DoubleQuotedScalarString(str(prerelease).lower()),
        "containsSecurityUpdates": DoubleQuotedScalarString(str(security).lower()),
        "images": _list(_images(source.root, chart["appVersion"])),
        "crds": _list(map(_crd, crds)),
        "changes": _list(changes),
    }
    annotations = CommentedMap({f"artifacthub.io/{name}": value for name, value in shown.items()})
    return kept + marker + indent(dumps(annotations), INDENT)


def _list(items: Iterable[Mapping[str, str]]) -> LiteralScalarString:
    """A list as Artifact Hub wants it: as YAML within a text."""
    lines = dumps(list(items), width=WIDTH, offset=0).splitlines()
    # ruamel.yaml leaves a blank before some of the places where it folds a text; it means nothing.
    text: LiteralScalarString = LiteralScalarString("".join(f"{line.rstrip()}\n" for line in lines))
    return text


def _images(group: Group, version: str) -> Iterator[dict[str, str]]:
    """The default images of a group of values, each with its tag."""
    for name, child in group.children.items():
        if not isinstance(child, Group):
            continue
        defaults: Any = child.defaults()
        if name == "image" and defaults.get("name"):
            repository = defaults["name"]
            short = repository.removeprefix("ghcr.io/liqotech/").rsplit(".io/", 1)[-1].replace("/", "-")
            yield {"name": short, "image": f"{repository}:{defaults.get('version') or version}"}
        else:
            yield from _images(child, version)


def _crd(text: str) -> dict[str, str]:
    crd = yaml.load(text, yaml.CSafeLoader)
    kind = crd["spec"]["names"]["kind"]
    return {
        "kind": kind,
        "version": crd["spec"]["versions"][-1]["name"],
        "name": crd["metadata"]["name"],
        "displayName": re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind),
    }


def _about_chart(section: str) -> str:
    """Return the part of a section of the changelog that is about the chart: all of it if it has no parts."""
    parts = re.split(r"^#### ", section, flags=re.MULTILINE)
    return (
        "".join(part.partition("\n")[2] for part in parts[1:] if part.startswith("Chart\n")) if parts[1:] else section
    )


def _changes(changelog: str) -> Iterator[dict[str, str]]:
    """The entries about the chart of the newest release in the changelog that has some.

    If a section has parts, these are the entries of the part ``Chart``. Of each, what it says before the first full
    stop, colon or semicolon: Helm stores all of this with every revision of a release.
    """
    for release in re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]:
        sections = re.split(r"^### ", release, flags=re.MULTILINE)[1:]
        for section in sections:
            heading, _, body = section.partition("\n")
            kind = heading.strip().lower()
            if kind not in KINDS:
                message = f"CHANGELOG.md: {heading.strip()!r} is none of {', '.join(map(str.title, KINDS))}"
                raise GenerationError(message)
            for entry in re.split(r"^- ", _about_chart(body), flags=re.MULTILINE)[1:]:
                yield {"kind": kind, "description": re.split(_END, " ".join(entry.split()), maxsplit=1)[0]}
        if sections:
            return
