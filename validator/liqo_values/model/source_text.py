"""Lines, columns and slices of a text of the user (a file or a command-line argument)."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple


class Source:
    """A named text that values were read from.

    Attributes:
        name: Its name in reports: the path as the user wrote it, ``<stdin>``, or the ``--set`` argument.
        text: The whole text, decoded, with its original line ends.
        undecodable: Offset of the first character that replaces a byte that is not UTF-8; None if there is none.
        folder: The folder on the command line that contains the file; empty if the file itself was passed.
        encoding: The encoding of the file: ``utf-8-sig`` is UTF-8 with a byte order mark.
        secrets: Values that are masked where the text is shown; what is found out later is added.
    """

    def __init__(
        self, name: str, text: str, undecodable: int | None = None, folder: str = "", *, encoding: str = "utf-8"
    ) -> None:
        self.name = name
        self.text = text
        self.undecodable = undecodable
        self.folder = folder
        self.secrets: set[str] = set()
        self.encoding = encoding

    def with_text(self, text: str) -> Source:
        """Return the same file with another text."""
        return Source(self.name, text, self.undecodable, self.folder, encoding=self.encoding)

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset of the start of each line, in code points."""
        starts = [0]
        starts.extend(index + 1 for index, char in enumerate(self.text) if char == "\n")
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """Convert an offset (0-based) to a line and a column (1-based), all in code points."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Return line ``number`` (1-based) without its line end."""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


class Span(NamedTuple):
    """A half-open range of a source, in code points."""

    source: Source
    start: int
    end: int

    @property
    def line(self) -> int:
        """Line of the first character, 1-based."""
        return self.source.position(self.start)[0]

    @property
    def column(self) -> int:
        """Column of the first character, 1-based."""
        return self.source.position(self.start)[1]

    @property
    def end_line(self) -> int:
        """Line of the position just after the last character, 1-based."""
        return self.source.position(self.end)[0]

    @property
    def end_column(self) -> int:
        """Column of the position just after the last character, 1-based."""
        return self.source.position(self.end)[1]

    @property
    def text(self) -> str:
        """The text of the range."""
        return self.source.text[self.start : self.end]

    def excerpt(self) -> Span:
        """Return the same range in a source that contains only its lines, with the same line and column numbers."""
        text = self.source.text
        begin = text.rfind("\n", 0, self.start) + 1
        stop = text.find("\n", self.end)
        above = text.count("\n", 0, begin)
        lines = "\n" * above + text[begin : None if stop < 0 else stop]
        moved = above - begin
        excerpt = Source(self.source.name, lines)
        excerpt.secrets = self.source.secrets
        return Span(excerpt, self.start + moved, self.end + moved)
