"""Diagnosing a large cluster takes time in proportion to its objects: counted in calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from liqo_values.cluster.cluster_object import ClusterObject
from liqo_values.engine.diagnosis import diagnose
from liqo_values.reports.diagnosis_json import report
from tests.support.calls import calls, growth
from tests.validator.cluster.bundles import cluster, manager, released, template
from tests.validator.cluster.test_consequences import HIDDEN, SWITCH, entity


def pod(number: int, node: str) -> ClusterObject:
    labels = {"liqo.io/shadowPod": "true", "app": f"web-{number}"}
    return entity(
        *("Pod", f"web-{number}", "shop"), labels=labels, spec={"nodeName": node}, status={"phase": "Running"}
    )


def service(number: int) -> ClusterObject:
    return entity("Service", f"web-{number}", "shop", spec={"selector": {"app": f"web-{number}"}})


def provider(number: int, *nodes: str, arguments: tuple[str, ...] = (SWITCH,)) -> Iterator[ClusterObject]:
    """A peered cluster with virtual nodes."""
    tenant = f"liqo-tenant-milan{number}"
    modules = {"networking": {"enabled": True}}
    yield entity("ForeignCluster", f"milan{number}", spec={"clusterID": f"milan{number}"}, status={"modules": modules})
    yield entity("Connection", f"milan{number}", tenant, status={"value": "Connecting"})
    yield entity("Configuration", f"milan{number}", tenant)
    yield entity("NamespaceMap", f"milan{number}", tenant, status={"currentMapping": {"shop": "shop"}})
    for name in nodes:
        yield entity("VirtualNode", name, tenant, spec={"clusterID": f"milan{number}"})
        yield entity("ResourceSlice", name, tenant)
        yield entity("Node", name, status={"conditions": [{"type": "Ready", "status": "False"}]})
        labels = {"liqo.io/virtual-node": name}
        yield entity("Pod", f"vk-{name}", tenant, labels=labels, spec={"containers": [{"args": list(arguments)}]})
        yield entity("Deployment", f"vk-{name}", tenant, labels=labels, spec={"replicas": 1})


def services(count: int) -> Iterator[ClusterObject]:
    yield from provider(1, "milan")
    for number in range(count):
        yield from (pod(number, "milan"), service(number))


def slices(count: int) -> Iterator[ClusterObject]:
    yield from provider(1, "milan", arguments=("--local-podcidr=10.0.0.0/8",))
    for number in range(count):
        labels = {"kubernetes.io/service-name": f"web-{number}"}
        yield entity(
            "EndpointSlice", f"web-{number}", "shop", labels=labels, endpoints=[{"addresses": [f"192.0.2.{number}"]}]
        )


def nodes_of_one_provider(count: int) -> Iterator[ClusterObject]:
    yield from provider(1, *(f"node-{number}" for number in range(count)))


def providers(count: int) -> Iterator[ClusterObject]:
    for number in range(count):
        yield from provider(number, f"node-{number}")


@pytest.mark.parametrize("more", [services, slices, nodes_of_one_provider, providers])
def test_work_is_linear(more: Callable[[int], Iterator[ClusterObject]]) -> None:
    def work(count: int) -> int:
        objects = [released(HIDDEN), manager("--networking-enabled=false"), template(SWITCH), *more(count)]
        return calls(lambda: report(diagnose(cluster(*objects))))

    assert growth(work) < 2.3
