"""Merge plain values as Helm does; a mirror of ``loader.MergeMaps``, ``strvals`` and ``coalesce.go``.

All functions work on values without positions, in place, in time linear to what is merged in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.nodes import Path, Plain

if TYPE_CHECKING:
    from collections.abc import Mapping

GLOBAL = "global"

Table = dict[str, Plain]


class AssignError(ValueError):
    """Helm rejects the assignment because of the existing values."""


def merge_maps(base: Table, over: Table) -> None:
    """Merge a values file into ``base`` (``loader.MergeMaps``): maps by key; others are replaced, even by null."""
    for key, value in over.items():
        earlier = base.get(key)
        if isinstance(value, dict) and isinstance(earlier, dict):
            merge_maps(earlier, value)
        else:
            base[key] = value


def assign(base: Table, path: Path, value: Plain, *, empty: bool = False, cut: bool = False) -> None:
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
        earlier = items[index] if index < len(items) else None
        step = self._path[depth + 1] if depth + 1 < len(self._path) else None
        if step is None:
            if not self._empty:
                _set_index(items, index, self._value)
        elif isinstance(step, int):
            if earlier is not None and not isinstance(earlier, list):
                raise self._conflict(depth + 1, earlier, "a list")
            inner_items = self._into_list(earlier or [], step, depth + 1)
            if not self._cut:
                _set_index(items, index, inner_items)
        else:
            # Unlike a map's value, an item that is not a map is silently replaced with one.
            inner: Table = earlier if isinstance(earlier, dict) else {}
            if index < len(items):
                items[index] = inner
            self.into_map(inner, depth + 1)
            if not self._cut:
                _set_index(items, index, inner)
        return items

    def _conflict(self, depth: int, found: Plain, wanted: str) -> AssignError:
        kinds = {dict: "a map", list: "a list", bool: "a boolean", str: "text", type(None): "null"}
        step = self._path[depth]
        into = f"the index [{step}] needs {wanted}" if isinstance(step, int) else f"the name `{step}` needs {wanted}"
        return AssignError(f"{into} before it, but an earlier layer made it {kinds.get(type(found), 'a number')}")


def _set_index(items: list[Plain], index: int, value: Plain) -> None:
    items.extend([None] * (index + 1 - len(items)))
    items[index] = value


def coalesce(values: Table, defaults: Table, subcharts: Mapping[str, Table]) -> None:
    """Merge what the user gave over the chart's defaults (Helm 4.3 ``CoalesceValues``), in place.

    A null deletes the default, and stays where there is none; a null among the defaults themselves vanishes (in
    Helm 3 it stays). A table against a scalar: what the user gave wins, with a warning in Helm. The values of a
    subchart are merged under its name, with ``global`` copied into them; nulls there delete what the subchart
    itself has. A subchart whose key is no table is left alone: Helm refuses it.

    Args:
        values: The merged layers of the user; changed.
        defaults: The chart's own values; changed, so give a copy.
        subcharts: Name and own values of every enabled subchart that Chart.yaml lists; changed, too.
    """
    # A null for a subchart of which the chart's own values say nothing is no table either.
    subcharts = {name: own for name, own in subcharts.items() if name in defaults or values.get(name, own) is not None}
    if subcharts:  # Helm's ProcessDependencies makes the subcharts' values part of the chart's own
        copies = {name: copy_of(own_values) for name, own_values in subcharts.items()}
        _coalesce_subcharts(defaults, copies, keep_nulls=True)
    _coalesce_chart(values, defaults, subcharts, keep_nulls=False)
    _coalesce_subcharts(values, subcharts, keep_nulls=False)


def copy_of(table: Table) -> Table:
    """Copy a table and the tables in it; lists and scalars are shared."""
    return {key: copy_of(value) if isinstance(value, dict) else value for key, value in table.items()}


def _coalesce_subcharts(values: Table, subcharts: Mapping[str, Table], *, keep_nulls: bool) -> None:
    for name, own_values in subcharts.items():
        table = values.setdefault(name, {})
        if isinstance(table, dict):
            _coalesce_globals(table, values)
            _coalesce_chart(table, own_values, {}, keep_nulls=keep_nulls)


def _coalesce_chart(values: Table, defaults: Table, subcharts: Mapping[str, Table], *, keep_nulls: bool) -> None:
    for key, default in defaults.items():
        keep = keep_nulls or key in subcharts
        if key not in values:
            if keep_nulls or default is not None:
                values[key] = default
                if isinstance(default, dict) and not keep_nulls:
                    _drop_nulls(default)
            continue
        value = values[key]
        if value is None and not keep_nulls:
            del values[key]
        elif isinstance(value, dict) and isinstance(default, dict):
            if not keep:
                _drop_nulls(default)
            _coalesce_tables(value, default, keep_nulls=keep)


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
