"""Umbrella charts: Liqo's values are under the name or alias of the dependency in Chart.yaml."""

from __future__ import annotations

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
#: How a dependency refers to a repository that was added by a name, and to a folder.
_ALIASES = ("@", "alias:")
_FILE = "file://"


def key_in(folder: Path | None, near: Source) -> str:
    """Return the key that contains Liqo's values in those of a chart; empty if Liqo is not part of it.

    Args:
        folder: The folder of the chart.
        near: A file of the same repository.
    """
    found = next(_dependencies(folder, CHART_FILE, near), None)
    return (text(found, "alias") or CHART) if found else ""


def chart_in(folder: Path, near: Source) -> tuple[Selected, Label | None]:
    """Return the chart that an umbrella chart depends on, and where its version is written.

    Args:
        folder: The folder of the umbrella chart.
        near: A file of the same repository.
    """
    found = next(_dependencies(folder, CHART_FILE, near), None)
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
    source = source_of(folder / name, near) if folder else None
    documents = yaml.parse_stream(source)[0] if source else []
    for document in documents:
        yield from (entry for entry in items(document, "dependencies") if text(entry, "name") == CHART)


def name_of(folder: Path, near: Source) -> str:
    """Return the name of the chart in a folder; empty if there is none."""
    source = source_of(folder / CHART_FILE, near)
    documents = yaml.parse_stream(source)[0] if source else []
    return next((text(document, "name") for document in documents), "")


def own_values(folder: Path | None, near: Source) -> Piece | None:
    """Return the chart's own values, which all other layers override."""
    source = source_of(folder / OWN_VALUES, near) if folder else None
    return read_file(source) if source is not None else None
