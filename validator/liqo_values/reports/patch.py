"""Changes of files as a unified diff, which ``patch`` and ``git apply`` accept."""

from __future__ import annotations

from difflib import unified_diff
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from liqo_values.model.source_text import Source
    from liqo_values.reports.style import Style

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}
_NO_LINE_END = "\\ No newline at end of file\n"


def unified(old: Source, new: Source, style: Style) -> str:
    """Write the changes between two texts of a file; empty if there are none."""
    lines = unified_diff(_lines(old), _lines(new), f"a/{old.name}", f"b/{new.name}")
    return "".join(_line(line, style) for line in lines)


def _lines(source: Source) -> list[str]:
    """Split a text at line feeds only, as ``patch`` does; Python also splits at other characters."""
    return list(StringIO(source.text, newline="\n"))


def _line(line: str, style: Style) -> str:
    text = line if line.endswith("\n") else f"{line}\n{_NO_LINE_END}"
    colour = _COLOURS.get(line[0])
    return style.paint(text, colour) if colour else text
