"""Switching the networking module off later: refused while it holds objects, and nothing is touched then."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.cluster.conftest import Release, preset, printed_in_the_example
from tools.manifests import Manifest
from tools.run.cluster import NAMESPACE

#: What the network controllers create in addition to a peering, with the finalizers that they set.
HELD: tuple[Manifest, ...] = (
    {
        "apiVersion": "ipam.liqo.io/v1alpha1",
        "kind": "Network",
        "metadata": {"name": "milan-pod", "namespace": NAMESPACE, "finalizers": ["network.ipam.liqo.io/finalizer"]},
        "spec": {"cidr": "10.71.0.0/16"},
    },
    {
        "apiVersion": "ipam.liqo.io/v1alpha1",
        "kind": "IP",
        "metadata": {
            "name": "database",
            "namespace": NAMESPACE,
            "finalizers": ["ip.ipam.liqo.io/finalizer", "ipmapping-nat-controller.liqo.io/finalizer"],
        },
        "spec": {"ip": "192.0.2.7"},
    },
    {
        "apiVersion": "networking.liqo.io/v1beta1",
        "kind": "InternalNode",
        "metadata": {"name": "worker", "finalizers": ["internalnodes-route.liqo.io/finalizer"]},
        "spec": {"interface": {"gateway": {"name": "liqo.abc"}, "node": {"ip": "10.80.0.2"}}},
    },
    {
        "apiVersion": "networking.liqo.io/v1beta1",
        "kind": "Configuration",
        "metadata": {"name": "milan", "namespace": NAMESPACE},
        "spec": {"remote": {"cidr": {"pod": ["10.71.0.0/16"], "external": ["10.72.0.0/16"]}}},
    },
)


@pytest.fixture
def connected(standing: Release) -> Iterator[Release]:
    """A release with the networking module, which holds an object of each kind."""
    standing.bring(preset("connected"))
    without_webhooks(standing)
    standing.cluster.send(HELD, "create")
    yield standing
    let_go(standing)


def without_webhooks(release: Release) -> None:
    """Let the API server ask no webhook: no server runs that would answer."""
    release.cluster.kubectl("delete", "validatingwebhookconfigurations,mutatingwebhookconfigurations", "--all")


def let_go(release: Release) -> None:
    """Remove the objects as the network controllers would: their finalizers, once they are to be deleted."""
    for held in release.cluster.existing(HELD):
        kind, name = held["kind"].lower(), held["metadata"]["name"]
        free = ("patch", kind, name, "-n", NAMESPACE, "--type=merge", "-p", '{"metadata":{"finalizers":null}}')
        release.cluster.kubectl(*free)
        release.cluster.kubectl("delete", kind, name, "-n", NAMESPACE)


def test_refused_until_nothing_is_held(connected: Release) -> None:
    release = connected
    for dry_run in ((), ("--dry-run=server",)):
        refusal = release.refused("upgrade", preset("offloading-only"), *dry_run)
        assert printed_in_the_example("LQ507") in refusal.replace("\\n", "\n")
    assert len(release.cluster.existing(HELD)) == len(HELD)
    assert release.get("apps/v1", "DaemonSet", "liqo-fabric")

    let_go(release)
    release.upgrade(preset("offloading-only"))
    release.expect_networking(on=False)


def test_other_upgrades_go_on(connected: Release) -> None:
    connected.upgrade(preset("connected-no-ips"))
    connected.expect_networking(on=True)
    assert len(connected.cluster.existing(HELD)) == len(HELD)


def test_what_an_earlier_release_left_behind_stops_nothing(standing: Release) -> None:
    """It was switched off without this check: refusing every later upgrade would not help."""
    standing.bring(preset("offloading-only"))
    without_webhooks(standing)
    standing.cluster.send(HELD, "create")
    try:
        standing.bring(preset("external-network"))
    finally:
        let_go(standing)


def test_a_range_made_by_the_chart_is_not_in_the_way(standing: Release) -> None:
    """The controllers set no finalizer on what is marked as installed; should one be there, they have to remove it."""
    standing.bring(preset("connected"))
    finalizer = json.dumps({"metadata": {"finalizers": ["network.ipam.liqo.io/finalizer"]}})
    patch = ("patch", "network", "external-cidr", "-n", NAMESPACE, "--type=merge", "-p")
    without_webhooks(standing)
    standing.cluster.kubectl(*patch, finalizer)
    assert "1 Network: external-cidr" in standing.refused("upgrade", preset("offloading-only"))
    standing.cluster.kubectl(*patch, '{"metadata":{"finalizers":null}}')
    standing.bring(preset("offloading-only"))
    assert (
        standing.cluster.existing(
            [{"apiVersion": "ipam.liqo.io/v1alpha1", "kind": "Network", "metadata": {"name": "external-cidr"}}]
        )
        == []
    )
