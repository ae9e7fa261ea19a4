"""Whether the values of an umbrella chart turn a dependency on: its ``condition``, or else its ``tags``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.findings import NOT_CHECKED, Diagnostic
from liqo_values.model.node_lookup import items, text
from liqo_values.model.nodes import Unknown, plain
from liqo_values.sources import umbrella
from liqo_values.values.helm_merge import AssignError, assign, merge_maps
from liqo_values.values.provenance import Statement, find_value, label, last_say
from liqo_values.values.release_inputs import Assigned, Piece, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from liqo_values.model.nodes import Node, Plain
    from liqo_values.model.source_text import Source
    from liqo_values.sources.release import Release
    from liqo_values.values.helm_merge import Table
    from liqo_values.values.release_inputs import Step

_TAGS = "tags"


def disabled(folder: Path, near: Source, release: Release) -> Diagnostic | None:
    """Return a notice if the values of a release turn the dependency off, so that nothing of it is installed.

    Args:
        folder: The folder of the umbrella chart.
        near: A file of the same repository.
        release: The release, with its layers.
    """
    found = umbrella.dependency(folder, near, release.prefix)
    steps = [step for step in (release.around, *release.steps) if step is not None]
    if found is None or any(isinstance(step, Unread) for step in steps):
        return None
    decided = _decided(found, _merged(steps)) if text(found, "condition") or items(found, _TAGS) else None
    if decided is None:
        return None
    place = label(last_say(list(_statements(steps)), decided), "turns it off")
    message = f"the dependency `{release.prefix}` is off: Helm installs nothing of Liqo, and its values are not checked"
    return Diagnostic(message, place, f"to install it, set `{'.'.join(decided)}: true`", code=NOT_CHECKED)


def _statements(steps: list[Step]) -> Iterator[Statement]:
    for step in steps:
        if isinstance(step, Piece):
            yield Statement(step.layer, (), step.root)
        elif isinstance(step, Assigned):
            for one in step.assignments:
                if one.value is not None:
                    yield Statement(step.layer, one.path, one.value, one.key_span)


def _merged(steps: list[Step]) -> Table:
    values: Table = {}
    for said in _statements(steps):
        value = plain(said.node)
        if said.path:
            try:
                assign(values, said.path, value, empty=False, cut=False)
            except AssignError:  # reported where the values are loaded
                continue
        elif isinstance(value, dict):
            merge_maps(values, value)
    return values


def _decided(dependency: Node, values: Plain) -> tuple[str, ...] | None:
    """Return the path of the value that turns a dependency off; None if it is on, or not known."""
    off = _off_by_tags(dependency, values)
    for path in _conditions(dependency):
        exists, value = find_value(values, path)
        if exists and isinstance(value, Unknown):
            return None
        if exists and isinstance(value, bool):
            return None if value else path
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
