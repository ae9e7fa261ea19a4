"""HTML that is escaped where it is made: what is not ``Markup`` is somebody's text, and shown as it is."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from liqo_values.model.printable import printable
from liqo_values.reports.sentences import parts

if TYPE_CHECKING:
    from collections.abc import Iterable

_VOID = frozenset(("meta", "input"))


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def text(value: str) -> Markup:
    """Return a text as HTML that shows it and does nothing."""
    return value if isinstance(value, Markup) else Markup(escape(printable(value)))


def join(pieces: Iterable[str], between: str = "\n") -> Markup:
    """Put pieces after each other, empty ones left out."""
    return Markup(text(between).join(text(piece) for piece in pieces if piece))


def element(kind: str, /, *content: str, **attributes: str | bool) -> Markup:
    """Write an element.

    Args:
        kind: The name of its tag.
        content: What is in it.
        attributes: By name, with underscores for hyphens and one at the end where Python has a word of that name; True
            stands for one without value, False for none.
    """
    opened = kind + "".join(_attribute(key, value) for key, value in attributes.items() if value is not False)
    return Markup(f"<{opened}>" if kind in _VOID else f"<{opened}>{join(content, '')}</{kind}>")


def _attribute(key: str, value: str | bool) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{text(str(value))}"'


def sentence(value: str) -> Markup:
    """Write one of our sentences: what is between backticks is code."""
    return join((element("code", part) if code else part for part, code in parts(value)), "")
