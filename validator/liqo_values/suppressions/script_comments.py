"""Where comments are in files that contain command lines, and what they apply to.

In all of these files, every text that looks like a comment of this program is one: after `#`, and in Markdown also
between `<!--` and `-->`. A comment applies to a command with all lines that continue it and its here-documents, or,
between code blocks of Markdown, to the next block.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from liqo_values.model.source_text import Span
from liqo_values.parsing.comments import Comment
from liqo_values.sources import command_hosts
from liqo_values.sources.detect import CommandHost, command_host

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.model.source_text import Source
    from liqo_values.parsing.comments import Stretch

_HASH = r"(?i)(?<!\S)#\s*liqo-values:[^\r\n]*"
_HTML = r"(?i)<!--\s*liqo-values:[^\r\n]*?-->"
_WHOLE_LINE = r"[^\n]*\n?"
_IS_COMMENT = r"[ \t]*(?:#|<!--)"
_CONTINUES = r"(?<!\\)(?:\\\\)*\\$"
_HERE_DOCUMENT = r"<<-?[ \t]*[\"'\\]?(?P<end>[A-Za-z_]\w*)"


class ScriptComments:
    """The comments of a file with command lines.

    Args:
        source: The file.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        host = command_host(source)
        self._is_markdown = host is CommandHost.MARKDOWN
        scripts = _scripts(source) if host in (CommandHost.MARKDOWN, CommandHost.PIPELINE) else None
        self._blocks = scripts or [] if self._is_markdown else []
        self._within = [(0, len(source.text) + 1)] if scripts is None else _of_several_lines(source, scripts)
        self._starts = [start for start, _ in self._within]

    def comments(self) -> list[Comment]:
        """Return all comments, in order."""
        text = self._source.text
        found = [match for match in re.finditer(_HASH, text) if self.reads(match.start())]
        if self._is_markdown:
            found += [match for match in re.finditer(_HTML, text) if not self.reads(match.start())]
        spans = sorted((match.start(), match.end()) for match in found)
        return [Comment(Span(self._source, *span), self._is_alone(*span)) for span in spans]

    def extents(self) -> list[Stretch]:
        """Return the start and end of every code block, and of every command in it; outer ones come first."""
        lines = (line for start, end in self._within for line in commands(self._source.text, start, end))
        return sorted([*self._blocks, *lines], key=lambda extent: (extent[0], -extent[1]))

    def line(self, offset: int) -> Stretch:
        """Return the line that a comment after something applies to, with all lines that it continues."""
        start = self._source.text.rfind("\n", 0, offset) + 1
        end = self._source.text.find("\n", offset)
        here = (start, len(self._source.text) + 1 if end < 0 else end + 1)
        around = [(first, last) for first, last in self.extents() if first <= start < last and self.reads(first)]
        return min((one for one in around if one not in self._blocks), default=here)

    def reads(self, offset: int) -> bool:
        """Return whether a place is in one of the parts that are read."""
        number = bisect_right(self._starts, offset) - 1
        return number >= 0 and offset < self._within[number][1]

    def _is_alone(self, start: int, end: int) -> bool:
        text = self._source.text
        begin = text.rfind("\n", 0, start) + 1
        stop = text.find("\n", end)
        return not (text[begin:start] + text[end : len(text) if stop < 0 else stop]).strip()


def _of_several_lines(source: Source, scripts: Sequence[Stretch]) -> list[Stretch]:
    return [(start, end) for start, end in scripts if "\n" in source.text[start:end]]


def _scripts(source: Source) -> list[Stretch]:
    """Return the parts of a file that are command lines."""
    places = (script.place(0, len(script.text)) for script in command_hosts.scripts(source))
    return sorted((place.start, place.end) for place in places)


def commands(text: str, start: int, end: int) -> Iterator[Stretch]:
    """Yield the start and end of each command, with lines that continue it, and of the lines of its here-documents."""
    begun: int | None = None
    inner: list[int] = []  # after comments in a continued command, which Docker drops
    waiting: list[tuple[str, int]] = []
    for line in re.compile(_WHOLE_LINE).finditer(text, start, end):
        content = line[0].rstrip("\r\n")
        if waiting and content.strip() == waiting[0][0]:
            _, first = waiting.pop(0)
            if not waiting:
                yield first, line.end()
            continue
        if not content.strip() or re.match(_IS_COMMENT, content):
            inner += [line.end()] if begun is not None else []
            continue
        begun = line.start() if begun is None else begun
        ends = [found["end"] for found in re.finditer(_HERE_DOCUMENT, content)] if not waiting else []
        if re.search(_CONTINUES, content) and not ends:
            continue
        for start_of_part in (begun, *inner):
            yield start_of_part, line.end()
        inner.clear()
        waiting += [(name, begun) for name in ends if re.compile(rf"(?m)^\s*{name}\s*$").search(text, line.end(), end)]
        begun = None
    if begun is not None:
        yield begun, end
