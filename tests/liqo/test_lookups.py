"""What Liqo's programs look for by name or label, found by their own functions among the rendered objects."""

from __future__ import annotations

import pytest

from tests.chart.sample_values import MODES
from tests.liqo.library import ask
from tools.manifests import Manifest
from tools.rendering import template
from tools.toolchain.build import tool

#: What is found in every mode.
ALWAYS = {
    "API server proxy": [],
    "Liqo version": ["v1.2.0"],
    "cluster ID": ["rome"],
    "cluster roles of tenants": ["liqo-remote-controlplane", "liqo-virtual-kubelet-remote-clusterwide"],
    "cluster roles of virtual kubelets": ["liqo-virtual-kubelet-local", "liqo-virtual-kubelet-remote"],
    "controller manager": ["liqo-controller-manager"],
    "options of virtual kubelets": ["virtual-kubelet-default"],
    "roles of peering users": [],
}
#: What is there with the networking module only.
NETWORKING = {
    "external CIDR": ["external-cidr"],
    "internal CIDR": ["internal-cidr"],
    "pod CIDRs": ["10.244.0.0/16"],
    "service CIDR": ["service-cidr"],
}
RESERVED = "reserved subnets"
UNINSTALL = "cluster roles that liqoctl uninstall looks for"


@pytest.mark.parametrize("mode", MODES)
def test_programs_find_what_they_look_for(mode: str) -> None:
    answer = ask(_rendered(mode))
    on = mode.startswith("connected")
    expected = {**ALWAYS, **(NETWORKING if on else {})}
    assert {what: answer.lookups[what] for what in expected} == expected
    assert set(answer.errors) == (set() if on else set(NETWORKING))
    assert "liqo-controller-manager" in answer.lookups[UNINSTALL]
    assert set(answer.lookups) == {*ALWAYS, *NETWORKING, RESERVED, UNINSTALL}


def test_reserved_subnets_are_found_by_their_label() -> None:
    answer = ask(_rendered("connected", "--set", "ipam.reservedSubnets={192.168.0.0/24,172.20.0.0/16}"))
    assert answer.lookups[RESERVED] == ["172.20.0.0/16", "192.168.0.0/24"]


def test_several_pod_cidrs_are_all_found() -> None:
    answer = ask(_rendered("connected", "--set", "ipam.podCIDRs={10.1.0.0/16,10.2.0.0/16}"))
    assert answer.lookups["pod CIDRs"] == ["10.1.0.0/16", "10.2.0.0/16"]


def test_without_the_proxy_nothing_looks_for_it() -> None:
    """The controller manager exits if it looks for the proxy without success, so it must not look."""
    manifests = _rendered("connected", "--set", "proxy.enabled=false", "--set", "offloading.enabled=false")
    assert "no proxy service found" in ask(manifests).errors["API server proxy"]
    (manager,) = (
        manifest
        for manifest in manifests
        if (manifest["kind"], manifest["metadata"]["name"]) == ("Deployment", "liqo-controller-manager")
    )
    assert "--enable-api-server-ip-remapping=false" in manager["spec"]["template"]["spec"]["containers"][0]["args"]


def _rendered(mode: str, *options: str) -> list[Manifest]:
    manifests = template(tool("helm4"), "--set", "discovery.config.clusterID=rome", *options, values=MODES[mode])
    for manifest in manifests:
        # What others add: the API server an address to every Service, the IPAM the range that a Network really gets.
        if manifest["kind"] == "Service":
            manifest["spec"]["clusterIP"] = "10.96.0.20"
        if manifest["kind"] == "Network":
            manifest["status"] = {"cidr": manifest["spec"]["cidr"]}
    return manifests
