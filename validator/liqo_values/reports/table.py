"""Tables: one line for each row, or in a terminal that is too narrow for that, several lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.reports.style import columns, pad, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeAlias

    from liqo_values.reports.style import Style

    #: Colours a cell, or a line of it: takes the numbers of the row and of the column, and the text.
    Paint: TypeAlias = Callable[[int, int, str], str]

_GAP = _INDENT = "  "


def _plain(_row: int, _column: int, text: str) -> str:
    return text


def render(
    rows: Sequence[Sequence[str]],
    style: Style,
    *,
    head: Sequence[str] = (),
    paint: Paint = _plain,
    widest: int | None = None,
    stacked: Sequence[Sequence[str]] | None = None,
) -> list[str]:
    """Write a table of printable texts, and return its lines.

    In a terminal that is too narrow, the first cell of a row is a line of its own, and the others follow below it,
    indented and wrapped. A first cell that is the same as in the row above is not repeated there.

    Args:
        rows: The rows, all with the same number of cells.
        style: What the terminal can show.
        head: The titles of the columns, which only a table with one line for each row shows.
        paint: Colours the cells.
        widest: The greatest width of the first column; a longer cell moves the others of its row.
        stacked: The rows to write in a terminal that is too narrow, if they differ from the others.
    """
    widths = _widths([*([head] if head else []), *rows], widest)
    lines = [_line(row, number, widths, _plain) for number, row in enumerate([*([head] if head else []), *rows])]
    if style.screen and max(map(columns, lines), default=0) > style.screen:
        return list(_stacked(rows if stacked is None else stacked, style.screen, paint))
    title = [style.paint(lines[0], "bold")] if head else []
    return [*title, *(_line(row, number, widths, paint) for number, row in enumerate(rows))]


def _widths(rows: Sequence[Sequence[str]], widest: int | None) -> list[int]:
    """Return the width of each column but the last, after which nothing is aligned."""
    if not rows:
        return []
    found = [max(columns(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    if widest is not None:
        found[0] = max((columns(row[0]) for row in rows if columns(row[0]) <= widest), default=0)
    return found


def _line(row: Sequence[str], number: int, widths: Sequence[int], paint: Paint) -> str:
    *before, last = row
    cells = [paint(number, column, pad(cell, widths[column])) for column, cell in enumerate(before)]
    return _GAP.join([*cells, paint(number, len(before), last)]).rstrip()


def _stacked(rows: Sequence[Sequence[str]], width: int, paint: Paint) -> Iterator[str]:
    """Write each row on several lines."""
    above = ""
    for number, (first, *others) in enumerate(rows):
        if first and first != above:
            yield paint(number, 0, first)
        above = first
        line, used = "", 0
        for column, cell in enumerate(others, 1):
            if used and used + len(_GAP) + columns(cell) <= width:
                line, used = f"{line}{_GAP}{paint(number, column, cell)}", used + len(_GAP) + columns(cell)
                continue
            if used:
                yield line
            *pieces, last = wrap(cell, width - len(_INDENT))
            yield from (_INDENT + paint(number, column, piece) for piece in pieces)
            line, used = _INDENT + paint(number, column, last), len(_INDENT) + columns(last)
        yield line
