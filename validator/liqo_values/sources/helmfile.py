"""Helmfile: the releases of Liqo's chart in a ``helmfile.yaml``, which is a Go template before it is YAML."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.model.errors import InputError
from liqo_values.model.layers import LayerKind
from liqo_values.model.node_lookup import find, is_true, items, text
from liqo_values.model.nodes import MapNode, Node, ScalarNode
from liqo_values.parsing import placeholders
from liqo_values.sources import chart_reference, release, umbrella
from liqo_values.sources.manifests import File
from liqo_values.sources.release import Release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.charts.selection import Selected
    from liqo_values.values.release_inputs import Step

#: A chart in git: repository, folder and revision.
_GIT = r"git::(.+)@([^?@]*)(?:\?(?:.*&)?ref=([^&]*).*)?"


def is_one(file: File) -> bool:
    """Return whether a file is a helmfile: it lists releases, each with a chart."""
    return any(text(entry, "chart") for document in file.documents for entry in items(document, "releases"))


def releases(file: File, errors: list[InputError]) -> Iterator[Release]:
    """Yield the releases of Liqo's chart.

    Args:
        file: The helmfile.
        errors: The list to add an error to for each release with a value under ``set`` that Helm would reject.
    """
    folder = Path(file.source.name).parent
    for document in file.documents:
        for entry in items(document, "releases"):
            chart = text(entry, "chart")
            local = folder / chart if chart.startswith(".") else None
            prefix = umbrella.key_in(local, file.source)
            if not (release.is_liqo(chart) or prefix):
                continue
            try:
                yield _release(file, document, entry, prefix, local)
            except InputError as error:  # the other releases in the file are checked
                errors.append(error)


def _release(file: File, document: Node, entry: Node, prefix: str, chart: Path | None) -> Release:
    name = file.written(text(entry, "name"))
    result = Release(f"release {name}", prefix=prefix)
    if prefix and chart:
        result.is_for(*umbrella.chart_in(chart, file.source))
    else:
        place = release.label(file, find(entry, "version"), "is older than Liqo 1.0")
        result.is_for(_chart(file, document, entry, chart), place)
    result.schema = not (
        is_true(entry, "skipSchemaValidation") or is_true(document, "helmDefaults", "skipSchemaValidation")
    )
    if prefix:
        result.around = umbrella.own_values(chart, file.source)
    for key in ("valuesTemplate", "values", "secrets"):
        for node in items(entry, key):
            result.steps.append(_values(file, node, key))
    for key, kind in (("set", LayerKind.SET), ("setString", LayerKind.SET_STRING)):
        result.steps += [_argument(file, node, kind) for node in items(entry, key) if text(node, "name")]
    return result


def _chart(file: File, document: Node, entry: Node, local: Path | None) -> Selected:
    """Return the chart that a release names: in a repository that the helmfile lists, a registry, git, or a folder."""
    chart, version = (file.written(chart_reference.scalar(entry, key)) for key in ("chart", "version"))
    if local is not None:
        return chart_reference.in_folder(local, file.source)
    in_git = re.fullmatch(_GIT, chart)
    if in_git:
        return chart_reference.in_git(in_git[1], in_git[2], in_git[3] or "")
    if "://" in chart:
        return chart_reference.in_repository(chart, version)
    name = chart.partition("/")[0]
    listed = (file.written(text(one, "url")) for one in items(document, "repositories") if text(one, "name") == name)
    address = next(listed, "")
    if not address:
        return chart_reference.missing(f"the repository `{name}`", version)
    return chart_reference.in_repository(address, version)


def _values(file: File, node: Node, key: str) -> Step:
    if isinstance(node, MapNode):
        return file.piece(node)
    path = text(node)
    if key == "secrets" or placeholders.has_template(path):
        return release.unread(file, node, f"the values file {path}")
    found = Path(file.source.name).parent / path
    return release.values_file(file, node, found, f"the values file {path}")


def _argument(file: File, node: Node, kind: LayerKind) -> Step:
    name = find(node, "name") or node
    listed, path, value = items(node, "values"), find(node, "file"), find(node, "value")
    if path is not None:
        found = None if placeholders.has_template(text(path)) else Path(file.source.name).parent / text(path)
        return release.from_file(file, name, path, found)
    if listed:
        joined = ",".join(_escaped(_word(item)) for item in listed)
        return release.parameter(file, kind, name, find(node, "values") or node, f"{text(name)}={{{joined}}}")
    return release.parameter(file, kind, name, value or node, f"{text(name)}={_escaped(_word(value))}")


def _word(node: Node | None) -> str:
    """Write a scalar as helmfile passes it to Helm."""
    value = node.value if isinstance(node, ScalarNode) else ""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _escaped(value: str) -> str:
    return value.replace(",", "\\,")
