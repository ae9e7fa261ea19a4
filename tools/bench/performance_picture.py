"""Draws the figures: a bar for each program, and one for the steps of `liqo-values check`."""

from __future__ import annotations

from html import escape
from typing import Any

from tools.bench.compared_programs import CHECK, QUICK

_WIDTH, _LEFT, _RIGHT, _ROW, _BAR = 760, 230, 70, 26, 16
# Each step has a colour that is visible on white and on dark paper.
_STEPS = ("#57606a", "#8c959f", "#1f6feb", "#2da44e", "#bf8700", "#cf222e", "#8250df", "#d4a72c")
_STYLE = """\
text { fill: #1f2328; } .paper { fill: #ffffff; } .ours { fill: #1f6feb; } .others { fill: #9aa4b2; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; } .paper { fill: #0d1117; } .ours { fill: #388bfd; } .others { fill: #6e7681; }
}"""
_LEGEND = 20


def draw(figures: dict[str, Any]) -> str:
    """Return the picture, as SVG."""
    costs = {name: cost["cpu"] * 1000 for name, cost in figures["one file"].items()}
    steps = {name: seconds * 1000 for name, seconds in figures["stages"].items()}
    scale = (_WIDTH - _LEFT - _RIGHT) / max(*costs.values(), sum(steps.values()))
    parts = [_text(10, 24, "Processor time for one values file, in milliseconds", weight="bold")]
    top = 40
    for name, spent in costs.items():
        parts += _bar(top, name, spent, scale)
        top += _ROW
    top += _ROW
    parts += _steps(top, steps, scale)
    height = top + _ROW + _LEGEND * ((len(steps) + 1) // 2) + 10
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'font-family="system-ui, sans-serif" font-size="13" role="img">\n'
        f"<style>\n{_STYLE}\n</style>\n"
        f'<rect width="{_WIDTH}" height="{height}" class="paper"/>\n{body}\n</svg>\n'
    )


def _bar(top: int, name: str, spent: float, scale: float) -> list[str]:
    bar = "ours" if name in (CHECK, *QUICK) else "others"
    end = _LEFT + spent * scale
    return [
        _text(_LEFT - 8, top + 13, name, anchor="end"),
        _rectangle(_LEFT, top, spent * scale, f'class="{bar}"'),
        _text(end + 6, top + 13, f"{spent:.0f}"),
    ]


def _steps(top: int, steps: dict[str, float], scale: float) -> list[str]:
    """Draw one bar of all steps, and what its colours mean."""
    parts = [_text(_LEFT - 8, top + 13, f"{CHECK}, step by step", anchor="end")]
    at = float(_LEFT)
    for number, (name, spent) in enumerate(steps.items()):
        colour = f'fill="{_STEPS[number % len(_STEPS)]}"'
        parts.append(_rectangle(at, top, spent * scale, colour))
        at += spent * scale
        x, y = _LEFT + (number % 2) * 240, top + _ROW + (number // 2) * _LEGEND
        parts += [_rectangle(x, y, 10, colour, 10), _text(x + 16, y + 10, f"{name}: {spent:.1f}")]
    return parts


def _rectangle(x: float, y: float, width: float, colour: str, height: int = _BAR) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height}" {colour}/>'


def _text(x: float, y: float, content: str, *, anchor: str = "start", weight: str = "normal") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}">{escape(content)}</text>'
