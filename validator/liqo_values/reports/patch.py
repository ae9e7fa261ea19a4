"""Changes of files as a unified diff, which ``patch`` and ``git apply`` accept."""

from __future__ import annotations

from difflib import unified_diff
from io import StringIO
from typing import TYPE_CHECKING

from liqo_values.model.printable import printable
from liqo_values.parsing.masking import shown_text

if TYPE_CHECKING:
    from liqo_values.model.source_text import Source
    from liqo_values.reports.style import Style

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}
_NO_LINE_END = "\\ No newline at end of file\n"


def unified(old: Source, new: Source, style: Style, *, terminal: bool = False) -> str:
    """Write the changes between two texts of a file; empty if there are none.

    Credentials are masked, in which case the diff does not apply. Names are quoted as git does, so that a line break in
    one is not a line of its own. On a terminal, characters that command it are spelled out everywhere.
    """
    lines = unified_diff(_lines(old), _lines(new), _quoted(f"a/{old.name}"), _quoted(f"b/{new.name}"))
    return "".join(_line(_visible(line) if terminal else line, style) for line in lines)


def _visible(line: str) -> str:
    return printable(line.rstrip("\n")) + line[len(line.rstrip("\n")) :]


def _quoted(name: str) -> str:
    """Write a name as git does: in quotes and with escapes, unless all of it can be seen."""
    if name.isprintable() and '"' not in name and "\\" not in name:
        return name
    characters = (f"\\{char}" if char in '"\\' else char if char.isprintable() else _escaped(char) for char in name)
    return f'"{"".join(characters)}"'


def _escaped(char: str) -> str:
    return "".join(f"\\{byte:03o}" for byte in char.encode("utf-8", "surrogateescape"))


def _lines(source: Source) -> list[str]:
    """Split a text at line feeds only, as ``patch`` does; Python also splits at other characters."""
    return list(StringIO(shown_text(source), newline="\n"))


def _line(line: str, style: Style) -> str:
    text = line if line.endswith("\n") else f"{line}\n{_NO_LINE_END}"
    colour = _COLOURS.get(line[0])
    return style.paint(text, colour) if colour else text
