"""Which dependencies of an umbrella chart the values turn off: by their ``condition``, or else by their ``tags``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.errors import InputError
from liqo_values.model.findings import NOT_CHECKED, Diagnostic
from liqo_values.model.node_lookup import items, text
from liqo_values.model.nodes import Unknown, dotted
from liqo_values.sources.release import IGNORED
from liqo_values.sources.umbrella_imports import values_of
from liqo_values.values.helm_merge import coalesced
from liqo_values.values.load import layered
from liqo_values.values.provenance import Statement, find_value, label, last_say
from liqo_values.values.release_inputs import Assigned, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from liqo_values.model.nodes import Node, Path, Plain
    from liqo_values.model.source_text import Source
    from liqo_values.sources.umbrella import Chart
    from liqo_values.values.helm_merge import Table
    from liqo_values.values.provenance import Values
    from liqo_values.values.release_inputs import Step

_TAGS = "tags"


class Switched(NamedTuple):
    """What values say about the dependencies of a chart, at any depth.

    Attributes:
        off: The paths of those that are off, with the paths of the values that decide it.
        ignored: The paths of dependencies, with those of values that Helm ignores because they are no booleans.
    """

    off: dict[Path, Path]
    ignored: dict[Path, list[Path]]


def switched(chart: Chart, steps: Sequence[Step], near: Source, own: Mapping[Path, Table]) -> Switched:
    """Return which dependencies the values turn off, and which values do not turn them off although they seem to.

    Args:
        chart: The umbrella chart.
        steps: All layers of the release that installs it.
        near: A file of the same repository.
        own: The own values of charts that are not those in their folders, by their paths.
    """
    if not _has_switches(chart):
        return Switched({}, {})
    try:
        given, known = layered(steps)
    except InputError:  # raised again where the release is checked
        return Switched({}, {})
    switches = _Switches(near, own, known)
    return Switched(dict(switches.off(chart, given, ())), switches.ignored)


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


def ignored(at: Path, path: Path, statements: Sequence[Statement]) -> Diagnostic:
    """Return the finding about a value that does not turn a dependency on or off, because it is no boolean.

    Args:
        at: The path of the dependency.
        path: That of the value.
        statements: What the layers say, from the lowest.
    """
    place = label(last_say(statements, path), "is no boolean")
    message = (
        f"Helm ignores `{dotted(path)}`, because it is no boolean: it does not switch the dependency `{dotted(at)}`"
    )
    help_text = f"write `{dotted(path)}: false` without quotes, and with `--set` instead of `--set-string`"
    return Diagnostic(message, place, help_text, code=IGNORED)


def conditions(chart: Chart) -> Iterator[Path]:
    """Yield the paths of the values that may switch the dependencies of a chart, in its values."""
    for one in chart.charts:
        if one.entry is not None:
            yield from _conditions(one.entry)


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


class _Switches:
    """What decides about the dependencies of a chart: its own values, and what the layers of a release set.

    Args:
        near: A file of the same repository.
        own: The own values of charts that are not those in their folders, by their paths.
        known: The layers.
    """

    def __init__(self, near: Source, own: Mapping[Path, Table], known: Values) -> None:
        self._near = near
        self._own = own
        self._known = known
        self.ignored: dict[Path, list[Path]] = {}

    def off(self, chart: Chart, given: Table, at: Path) -> Iterator[tuple[Path, Path]]:
        """Mirror ``processDependencyEnabled``, which also takes the own values of a dependency for those of all."""
        if not chart.charts:
            return
        values = coalesced(given, values_of(chart, self._near, self._own, at, aliases=1)._replace(name=""))
        for one in chart.charts:
            here = (*at, one.key)
            decided = self._decided(one.entry, values, here) if one.entry is not None else None
            if decided is not None:
                yield here, decided
            else:
                yield from self.off(one, values, here)

    def _decided(self, dependency: Node, values: Plain, here: Path) -> Path | None:
        """Return the path of the value that turns a dependency off; None if it is on, or not known."""
        off = self._off_by_tags(dependency, values)
        at = here[:-1]
        for path in _conditions(dependency):
            exists, value = self._said(values, (*at, *path))
            if exists and isinstance(value, Unknown):
                return None
            if exists and isinstance(value, bool):
                return None if value else (*at, *path)
            if exists and isinstance(value, str | int | float):
                self.ignored.setdefault(here, []).append((*at, *path))
        return off

    def _off_by_tags(self, dependency: Node, values: Plain) -> tuple[str, ...] | None:
        """Return a tag that is off, if none of them is on."""
        said = {tag: self._said(values, (_TAGS, tag))[1] for tag in map(text, items(dependency, _TAGS))}
        if any(value is True or isinstance(value, Unknown) for value in said.values()):
            return None
        return next(((_TAGS, tag) for tag, value in said.items() if value is False), None)

    def _said(self, values: Plain, path: Path) -> tuple[bool, Plain]:
        """Return whether there is a value, and which; it is unknown if a layer that is not available may set it."""
        unread = self._known.doubt(path)
        return find_value(values, path) if unread is None else (True, Unknown(unread.what))


def _conditions(dependency: Node) -> Iterator[tuple[str, ...]]:
    """Yield the paths of a condition; Helm removes no blanks after its commas."""
    for written in text(dependency, "condition").strip().split(","):
        yield tuple(written.split("."))
