"""HTML that is escaped where it is made: everything that is not ``Markup`` is text and is escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from liqo_values.model.printable import printable
from liqo_values.reports.sentences import parts

if TYPE_CHECKING:
    from collections.abc import Iterable

_VOID = frozenset(("meta", "input"))


class Markup(str):
    """Text that already is HTML."""

    __slots__ = ()


def text(value: str) -> Markup:
    """Return a text as HTML, escaped."""
    return value if isinstance(value, Markup) else Markup(escape(printable(value)))


def join(pieces: Iterable[str], between: str = "\n") -> Markup:
    """Join pieces, leaving out empty ones."""
    return Markup(text(between).join(text(piece) for piece in pieces if piece))


def element(kind: str, /, *content: str, **attributes: str | bool) -> Markup:
    """Write an element.

    Args:
        kind: Its tag.
        content: Its content.
        attributes: Its attributes by name, with underscores for hyphens, and a trailing underscore if the name is a
            Python keyword. True adds an attribute without a value, False adds none.
    """
    opened = kind + "".join(_attribute(key, value) for key, value in attributes.items() if value is not False)
    return Markup(f"<{opened}>" if kind in _VOID else f"<{opened}>{join(content, '')}</{kind}>")


def _attribute(key: str, value: str | bool) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{text(str(value))}"'


def sentence(value: str) -> Markup:
    """Write a sentence of a report: text between backticks is code."""
    return join((element("code", part) if code else part for part, code in parts(value)), "")
