"""The published figures and what is made of them; measuring itself takes minutes, and is no test."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from liqo_values import check
from tools.bench import compared_programs, growth_curves, keystrokes, performance_page, timing

if TYPE_CHECKING:
    from pathlib import Path

FIGURES = json.loads(performance_page.FIGURES.read_text(encoding="utf-8"))


def test_page_and_pictures_are_made_of_the_figures() -> None:
    remedy = "run: make bench BENCH=--publish"
    assert performance_page.PAGE.read_text(encoding="utf-8") == performance_page.page(FIGURES), remedy
    for path, picture in performance_page.pictures(FIGURES).items():
        assert path.read_text(encoding="utf-8") == picture, remedy


@pytest.mark.parametrize("path", performance_page.pictures(FIGURES), ids=lambda path: path.stem)
def test_the_pictures_name_every_program_and_every_step(path: Path) -> None:
    root = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - our own
    words = " ".join(element.text or "" for element in root.iter())
    for name in (*FIGURES["one file"], *FIGURES["stages"]):
        assert name in words


def test_figures_are_of_what_is_measured_today_and_tell_nothing_of_the_machine(tmp_path: Path) -> None:
    assert list(FIGURES["one file"]) == list(compared_programs.for_one_file(compared_programs.values_file(tmp_path)))
    assert list(FIGURES["modes"]) == list(compared_programs.for_modes())
    assert list(FIGURES["fleets"]) == [str(size) for size in compared_programs.FLEETS]
    assert FIGURES["rounds"] >= 10
    assert "/" not in json.dumps(FIGURES)


def test_nothing_is_found_in_the_values_that_are_measured(tmp_path: Path) -> None:
    assert check([compared_programs.values_file(tmp_path)], without_cluster=True).findings == ()


def test_the_steps_are_those_of_a_run(tmp_path: Path) -> None:
    steps = timing.steps(compared_programs.values_file(tmp_path), rounds=1)
    assert list(steps) == list(FIGURES["stages"])
    assert all(spent >= 0 for spent in steps.values())


def test_a_program_is_measured_from_its_start_to_its_end() -> None:
    busy = "x = bytearray(50_000_000)\nimport time\nwhile time.process_time() < 0.2: pass"
    costs = timing.in_turns({"busy": [sys.executable, "-c", busy]}, 1, lambda _: None)
    assert costs["busy"].cpu >= 0.2
    assert costs["busy"].wall >= 0.2
    assert costs["busy"].memory >= 50


def test_keystrokes_are_counted_until_the_editor_shows_something() -> None:
    costs = keystrokes.measure(2)
    assert len(costs) == 2
    assert min(cost.wall for cost in costs) > 0
    assert "2 keystrokes" in keystrokes.table(costs)


def test_a_program_that_fails_is_not_measured() -> None:
    with pytest.raises(timing.UnexpectedStatusError, match="exit status 3"):
        timing.run([sys.executable, "-c", "raise SystemExit(3)"])


def test_curves_are_of_inputs_that_grow() -> None:
    for size, make in growth_curves.CURVES.values():
        few, many = (sum(map(len, make(count).values())) for count in (size // 100 or 1, size // 50 or 2))
        assert few < many
