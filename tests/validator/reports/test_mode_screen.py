"""The screen of ``liqo-values mode``: whole, in text files next to this one, and what must hold at every width.

Set ``UPDATE_SCREENS=1`` in the environment to write the files again; review the diff before you commit it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

import liqo_values
from liqo_values import CheckResult, ModeName
from liqo_values.reports.mode_screen import render
from liqo_values.reports.style import Style, columns

SCREENS = Path(__file__).parent / "screens"
VALUES = """\
# the cluster in Milan
networking:
  enabled: false

ipam:
  podCIDR: 10.244.0.0/16
  serviceCIDR: 10.96.0.0/12
"""
SETS = {
    "connected": ("networking.enabled=true",),
    "connected-no-ips": ("networking.enabled=true", "virtualKubelet.extra.args={--disable-ip-reflection}"),
    "external-network": (),
    "options-templates": (
        "virtualKubelet.optionsTemplates.hidden-ips.reflectIPs=false",
        "virtualKubelet.optionsTemplates.patient.extra.args={--node-ping-interval=1m}",
    ),
    "offloading-only": ("networking.reflectIPs=false",),
    "refused": ("networking.enabled=true", "ipam.serviceCIDR=", "metrics.enable=true"),
    "undecided": ("networking.reflectIPs=null", "networking.enabled=maybe"),
}


@pytest.fixture(params=SETS)
def name(request: pytest.FixtureRequest) -> str:
    """The name of a screen."""
    return str(request.param)


@pytest.fixture
def result(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CheckResult:
    """What the screen is about."""
    monkeypatch.chdir(tmp_path)
    Path("values.yaml").write_text(VALUES, encoding="utf-8")
    return liqo_values.check(Path("values.yaml"), set_values=SETS[name])


def test_every_mode_has_a_screen() -> None:
    assert {mode.value for mode in ModeName} <= set(SETS)


def test_in_a_pipe(name: str, result: CheckResult) -> None:
    screen, shown = SCREENS / f"{name}.txt", render(result, Style()) + "\n"
    if os.environ.get("UPDATE_SCREENS"):
        screen.write_text(shown, encoding="utf-8")
    assert shown == screen.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [40, 60, 80, 89, 90, 100])
def test_it_fits_the_terminal(result: CheckResult, width: int) -> None:
    assert max(columns(line) for line in render(result, Style(width=width)).splitlines()) <= width


def test_colour_changes_nothing_but_colour(result: CheckResult) -> None:
    assert re.sub(r"\x1b\[[0-9;]*m", "", render(result, Style(colour=True))).split() == render(result, Style()).split()


def test_an_encoding_without_boxes(result: CheckResult) -> None:
    assert render(result, Style(unicode=False)).isascii()


def test_offloading_switched_off_is_shown() -> None:
    off = liqo_values.check(set_values=["networking.enabled=false,offloading.enabled=false"])
    assert "`offloading.enabled` is `false`: this cluster does not offload pods" in render(off, Style())


def test_authentication_switched_off_is_shown() -> None:
    off = liqo_values.check(set_values=["networking.enabled=false,authentication.enabled=false"])
    assert "`authentication.enabled` is `false`: `liqoctl peer` cannot peer this cluster" in render(off, Style())


def test_a_place_in_wide_characters_fits_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name = "日本" * 30 + ".yaml"
    Path(name).write_text(VALUES, encoding="utf-8")
    shown = render(liqo_values.check([Path(name)]), Style(width=60)).splitlines()
    assert max(columns(line) for line in shown) <= 60


def test_the_mode_stands_at_the_top(name: str, result: CheckResult) -> None:
    title = render(result, Style()).splitlines()[1]
    assert (result.mode.name or "undecided") in title
    assert ("rejected" in title) is (name == "refused")
