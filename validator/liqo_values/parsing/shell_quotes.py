"""Quotes and escapes of the shell: what a text stands for outside of quotes, in double quotes, and in ``$'…'``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.parsing.placeholders import STAND_IN
from liqo_values.parsing.shell_pieces import Part, straight

if TYPE_CHECKING:
    from collections.abc import Iterable

    from liqo_values.parsing.nested_yaml import Token

_ANSI_C = r"(?s)\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[0-7]{1,3}|c.|.)"
_ANSI_ESCAPES = dict(zip("abeEfnrtv\\'\"?", "\a\b\x1b\x1b\f\n\r\t\v\\'\"?", strict=True))


def word_parts(text: str, start: int, end: int) -> list[Part]:
    """Read text outside of quotes: a backslash quotes the next character, and a continued line has no line end."""
    parts: list[Part] = []
    at = start
    while at < end:
        found = text.find("\\", at, end)
        stop = end if found < 0 else found
        if stop > at:
            parts.append(Part(straight(text, at, stop)))
        at = stop
        if at < end:
            escaped = text[at + 1 : at + 2]
            if escaped and escaped != "\n":
                parts.append(Part(((escaped, at, at + 2),), quoted=True))
            at += 2
    return parts


def unescaped(text: str, start: int, end: int, escapes: str) -> list[Token]:
    """Read text in which a backslash escapes only some characters."""
    tokens: list[Token] = []
    at = start
    while at < end:
        found = text.find("\\", at, end - 1)
        stop = end if found < 0 else found
        tokens += straight(text, at, stop)
        at = stop
        if at < end:
            escaped = text[at + 1]
            if escaped in escapes:
                tokens.append((escaped, at, at + 2))
            elif escaped != "\n":
                tokens += straight(text, at, at + 2)
            at += 2
    return tokens


def ansi_c(text: str, start: int, end: int) -> Iterable[Token]:
    """Read what is between ``$'`` and ``'``."""
    at = start
    for found in re.compile(_ANSI_C).finditer(text, start, end):
        yield from straight(text, at, found.start())
        yield _ansi_escape(found[1]), found.start(), found.end()
        at = found.end()
    yield from straight(text, at, end)


def _ansi_escape(code: str) -> str:
    if code[0] in "xuU" and len(code) > 1:
        number = int(code[1:], 16)
        return chr(number) if number and number < 0x110000 and not (code[0] == "x" and number > 127) else STAND_IN  # noqa: PLR2004 - a byte or no character
    if code[0] in "01234567":
        number = int(code, 8)
        return chr(number) if 0 < number < 128 else STAND_IN  # noqa: PLR2004 - ASCII
    if len(code) > 1:
        return STAND_IN
    return _ANSI_ESCAPES.get(code, "\\" + code)
