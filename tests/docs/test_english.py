"""Users and contributors read plain English: the words in ``glossary.tsv`` are not used.

The columns of that file are a pattern, what to write instead, phrases in which the words are right, and files that can
use them. Patterns ignore case. Code within sentences is skipped.
"""

from __future__ import annotations

import csv
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.docs import english_text
from tests.docs.english_text import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

GLOSSARY = Path(__file__).with_name("glossary.tsv")

#: The texts to check, by area.
AREAS: dict[str, Callable[[], Iterable[Line]]] = {
    "documentation": english_text.pages,
    "help": english_text.command_help,
    "chart": english_text.chart_texts,
    "values": english_text.descriptions,
    "tools": lambda: english_text.comments("tools/"),
    "names of tests": english_text.test_names,
    "tests": lambda: english_text.comments("tests/"),
}


class Word(NamedTuple):
    """A row of the glossary."""

    pattern: re.Pattern[str]
    instead: str
    right: re.Pattern[str] | None
    files: tuple[str, ...]

    def wrong(self, line: Line) -> bool:
        """Return whether a line contains the words, except in allowed phrases and files."""
        if any(fnmatchcase(line.place.rpartition(":")[0], pattern) for pattern in self.files):
            return False
        text = self.right.sub("", line.text) if self.right else line.text
        return bool(self.pattern.search(text))


def _words() -> list[Word]:
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    assert head == ["pattern", "instead", "allowed phrases", "allowed files"]
    return [
        Word(
            re.compile(pattern, re.IGNORECASE),
            instead,
            re.compile(phrases, re.IGNORECASE) if phrases else None,
            tuple(filter(None, files.split(","))),
        )
        for pattern, instead, phrases, files in rows
    ]


WORDS = _words()


@pytest.mark.parametrize("area", AREAS)
def test_no_word_is_used_that_the_glossary_replaces(area: str) -> None:
    lines = list(AREAS[area]())
    assert lines
    found = [
        f"{line.place}: write {word.instead!r} instead of {match[0]!r}: {line.text.strip()}"
        for line in lines
        for word in WORDS
        if word.wrong(line) and (match := word.pattern.search(line.text))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("Nobody warns you.", "nothing, you"),
        ("The comment behind the value", "after"),
        ("It leaves no file behind.", ""),
        ("Where the provider is faster, it hangs.", "If"),
        ("See where the provider is.", ""),
        ("Each rule has its own page.", ""),
    ],
)
def test_patterns_find_words_and_respect_phrases(text: str, instead: str) -> None:
    found = [word.instead for word in WORDS if word.wrong(Line("README.md:1", text))]
    assert bool(found) is bool(instead)
    assert "".join(found).startswith(instead)


def test_code_is_skipped() -> None:
    assert next(iter(english_text.of_text("page.md", "Set `shall: told`.\n"))).text == "Set CODE."
