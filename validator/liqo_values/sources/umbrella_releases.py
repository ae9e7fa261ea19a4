"""The releases of an umbrella chart: one for each place of Liqo's chart among its dependencies."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from liqo_values.model.nodes import plain
from liqo_values.sources import umbrella, umbrella_imports, umbrella_keys, umbrella_switch
from liqo_values.values.helm_merge import merge_maps
from liqo_values.values.provenance import Statement
from liqo_values.values.release_inputs import Outer, joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from liqo_values.model.nodes import Path
    from liqo_values.model.source_text import Source
    from liqo_values.sources.release import Release
    from liqo_values.sources.umbrella import Chart, Place
    from liqo_values.values.helm_merge import Table
    from liqo_values.values.release_inputs import Given


def separate(releases: Iterable[Release], near: Source, given: Given) -> Iterator[Release]:
    """Yield each release, or those that it consists of if it installs an umbrella chart.

    Args:
        releases: The releases that a file describes.
        near: The file.
        given: The layers below the releases, and the arguments above them.

    Raises:
        InputError: these layers or arguments cannot be read.
    """
    for release in releases:
        if release.umbrella is None:
            yield release
        else:
            yield from _parts(release, umbrella.read(release.umbrella, near), near, given)


def _parts(release: Release, chart: Chart, near: Source, given: Given) -> Iterator[Release]:
    """Yield the releases of an umbrella chart; what is wrong around the values is reported for the first one."""
    diagnostics = release.diagnostics
    steps = given.with_files(*release.steps).steps()
    places = umbrella.places(chart)
    targets = {place.at: umbrella.chart_at(place, near) for place in places}
    charts = {at: given.chart if given.chart_named else selected.chart for at, (selected, _) in targets.items()}
    own = {at: _table(plain(liqo.defaults)) for at, liqo in charts.items()} | _replaced(release, chart, near)
    off, ignored = umbrella_switch.switched(chart, steps, near, own)
    for place in places:
        part = copy(release)
        part.umbrella = None
        part.diagnostics, diagnostics = list(diagnostics), []
        part.prefix = joined(place.at)
        part.is_for(*targets[place.at])
        part.around = list(_around(place, near, own, off))
        decided = next((off[at] for at in _above(place.at) if at in off), None)
        said = [*_own_statements(part), *umbrella_switch.statements(steps)]
        if release.not_installed is None and decided is not None:
            part.not_installed = umbrella_switch.notice(place.at, decided, said)
        unused = [(at, path) for at in _above(place.at) for path in ignored.get(at, ()) if path[:-1] != place.at]
        part.diagnostics += (umbrella_switch.ignored(at, path, said) for at, path in unused)
        if part.not_installed is None:
            umbrella_keys.examine(place, near, part, steps)
        yield part


def _above(at: Path) -> Iterator[Path]:
    """Yield the paths of a dependency and of those that contain it, from the outermost."""
    return (at[:depth] for depth in range(1, len(at) + 1))


def _around(place: Place, near: Source, own: Mapping[Path, Table], off: Iterable[Path]) -> Iterator[Outer]:
    """Yield the charts around Liqo's chart, from the outermost."""
    for depth, chart in enumerate(place.charts[:-1]):
        at = place.at[:depth]
        on = umbrella.without(chart, {path[depth:] for path in off if path[:depth] == at})
        conditions = frozenset((*at, *path) for path in umbrella_switch.conditions(chart))
        imported = umbrella_imports.imported(on, near, own, at)
        yield Outer(at, umbrella.own_values(chart.folder, near), imported, conditions)


def _replaced(release: Release, chart: Chart, near: Source) -> dict[Path, Table]:
    """Return the values that replace the own values of the umbrella chart, if something does."""
    if release.own is None:
        return {}
    values: Table = {}
    for piece in release.own:
        used = piece or umbrella.own_values(chart.folder, near)
        if used is not None:
            merge_maps(values, _table(plain(used.root)))
    return {(): values}


def _table(value: object) -> Table:
    return value if isinstance(value, dict) else {}


def _own_statements(part: Release) -> list[Statement]:
    """Return what the own values of the charts around Liqo's say, from the innermost."""
    said: list[Statement] = []
    for outer in reversed(part.around):
        own = [outer.own] if outer.path or part.own is None else [piece or outer.own for piece in part.own]
        said += [Statement(piece.layer, outer.path, piece.root) for piece in own if piece is not None]
    return said
