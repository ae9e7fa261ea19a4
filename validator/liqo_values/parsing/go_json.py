"""JSON as Go's ``encoding/json`` reads it, with a span for every key and value."""

from __future__ import annotations

import json
import re
from typing import NoReturn

from liqo_values.model.nodes import MAX_DEPTH, Entry, ListNode, MapNode, Node, ScalarNode
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing.scalars import whole

SPACE = " \t\r\n"
#: The characters that Go's ``unicode.IsSpace`` accepts.
GO_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))

_BLANKS = r"[ \t\r\n]*"
# In Go, an incomplete number, such as `1.` or `1e`, is an error, not a shorter number.
_NUMBER = r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++(?:[eE][-+]?[0-9]+|(?![eE]))|[eE][-+]?[0-9]+|(?![.eE]))"
_STRING = r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"'
_LONE_SURROGATE = "[\ud800-\udfff]"
_WORDS = (("true", True), ("false", False), ("null", None))


class JSONError(ValueError):
    """Go rejects the JSON.

    Attributes:
        at: Offset of the error.
    """

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


def _fail(message: str, at: int) -> NoReturn:
    raise JSONError(message, at)


def decode(source: Source, start: int) -> tuple[Node, int]:
    """Decode the JSON value at ``start``, and return it with the offset after it.

    As with Go's ``json.Decoder``, text after the value is ignored, numbers are 64-bit floats, and the last of duplicate
    keys wins.

    Raises:
        JSONError: the text is not JSON, a number exceeds 64-bit floats, or values are nested deeper than ``MAX_DEPTH``.
    """
    return _value(source, _skip(source.text, start), 0)


def _skip(text: str, at: int) -> int:
    match = re.compile(_BLANKS).match(text, at)
    return match.end() if match else at


def _value(source: Source, at: int, depth: int) -> tuple[Node, int]:
    text = source.text
    character = text[at : at + 1]
    if depth > MAX_DEPTH:
        _fail(f"nested more than {MAX_DEPTH} levels deep", at)
    if character == "{":
        return _object(source, at, depth)
    if character == "[":
        return _array(source, at, depth)
    if character == '"':
        string, end = _string(text, at)
        return ScalarNode(string, Span(source, at, end)), end
    for word, constant in _WORDS:
        if text.startswith(word, at):
            return ScalarNode(constant, Span(source, at, at + len(word))), at + len(word)
    number = re.compile(_NUMBER).match(text, at)
    if number is None:
        _fail("not JSON: a value is expected here", at)
    value = float(number[0])
    if value in (float("inf"), float("-inf")):
        _fail(f"the number {number[0]} is too large", at)
    return ScalarNode(whole(value), Span(source, at, number.end())), number.end()


def _string(text: str, at: int) -> tuple[str, int]:
    match = re.compile(_STRING).match(text, at)
    if match is None:
        _fail("not JSON: the string is not closed, or contains an invalid escape", at)
    # Go replaces a lone surrogate, which is not a character.
    return re.sub(_LONE_SURROGATE, "\ufffd", json.loads(match[0])), match.end()


def _array(source: Source, start: int, depth: int) -> tuple[Node, int]:
    items: list[Node] = []
    at = _skip(source.text, start + 1)
    if source.text.startswith("]", at):
        return ListNode(items, Span(source, start, at + 1)), at + 1
    while True:
        item, at = _value(source, _skip(source.text, at), depth + 1)
        items.append(item)
        at, closed = _comma_or(source.text, at, "]")
        if closed:
            return ListNode(items, Span(source, start, at)), at


def _object(source: Source, start: int, depth: int) -> tuple[Node, int]:
    text = source.text
    entries: dict[str, Entry] = {}
    at = _skip(text, start + 1)
    if text.startswith("}", at):
        return MapNode(entries, Span(source, start, at + 1)), at + 1
    while True:
        key_start = _skip(text, at)
        if not text.startswith('"', key_start):
            _fail("not JSON: a key in double quotes is expected here", key_start)
        key, key_end = _string(text, key_start)
        at = _skip(text, key_end)
        if not text.startswith(":", at):
            _fail("not JSON: a colon is expected here", at)
        value, at = _value(source, _skip(text, at + 1), depth + 1)
        entries[key] = Entry(key, value, Span(source, key_start, key_end))
        at, closed = _comma_or(text, at, "}")
        if closed:
            return MapNode(entries, Span(source, start, at)), at


def _comma_or(text: str, at: int, closing: str) -> tuple[int, bool]:
    """Step over a comma or the closing bracket; return the offset after it, and whether it was the bracket."""
    at = _skip(text, at)
    if text.startswith(closing, at):
        return at + 1, True
    if not text.startswith(",", at):
        _fail(f"not JSON: a comma or `{closing}` is expected here", at)
    return at + 1, False
