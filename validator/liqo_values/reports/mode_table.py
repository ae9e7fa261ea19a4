"""The modes of several releases, one line each, or in a terminal that is too narrow for that, two lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.locations import where
from liqo_values.model.printable import printable
from liqo_values.reports import release_names
from liqo_values.reports.style import WIDTH, columns, pad

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.engine.result import CheckResult
    from liqo_values.reports.style import Style

_HEAD = ("release", "mode", "decided by", "chart")
_MODE = 1
_GAP = "  "


def render(results: Sequence[CheckResult], style: Style) -> str:
    """Write the table, in the order of the releases."""
    rows = [_row(result) for result in results]
    widths = [max(columns(row[column]) for row in (_HEAD, *rows)) for column in range(len(_HEAD))]
    narrow = style.width < min(WIDTH, sum(widths) + len(_GAP) * (len(widths) - 1))
    lines = [] if narrow else [style.paint(_line(_HEAD, widths), "bold")]
    for row, result in zip(rows, results, strict=True):
        colour = "red" if result.refused or result.unexpected or result.mode.name is None else "cyan"
        if narrow:
            release, mode, *more = row
            lines += [release, _GAP.join((f"  {style.paint(mode, colour)}", *more))]
            continue
        cells = list(row)
        cells[_MODE] = style.paint(pad(row[_MODE], widths[_MODE]), colour)
        lines.append(_line(cells, [0 if column == _MODE else width for column, width in enumerate(widths)]))
    rejected = sum(result.refused for result in results)
    if rejected:
        lines += ["", f"{rejected} of {len(results)} releases are rejected: run `liqo-values check`"]
    unexpected = sum(bool(result.unexpected) for result in results)
    if unexpected:
        lines += ["", f"{unexpected} of {len(results)} releases do not have the expected mode: run `liqo-values check`"]
    return "\n".join(lines)


def _row(result: CheckResult) -> tuple[str, ...]:
    mode = result.mode
    name = mode.name.value if mode.name else "undecided"
    places = dict.fromkeys(where(fact.decided_by) for fact in (mode.networking, mode.reflection))
    rejected = ", but rejected" if result.refused else ", but not expected" if result.unexpected else ""
    return tuple(
        map(printable, (release_names.short(result), f"{name}{rejected}", ", ".join(places), result.chart.label))
    )


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return _GAP.join(pad(cell, width) if width else cell for cell, width in zip(cells, widths, strict=True)).rstrip()
