"""Findings about a cluster that follow from others are listed under them, and others are not."""

from __future__ import annotations

from typing import Any

from liqo_values.cluster.cluster_object import ClusterObject
from liqo_values.cluster.snapshot import Snapshot
from liqo_values.engine.diagnosis import diagnose
from tests.validator.cluster.bundles import cluster, manager, released, template

OFF = {"networking": {"enabled": False}}
ON = {"ipam": {"podCIDR": "10.244.0.0/16", "serviceCIDR": "10.96.0.0/12"}}
HIDDEN = {"networking": {"enabled": False, "reflectIPs": False}}
SWITCH = "--disable-ip-reflection"
TENANT = "liqo-tenant-milan"
LONG_AGO = "2026-11-29T01:30:00Z"
MANAGER = manager("--networking-enabled=false")


def entity(kind: str, name: str, namespace: str = "", *, created: str = LONG_AGO, **fields: Any) -> ClusterObject:
    metadata = {"name": name, "namespace": namespace, "creationTimestamp": created, "labels": fields.pop("labels", {})}
    return ClusterObject({"kind": kind, "metadata": metadata, **fields})


def node(name: str, *arguments: str, template: str = "", **conditions: str) -> list[ClusterObject]:
    """A virtual node for milan, its Node and its virtual kubelet."""
    reference = {"vkOptionsTemplateRef": {"name": template, "namespace": "liqo"}} if template else {}
    listed = [{"type": kind, "status": status} for kind, status in {"Ready": "True", **conditions}.items()]
    containers = [{"args": list(arguments)}]
    return [
        entity("VirtualNode", name, TENANT, spec={"clusterID": "milan", **reference}),
        entity("Node", name, status={"conditions": listed}),
        entity("Pod", f"vk-{name}", TENANT, labels={"liqo.io/virtual-node": name}, spec={"containers": containers}),
    ]


def program(name: str, ready: int) -> ClusterObject:
    return entity("Deployment", name, "liqo", spec={"replicas": 1}, status={"readyReplicas": ready})


def peer(*, network: bool = False, **conditions: str) -> ClusterObject:
    listed = [{"type": kind, "status": status} for kind, status in conditions.items()]
    modules = {"networking": {"enabled": network}, "offloading": {"enabled": True}}
    spec, status = {"clusterID": "milan"}, {"modules": modules, "conditions": listed}
    return entity("ForeignCluster", "milan", spec=spec, status=status)


def tree(found: Snapshot) -> list[str]:
    """The codes of the findings, each with those that follow from it."""
    return [
        one.code + "".join(f" > {below.code}" for below in one.follows)
        for one in sorted(diagnose(found).findings, key=lambda one: one.code)
    ]


def test_virtual_nodes_that_only_differ_because_one_is_outdated() -> None:
    hidden = entity("VkOptionsTemplate", "hidden", "liqo", spec={"extraArgs": [SWITCH]})
    objects = [released(HIDDEN), MANAGER, template(SWITCH), hidden, *node("milan"), *node("new", SWITCH)]
    assert tree(cluster(*objects)) == ["LQ911 > LQ913"]
    # Here they differ anyway: another one is meant to hide IPs.
    objects = [released(OFF), MANAGER, template(), hidden, *node("milan"), *node("new", SWITCH, template="hidden")]
    assert tree(cluster(*objects)) == ["LQ913"]
    assert tree(cluster(*objects, *node("outdated", SWITCH))) == ["LQ911", "LQ913"]


def test_what_a_failed_upgrade_has_changed() -> None:
    upgrade = released(OFF), released(ON, 2, "failed")
    assert tree(cluster(*upgrade, manager("--networking-enabled=true"), template())) == ["LQ901 > LQ903"]
    upgrade = released(OFF), released(HIDDEN, 2, "failed")
    assert tree(cluster(*upgrade, MANAGER, template(SWITCH))) == ["LQ901 > LQ912"]
    # The failed revision does not want that either.
    assert tree(cluster(*upgrade, manager("--networking-enabled=true"), template())) == ["LQ901", "LQ903"]


def test_an_upgrade_that_a_program_prevents() -> None:
    failed = released(OFF, 2, "failed")
    words = 'failed calling webhook "x": no endpoints available for service "liqo-webhook"'
    named = ClusterObject({**failed.data, "release": {**failed.map("release"), "description": words}})
    objects = released(OFF), MANAGER, program("liqo-webhook", 0)
    assert tree(cluster(*objects, named)) == ["LQ904 > LQ901"]
    assert tree(cluster(*objects, failed)) == ["LQ901", "LQ904"]


def test_a_network_without_the_ipam() -> None:
    network = entity("Network", "pod-cidr", "liqo", spec={"cidr": "10.244.0.0/16"})
    objects = released(ON), manager("--networking-enabled=true"), network
    assert tree(cluster(*objects, program("liqo-ipam", 0))) == ["LQ904 > LQ905"]
    assert tree(cluster(*objects, program("liqo-ipam", 1))) == ["LQ905"]


def test_a_node_that_waits_for_the_network() -> None:
    connection = entity("Connection", "milan", TENANT, status={"value": "Error"})
    objects = released(ON), manager("--networking-enabled=true"), template(), peer(network=True), connection
    waiting = node("milan", Ready="False", NetworkUnavailable="True")
    assert tree(cluster(*objects, *waiting)) == ["LQ915 > LQ914"]
    # Something else is missing.
    assert tree(cluster(*objects, *node("milan", Ready="False"))) == ["LQ914", "LQ915"]


def test_a_provider_that_does_not_answer() -> None:
    labels = {"liqo.io/shadowPod": "true"}
    pod = entity("Pod", "web", "shop", labels=labels, spec={"nodeName": "milan"}, status={"phase": "Pending"})
    objects = released(OFF), MANAGER, template(), *node("milan", Ready="Unknown"), pod
    assert tree(cluster(*objects, peer(APIServerStatus="Error"))) == ["LQ917 > LQ914 > LQ925"]
    assert tree(cluster(*objects, peer(APIServerStatus="Established"))) == ["LQ914 > LQ925"]
