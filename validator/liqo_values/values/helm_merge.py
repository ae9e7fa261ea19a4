"""Merge plain values as Helm does; a mirror of ``loader.MergeMaps``, ``strvals`` and ``coalesce.go``.

All functions work on values without positions, in place, in time linear to what is merged in.
"""

from __future__ import annotations

from typing import NamedTuple

from liqo_values.model.nodes import Path, Plain

GLOBAL = "global"

Table = dict[str, Plain]


class AssignError(ValueError):
    """Helm rejects the assignment because of the existing values.

    Attributes:
        at: The path of the value that is in its way; empty if there is none.
    """

    def __init__(self, message: str, at: Path = ()) -> None:
        """Describe what Helm rejects."""
        super().__init__(message)
        self.at = at


def merge_maps(base: Table, over: Table) -> None:
    """Merge a values file into ``base`` (``loader.MergeMaps``): maps by key; others are replaced, even by null."""
    for key, value in over.items():
        earlier = base.get(key)
        if isinstance(value, dict) and isinstance(earlier, dict):
            merge_maps(earlier, value)
        else:
            base[key] = value


def assign(base: Table, path: Path, value: Plain, *, empty: bool, cut: bool) -> None:
    """Apply one ``path=value`` of a ``--set…`` argument (``strvals.ParseInto``), which may index into lists.

    Args:
        base: The values, changed in place.
        path: The path; empty names are ignored, as in Helm.
        value: What is set.
        empty: Whether the argument ended before a value; the path is followed, but nothing is set.
        cut: Whether the argument ended early; lists in the path are then not extended.

    Raises:
        AssignError: a name needs a map or an index needs a list, but finds something else, or nothing is set.
    """
    _Assignment(path, value, empty, cut).into_map(base, 0)


class _Assignment:
    def __init__(self, path: Path, value: Plain, empty: bool, cut: bool) -> None:
        self._path = path
        self._value = value
        self._empty = empty
        self._cut = cut

    def into_map(self, data: Table, depth: int) -> None:
        name = str(self._path[depth])
        if depth + 1 == len(self._path):
            if name and not self._empty:
                data[name] = self._value
            return
        index = self._path[depth + 1]
        if isinstance(index, int):
            items = data.get(name, [])
            if not isinstance(items, list):
                raise self._conflict(depth + 1, items, "a list")
            items = self._into_list(items, index, depth + 1)
            if name:
                data[name] = items
            return
        inner = data.get(name, {})
        if not isinstance(inner, dict):
            raise self._conflict(depth + 1, inner, "a map")
        self.into_map(inner, depth + 1)
        if inner and name:
            data[name] = inner
        elif not inner and not self._cut:
            message = f"`{name}` gets no value; a name in the path is empty"
            raise AssignError(message)

    def _into_list(self, items: list[Plain], index: int, depth: int) -> list[Plain]:
        """Return the list with the item set: the same list, or a longer copy, which nothing else shares."""
        earlier = items[index] if index < len(items) else None
        step = self._path[depth + 1] if depth + 1 < len(self._path) else None
        if step is None:
            return items if self._empty else _with_index(items, index, self._value)
        if isinstance(step, int):
            if earlier is not None and not isinstance(earlier, list):
                raise self._conflict(depth + 1, earlier, "a list")
            inner_items = self._into_list(earlier or [], step, depth + 1)
            return items if self._cut else _with_index(items, index, inner_items)
        # Unlike a map's value, an item that is not a map is silently replaced with one.
        inner: Table = earlier if isinstance(earlier, dict) else {}
        if index < len(items):
            items[index] = inner
        self.into_map(inner, depth + 1)
        return items if self._cut else _with_index(items, index, inner)

    def _conflict(self, depth: int, found: Plain, wanted: str) -> AssignError:
        kinds = {dict: "a map", list: "a list", bool: "a boolean", str: "text", type(None): "null"}
        step = self._path[depth]
        into = f"the index [{step}] needs {wanted}" if isinstance(step, int) else f"the name `{step}` needs {wanted}"
        message = f"{into} before it, but an earlier layer made it {kinds.get(type(found), 'a number')}"
        return AssignError(message, self._path[:depth])


def _with_index(items: list[Plain], index: int, value: Plain) -> list[Plain]:
    longer = items if index < len(items) else [*items, *[None] * (index + 1 - len(items))]
    longer[index] = value
    return longer


class ChartValues(NamedTuple):
    """The values of a chart and its subcharts.

    Attributes:
        name: Its name, or its alias in the parent chart.
        own: Its own values.
        subcharts: The charts that its Chart.yaml lists.
        imported: The values that it imports from its subcharts.
    """

    name: str
    own: Table
    subcharts: tuple[ChartValues, ...] = ()
    imported: Table | None = None


def render_values(given: Table, chart: ChartValues, *, helm: int = 4) -> tuple[Table, list[Path]]:
    """Merge the user's values over those of a chart (``ProcessDependencies``, then ``ToRenderValues``).

    A null deletes the default, and stays if there is none; a null among the chart's own values vanishes in Helm 4
    and deletes in Helm 3. If one is a table and the other a scalar, the user's wins, with a warning in Helm. The values
    of a subchart are merged under its name, with ``global`` copied into them.

    Args:
        given: The merged layers of the user.
        chart: The chart; an umbrella chart has Liqo's chart among its subcharts.
        helm: The major version of Helm.

    Returns:
        The values, and the paths of subcharts whose values are not a map, which Helm rejects.
    """
    merging = _Merging(helm)
    merging.enabled(chart, given, ())
    values = copy_of(given)
    merging.coalesce(values, merging.processed(chart, ()), (), keep_nulls=False)
    return values, list(dict.fromkeys(merging.mismatches))


def chart_values(chart: ChartValues) -> Table:
    """Return what a chart's own values are together with those of its subcharts (``processDependencyImportValues``)."""
    return _Merging(4).processed(chart, ()).own


def coalesced(given: Table, chart: ChartValues) -> Table:
    """Merge values over those of a chart as for the conditions of its dependencies (``CoalesceValues``)."""
    values = copy_of(given)
    _Merging(4).coalesce(values, chart, (), keep_nulls=False)
    return values


class _Merging:
    """Helm's steps from the given values to those that templates see; continues after errors, to find all of them."""

    def __init__(self, helm: int) -> None:
        self._drops_nulls = helm > 3  # noqa: PLR2004 - Helm 3
        self.mismatches: list[Path] = []

    def enabled(self, chart: ChartValues, given: Table, path: Path) -> None:
        """Mirror ``processDependencyEnabled``, which also treats all values as if they were a subchart's."""
        if chart.subcharts:
            values = copy_of(given)
            self.coalesce(values, chart, path, keep_nulls=False)
            for subchart in chart.subcharts:
                self.enabled(subchart, values, path)

    def processed(self, chart: ChartValues, path: Path) -> ChartValues:
        """Make the subcharts' values part of the chart's own (``processDependencyImportValues``)."""
        if not chart.subcharts:
            return chart
        subcharts = tuple(self.processed(subchart, (*path, subchart.name)) for subchart in chart.subcharts)
        own: Table = {}
        self.coalesce(own, chart._replace(subcharts=subcharts), path, keep_nulls=True)
        merge_below(own, copy_of(chart.imported or {}))
        return ChartValues(chart.name, own, subcharts)

    def coalesce(self, values: Table, chart: ChartValues, path: Path, *, keep_nulls: bool) -> None:
        """Merge a chart's own values below ``values``, then those of its subcharts."""
        self._chart(values, chart, keep_nulls=keep_nulls)
        for subchart in chart.subcharts:
            table = values.setdefault(subchart.name, {})
            here = (*path, subchart.name)
            if isinstance(table, dict):
                _coalesce_globals(table, values)
                self.coalesce(table, subchart, here, keep_nulls=keep_nulls)
            else:
                self.mismatches.append(here)

    def _chart(self, values: Table, chart: ChartValues, *, keep_nulls: bool) -> None:
        drop_nulls = self._drops_nulls and not keep_nulls
        names = {subchart.name for subchart in chart.subcharts}
        for key, default in copy_of(chart.own).items():
            if key not in values:
                if default is not None or not drop_nulls:
                    values[key] = default
                    if isinstance(default, dict) and drop_nulls:
                        _drop_nulls(default)
                continue
            value = values[key]
            if value is None and not keep_nulls:
                del values[key]
            elif isinstance(value, dict) and isinstance(default, dict):
                if drop_nulls and key not in names:
                    _drop_nulls(default)
                _coalesce_tables(value, default, keep_nulls=keep_nulls or key in names)


def copy_of(table: Table) -> Table:
    """Copy a table and the tables in it; lists and scalars are shared."""
    return {key: copy_of(value) if isinstance(value, dict) else value for key, value in table.items()}


def merge_below(values: Table, defaults: Table) -> None:
    """Add what a table lacks (``MergeTables``)."""
    _coalesce_tables(values, defaults, keep_nulls=True)


def _coalesce_tables(values: Table, defaults: Table, *, keep_nulls: bool) -> None:
    for key, default in defaults.items():
        if key not in values:
            values[key] = default
            continue
        value = values[key]
        if value is None and default is not None and not keep_nulls:
            del values[key]
        elif isinstance(value, dict) and isinstance(default, dict):
            _coalesce_tables(value, default, keep_nulls=keep_nulls)


def _coalesce_globals(table: Table, parent: Table) -> None:
    """Copy the parent's ``global`` into a subchart's values; if both set a key, the parent wins."""
    own = table.get(GLOBAL, {})
    given = parent.get(GLOBAL, {})
    if not isinstance(own, dict) or not isinstance(given, dict):
        return
    for key, value in given.items():
        earlier = own.get(key)
        if isinstance(value, dict):
            copy = dict(value)
            if key not in own:
                own[key] = copy
            elif isinstance(earlier, dict):
                _coalesce_tables(copy, earlier, keep_nulls=True)
                own[key] = copy
        elif not isinstance(earlier, dict):
            own[key] = value
    table[GLOBAL] = own


def _drop_nulls(table: Table) -> None:
    for key, value in list(table.items()):
        if value is None:
            del table[key]
        elif isinstance(value, dict):
            _drop_nulls(value)
