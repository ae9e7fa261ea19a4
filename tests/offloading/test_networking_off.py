"""Without the networking module: what a consumer and its providers really show, in the modes that it leaves.

One consumer, rome, and two providers, milan and turin. Only the consumer's values count.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.offloading.application import Application, objects_of
from tests.offloading.fleet import Fleet, fleet
from tests.offloading.liqo_cluster import QUICKLY
from tests.offloading.virtual_nodes import renew, virtual_node, wait_for_node

NETWORKING_APIS = ("networking.liqo.io", "ipam.liqo.io")
OFF = {"networking": {"enabled": False}}
SWITCH = "--disable-ip-reflection"
#: Options templates, by what their virtual nodes are called behind the name of the provider.
TEMPLATES = {
    "hidden": {"reflectIPs": False},
    "bare": {"extra": {"args": [SWITCH]}},
    "t": {"extra": {"args": [f"{SWITCH}=T"]}},
    "one": {"extra": {"args": [f"{SWITCH}=1"]}},
}


def values(*arguments: str, **networking: Any) -> dict[str, Any]:
    return {
        "networking": {"enabled": False, **networking},
        "virtualKubelet": {"extra": {"args": [*QUICKLY, *arguments]}, "optionsTemplates": TEMPLATES},
    }


@pytest.fixture(scope="module")
def clusters(folder: Path) -> Iterator[Fleet]:
    with fleet(["rome", "milan", "turin"], folder) as clusters:
        clusters.at_once(
            [
                lambda: clusters["rome"].install(values()),
                lambda: clusters["milan"].install(OFF, "helm3"),
                lambda: clusters["turin"].install(OFF, "helm3"),
            ]
        )
        clusters.peer("rome", "milan", "--networking-disabled")
        clusters.peer("rome", "turin", "--networking-disabled", "--create-virtual-node=false")
        wait_for_node(clusters["rome"], "milan")
        yield clusters


def test_external_network(clusters: Fleet) -> None:
    """Without any `ipam` value, IPs pass unchanged in both directions, and nothing of the networking module is made."""
    rome, milan = clusters["rome"], clusters["milan"]
    assert rome.predicted() == ["external-network"]
    application = offloaded(clusters, "shown")
    application.deploy("milan")
    application.expect(milan)
    for cluster in (rome, milan):
        assert objects_of(cluster, NETWORKING_APIS) == set()


def test_one_peering_only(clusters: Fleet) -> None:
    rome, milan, turin = (clusters[name] for name in ("rome", "milan", "turin"))
    node = virtual_node("turin", "turin", "hidden")
    assert rome.predicted(node) == ["external-network", "offloading-only"]
    rome.apply(node)
    wait_for_node(rome, "turin")
    application = offloaded(clusters, "one-peering")
    application.deploy("milan", "turin")
    application.expect(milan, turin, hidden={"on-turin"}, hiding={"turin"})


@pytest.mark.parametrize("reason", ["reflectIPs", "argument"])
def test_offloading_only(clusters: Fleet, reason: str) -> None:
    rome, milan = clusters["rome"], clusters["milan"]
    rome.install(values(reflectIPs=False) if reason == "reflectIPs" else values(f"{SWITCH}=1"))
    assert rome.predicted() == ["offloading-only"]
    renew(rome, "milan")
    application = offloaded(clusters, f"hidden-by-{reason.lower()}")
    application.deploy("milan")
    application.expect(milan, hidden={"on-milan"}, hiding={"milan"})


def offloaded(clusters: Fleet, namespace: str) -> Application:
    clusters.offload("rome", namespace)
    return Application(namespace, clusters["rome"])
