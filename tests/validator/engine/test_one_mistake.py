"""One mistake in values for Liqo's own charts is one finding."""

from __future__ import annotations

import json

import pytest

import liqo_values
from liqo_values.model.findings import with_followers
from liqo_values.model.source_text import Source

RANGES = {"podCIDR": "10.244.0.0/16", "serviceCIDR": "10.96.0.0/12"}


def at(path: str, value: object, chart: str) -> list[str]:
    """Return the codes of what is found about a value."""
    values = value
    for key in reversed(path.split(".")):
        values = {key: values}
    text = json.dumps({"ipam": RANGES}) if path.startswith("ipam") else json.dumps({"ipam": RANGES, **values})  # type: ignore[dict-item]
    result = liqo_values.check([Source("values.yaml", text)], chart=chart)
    steps = path.split(".")
    return [one.code for one in with_followers(result.findings) if [*map(str, one.path[: len(steps)])] == steps]


@pytest.mark.parametrize("chart", ["published@1.0.2", "published@1.1.2", "published@1.2.0"])
@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("networking.fabric.pod.extraArgs", [None], "LQ003"),
        ("offloading.runtimeClass.nodeSelector.labels", {"liqo.io/type": ["text"]}, "LQ003"),
        ("virtualKubelet.replicas", False, "LQ003"),
        ("offloading.reflection.pod.workers", False, "LQ003"),
        ("openshiftConfig.enabled", 5, "LQ003"),
        ("openshiftConfig.enabled", "text", "LQ004"),
        ("nameOverride", [None], "LQ003"),
        ("proxy.enabled", [], "LQ003"),
        ("proxy.enabled", "", "LQ004"),
        ("proxy.enabled", None, "LQ811"),
        ("networking.fabric.config.healthProbeBindAddressPort", True, "LQ003"),
        ("networking.fabric.config.healthProbeBindAddressPort", 8081, "LQ814"),
        # That nothing reads the key, or that Helm cannot render the value, is more than that its type is wrong.
        ("fullnameOverride", 5, "LQ401"),
        ("imagePullSecrets", {"a": "b"}, "LQ812"),
    ],
)
def test_a_value_of_the_wrong_type_is_one_finding(chart: str, path: str, value: object, expected: str) -> None:
    assert at(path, value, chart) == [expected]


def test_versions_that_helm_cannot_render() -> None:
    upgrade = {"crdUpgrade": {"enabled": True, "image": {"version": ["text"]}}}
    texts = [json.dumps({"ipam": RANGES, **values}) for values in ({"liqo-crds": upgrade}, {"tag": "a: b"})]
    for chart, refused in (("published@1.1.1", [True, True]), ("published@1.1.2", [False, True])):
        results = [liqo_values.check([Source("values.yaml", text)], chart=chart) for text in texts]
        assert [result.refused for result in results] == refused


def test_findings_about_other_things_stay() -> None:
    value = {"secretAccessKey": {"a": "b"}}
    assert at("authentication.awsConfig", value, "published@1.2.0") == ["LQ005", "LQ002", "LQ528"]


@pytest.mark.parametrize(("switches", "expected"), [({}, "LQ503"), ({"enabled": True}, "LQ832")])
@pytest.mark.parametrize("network", [True, False])
def test_a_name_is_one_finding_with_openshift_too(network: bool, switches: dict[str, bool], expected: str) -> None:
    values = {
        "ipam": RANGES,
        "networking": {"enabled": network},
        "nameOverride": "offloading",
        "openshiftConfig": switches,
    }
    result = liqo_values.check([Source("values.yaml", json.dumps(values))], chart="published@1.2.0")
    assert [one.code for one in result.findings] == [expected]
    assert [one.code for one in result.refusals] == ([expected] if switches else [])
