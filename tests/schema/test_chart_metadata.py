"""What Artifact Hub shows of the chart is true."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.chart.sample_values import EVERYTHING
from tools.generate.chart_metadata import MARKER, chart_yaml
from tools.generate.errors import GenerationError
from tools.generate.load import load
from tools.rendering import template

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
CHART = ROOT / "chart"


@pytest.fixture(scope="module")
def shown() -> dict[str, Any]:
    """The annotations for Artifact Hub, those that hold lists as lists."""
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    return {
        name.removeprefix("artifacthub.io/"): yaml.safe_load(text) if "\n" in text else text
        for name, text in chart["annotations"].items()
    }


def _images(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("image", "containerImage") and isinstance(value, str):
                yield value
            yield from _images(value)
    elif isinstance(node, list):
        for item in node:
            yield from _images(item)


def test_every_image_that_is_ever_pulled_is_listed_with_its_tag(helm: Path, shown: dict[str, Any]) -> None:
    listed = {image["image"] for image in shown["images"]}
    assert set(_images(template(helm, values=EVERYTHING))) <= listed
    names = [image["name"] for image in shown["images"]]
    assert len(names) == len(set(names)) == len(listed)
    assert {"fabric", "gateway-wireguard", "kubectl", "virtual-kubelet"} <= set(names)


def test_every_api_type_is_listed_with_a_version_that_is_served(shown: dict[str, Any]) -> None:
    listed = {(crd["name"], crd["kind"], crd["version"]) for crd in shown["crds"]}
    crds = [yaml.load(path.read_text(), yaml.CSafeLoader) for path in CHART.glob("charts/liqo-crds/crds/*.yaml")]
    assert listed == {
        (crd["metadata"]["name"], crd["spec"]["names"]["kind"], version["name"])
        for crd in crds
        for version in crd["spec"]["versions"]
        if version["served"]
    }


def test_changes_are_those_of_the_newest_release(shown: dict[str, Any]) -> None:
    heading, first = (ROOT / "CHANGELOG.md").read_text().split("\n#### Chart\n\n- ")[:2]
    sentence = " ".join(first.partition("\n- ")[0].partition(". ")[0].partition(": ")[0].split())
    assert shown["changes"][0]["kind"] == heading.rpartition("\n### ")[2].split()[0].lower()
    assert shown["changes"][0]["description"].startswith(sentence)
    assert shown["prerelease"] == "false"


CHANGELOG = """\
# Changelog

## [Unreleased]

## [1.3.0] - 2027-01-01

### Added

#### Validator

- A command: not of the chart.

#### Chart

- Something new, told
  in two lines. What more there is to say stands in the changelog.

### Security

- A hole: closed.

## [1.2.0] - 2026-01-01

### Fixed

- Long ago.
"""
CHART_YAML = f"version: 1.3.0-rc.1\nappVersion: v1.3.0\nannotations:\n{MARKER}"


def _generated(text: str, changelog: str) -> dict[str, str]:
    result: dict[str, str] = yaml.safe_load(chart_yaml(text, load(ROOT / "schema"), [], changelog))["annotations"]
    return result


def test_an_empty_section_of_unreleased_changes_is_ignored() -> None:
    annotations = _generated(CHART_YAML, CHANGELOG)
    assert yaml.safe_load(annotations["artifacthub.io/changes"]) == [
        {"kind": "added", "description": "Something new, told in two lines"},
        {"kind": "security", "description": "A hole"},
    ]
    assert annotations["artifacthub.io/containsSecurityUpdates"] == "true"
    assert annotations["artifacthub.io/prerelease"] == "true"
    assert "image: ghcr.io/liqotech/fabric:v1.3.0" in annotations["artifacthub.io/images"]


def test_generating_again_changes_nothing() -> None:
    source = load(ROOT / "schema")
    once = chart_yaml(CHART_YAML, source, [], CHANGELOG)
    assert chart_yaml(once, source, [], CHANGELOG) == once


@pytest.mark.parametrize(
    ("text", "changelog", "message"),
    [
        ("version: 1.3.0\n", CHANGELOG, "chart/Chart.yaml has lost the line"),
        (CHART_YAML, CHANGELOG.replace("### Added", "### News"), "CHANGELOG.md: 'News' is none of Added, Changed"),
    ],
)
def test_unreadable_input_is_reported(text: str, changelog: str, message: str) -> None:
    with pytest.raises(GenerationError, match=message):
        _generated(text, changelog)
