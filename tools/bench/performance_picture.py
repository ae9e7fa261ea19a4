"""Draws the figures: a bar for each program, and one for the steps of `liqo-values check`.

There are two pictures: one with the names to the left of the bars, and one for phones with the names above them. Both
follow the colours that the reader prefers.
"""

from __future__ import annotations

from html import escape
from typing import Any, NamedTuple

from tools.bench.compared_programs import CHECK, QUICK


class _Sheet(NamedTuple):
    """The size of a picture.

    Attributes:
        width: Its width.
        left: Where the bars begin.
        right: The room for the number after the longest bar.
        above: The room for the name above a bar; 0 if it is to its left.
        columns: The number of columns of the legend.
    """

    width: int
    left: int
    right: int
    above: int
    columns: int


_WIDE = _Sheet(width=760, left=230, right=70, above=0, columns=2)
_NARROW = _Sheet(width=360, left=10, right=50, above=20, columns=1)
_ROW, _BAR, _LEGEND, _COLUMN = 26, 16, 20, 240
# Each step has a colour that is visible on white and on dark paper.
_STEPS = ("#57606a", "#8c959f", "#1f6feb", "#2da44e", "#bf8700", "#cf222e", "#8250df", "#d4a72c")
_STYLE = """\
text { fill: #1f2328; } .paper { fill: #ffffff; } .ours { fill: #1f6feb; } .others { fill: #9aa4b2; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; } .paper { fill: #0d1117; } .ours { fill: #388bfd; } .others { fill: #6e7681; }
}"""


def draw(figures: dict[str, Any]) -> str:
    """Return the picture for wide screens, as SVG."""
    return _draw(figures, _WIDE)


def draw_narrow(figures: dict[str, Any]) -> str:
    """Return the picture for phones, as SVG."""
    return _draw(figures, _NARROW)


def _draw(figures: dict[str, Any], sheet: _Sheet) -> str:
    costs = {name: cost["cpu"] * 1000 for name, cost in figures["one file"].items()}
    steps = {name: seconds * 1000 for name, seconds in figures["stages"].items()}
    scale = (sheet.width - sheet.left - sheet.right) / max(*costs.values(), sum(steps.values()))
    parts = [_text(10, 24, "Processor time for one values file, in milliseconds", weight="bold")]
    top = 40
    for name, spent in costs.items():
        parts += _bar(sheet, top, name, spent, scale)
        top += sheet.above + _ROW
    top += _ROW
    parts += _steps(sheet, top, steps, scale)
    height = top + sheet.above + _ROW + _LEGEND * -(-len(steps) // sheet.columns) + 10
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sheet.width} {height}" width="{sheet.width}" '
        f'height="{height}" font-family="system-ui, sans-serif" font-size="13" role="img">\n'
        f"<style>\n{_STYLE}\n</style>\n"
        f'<rect width="{sheet.width}" height="{height}" class="paper"/>\n{body}\n</svg>\n'
    )


def _bar(sheet: _Sheet, top: int, name: str, spent: float, scale: float) -> list[str]:
    bar = "ours" if name in (CHECK, *QUICK) else "others"
    level = top + sheet.above
    return [
        _name(sheet, top, name),
        _rectangle(sheet.left, level, spent * scale, f'class="{bar}"'),
        _text(sheet.left + spent * scale + 6, level + 13, f"{spent:.0f}"),
    ]


def _name(sheet: _Sheet, top: int, name: str) -> str:
    """Write the name of a bar: above it, or to its left."""
    return _text(sheet.left, top + 13, name) if sheet.above else _text(sheet.left - 8, top + 13, name, anchor="end")


def _steps(sheet: _Sheet, top: int, steps: dict[str, float], scale: float) -> list[str]:
    """Draw one bar of all steps, and what its colours mean."""
    parts = [_name(sheet, top, f"{CHECK}, step by step")]
    level = top + sheet.above
    at = float(sheet.left)
    for number, (name, spent) in enumerate(steps.items()):
        colour = f'fill="{_STEPS[number % len(_STEPS)]}"'
        parts.append(_rectangle(at, level, spent * scale, colour))
        at += spent * scale
        row, column = divmod(number, sheet.columns)
        x, y = sheet.left + column * _COLUMN, level + _ROW + row * _LEGEND
        parts += [_rectangle(x, y, 10, colour, 10), _text(x + 16, y + 10, f"{name}: {spent:.1f}")]
    return parts


def _rectangle(x: float, y: float, width: float, colour: str, height: int = _BAR) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height}" {colour}/>'


def _text(x: float, y: float, content: str, *, anchor: str = "start", weight: str = "normal") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}">{escape(content)}</text>'
