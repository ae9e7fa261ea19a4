"""Which dependencies of an umbrella chart the values turn off: by their ``condition``, or else by their ``tags``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.findings import NOT_CHECKED, Diagnostic
from liqo_values.model.node_lookup import items, text
from liqo_values.model.nodes import Unknown, dotted, plain
from liqo_values.sources.umbrella_imports import values_of
from liqo_values.values.helm_merge import AssignError, assign, coalesced, merge_maps
from liqo_values.values.provenance import Statement, find_value, label, last_say
from liqo_values.values.release_inputs import Assigned, Piece, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from liqo_values.model.nodes import Node, Path, Plain
    from liqo_values.model.source_text import Source
    from liqo_values.sources.release import Release
    from liqo_values.sources.umbrella import Chart
    from liqo_values.values.helm_merge import Table
    from liqo_values.values.release_inputs import Step

_TAGS = "tags"


def turned_off(chart: Chart, release: Release, near: Source, own: Mapping[Path, Table]) -> dict[Path, Path]:
    """Return the dependencies that are off, at any depth: their paths, with the paths of the values that decide it.

    Args:
        chart: The umbrella chart.
        release: The release that installs it, with its layers.
        near: A file of the same repository.
        own: The own values of charts that are not those in their folders, by their paths.
    """
    if any(isinstance(step, Unread) for step in release.steps) or not _has_switches(chart):
        return {}
    return dict(_off(chart, _merged(release.steps), near, own, ()))


def notice(at: Path, decided: Path, statements: Sequence[Statement]) -> Diagnostic:
    """Return the notice about a dependency that is off, so that nothing of it is installed.

    Args:
        at: Its path.
        decided: The path of the value that turns it off.
        statements: What the layers say, from the lowest.
    """
    place = label(last_say(statements, decided), "turns it off")
    message = f"the dependency `{dotted(at)}` is off: Helm installs nothing of Liqo, and its values are not checked"
    return Diagnostic(message, place, f"to install it, set `{dotted(decided)}: true`", code=NOT_CHECKED)


def statements(steps: Sequence[Step]) -> Iterator[Statement]:
    """Yield what layers say."""
    for step in steps:
        if isinstance(step, Piece):
            yield Statement(step.layer, (), step.root)
        elif isinstance(step, Assigned):
            for one in step.assignments:
                if one.value is not None:
                    yield Statement(step.layer, one.path, one.value, one.key_span)


def _has_switches(chart: Chart) -> bool:
    return any(text(one.entry, "condition") or items(one.entry, _TAGS) or _has_switches(one) for one in chart.charts)


def _off(chart: Chart, given: Table, near: Source, own: Mapping[Path, Table], at: Path) -> Iterator[tuple[Path, Path]]:
    """Mirror ``processDependencyEnabled``, which also takes the own values of a dependency for those of all charts."""
    if not chart.charts:
        return
    values = coalesced(given, values_of(chart, near, own, at, aliases=1)._replace(name=""))
    for one in chart.charts:
        here = (*at, one.key)
        decided = _decided(one.entry, values, at) if one.entry is not None else None
        if decided is not None:
            yield here, decided
        else:
            yield from _off(one, values, near, own, here)


def _merged(steps: Sequence[Step]) -> Table:
    values: Table = {}
    for said in statements(steps):
        value = plain(said.node)
        if said.path:
            try:
                assign(values, said.path, value, empty=False, cut=False)
            except AssignError:  # reported where the values are loaded
                continue
        elif isinstance(value, dict):
            merge_maps(values, value)
    return values


def _decided(dependency: Node, values: Plain, at: Path) -> Path | None:
    """Return the path of the value that turns a dependency off; None if it is on, or not known."""
    off = _off_by_tags(dependency, values)
    for path in _conditions(dependency):
        exists, value = find_value(values, (*at, *path))
        if exists and isinstance(value, Unknown):
            return None
        if exists and isinstance(value, bool):
            return None if value else (*at, *path)
    return off


def _conditions(dependency: Node) -> Iterator[tuple[str, ...]]:
    """Yield the paths of a condition; Helm removes no blanks after its commas."""
    for written in text(dependency, "condition").strip().split(","):
        yield tuple(written.split("."))


def _off_by_tags(dependency: Node, values: Plain) -> tuple[str, ...] | None:
    """Return a tag that is off, if none of them is on."""
    said = {tag: find_value(values, (_TAGS, tag))[1] for tag in map(text, items(dependency, _TAGS))}
    if any(value is True or isinstance(value, Unknown) for value in said.values()):
        return None
    return next(((_TAGS, tag) for tag, value in said.items() if value is False), None)
