"""What the cluster is called among its peers: made up once at most, kept by every upgrade, never lost silently."""

from __future__ import annotations

from uuid import UUID

from tests.cluster.conftest import Release, printed_in_the_example
from tools.run.cluster import NAMESPACE

OFF = ("--set", "networking.enabled=false")
CONFIG_MAP = "liqo-clusterid-configmap"


def named(name: str) -> str:
    return f"--set=discovery.config.clusterID={name}"


def test_a_name_is_made_up_once(release: Release) -> None:
    release.install(*OFF)
    first = release.cluster_id
    assert UUID(first).version == 4
    release.upgrade(*OFF, "--set", "networking.reflectIPs=false")
    assert release.cluster_id == first
    release.uninstall()
    release.install(*OFF)
    assert release.cluster_id != first


def test_a_given_name_wins_and_cannot_be_changed(release: Release) -> None:
    release.install(*OFF, named("rome"))
    assert release.cluster_id == "rome"
    release.upgrade(*OFF)
    assert release.cluster_id == "rome"
    assert printed_in_the_example("LQ502") in release.refused("upgrade", *OFF, named("milan"))
    assert release.cluster_id == "rome"


def test_a_lost_name_is_not_replaced_by_another(release: Release) -> None:
    release.install(*OFF)
    lost = release.cluster_id
    release.cluster.kubectl("delete", "configmap", CONFIG_MAP, "--namespace", NAMESPACE)
    message = release.refused("upgrade", *OFF)
    assert (
        f"LQ506 missing-cluster-id: discovery.config.clusterID is empty, and namespace {NAMESPACE} has lost" in message
    )
    assert release.cluster.existing([{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": CONFIG_MAP}}]) == []
    release.upgrade(*OFF, named(lost))
    assert release.cluster_id == lost
