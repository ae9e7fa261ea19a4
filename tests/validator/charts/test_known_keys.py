"""What is proposed instead of an unknown key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from liqo_values.charts.published import published
from liqo_values.charts.target import ChartFamily, TargetChart, ours
from liqo_values.model import did_you_mean

if TYPE_CHECKING:
    from liqo_values.model.nodes import Path, Plain


def _nested(written: str) -> str:
    return f"nest it, because only `--set` accepts dotted keys: write `{written}`"


@pytest.mark.parametrize(
    ("name", "section", "sentence"),
    [
        ("enable", ("networking",), "did you mean `enabled`?"),
        ("reflectIps", ("networking",), "did you mean `reflectIPs`?"),
        ("reflect_ips", ("networking",), "did you mean `reflectIPs`?"),
        ("netowrking", (), "did you mean `networking`?"),
        ("serviceCIDR", (), "a key of this name exists at `ipam.serviceCIDR`"),
        ("serviceCidr", ("networking",), "did you mean `ipam.serviceCIDR`?"),
        ("args", ("virtualKubelet",), "a key of this name exists at `virtualKubelet.extra.args`"),
        ("networking.enabled", (), _nested("networking: {enabled: ...}")),
        ("networkng.reflectips", (), _nested("networking: {reflectIPs: ...}")),
        ("networking.internal", (), _nested("networking: {enabled: ...}")),
        ("extra.arg", ("virtualKubelet",), _nested("extra: {args: ...}")),
        ("networking.xyzzy", (), "remove it, or look up the key with `helm show values`"),
        ("xyzzy", ("metrics",), "remove it; the keys here are `enabled`, `prometheusOperator`"),
        ("xyzzy", (), "remove it, or look up the key with `helm show values`"),
        ("anything", ("tag",), "remove it"),
        ("clusterCIDR", ("ipam",), "did you mean `ipam.podCIDR`?"),
        ("clusterName", (), "did you mean `discovery.config.clusterID`?"),
        ("ipReflection", ("networking",), "did you mean `networking.reflectIPs`?"),
        ("extraArgs", ("virtualKubelet",), "did you mean `virtualKubelet.extra.args`?"),
        ("extraArgs", ("virtualKubelet", "extra"), "did you mean `virtualKubelet.extra.args`?"),
        # A key elsewhere that only resembles it is another one.
        ("clusterIPs", (), "remove it, or look up the key with `helm show values`"),
        ("clusterEID", (), "did you mean `discovery.config.clusterID`?"),
        ("a", (), "remove it, or look up the key with `helm show values`"),
        ("tagg", (), "did you mean `tag`?"),
    ],
)
def test_suggestion(name: str, section: Path, sentence: str) -> None:
    assert ours().keys.advice(name, section) == sentence


@pytest.mark.parametrize("chart", [ours(), published(ChartFamily.PUBLISHED, "v1.0.0")], ids=lambda chart: chart.label)
@pytest.mark.parametrize(
    ("name", "section", "value", "sentence"),
    [
        (
            "reflectors",
            ("virtualKubelet",),
            {"pod": {"workers": 3}},
            "did you mean `offloading.reflection.pod.workers`?",
        ),
        ("config", ("networking",), {"podCIDR": "10.1.0.0/16"}, "did you mean `ipam.podCIDR`?"),
        ("network", ("ipam",), {"podCIDR": "10.1.0.0/16", "serviceCIDR": "10.2.0.0/16"}, "did you mean `ipam`?"),
        ("tolerations", (), [], "a key of this name exists at `common.tolerations`"),
        ("nodeSelector", (), {"a": "b"}, "a key of this name exists at `common.nodeSelector`"),
        ("clusterIdOverride", ("discovery", "config"), "rome", "did you mean `discovery.config.clusterID`?"),
        ("reflectors", ("metrics",), {"a": 1}, "remove it; the keys here are `enabled`, `prometheusOperator`"),
        (
            "TYPE",
            ("networking", "gatewayTemplates", "server", "service"),
            "NodePort",
            "use `liqoctl peer --gw-server-service-type` for the peerings that need it",
        ),
    ],
)
def test_suggestion_by_value(chart: TargetChart, name: str, section: Path, value: Plain, sentence: str) -> None:
    assert chart.keys.advice(name, section, value) == sentence


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("", "", 0), ("ab", "ab", 0), ("ab", "ba", 1), ("abc", "ac", 1), ("kitten", "sitting", 3), ("ca", "abc", 3)],
)
def test_distance(first: str, second: str, expected: int) -> None:
    assert did_you_mean.distance(first, second, 9) == expected


def test_the_schema_of_an_item_of_a_list() -> None:
    assert "name" in ours().keys.below(("imagePullSecrets", 0))
