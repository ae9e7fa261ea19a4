"""The values that an umbrella chart imports from its dependencies: ``import-values`` in Chart.yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.node_lookup import items, text
from liqo_values.model.nodes import MapNode, map_from_plain, plain
from liqo_values.sources import umbrella
from liqo_values.sources.release import CHART
from liqo_values.values.helm_merge import ChartValues, chart_values, copy_of, merge_below
from liqo_values.values.provenance import find_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from liqo_values.model.nodes import Node, Path
    from liqo_values.model.source_text import Source
    from liqo_values.sources.umbrella import Chart
    from liqo_values.values.helm_merge import Table

#: What a chart makes available under a name.
_EXPORTS = "exports"
_IMPORTS = "import-values"


def imported(chart: Chart, near: Source, own: Mapping[Path, Table], at: Path) -> MapNode:
    """Return the values that a chart imports from its dependencies.

    Args:
        chart: The chart, with the dependencies that are on.
        near: A file of the same repository.
        own: The own values of charts that are not those in their folders, by their paths.
        at: The path of the chart.
    """
    return map_from_plain(_imported(chart, near, own, at))


def _imported(chart: Chart, near: Source, own: Mapping[Path, Table], at: Path) -> Table:
    wanted = [(one.key, node) for one in chart.charts for node in items(one.entry, _IMPORTS)]
    if not wanted:
        return {}
    values = chart_values(values_of(chart, near, own, at)._replace(imported=None))
    result: Table = {}
    for key, node in wanted:
        for child, parent in _paths(node):
            table = find_value(values, (key, *child))[1]
            if isinstance(table, dict):
                merge_below(result, _below(copy_of(table), parent))
    return result


def _paths(node: Node) -> Iterator[tuple[Path, Path]]:
    """Yield the path in the values of the dependency, and that in those of the chart."""
    if isinstance(node, MapNode):
        child, parent = text(node, "child"), text(node, "parent")
        yield tuple(child.split(".")), () if parent == "." else tuple(parent.split("."))
    elif text(node):
        yield (_EXPORTS, *text(node).split(".")), ()


def _below(table: Table, path: Path) -> Table:
    for key in reversed(path):
        table = {str(key): table}
    return table


def values_of(
    chart: Chart, near: Source, own: Mapping[Path, Table], at: Path = (), *, aliases: int = -1
) -> ChartValues:
    """Return the values of a chart and of its dependencies, as far as they are known.

    Args:
        chart: The chart.
        near: A file of the same repository.
        own: The own values of charts that are not those in their folders, by their paths.
        at: The path of the chart.
        aliases: For how many levels dependencies have their aliases; below, they have their names.
    """
    table = own.get(at)
    if table is None:
        piece = umbrella.own_values(chart.folder, near) if chart.name != CHART else None
        root = plain(piece.root) if piece is not None else {}
        table = root if isinstance(root, dict) else {}
    subcharts = [values_of(one, near, own, (*at, one.key), aliases=aliases - 1) for one in chart.charts]
    imports = _imported(chart, near, own, at) if aliases < -1 else {}
    return ChartValues(chart.key if aliases else chart.name, table, tuple(subcharts), imports)
