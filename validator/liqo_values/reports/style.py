"""What a terminal can show: colours, width, links and the characters of its encoding."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: The maximum width in a terminal, and the width of everything that does not go to a terminal.
WIDTH = 100
_NARROWEST = 40
#: The maximum length of code with spaces that is kept on one line.
_LONGEST_CODE = 50
_DOTS = "..."
_PAINT = r"\x1b\[[0-9;]*m|\x1b\]8;;[^\x1b]*\x1b\\"
_WITH_LINKS = (
    *("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby"),
    *("xterm-kitty", "alacritty", "foot", "xterm-ghostty", "wezterm"),
)
_VTE_WITH_LINKS = 5000

_CODES = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "cyan": "36",
}


class Style(NamedTuple):
    """What the reader of a text can show.

    Attributes:
        colour: Whether to use ANSI colours.
        unicode: Whether the encoding has box-drawing characters and bullets.
        width: Columns to use for sentences.
        links: Whether to turn text into links.
        screen: Columns of the terminal, which tables may use; 0 if the text goes elsewhere, where nothing limits them.
    """

    colour: bool = False
    unicode: bool = True
    width: int = WIDTH
    links: bool = False
    screen: int = 0

    def paint(self, text: str, *names: str) -> str:
        """Colour a text; ``names`` are those of ``_CODES``."""
        if not self.colour or not text or not names:
            return text
        return f"\x1b[{';'.join(_CODES[name] for name in names)}m{text}\x1b[0m"

    def link(self, text: str, address: str | None) -> str:
        """Link a text to an address, with the escape sequence OSC 8."""
        return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\" if self.links and address else text


def for_stream(stream: TextIO, choice: str = "auto", environ: Mapping[str, str] = os.environ) -> Style:
    """Return what a stream can show.

    Args:
        stream: Where the text goes.
        choice: ``always``, ``never``, or ``auto``: depends on NO_COLOR, FORCE_COLOR, TERM and whether it is a terminal.
        environ: The environment.
    """
    terminal = stream.isatty()
    screen = max(_NARROWEST, _columns_of_terminal()) if terminal else 0
    width = min(WIDTH, screen or WIDTH)
    colour = _colour(terminal, choice, environ)
    return Style(colour, _has_boxes(stream), width, terminal and colour and _knows_links(environ), screen)


def _columns_of_terminal() -> int:
    from shutil import get_terminal_size  # noqa: PLC0415 - pipes have no width

    return get_terminal_size((WIDTH, 24)).columns


def _colour(terminal: bool, choice: str, environ: Mapping[str, str]) -> bool:
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return environ["FORCE_COLOR"] != "0"
    return terminal and environ.get("TERM") != "dumb"


def _knows_links(environ: Mapping[str, str]) -> bool:
    """Return whether the terminal is known to show links; others may show the escape sequences."""
    if environ.get("TERM_PROGRAM") in _WITH_LINKS or environ.get("TERM") in _WITH_LINKS:
        return True
    version = environ.get("VTE_VERSION", "")  # GNOME Terminal and many others
    return (version.isdecimal() and int(version) >= _VTE_WITH_LINKS) or any(
        environ.get(name) for name in ("WT_SESSION", "KONSOLE_VERSION", "DOMTERM")
    )


def _has_boxes(stream: TextIO) -> bool:
    try:
        "╭─│●·…".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def columns(text: str) -> int:
    """Count the columns of a printable text in a terminal: East Asian wide characters have two."""
    if text.isascii():
        return len(text)
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if char.isascii():
        return 1
    import unicodedata  # noqa: PLC0415 - few texts need it

    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def visible(text: str) -> int:
    """Count the columns of a text that may contain colours or links."""
    return columns(re.sub(_PAINT, "", text))


def pad(text: str, width: int) -> str:
    """Pad a text with spaces to a number of columns."""
    return text + " " * max(0, width - columns(text))


def cut(text: str, width: int) -> str:
    """Shorten a text in its middle to at most ``width`` columns."""
    if columns(text) <= width:
        return text
    kept = max(2, width - len(_DOTS))
    return f"{prefix(text, kept // 2)}{_DOTS}{prefix(text[::-1], kept - kept // 2)[::-1]}"


def prefix(text: str, width: int) -> str:
    """Return the beginning of a text, at most ``width`` columns of it."""
    return next(_pieces(text, width), "") if width > 0 else ""


def _pieces(text: str, width: int) -> Iterator[str]:
    """Split a text into pieces of at most ``width`` columns, but at least one character."""
    start = used = 0
    for index, char in enumerate(text):
        wanted = _columns(char)
        if used + wanted > width and index > start:
            yield text[start:index]
            start, used = index, 0
        used += wanted
    if text:
        yield text[start:]


def wrap(text: str, width: int) -> list[str]:
    """Wrap a text to lines of at most ``width`` columns, if possible at spaces outside of backticks."""
    lines = [""]
    for word in _words(text, width):
        if not lines[-1]:
            lines[-1] = word
        elif columns(lines[-1]) + 1 + columns(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _words(text: str, width: int) -> list[str]:
    """Split at spaces, but keep code together if it fits on a line; break words that are too long."""
    words: list[str] = []
    in_code = False
    for word in text.split(" "):
        if in_code and columns(words[-1]) + 1 + columns(word) <= min(width, _LONGEST_CODE):
            words[-1] += f" {word}"
        else:
            words += _pieces(word, width)
        if word.count("`") % 2:
            in_code = not in_code
    return words
