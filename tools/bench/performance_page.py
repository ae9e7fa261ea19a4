"""The tables of the figures, and ``docs/performance.md`` with its pictures."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from tools.bench import performance_picture
from tools.bench.compared_programs import CHECK, CLICK, FLEETS, LINT, QUICK, SCHEMA_CHECK
from tools.repository import ROOT

if TYPE_CHECKING:
    from pathlib import Path

DOCS = ROOT / "docs"
PAGE, FIGURES = DOCS / "performance.md", DOCS / "performance.json"

_IN_PAGE = re.compile(
    r"(?<=<!-- figures: made by `python -m tools.bench --publish` -->\n).*?(?=<!-- end of figures -->)", re.DOTALL
)


def publish(figures: dict[str, Any]) -> None:
    """Write the figures, the pictures of them, and the page with the tables of them."""
    FIGURES.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    for path, picture in pictures(figures).items():
        path.write_text(picture, encoding="utf-8")
    PAGE.write_text(page(figures), encoding="utf-8")


def pictures(figures: dict[str, Any]) -> dict[Path, str]:
    """Return the pictures of these figures, by their file."""
    return {
        DOCS / "performance.svg": performance_picture.draw(figures),
        DOCS / "performance-narrow.svg": performance_picture.draw_narrow(figures),
    }


def page(figures: dict[str, Any]) -> str:
    """Return the page with these figures."""
    return _IN_PAGE.sub(lambda _: f"{tables(figures)}\n", PAGE.read_text(encoding="utf-8"))


def tables(figures: dict[str, Any]) -> str:
    """Write all tables, as Markdown."""
    machine = figures["machine"]
    about = f"Medians of {figures['rounds']} rounds; {machine['processors']} processors, Python {machine['python']}."
    parts = [about, _one_file(figures), _targets(figures), _stages(figures), _fleets(figures), _modes(figures)]
    return "\n\n".join(parts)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def _one_file(figures: dict[str, Any]) -> str:
    ours = figures["one file"][CHECK]["cpu"]
    rows = [
        [name, _ms(cost["cpu"]), _ms(cost["wall"]), f"{cost['memory']:.0f} MB", f"{cost['cpu'] / ours:.2f}"]
        for name, cost in figures["one file"].items()
    ]
    return _table(["one file, cold", "CPU", "wall", "memory", f"CPU, `{CHECK}` = 1"], rows)


def _targets(figures: dict[str, Any]) -> str:
    """Write the ratios that this project aims at, next to the measured ones."""
    one, fleets = figures["one file"], figures["fleets"]
    ours = one[CHECK]["cpu"]
    small, large = (fleets[str(size)] for size in FLEETS)
    per_file = large["wall"] / FLEETS[-1]
    rows = [
        [f"`{CHECK}` to `{LINT}`, CPU", "at most 0.50", f"{ours / one[LINT]['cpu']:.2f}"],
        [f"`{CHECK}` to check-jsonschema, CPU", "at most 0.25", f"{ours / one[SCHEMA_CHECK]['cpu']:.2f}"],
        *[[f"`{name}` to Python with click, CPU", "at most 1.5", _ratio(one, name)] for name in QUICK],
        [f"`{LINT}` to one of {FLEETS[-1]} files, wall", "at least 40", f"{one[LINT]['wall'] / per_file:.0f}"],
        [
            f"CPU for one of {FLEETS[-1]} files to one of {FLEETS[0]}",
            "about 1",
            f"{large['cpu'] / FLEETS[-1] / (small['cpu'] / FLEETS[0]):.2f}",
        ],
        [f"memory for {FLEETS[-1]} files to {FLEETS[0]}", "about 1", f"{large['memory'] / small['memory']:.2f}"],
    ]
    return _table(["ratio", "wanted", "measured"], rows)


def _ratio(one: dict[str, dict[str, float]], name: str) -> str:
    return f"{one[name]['cpu'] / one[CLICK]['cpu']:.2f}"


def _stages(figures: dict[str, Any]) -> str:
    total = sum(figures["stages"].values())
    rows = [[step, f"{spent * 1000:.1f} ms", f"{spent / total:.0%}"] for step, spent in figures["stages"].items()]
    return _table([f"where `{CHECK}` spends its time on one file", "CPU", "share"], rows)


def _fleets(figures: dict[str, Any]) -> str:
    rows = [
        [
            size,
            _ms(cost["cpu"]),
            _ms(cost["wall"]),
            f"{cost['wall'] / int(size) * 1000:.1f} ms",
            f"{cost['memory']:.0f} MB",
        ]
        for size, cost in figures["fleets"].items()
    ]
    return _table(["files", "CPU", "wall", "wall per file", "memory"], rows)


def _modes(figures: dict[str, Any]) -> str:
    rows = [
        [mode, str(figures["objects"][mode]), _ms(cost["cpu"]), _ms(cost["wall"]), f"{cost['memory']:.0f} MB"]
        for mode, cost in figures["modes"].items()
    ]
    return _table(["`helm 4 template` of the chart", "objects", "CPU", "wall", "memory"], rows)
