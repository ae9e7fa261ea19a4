"""Keys from other releases of Liqo: none of them is reported as a typo."""

from __future__ import annotations

from pathlib import Path

import pytest

from liqo_values import check
from liqo_values.charts.target import ours
from liqo_values.model.findings import Finding

OLD = [
    line.split()[0]
    for line in (Path(__file__).parent / "old_keys.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
#: What liqoctl still writes: accepted, and without effect.
STILL_THERE = {"virtualKubelet.metrics.enabled", "virtualKubelet.metrics.podMonitor.enabled"}


def findings(dotted: str) -> list[Finding]:
    """The findings about a single key."""
    return [found for found in check(set_values=["networking.enabled=false", f"{dotted}=x"]).findings if found.path]


@pytest.mark.parametrize("dotted", sorted({*OLD, *ours().moved_keys, *ours().removed_keys} - STILL_THERE))
def test_a_key_of_an_older_release(dotted: str) -> None:
    codes = {found.code for found in findings(dotted)}
    assert codes == {"LQ402"}


@pytest.mark.parametrize("dotted", [*ours().newer_keys, *ours().keys_of_forks])
def test_a_key_of_a_newer_release(dotted: str) -> None:
    assert [found.code for found in findings(dotted)] == ["LQ403"]


@pytest.mark.parametrize(("old", "new"), ours().moved_keys.items())
def test_a_key_with_another_name_names_it(old: str, new: str) -> None:
    (found,) = findings(old)
    assert found.message == f"`{old}` was renamed to `{new}` in Liqo 1.0"
    assert f"`{new}" in found.help
    assert ours().keys.schema_at(tuple(new.split(".")))


def test_the_replacement_of_each_key_in_a_section_is_named() -> None:
    found = check(set_values=["networking.enabled=false", "gateway.service.type=NodePort,gateway.replicas=2"]).findings
    assert [finding.path for finding in found] == [("gateway", "service", "type"), ("gateway", "replicas")]
    assert "--gw-server-service-type" in found[0].help
    assert found[1].help == "set `networking.gatewayTemplates.replicas: 2`"


def test_a_section_that_has_moved_is_reported_as_a_whole() -> None:
    (found,) = check(set_values=["networking.enabled=false", "awsConfig.profile=x"]).findings
    assert found.message == "`awsConfig` was renamed to `authentication.awsConfig` in Liqo 1.0"


def test_old_keys_for_a_key_that_is_set_are_all_to_be_removed() -> None:
    old = ["discovery.config.clusterName=rome", "discovery.config.clusterIDOverride=abc"]
    checked = check(set_values=["networking.enabled=false", "discovery.config.clusterID=milan", *old])
    helps = [finding.help for finding in checked.findings if finding.code == "LQ402"]
    assert helps == ["remove it, since `discovery.config.clusterID` is set"] * 2
