"""The version of the release and that of Liqo are defined once, and are the same in every other place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from liqo_values import __version__
from liqo_values.charts.target import LIQO
from tools.repository import ROOT
from tools.toolchain import build

CHART = ROOT / "chart"
CHARTS = [CHART, *sorted(path.parent for path in CHART.glob("charts/*/Chart.yaml"))]


@pytest.mark.parametrize("chart", CHARTS, ids=lambda path: path.name)
def test_charts_have_the_version_of_the_release_and_are_for_the_liqo_of_the_validator(chart: Path) -> None:
    metadata = yaml.safe_load((chart / "Chart.yaml").read_text())
    assert (metadata["version"], metadata["appVersion"]) == (__version__, LIQO)
    assert {dependency["version"] for dependency in metadata.get("dependencies", ())} <= {__version__}


def test_the_programs_and_types_of_the_tests_are_of_that_liqo() -> None:
    assert build.pinned_version(build.HERE / "liqo", build.LIQO) == LIQO


@pytest.mark.parametrize("page", ["README.md", "chart/README.md", "CHANGELOG.md"])
def test_pages_tell_first_of_that_liqo(page: str) -> None:
    found = re.search(r"Liqo\S* (v\d+\.\d+\.\d+)", (ROOT / page).read_text())
    assert found is not None
    assert found[1] == LIQO


def test_artifact_hub_leads_to_the_documentation_of_that_liqo() -> None:
    links = re.findall(r"docs\.liqo\.io/en/([^/]+)/", (CHART / "Chart.yaml").read_text())
    assert set(links) == {LIQO}


def test_the_changelog_begins_with_the_release_or_with_unreleased_changes() -> None:
    newest = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest[0] in ("Unreleased", __version__)
    assert set(newest[1:2]) <= {__version__}
