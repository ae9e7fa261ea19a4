"""What the documentation says is deployed in a mode is what Helm renders."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from liqo_values.charts.target import ours
from tools.generate.docs.mode_tables import Described, modes, summary
from tools.presets import PRESETS

_SOURCE = re.compile(r"^# Source: liqo/(?:templates|charts)/([^/\n]+)", re.MULTILINE)
MODES = [pytest.param(mode, id=mode.name) for mode in modes()]


@pytest.mark.parametrize("mode", MODES)
def test_the_page_lists_the_components_that_helm_renders(one_helm: Path, chart: Path, mode: Described) -> None:
    command: list[str | Path] = [
        one_helm,
        "template",
        "liqo",
        chart,
        "--include-crds",
        "-f",
        PRESETS / f"{mode.name}.yaml",
    ]
    identified = [*command, "--set", "discovery.config.clusterID=rome"]
    rendered = subprocess.run(identified, capture_output=True, text=True, check=True).stdout
    folders = set(_SOURCE.findall(rendered))
    told = {component.name for component in mode.result.deployed}
    assert {component.name for component in ours().components} & folders == told


@pytest.mark.parametrize("mode", MODES)
def test_the_page_of_a_mode_names_every_component_once(mode: Described) -> None:
    rows = [line for line in summary(mode).splitlines() if line.startswith("| `")]
    assert [row.split("`")[1] for row in rows] == [component.name for component in ours().components]
    assert sum(row.endswith("| yes |") for row in rows) == len(mode.result.deployed)
