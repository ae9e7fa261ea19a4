"""The output of ``liqo-values diff --git``: a table of the releases that differ from those of a revision."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING

from liqo_values.model.locations import top_file
from liqo_values.model.printable import printable
from liqo_values.reports import release_names, table
from liqo_values.reports.markdown import escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.engine.compare_runs import ReleaseChange
    from liqo_values.reports.style import Style

_HEAD = ("release", "what", "before", "after")
#: The most rows of a table in Markdown, which may become a comment.
_MOST = 200


def render(changes: Sequence[ReleaseChange], revision: str, style: Style) -> str:
    """Write the table for people; one line if nothing differs."""
    if not changes:
        return printable(f"the releases are those of {revision}")
    rows = [tuple(map(printable, row)) for row in _rows(changes)]
    stacked = [(name, f"{what}: {before} -> {after}") for name, what, before, after in rows]
    lines = table.render(rows, style, head=_HEAD, stacked=stacked)
    return "\n".join([*lines, "", printable(_conclusion(changes, revision))])


def markdown(changes: Sequence[ReleaseChange], revision: str) -> str:
    """Write the table for a comment on a pull request or the summary of a workflow."""
    rows = list(_rows(changes))
    lines = [f"**liqo-values:** {escaped(_conclusion(changes, revision))}"]
    if rows:
        lines += ["", "| Release | What | Before | After |", "|---|---|---|---|"]
    lines += [f"| {' | '.join(map(escaped, row))} |" for row in rows[:_MOST]]
    if len(rows) > _MOST:
        lines.append(f"| | | | and {len(rows) - _MOST} more rows: see `liqo-values diff --git {escaped(revision)}` |")
    return "\n".join(lines)


def document(changes: Sequence[ReleaseChange], revision: str) -> str:
    """Write the table for programs, as ASCII JSON.

    ``{"version": 1, "revision": text, "releases": [{"release": text, "file": text, "change": "added", "changes":
    [{"what": text, "old": text, "new": text}]}]}``.
    """
    releases = [
        {
            "release": release_names.short(change.release),
            "file": top_file(change.release.layers),
            "change": change.word,
            "changes": [cell._asdict() for cell in change.cells],
        }
        for change in changes
    ]
    return json.dumps({"version": 1, "revision": revision, "releases": releases}, indent=2)


def _rows(changes: Sequence[ReleaseChange]) -> chain[tuple[str, str, str, str]]:
    return chain.from_iterable(map(_rows_of, changes))


def _rows_of(change: ReleaseChange) -> list[tuple[str, str, str, str]]:
    name = release_names.short(change.release)
    title = name if change.word == "changed" else f"{name} ({change.word})"
    return [(title, cell.what, cell.old or "-", cell.new or "-") for cell in change.cells]


def _conclusion(changes: Sequence[ReleaseChange], revision: str) -> str:
    if not changes:
        return f"the releases are those of {revision}"
    several = "release differs" if len(changes) == 1 else "releases differ"
    return f"{len(changes)} {several} from {revision}"
