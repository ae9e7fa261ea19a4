"""The text of strings and heredocs in HCL: its lines, its indentation, and what is escaped in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.model.source_text import Span
from liqo_values.parsing.hcl_expressions import Hole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from liqo_values.parsing.nested_yaml import Token

#: What is not literal in a string in quotes, and in a heredoc.
ESCAPE = r"""\\(?:[nrt"\\]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|\$\$\{|%%\{"""
IN_HEREDOC = r"\$\$\{|%%\{"
_ESCAPED = {"\\n": "\n", "\\r": "\r", "\\t": "\t", '\\"': '"', "\\\\": "\\"}
_DOUBLED = ("$${", "%%{")
_LARGEST, _SURROGATES = 0x10FFFF, range(0xD800, 0xE000)


def lines(span: Span) -> Iterator[Span]:
    """Split a text at its line ends."""
    at = span.start
    while at < span.end:
        end = span.source.text.find("\n", at, span.end) + 1 or span.end
        yield Span(span.source, at, end)
        at = end


def outdented(parts: Sequence[Span | Hole]) -> Iterator[Span | Hole]:
    """Remove the indentation that all lines have, as ``<<-`` does; blank lines do not count, and stay."""
    begins: dict[int, int] = {}  # the indentation of the lines, by the number of their first part
    at_start = True
    for number, part in enumerate(parts):
        if at_start and isinstance(part, Hole):
            begins[number] = 0
        elif at_start and not isinstance(part, Hole) and (part.text.strip() or not part.text.endswith("\n")):
            begins[number] = len(part.text) - len(part.text.lstrip())
        at_start = not isinstance(part, Hole) and part.text.endswith("\n")
    smallest = min(begins.values(), default=0)
    for number, part in enumerate(parts):
        if number in begins and not isinstance(part, Hole):
            yield Span(part.source, part.start + smallest, part.end)
        else:
            yield part


def tokens(parts: Iterable[Span | Hole], escapes: str) -> Iterator[Token | Hole]:
    """Split the texts of a template into what they mean, with places; holes stay."""
    for part in parts:
        if isinstance(part, Hole):
            yield part
        else:
            yield from _tokens(part, escapes)


def _tokens(span: Span, escapes: str) -> Iterator[Token]:
    text, at = span.source.text, span.start
    for found in re.compile(escapes).finditer(text, span.start, span.end):
        if at < found.start():
            yield text[at : found.start()], at, found.start()
        if found[0] in _DOUBLED:
            yield found[0][0], found.start(), found.end() - 1
            yield "{", found.end() - 1, found.end()
        else:
            yield _ESCAPED.get(found[0]) or _character(found[0][2:]), found.start(), found.end()
        at = found.end()
    if at < span.end:
        yield text[at : span.end], at, span.end


def _character(code: str) -> str:
    number = int(code, 16)
    return chr(number) if number <= _LARGEST and number not in _SURROGATES else "\ufffd"
