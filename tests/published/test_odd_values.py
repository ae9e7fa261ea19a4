"""Values of the wrong type for the published charts, and text with a meaning in YAML: what Helm was seen to render."""

from __future__ import annotations

import json

import pytest

from liqo_values.charts.published import published, releases
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


@pytest.mark.parametrize("release", releases())
@pytest.mark.parametrize(
    "ipam",
    [
        {"serviceCIDR": "null"},
        {"podCIDR": "~"},
        {"reservedSubnets": [None]},
        {"reservedSubnets": [""]},
        {"podCIDRs": ["10.1.0.0/16", None]},
        {"podCIDRs": ["fd00::/48"]},
        {"serviceCIDR": "a: b"},
    ],
    ids=json.dumps,
)
def test_one_finding_for_one_mistake(ipam: dict[str, Plain], release: str) -> None:
    findings = list(with_followers(judged({"ipam": {**CIDRS, **ipam}}, release).findings))
    paths = [finding.path for finding in findings if finding.path]
    assert len(set(paths)) == len(paths)


def test_text_that_helm_cannot_read() -> None:
    assert networks_without_cidr({"serviceCIDR": "a: b"}, "v1.2.0") == []


@pytest.mark.parametrize("text", ["", "null"])
def test_items_without_a_cidr(text: str) -> None:
    assert networks_without_cidr({"reservedSubnets": ["10.9.0.0/16", text]}, "v1.0.3") == ["ipam.reservedSubnets.1"]
    assert networks_without_cidr({"reservedSubnets": [text]}, "v1.2.0") == ["ipam.reservedSubnets.0"]
    assert networks_without_cidr({"podCIDRs": [text]}, "v1.2.0") == ["ipam.podCIDRs.0"]
    assert networks_without_cidr({"podCIDRs": [text]}, "v1.1.2") == []


@pytest.mark.parametrize("value", [False, 0, {}, []])
def test_values_for_which_templates_choose_a_cidr(value: Plain) -> None:
    assert networks_without_cidr({"externalCIDR": value, "internalCIDR": value}, "v1.2.0") == []


#: What Helm 4 could not render with the chart of Liqo 1.2.0, and where the types differ, what it could.
UNRENDERED: tuple[dict[str, Plain], ...] = (
    {"tag": 1},
    {"tag": False},
    {"nameOverride": True},
    {"common": "text"},
    {"webhook": ["text"]},
    {"authentication": {"awsConfig": ""}},
    {"metrics": 0},
    {"ipam": "10.244.0.0/16"},
    {"controllerManager": {"replicas": "1"}},
    {"webhook": {"replicas": ""}},
    {"ipam": {**CIDRS, "internal": {"replicas": "1"}}},
    {"ipam": {**CIDRS, "podCIDRs": "10.244.0.0/16"}},
    {"ipam": {**CIDRS, "podCIDRs": [None]}},
    {"ipam": {**CIDRS, "podCIDRs": [1]}},
    {"ipam": {**CIDRS, "pools": "10.0.0.0/8"}},
    {"ipam": {**CIDRS, "reservedSubnets": ""}},
    {"virtualKubelet": {"extra": {"args": "--v=2"}}},
    {"virtualKubelet": {"extra": {"args": {}}}},
    {"networking": {"serverResources": ""}},
    {"networking": {"serverResources": {"a": "b"}}},
    {"networking": {"clientResources": ["text"]}},
    {"offloading": {"reflection": {"ingress": {"ingressClasses": [None]}}}},
    {"imagePullSecrets": ["text", {"name": "regcred"}]},
    {"imagePullSecrets": {"name": "regcred"}},
    {"common": {"extraArgs": "--v=2"}},
    {"imagePullSecrets": "regcred", "networking": {"enabled": False}},
    {"controllerManager": {"pod": {"labels": ["a"]}}},
    {"discovery": {"config": {"clusterID": "Rome"}}},
    {"discovery": {"config": {"clusterID": 5}}},
    {"liqo-crds": "text"},
    {"openshiftConfig": {"enabled": True, "virtualKubeletSCCs": "text"}, "networking": {"enabled": False}},
    {"ipam": {**CIDRS, "serviceCIDR": "a: b"}},
    {"ipam": {**CIDRS, "externalCIDR": "a\nb"}},
    {"ipam": {**CIDRS, "internalCIDR": [{"a": "b"}]}},
    {"ipam": {**CIDRS, "podCIDRs": {"a": 1}}},
    {"ipam": {**CIDRS, "podCIDRs": {"a": None}}},
    {"ipam": {**CIDRS, "podCIDRs": {"a": "b: c"}}},
    {"ipam": {**CIDRS, "reservedSubnets": ["'"]}},
    {"pullPolicy": "{"},
    {"offloading": {"runtimeClass": {"name": ["liqo"]}}},
    {"offloading": {"runtimeClass": {"annotations": {"a": ["b"]}}}},
    {"controllerManager": {"image": {"name": []}}},
    {"controllerManager": {"metrics": {"serviceMonitor": {"enabled": True, "labels": ["a"]}}}},
    {"controllerManager": {"image": {"name": "a: b"}}},
    {"webhook": {"image": {"version": "a: b"}}},
    {"apiServer": {"ca": "a: b: c"}},
    {"networking": {"serverResources": [{"apiVersion": "a\nb", "resource": "c"}]}},
    {"offloading": {"reflection": {"service": {"loadBalancerClasses": [{"name": "a: b: c"}]}}}},
    {"imagePullSecrets": ["5"]},
    {"nameOverride": "[a"},
    {"offloading": {"createNode": "a: b"}},
    {"networking": {"fabric": {"config": {"routeMonitor": "a\nb"}}}},
    {"metrics": {"enabled": True}, "virtualKubelet": {"metrics": {"port": ""}}},
    {"imagePullSecrets": [{"a": ["b"], "name": "regcred"}]},
)
RENDERED: tuple[dict[str, Plain], ...] = (
    {"nameOverride": False},
    {"networking": {"enabled": "false"}},
    {"pullPolicy": 1},
    {"ipam": {**CIDRS, "podCIDRs": ""}},
    {"ipam": {**CIDRS, "podCIDR": 1}},
    {"ipam": {**CIDRS, "reservedSubnets": {}}},
    {"ipam": {**CIDRS, "pools": "10.0.0.0/8"}, "networking": {"enabled": False}},
    {"ipam": {**CIDRS, "internal": {"replicas": "1"}}, "networking": {"enabled": False}},
    {"virtualKubelet": {"extra": {"args": [1, None]}}},
    {"networking": {"serverResources": {}}},
    {"networking": {"serverResources": [{}]}},
    {"imagePullSecrets": ["regcred"]},
    {"imagePullSecrets": [{"name": "regcred"}, "text"]},
    {"discovery": {"config": {"clusterID": "a" * 64}}},
    {"offloading": {"reflection": {"skip": {"labels": "text"}}}},
    {"ipam": {**CIDRS, "serviceCIDR": {"a": "b"}}},
    {"ipam": {**CIDRS, "podCIDRs": {"a": "10.1.0.0/16"}}},
    {"ipam": {**CIDRS, "podCIDR": "a: b", "podCIDRs": ["10.1.0.0/16"]}},
    {"storage": {"storageNamespace": "[a"}},
    {"webhook": {"image": {"version": False}}},
    {"controllerManager": {"metrics": {"serviceMonitor": {"enabled": False, "labels": ["a"]}}}},
    {"offloading": {"runtimeClass": {"name": {"a": "b"}}}},
    {"offloading": {"runtimeClass": {"annotations": {"a": 1}}}},
    {"openshiftConfig": {"enabled": True, "virtualKubeletSCCs": ""}, "networking": {"enabled": False}},
    {"storage": {"enabled": False, "virtualStorageClassName": "[a"}},
    {"imagePullSecrets": [{"name": ["regcred"]}]},
    {"imagePullSecrets": [["regcred"]]},
)


@pytest.mark.parametrize("values", UNRENDERED, ids=json.dumps)
def test_types_that_helm_cannot_render(values: dict[str, Plain]) -> None:
    result = judged({"ipam": {**CIDRS}, **values})
    assert result.refused
    assert "Helm does not check it" not in "".join(finding.help for finding in result.refusals)


@pytest.mark.parametrize("values", RENDERED, ids=json.dumps)
def test_types_that_helm_renders(values: dict[str, Plain]) -> None:
    result = judged({"ipam": {**CIDRS}, **values})
    assert result.findings
    assert not result.refused


def test_where_releases_differ() -> None:
    assert not judged({"imagePullSecrets": "regcred"}, "v1.0.0").refused
    assert judged({"imagePullSecrets": "regcred"}, "v1.0.1").refused
    assert not judged({"ipam": {**CIDRS, "reservedSubnets": [1]}}, "v1.1.2").refused
    assert judged({"ipam": {**CIDRS, "reservedSubnets": [1]}}, "v1.2.0").refused
    assert not judged({"ipam": {**CIDRS}, "networking": {"gatewayTemplates": {"pod": None}}}, "v1.0.3").refused
    assert judged({"ipam": {**CIDRS}, "networking": {"gatewayTemplates": {"pod": None}}}, "v1.1.0").refused


@pytest.mark.parametrize("networking", [True, False])
@pytest.mark.parametrize("offloading", [True, False])
def test_a_section_that_several_templates_read(networking: bool, offloading: bool) -> None:
    result = judged(
        {
            "ipam": {**CIDRS},
            "networking": {"enabled": networking},
            "offloading": {"enabled": offloading},
            "metrics": {"enabled": True, "prometheusOperator": None},
        }
    )
    rejected = [finding.code for finding in result.refusals]
    assert rejected == (["LQ810"] if networking or offloading else [])


@pytest.mark.parametrize("value", [None, "text", False, ["a"]], ids=json.dumps)
@pytest.mark.parametrize("release", releases())
def test_what_takes_the_place_of_a_subcharts_values(value: Plain, release: str) -> None:
    result = judged({"ipam": {**CIDRS}, "liqo-crds": value}, release)
    default = value is None and release >= "v1.1.0"  # a null deletes it
    assert [finding.code for finding in result.refusals] == ([] if default else ["LQ001" if value is None else "LQ003"])
