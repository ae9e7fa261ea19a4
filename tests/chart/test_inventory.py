"""Which objects the chart renders, by name: those of the chart that Liqo publishes, and few of its own."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.chart.sample_values import CIDRS, EVERYTHING
from tools.manifests import Manifest
from tools.rendering import template

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = dict[str, str]


def _rows() -> list[Row]:
    with (Path(__file__).parent / "inventory.tsv").open(newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def _named(rows: Sequence[Row]) -> list[str]:
    return sorted(f"{row['kind']}/{row['name']}" for row in rows)


def _rendered(manifests: Sequence[Manifest]) -> list[str]:
    return sorted(f"{manifest['kind']}/{manifest['metadata']['name']}" for manifest in manifests)


def test_the_defaults_give_every_object_that_is_not_on_request(one_helm: Path) -> None:
    expected = _named([row for row in _rows() if row["default"] == "yes"])
    assert _rendered(template(one_helm, values=CIDRS)) == expected


def test_every_other_object_can_be_had(one_helm: Path) -> None:
    assert _rendered(template(one_helm, values=EVERYTHING)) == _named(_rows())


@pytest.mark.parametrize("reflection", ["true", "false"])
def test_without_the_networking_module_the_rest_is_kept(one_helm: Path, reflection: str) -> None:
    options = ("--set", f"networking.enabled=false,networking.reflectIPs={reflection}")
    kept = [row for row in _rows() if row["networking off"] == "kept"]
    assert _rendered(template(one_helm, *options, values=EVERYTHING)) == _named(kept)
    always = [row for row in kept if row["default"] == "yes"]
    assert _rendered(template(one_helm, *options)) == _named(always)
