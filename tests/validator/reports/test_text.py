"""Findings as people read them; the whole reports of all rules are in ``tests/rules``."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

import liqo_values
from liqo_values.model.findings import Finding, Label, Severity
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing.masking import masked
from liqo_values.reports.style import Style, columns, visible
from liqo_values.reports.text import conclusion, render, render_one, render_problem


def mark(text: str, marked: str, name: str = "values.yaml", note: str = "here") -> Label:
    """Point to the first occurrence of some characters in a text."""
    start = text.index(marked)
    return Label(Span(Source(name, text), start, start + len(marked)), name, note)


def finding(
    primary: Label, *related: Label, message: str = "something is wrong", remedy: str = "do it right"
) -> Finding:
    return Finding("LQ999", "some-rule", Severity.ERROR, message, (), primary, related, remedy)


def test_one_place() -> None:
    assert render_one(finding(mark("a:\n  b: no\n", "no")), Style()) == (
        "error[LQ999]: something is wrong\n"
        " --> values.yaml:2:6\n"
        "  |\n"
        "2 |   b: no\n"
        "  |      ^^ here\n"
        "  |\n"
        "  = help: do it right"
    )


@pytest.mark.parametrize(("name", "number"), [("values.yaml", "1"), ("<stdin>", "1"), ("--set a=no", " ")])
def test_the_only_line_of_a_file_has_a_number(name: str, number: str) -> None:
    assert f"\n{number} | a=no\n" in render_one(finding(mark("a=no", "no", name)), Style())


def test_places_in_one_file_are_shown_together_in_their_order() -> None:
    source = Source("values.yaml", "".join(f"key{number}: {number}\n" for number in range(1, 13)))

    def at(line: int, note: str) -> Label:
        start = source.line_starts[line - 1]
        return Label(Span(source, start, start + 4), source.name, note)

    assert render_one(finding(at(12, "last"), at(2, "first"), at(3, "second")), Style()) == (
        "error[LQ999]: something is wrong\n"
        "  --> values.yaml:12:1\n"
        "   |\n"
        " 2 | key2: 2\n"
        "   | ---- first\n"
        " 3 | key3: 3\n"
        "   | ---- second\n"
        "...\n"
        "12 | key12: 12\n"
        "   | ^^^^ last\n"
        "   |\n"
        "   = help: do it right"
    )


def test_a_code_leads_to_its_page_where_terminal_and_page_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    found = finding(mark("a: 1\n", "1"))
    monkeypatch.delenv("LIQO_VALUES_RULE_URL", raising=False)
    assert "\x1b" not in render_one(found, Style(links=True))
    monkeypatch.setenv("LIQO_VALUES_RULE_URL", "https://docs.example/{code}")
    assert "\x1b" not in render_one(found, Style())
    linked = "error[\x1b]8;;https://docs.example/LQ999\x1b\\LQ999\x1b]8;;\x1b\\]: something is wrong"
    assert render_one(found, Style(links=True)).startswith(linked)
    assert visible(linked) == len("error[LQ999]: something is wrong")


def test_a_set_argument_has_no_line_number() -> None:
    label = mark("networking.enabled=maybe", "maybe", "--set networking.enabled=maybe")
    assert render_one(finding(label), Style()).splitlines()[1:5] == [
        " --> --set networking.enabled=maybe",
        "  |",
        "  | networking.enabled=maybe",
        "  |                    ^^^^^ here",
    ]


def test_a_place_of_several_lines_is_marked_on_its_first() -> None:
    label = mark("a:\n  - 1\n  - 2\nb: 3\n", "- 1\n  - 2")
    assert "2 |   - 1\n  |     ^^^ here".replace("    ^", "  ^") in render_one(finding(label), Style())


@pytest.mark.parametrize("text", ["名前: 値\n", "\tx: 値\n", "a: 'e\u0301' 値\n"])
def test_the_mark_is_below_what_it_marks(text: str) -> None:
    lines = render_one(finding(mark(text, "値")), Style()).splitlines()
    shown, below = next(pair for pair in pairwise(lines) if "値" in pair[0])
    assert columns(shown[: shown.index("値")]) == below.index("^")
    assert below.count("^") == 2


def test_of_a_line_of_a_megabyte_the_part_around_the_mark_is_shown() -> None:
    text = "a: [" + "1, " * 400_000 + "oops, " + "2, " * 400_000 + "]\n"
    lines = render_one(finding(mark(text, "oops")), Style()).splitlines()
    assert all(len(line) <= 100 for line in lines)
    shown, below = lines[3], lines[4]
    assert shown[below.index("^") : below.rindex("^") + 1] == "oops"


def test_each_mark_of_a_long_line_is_below_what_it_marks() -> None:
    text = "a: " + "x" * 150 + "first" + "y" * 30 + "second" + "z" * 150 + "\n"
    lines = render_one(finding(mark(text, "second"), mark(text, "first")), Style()).splitlines()
    (line, below), (other, under) = zip(lines[3:7:2], lines[4:7:2], strict=True)
    assert line[below.index("-") : below.rindex("-") + 1] == "first"
    assert other[under.index("^") : under.rindex("^") + 1] == "second"


def test_releases_that_share_a_file_show_it_once() -> None:
    """Each release reads its files by itself."""
    text = "a: 1\nb: 2\n"
    lines = render_one(finding(mark(text, "b"), mark(text, "a")), Style()).splitlines()
    assert [line for line in lines if "-->" in line] == [" --> values.yaml:2:1"]
    assert lines[3:7] == ["1 | a: 1", "  | - here", "2 | b: 2", "  | ^ here"]


def test_a_mark_that_is_wider_than_the_screen_is_cut() -> None:
    lines = render_one(finding(mark("a: " + "x" * 500, "x" * 500)), Style(width=60)).splitlines()
    assert max(len(line.removesuffix(" here")) for line in lines) <= 60


def test_what_the_user_wrote_cannot_command_the_terminal() -> None:
    report = render_one(finding(mark("a: \x1b[2J\n", "\x1b[2J"), message="bad \x1b[2J"), Style())
    assert "\x1b" not in report
    assert "\\x1b[2J" in report


@pytest.mark.parametrize("width", [40, 60])
def test_wide_characters_keep_a_cut_line_within_the_screen(width: int) -> None:
    text = f"a: [x, {'日本' * 40}]\n"
    lines = render_one(finding(mark(text, "x")), Style(width=width)).splitlines()
    assert max(columns(line) for line in lines) <= width


@pytest.mark.parametrize(
    "argument",
    [
        "networking.enabled=yes,authentication.awsConfig.secretAccessKey=abc/D+f=",
        "authentication.awsConfig.secretAccessKey=abc/D+f=,networking.enabled=yes",
    ],
)
def test_credentials_are_not_shown(argument: str) -> None:
    result = liqo_values.check(set_values=[argument])
    whole = render(result.findings, Style()) + conclusion([result], Style())
    assert "abc/D" not in whole
    report = render([found for found in result.findings if found.code == "LQ004"], Style())
    assert "secretAccessKey=********" in report
    shown, below = report.splitlines()[3:5]
    assert shown[below.index("^") : below.rindex("^") + 1] == "yes"


@pytest.mark.parametrize(
    "items",
    [
        ["--aws-secret-acces-key=abc/D+fg"],
        ["--aws-secret-access-key abc/D+fg"],
        ["-aws-secret-access-key", "abc/D+fg", "--klog.v=abc/D+fg"],
    ],
)
def test_credentials_in_arguments_are_not_shown(tmp_path: Path, items: list[str]) -> None:
    file = tmp_path / "values.yaml"
    file.write_text(f"controllerManager:\n  pod:\n    extraArgs: {json.dumps(items)}\n")
    result = liqo_values.check([file])
    assert "LQ217" in {found.code for found in result.findings}
    assert "abc/D" not in render(result.findings, Style()) + conclusion([result], Style())


@pytest.mark.parametrize(
    "line", ['{"secretAccessKey": "abc"}', "secretAccessKey: abc # it", "x.secretAccessKey=abc,b=c"]
)
def test_credentials_are_masked_wherever_they_stand(line: str) -> None:
    assert masked(line) == line.replace("abc", "***")


@pytest.mark.parametrize(
    "line", ["secretAccessKey: {secretKeyRef: {name: a}}", "secretAccessKey:", "a: secretAccessKey"]
)
def test_what_is_no_credential_is_shown(line: str) -> None:
    assert masked(line) == line


def test_colour_changes_nothing_but_colour() -> None:
    one = finding(mark("a: no\n", "no"), Label(None, "the chart's defaults", "`yes`, overridden"))
    assert re.sub(r"\x1b\[[0-9;]*m", "", render_one(one, Style(colour=True))) == render_one(one, Style())


def test_an_error_without_a_place() -> None:
    assert render_problem("no such file", "look again", None, Style()) == "error: no such file\n  = help: look again"
