"""What `liqoctl install` adds to values; tests/liqo compares it with the program for providers that need no cloud."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from liqo_values.charts.liqoctl import always_written, installed, providers
from liqo_values.charts.published import releases
from liqo_values.model.node_lookup import find
from liqo_values.model.nodes import Unknown, plain

#: The annotations that liqoctl v1.2.0 sets for EKS, without their common start.
EKS = {
    "type": "external",
    "scheme": "internet-facing",
    "nlb-target-type": "ip",
    "healthcheck-port": "8083",
    "healthcheck-protocol": "HTTP",
    "healthcheck-path": "/healthz",
    "healthcheck-healthy-threshold": "2",
    "healthcheck-unhealthy-threshold": "3",
    "healthcheck-timeout": "10",
    "healthcheck-interval": "10",
}
SERVICE = "networking.gatewayTemplates.server.service"
POOLS = ["10.0.0.0/8", "192.168.0.0/16", "172.16.0.0/12", "34.118.224.0/20"]


def added(release: str, provider: str = "generic", key: str = "", **flags: list[str]) -> Any:
    chart = installed(release, provider, {name.replace("_", "-"): texts for name, texts in flags.items()})
    node = find(chart.added, *(key.split(".") if key else ()))
    return None if node is None else plain(node)


@pytest.mark.parametrize("provider", providers())
@pytest.mark.parametrize("release", releases())
def test_every_key_is_one_of_the_chart(release: str, provider: str) -> None:
    chart = installed(release, provider)
    assert all(find(chart.added, *map(str, path)) is not None for path in always_written())
    assert chart.installer == f"liqoctl install {provider}".removesuffix(" generic")
    assert added(release, provider, "tag") == release


@pytest.mark.parametrize(
    ("release", "provider", "key", "value"),
    [
        ("v1.2.0", "generic", "discovery.config.clusterLabels", {}),
        ("v1.2.0", "k3s", "ipam.podCIDRs", ["10.42.0.0/16"]),
        ("v1.1.2", "k3s", "ipam.podCIDRs", None),
        ("v1.1.2", "k3s", "ipam.podCIDR", "10.42.0.0/16"),
        ("v1.0.3", "k3s", "liqo-crds", None),
        ("v1.1.0", "k3s", "liqo-crds.crdUpgrade.image.version", "v1.1.0"),
        ("v1.1.2", "k3s", "ipam.externalCIDR", None),
        ("v1.2.0", "kind", "ipam.externalCIDR", ""),
        ("v1.2.0", "kind", "apiServer.address", ""),
        ("v1.2.0", "aks", "virtualKubelet.virtualNode.extra.labels", {"kubernetes.azure.com/managed": "false"}),
        ("v1.0.0", "openshift", "networking.gatewayTemplates.wireguard.implementation", "userspace"),
        ("v1.0.0", "gke", "ipam.pools", POOLS),
        ("v1.2.0", "gke", "ipam.pools", POOLS[-1:]),
        ("v1.1.1", "eks", f"{SERVICE}.annotations", {"service.beta.kubernetes.io/aws-load-balancer-type": "nlb"}),
        ("v1.1.2", "eks", SERVICE, None),
        ("v1.2.0", "eks", f"{SERVICE}.externalTrafficPolicy", "Cluster"),
        (
            "v1.2.0",
            "eks",
            f"{SERVICE}.annotations",
            {f"service.beta.kubernetes.io/aws-load-balancer-{name}": text for name, text in EKS.items()},
        ),
    ],
)
def test_it_depends_on_release_and_provider(release: str, provider: str, key: str, value: Any) -> None:
    assert added(release, provider, key) == value


@pytest.mark.parametrize("key", ["apiServer.address", "ipam.serviceCIDR", "authentication.awsConfig.secretAccessKey"])
def test_what_it_finds_out_is_unknown(key: str) -> None:
    assert isinstance(added("v1.2.0", "eks", key), Unknown)


def test_flags_set_values() -> None:
    assert added("v1.2.0", key="ipam.podCIDRs", pod_cidr=["10.1.0.0/16,10.2.0.0/16", "10.3.0.0/16"]) == [
        *("10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16")
    ]
    assert added("v1.1.2", key="ipam.podCIDR", pod_cidr=["10.1.0.0/16"]) == "10.1.0.0/16"
    assert added("v1.2.0", "eks", "ipam.podCIDRs", pod_cidr=["10.1.0.0/16"]) == ["<the pod CIDRs of the cluster>"]
    assert added("v1.2.0", key="discovery.config.clusterID", cluster_id=["a", "b"]) == "b"
    assert isinstance(added("v1.2.0", "gke", "discovery.config.clusterID", cluster_id=["of GKE"]), Unknown)
    assert added("v1.2.0", "k3s", "discovery.config.clusterLabels", cluster_labels=["a=b,liqo.io/provider=c"]) == {
        "a": "b",
        "liqo.io/provider": "k3s",
    }
    assert added("v1.2.0", "gke", "ipam.reservedSubnets", reserved_subnets=["10.4.0.0/16"]) == [
        *("10.4.0.0/16", "<the subnet of the nodes>")
    ]
    assert added("v1.2.0", key="telemetry.enabled", disable_telemetry=["true"]) is False
    assert added("v1.2.0", key="virtualKubelet.metrics.podMonitor.enabled", enable_metrics=["true"]) is True
    assert added("v1.2.0", key="metrics.enabled", enable_metrics=["false"], timeout=["10m"]) is False


def test_what_was_set_by_a_flag_is_known() -> None:
    chart = installed("v1.2.0", "k3s", {"service-cidr": ["10.9.0.0/16"]})
    assert chart.added_by_flags == {("ipam", "serviceCIDR"): "--service-cidr"}
    assert pickle.loads(pickle.dumps(chart)) is chart  # noqa: S301 - our own


def test_what_liqoctl_provides_is_not_left_to_the_user() -> None:
    for release in ("v1.1.2", "v1.2.0"):
        provided = [text for mode in installed(release).effects.by_mode.values() for text in mode.provide]
        assert not [text for text in provided if "CIDR" in text and "overlap" not in text]
        assert provided
