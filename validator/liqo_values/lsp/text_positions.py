"""Converts places in texts to those of the Language Server Protocol: lines, and columns in units of an encoding."""

from __future__ import annotations

import re
from bisect import bisect_right

#: What ends a line in the protocol; what else Unicode calls a line end does not.
_LINE_END = r"\r\n|\n|\r"
#: The encodings of columns, with the size of their units.
_UNITS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


class Lines:
    """The lines of a text.

    Args:
        text: The text.
        encoding: The encoding whose units columns are counted in: ``utf-8``, ``utf-16`` or ``utf-32``.
    """

    def __init__(self, text: str, encoding: str) -> None:
        self.text = text
        self._codec, self._unit = _UNITS[encoding]
        ends = [(found.start(), found.end()) for found in re.finditer(_LINE_END, text)]
        self._starts = [0, *(end for _, end in ends)]
        self._ends = [*(start for start, _ in ends), len(text)]

    def position(self, offset: int) -> tuple[int, int]:
        """Convert an offset in characters to a line and a column, both counted from 0."""
        line = bisect_right(self._starts, offset) - 1
        return line, self._units(self.text[self._starts[line] : offset])

    def offset(self, line: int, column: int) -> int:
        """Convert a line and a column to an offset; what is beyond the end of a line means its end."""
        if line >= len(self._starts):
            return len(self.text)
        start, end = self._starts[line], self._ends[line]
        content = self.text[start:end]
        if content.isascii():
            return min(start + column, end)
        for number, character in enumerate(content):
            column -= self._units(character)
            if column < 0:
                return start + number
        return end

    def line(self, number: int) -> tuple[int, int]:
        """Return the offsets of the start of a line and of its end, without what ends it."""
        return self._starts[number], self._ends[number]

    def _units(self, text: str) -> int:
        return len(text) if text.isascii() else len(text.encode(self._codec, "surrogatepass")) // self._unit
