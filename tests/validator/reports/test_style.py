"""Colour, width and characters."""

from __future__ import annotations

import io

import pytest

from liqo_values.model.printable import printable
from liqo_values.reports.style import columns, cut, for_stream, visible, wrap


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def __init__(self, encoding: str = "utf-8", *, terminal: bool = True) -> None:
        super().__init__(io.BytesIO(), encoding=encoding)
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@pytest.mark.parametrize(
    ("terminal", "choice", "environ", "colour"),
    [
        (True, "auto", {}, True),
        (False, "auto", {}, False),
        (True, "auto", {"NO_COLOR": "1"}, False),
        (True, "auto", {"NO_COLOR": ""}, True),
        (True, "auto", {"TERM": "dumb"}, False),
        (False, "auto", {"FORCE_COLOR": "1"}, True),
        (False, "auto", {"FORCE_COLOR": "0"}, False),
        (True, "auto", {"FORCE_COLOR": "0"}, False),
        (False, "auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (False, "always", {"NO_COLOR": "1"}, True),
        (True, "never", {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour(terminal: bool, choice: str, environ: dict[str, str], colour: bool) -> None:
    assert for_stream(Terminal(terminal=terminal), choice, environ).colour is colour


@pytest.mark.parametrize(
    ("terminal", "environ", "links"),
    [
        (True, {"TERM_PROGRAM": "WezTerm"}, True),
        (True, {"TERM": "xterm-kitty"}, True),
        (True, {"VTE_VERSION": "7200"}, True),
        (True, {"VTE_VERSION": "4200"}, False),
        (True, {"VTE_VERSION": "²"}, False),
        (True, {"TERM": "xterm-256color"}, False),
        (True, {"TERM": "xterm-kitty", "NO_COLOR": "1"}, False),
        (False, {"TERM": "xterm-kitty", "FORCE_COLOR": "1"}, False),
    ],
)
def test_links_are_for_terminals_that_show_them(terminal: bool, environ: dict[str, str], links: bool) -> None:
    assert for_stream(Terminal(terminal=terminal), "auto", environ).links is links


@pytest.mark.parametrize(("encoding", "boxes"), [("utf-8", True), ("ascii", False), ("latin-1", False)])
def test_boxes_are_drawn_where_the_encoding_has_them(encoding: str, boxes: bool) -> None:
    assert for_stream(Terminal(encoding), "auto", {}).unicode is boxes


def test_a_pipe_has_always_the_same_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert for_stream(Terminal(terminal=False), "auto", {}).width == 100
    assert for_stream(Terminal(), "auto", {}).width == 60


def test_nothing_commands_the_terminal() -> None:
    assert printable("a\x1b[31mb\rc\u202ed\te") == "a\\x1b[31mb\\rc\\u202ed    e"


def test_wide_characters_take_two_columns() -> None:
    assert columns("日本e\u0301") == 5
    assert columns("\u0e01\u0e31") == 1  # a mark that is above its letter, although of no combining class
    assert visible("\x1b[1mab\x1b[0m") == 2


def test_code_is_not_broken() -> None:
    assert wrap("write `networking.enabled: false` now", 34) == ["write `networking.enabled: false`", "now"]
    assert wrap("write `networking.enabled: false` now", 30) == ["write", "`networking.enabled: false`", "now"]
    assert wrap("", 10) == [""]


def test_cut_keeps_both_ends() -> None:
    assert cut("abcdefghij", 7) == "ab...ij"
    assert cut("abc", 7) == "abc"
    assert cut("日本日本日本", 9) == "日...本"


def test_wide_characters_are_broken_by_their_columns() -> None:
    assert wrap("日本日本日", 5) == ["日本", "日本", "日"]
