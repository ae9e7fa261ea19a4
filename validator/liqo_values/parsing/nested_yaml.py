"""Map the characters of a text inside another text, such as a YAML scalar, to their places in the outer text."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from typing import TYPE_CHECKING

from liqo_values.model.nodes import Entry, ListNode, MapNode, Node, ScalarNode
from liqo_values.model.source_text import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


_BLOCK_HEADER = r"[|>][^\n]*\n"
_BLANKS = r"[ \t]+"
_FOLD = r"\r?\n(?:[ \t]*\r?\n)*[ \t]*"
_FIRST_INDENT = r"(?:[ ]*\r?\n)*([ ]*)"
_ESCAPED_FOLD = r"\\\r?\n[ \t]*"
_ESCAPE = r"(?s)\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)"
_ORDINARY = r"[^ \t\r\n\\']+"

#: A piece of the inner text, with the offsets of its start and end in the outer one. The outer text contains a piece of
#: several characters unchanged.
Token = tuple[str, int, int]


class Places:
    """The places of the characters in the content of a scalar, or of a word of another language.

    A span within the content has an exact place in the outer text. If the content cannot be followed (a Secret in
    base64, an alias), every span has the place of the whole scalar.

    Args:
        span: The place of the whole scalar or word.
        content: What it means.
        tokens: The pieces of the content with their places, in order; by default, ``span`` is read as a YAML scalar.
    """

    def __init__(self, span: Span, content: str, tokens: Iterable[Token] | None = None) -> None:
        self._span = span
        # For each piece: its start in the content, its start in the outer text, and its end there.
        self._inner, self._starts, self._ends = array("Q"), array("Q"), array("Q")
        at = 0
        straight = False  # whether the outer text contains the last piece unchanged
        for text, start, end in _tokens(span, content) if tokens is None else tokens:
            if not content.startswith(text, at):
                self.exact = False
                return
            if straight and start == self._ends[-1] and end - start == len(text):
                self._ends[-1] = end
            else:
                self._inner.append(at)
                self._starts.append(start)
                self._ends.append(end)
                straight = end - start == len(text)
            at += len(text)
        #: Whether the content could be followed.
        self.exact = at == len(content)
        self._length = at

    def __call__(self, inner: Span) -> Span:
        """Return the place of a span of the inner text."""
        if not self.exact:
            return self._span
        if inner.start < inner.end:
            return Span(self._span.source, self._start(inner.start), self._end(inner.end - 1))
        at = self._start(inner.start) if inner.start < self._length else max([self._span.start, *self._ends[-1:]])
        return Span(self._span.source, at, at)

    def _start(self, offset: int) -> int:
        number = bisect_right(self._inner, offset) - 1
        return self._starts[number] + offset - self._inner[number]

    def _end(self, offset: int) -> int:
        number = bisect_right(self._inner, offset) - 1
        last = offset + 1 >= self._length or (number + 1 < len(self._inner) and self._inner[number + 1] == offset + 1)
        return self._ends[number] if last else self._starts[number] + offset - self._inner[number] + 1


def _tokens(span: Span, content: str) -> Iterator[Token]:
    """Split the scalar into pieces of its content; if this fails, the pieces differ from the content."""
    first = span.text[:1]
    if first in ("|", ">"):
        return _block(span, content, folded=first == ">")
    if first == '"':
        return _flow(span.source.text, span.start + 1, span.end - 1, _double_quoted)
    if first == "'":
        return _flow(span.source.text, span.start + 1, span.end - 1, _single_quoted)
    return _flow(span.source.text, span.start, span.end, _plain)


def _block(span: Span, content: str, *, folded: bool) -> Iterator[Token]:
    """Follow a block scalar; in a folded one, line ends become blanks and line ends of the content."""
    text = span.source.text
    header = re.compile(_BLOCK_HEADER).match(text, span.start)
    if header is None:
        return
    at, indent = header.end(), None
    lines = content.split("\n") if not folded else None
    if lines is None:
        yield from _folded(text, at, content)
        return
    for number, line in enumerate(lines):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        visible = end - text.endswith("\r", at, end)
        if line and indent is None:
            indent = visible - at - len(line)
        begin = min(at + (indent or 0), visible)
        if line and text.startswith(line, begin) and begin + len(line) == visible:
            yield line, begin, visible
        if number + 1 < len(lines):
            yield "\n", visible, min(end + 1, len(text))
        at = end + 1


def _folded(text: str, at: int, content: str) -> Iterator[Token]:
    """Follow a folded block scalar: a line end becomes a blank, or is one of several that stay."""
    first = re.compile(_FIRST_INDENT).match(text, at)
    indent = len(first[1]) - _leading_blanks(content) if first else 0
    at = _indented(text, at, indent)
    for character in content:
        begin = at
        if character == text[at : at + 1] == " ":
            at += 1
        elif character in " \n":
            begin = text.find("\n", at)
            if begin < 0:
                return
            at = _indented(text, begin + 1, indent)
        else:
            while text[at : at + 1] in ("\r", "\n"):
                at = _indented(text, at + 1, indent)
            begin, at = at, at + 1
            if text[begin:at] != character:
                return
        yield character, begin, begin + 1


def _leading_blanks(content: str) -> int:
    stripped = content.lstrip("\n")
    return len(stripped) - len(stripped.lstrip(" "))


def _indented(text: str, at: int, indent: int) -> int:
    """Skip the indentation of a line, if there is any."""
    end = at + indent
    while at < end and text.startswith(" ", at):
        at += 1
    return at


def _flow(text: str, at: int, end: int, read: Callable[[str, int], Token]) -> Iterator[Token]:
    """Follow a plain or quoted scalar: one line end becomes a blank; of several, all but the first stay."""
    while at < end:
        escaped = re.compile(_ESCAPED_FOLD).match(text, at, end) if read is _double_quoted else None
        blanks = re.compile(_BLANKS).match(text, at, end)
        fold = re.compile(_FOLD).match(text, blanks.end() if blanks else at, end)
        if escaped:
            at = escaped.end()
        elif fold:
            for character in "\n" * (fold[0].count("\n") - 1) or " ":
                yield character, at, fold.end()
            at = fold.end()
        elif straight := blanks or re.compile(_ORDINARY).match(text, at, end):
            yield straight[0], at, straight.end()
            at = straight.end()
        else:
            token = read(text, at)
            yield token
            at = token[2]


def _plain(text: str, at: int) -> Token:
    return text[at], at, at + 1


def _single_quoted(text: str, at: int) -> Token:
    return text[at], at, at + (2 if text.startswith("''", at) else 1)


_ESCAPES = dict(zip("0abt\tnvfreN_LP", "\0\a\b\t\t\n\v\f\r\x1b\x85\xa0\u2028\u2029", strict=True))


def _double_quoted(text: str, at: int) -> Token:
    escape = re.compile(_ESCAPE).match(text, at)
    if escape is None:
        return _plain(text, at)
    code = escape[0][1:]
    character = chr(int(code[1:], 16)) if code[1:] else _ESCAPES.get(code, code)
    return character, at, escape.end()


def relocate(
    root: Node, place: Callable[[Span], Span], value: Callable[[ScalarNode, Span], None] | None = None
) -> None:
    """Move all spans of a tree that nothing else shares.

    Args:
        root: The tree; changed.
        place: Returns the new place of a span.
        value: Called with every scalar and its old span.
    """
    seen: set[int] = set()  # aliases share entries and items
    rest: list[Node | Entry] = [root]
    while rest:
        node = rest.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Entry):
            node.key_span = node.key_span and place(node.key_span)
            rest.append(node.value)
            continue
        span = node.span
        node.span = span and place(span)
        if isinstance(node, MapNode):
            rest.extend(node.entries.values())
        elif isinstance(node, ListNode):
            rest.extend(node.items)
        elif value is not None and span is not None:
            value(node, span)
