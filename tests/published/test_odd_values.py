"""What the published charts were seen to make of values of the wrong type, and of text with a meaning in YAML."""

from __future__ import annotations

import json

import pytest

from liqo_values.charts.published import published
from liqo_values.charts.target import ChartFamily
from liqo_values.engine.check import judge
from liqo_values.engine.result import CheckResult
from liqo_values.model.findings import with_followers
from liqo_values.model.nodes import Plain
from liqo_values.model.source_text import Source
from liqo_values.values.release_inputs import Given

CIDRS: dict[str, Plain] = {"podCIDR": "10.244.0.0/16", "serviceCIDR": "10.96.0.0/12"}


def judged(values: dict[str, Plain], release: str = "v1.2.0") -> CheckResult:
    chart = published(ChartFamily.PUBLISHED, release)
    return judge(Given([Source("values.yaml", json.dumps(values))], chart=chart))


def networks_without_cidr(ipam: dict[str, Plain], release: str) -> list[str]:
    findings = with_followers(judged({"ipam": {**CIDRS, **ipam}}, release).findings)
    return [".".join(map(str, finding.path)) for finding in findings if finding.code == "LQ802"]


@pytest.mark.parametrize("text", ["null", "~", "# none", " ", "Null # none"])
@pytest.mark.parametrize("key", ["podCIDR", "serviceCIDR", "externalCIDR", "internalCIDR"])
@pytest.mark.parametrize("release", ["v1.0.0", "v1.2.0"])
def test_text_that_is_nothing_in_yaml(key: str, text: str, release: str) -> None:
    assert networks_without_cidr({key: text}, release) == [f"ipam.{key}"]


@pytest.mark.parametrize("text", ["", "null"])
def test_items_without_a_cidr(text: str) -> None:
    assert networks_without_cidr({"reservedSubnets": ["10.9.0.0/16", text]}, "v1.0.3") == ["ipam.reservedSubnets.1"]
    assert networks_without_cidr({"reservedSubnets": [text]}, "v1.2.0") == ["ipam.reservedSubnets.0"]
    assert networks_without_cidr({"podCIDRs": [text]}, "v1.2.0") == ["ipam.podCIDRs.0"]
    assert networks_without_cidr({"podCIDRs": [text]}, "v1.1.2") == []


@pytest.mark.parametrize("value", [False, 0, {}, []])
def test_values_for_which_templates_choose_a_cidr(value: Plain) -> None:
    assert networks_without_cidr({"externalCIDR": value, "internalCIDR": value}, "v1.2.0") == []
