"""Umbrella charts: Liqo's values are under the name or alias of the dependency in Chart.yaml."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.charts import versions
from liqo_values.model.findings import Label
from liqo_values.model.node_lookup import find, items, text
from liqo_values.parsing import yaml
from liqo_values.sources import chart_reference
from liqo_values.sources.chart_reference import scalar
from liqo_values.sources.detect import CHART_FILE
from liqo_values.sources.release import CHART, source_of
from liqo_values.values.release_inputs import read_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from liqo_values.charts.selection import Selected
    from liqo_values.model.nodes import Node
    from liqo_values.model.source_text import Source
    from liqo_values.values.release_inputs import Piece

#: The file with the own values of a chart.
OWN_VALUES = "values.yaml"
#: The file with the exact versions of the dependencies.
_LOCK = "Chart.lock"
#: The files that have their content in charts with the `apiVersion` v1.
_OLD = {CHART_FILE: "requirements.yaml", _LOCK: "requirements.lock"}
#: How a dependency refers to a repository that was added by a name, and to a folder.
_ALIASES = ("@", "alias:")
_FILE = "file://"


def key_in(folder: Path | None, near: Source) -> str:
    """Return the key that contains Liqo's values in those of a chart; empty if Liqo is not part of it.

    Args:
        folder: The folder of the chart.
        near: A file of the same repository.
    """
    return next(iter(keys_in(folder, near)), "")


def keys_in(folder: Path | None, near: Source) -> list[str]:
    """Return the keys that contain Liqo's values in those of a chart: one for each dependency that is Liqo's chart.

    Args:
        folder: The folder of the chart.
        near: A file of the same repository.
    """
    found = _dependencies(folder, CHART_FILE, near)
    return list(dict.fromkeys(text(one, "alias") or CHART for one in found))


def dependency_keys(folder: Path, near: Source) -> list[str]:
    """Return the keys that contain the values of all dependencies of a chart."""
    return [text(one, "alias") or text(one, "name") for one in _all_dependencies(folder, CHART_FILE, near)]


def reads(folder: Path, key: str, near: Source) -> bool:
    """Return whether a template of an umbrella chart itself reads a key at the top level.

    Args:
        folder: The folder of the umbrella chart.
        key: The key.
        near: A file of the same repository.
    """
    templates = (source_of(path, near) for path in (folder / "templates").rglob("*"))
    return any(re.search(rf"\.Values\.{re.escape(key)}\b", one.text) for one in templates if one is not None)


def dependency(folder: Path, near: Source, key: str = "") -> Node | None:
    """Return a dependency of an umbrella chart that is Liqo's chart.

    Args:
        folder: The folder of the umbrella chart.
        near: A file of the same repository.
        key: The key that contains its values; empty for the first one.
    """
    found = _dependencies(folder, CHART_FILE, near)
    return next((one for one in found if not key or (text(one, "alias") or CHART) == key), None)


def chart_in(folder: Path, near: Source, key: str = "") -> tuple[Selected, Label | None]:
    """Return the chart that an umbrella chart depends on, and where its version is written.

    Args:
        folder: The folder of the umbrella chart.
        near: A file of the same repository.
        key: The key that contains its values; empty for the first one.
    """
    found = dependency(folder, near, key)
    node = find(found, "version")
    place = Label(node.span, node.span.source.name, "is older than Liqo 1.0") if node and node.span else None
    return _chart(folder, found, near), place


def _chart(folder: Path, dependency: Node | None, near: Source) -> Selected:
    address, version = text(dependency, "repository").strip(), scalar(dependency, "version")
    unpacked = folder / "charts" / CHART
    if address.startswith(_FILE):
        return chart_reference.in_folder(folder / address.removeprefix(_FILE), near)
    if not address and (unpacked / CHART_FILE).is_file():
        return chart_reference.in_folder(unpacked, near)
    locked = next(_dependencies(folder, _LOCK, near), None)
    if locked is not None and versions.read(version) is None:
        version = scalar(locked, "version")
    if not address or address.startswith(_ALIASES):
        what = f"the repository `{address}`" if address else f"the chart `charts/{CHART}`"
        return chart_reference.missing(what, version)
    return chart_reference.in_repository(address, version)


def _dependencies(folder: Path | None, name: str, near: Source) -> Iterator[Node]:
    """Yield the entries for Liqo in the list of dependencies of a chart, in its Chart.yaml or its lock file."""
    yield from (entry for entry in _all_dependencies(folder, name, near) if text(entry, "name") == CHART)


def _all_dependencies(folder: Path | None, name: str, near: Source) -> Iterator[Node]:
    for one in (name, _OLD[name]) if folder else ():
        source = source_of(folder / one, near) if folder and (folder / one).is_file() else None
        documents = yaml.parse_stream(source)[0] if source else []
        for document in documents:
            yield from items(document, "dependencies")


def name_of(folder: Path, near: Source) -> str:
    """Return the name of the chart in a folder; empty if there is none."""
    source = source_of(folder / CHART_FILE, near)
    documents = yaml.parse_stream(source)[0] if source else []
    return next((text(document, "name") for document in documents), "")


def own_values(folder: Path | None, near: Source) -> Piece | None:
    """Return the chart's own values, which all other layers override."""
    source = source_of(folder / OWN_VALUES, near) if folder else None
    return read_file(source) if source is not None else None
