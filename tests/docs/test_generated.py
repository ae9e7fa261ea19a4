"""What of the documentation is made from the programs is what they make now."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tools.generate import output
from tools.generate.docs.documents import PICTURES, files
from tools.generate.docs.mode_tables import modes
from tools.repository import ROOT


def test_what_is_generated_is_up_to_date() -> None:
    assert not output.drift(files(), ROOT), "run: make generate"


def test_no_picture_is_left_over() -> None:
    assert set(PICTURES.iterdir()) <= set(files())


@pytest.mark.parametrize("path", sorted(PICTURES.glob("*.svg")), ids=lambda path: path.stem)
def test_a_picture_is_whole_and_fetches_nothing(path: Path) -> None:
    text = files()[path]
    assert ElementTree.fromstring(text).tag.endswith("svg")  # noqa: S314 - we made it
    assert not re.search(r"(?:href|src|url)\W*(?:https?:)?//", text.replace('xmlns="http://', ""))


@pytest.mark.parametrize("name", ["modes", "modes-narrow"])
def test_the_picture_of_the_modes_shows_each_of_them(name: str) -> None:
    text = (PICTURES / f"{name}.svg").read_text(encoding="utf-8")
    assert "prefers-color-scheme: dark" in text
    shown = [element.text for element in ElementTree.fromstring(text).iter()]  # noqa: S314 - we made it
    assert [text for text in shown if text in {mode.name for mode in modes()}] == [mode.name for mode in modes()]
    for mode in modes():
        assert mode.effect.pod.ip in shown


def test_the_picture_of_a_terminal_shows_what_was_printed() -> None:
    drawn = "".join(ElementTree.parse(PICTURES / "finding.svg").getroot().itertext())  # noqa: S314 - we made it
    assert "liqo-values check values.yaml" in drawn.replace("\N{NO-BREAK SPACE}", " ")
    assert "error[LQ101]" in drawn
