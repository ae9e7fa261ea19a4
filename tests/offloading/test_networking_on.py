"""With the networking module, except traffic between clusters.

Controller manager, IPAM and fabric run, and what they do with a peering is seen. The gateways do not run: their pods
are kwok's, so no connection is ever established, and whether traffic passes is not shown here.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.offloading import doctor
from tests.offloading.application import Application, objects_of, wait_until_calls_pass
from tests.offloading.fleet import Fleet, fleet
from tests.offloading.least_privilege import expect_least_privilege
from tests.offloading.liqo_cluster import QUICKLY, LiqoCluster
from tests.offloading.virtual_nodes import live, renew, restart, tenant, wait_for_node
from tests.offloading.waiting import wait_for
from tools.generate.permissions.grants import NETWORKING_APIS
from tools.run.cluster import NAMESPACE

API = "networking.liqo.io/v1beta1"
IPAM = "ipam.liqo.io/v1alpha1"


@pytest.fixture(scope="module")
def clusters(folder: Path) -> Iterator[Fleet]:
    with fleet(["rome", "milan"], folder) as clusters:
        rome, milan = clusters["rome"], clusters["milan"]
        clusters.at_once([lambda: rome.install(values_of_rome(clusters)), lambda: milan.install(values(milan))])
        milan.apply(network_without_room())
        clusters.peer("rome", "milan", "--networking-disabled")
        wait_for_node(rome, "milan")
        yield clusters


def values(cluster: LiqoCluster, **ipam: Any) -> dict[str, Any]:
    return {
        "ipam": {"podCIDR": cluster.pod_cidr, "serviceCIDR": cluster.service_cidr, **ipam},
        # Otherwise the virtual node takes no pods before there is a connection.
        "offloading": {"disableNetworkCheck": True},
        "virtualKubelet": {"extra": {"args": list(QUICKLY)}},
    }


def values_of_rome(clusters: Fleet) -> dict[str, Any]:
    """Its IPAM may not use the addresses of milan's pods, as if it had others with them: it has to map them."""
    return values(clusters["rome"], reservedSubnets=[clusters["milan"].pod_cidr])


def test_one_peering_without_network(clusters: Fleet) -> None:
    """The module is there, but the peering has no part in it: no gateway, and IPs pass unchanged."""
    rome, milan = clusters["rome"], clusters["milan"]
    assert rome.predicted(live(rome, "milan", "milan")) == ["connected", "connected"]
    application = offloaded(clusters, "without-network")
    application.deploy("milan")
    application.expect(milan)
    for cluster in (rome, milan):
        objects = objects_of(cluster, NETWORKING_APIS)
        assert {"networks liqo/pod-cidr", "internalnodes /node-1", "internalnodes /node-2"} < objects
        assert not [name for name in objects if "liqo-tenant-" in name]
    found = doctor.examine(rome)
    doctor.expect(found, {})
    assert found.mode == "connected"
    assert found.says("networking-module") == "on, as in the values"
    assert found.says("peering", "milan").startswith("role Provider; without a network of Liqo")


def test_connected(clusters: Fleet) -> None:
    """Once the clusters are connected, IPs are mapped to those that the IPAM has found for them."""
    rome, milan = clusters["rome"], clusters["milan"]
    application = offloaded(clusters, "connected")
    clusters.liqoctl(
        *("network", "connect", "--gw-server-service-type=NodePort", "--disable-sharing-keys"),
        f"--kubeconfig={rome.plane.kubeconfig}",
        f"--remote-kubeconfig={milan.plane.kubeconfig}",
    )
    remote = wait_for(
        "rome's IPAM has found a network for milan's pods",
        lambda: rome.get(API, "configurations", "milan", tenant("milan"))["status"]["remote"]["cidr"]["pod"],
    )
    assert remote != [milan.pod_cidr]
    wait_until_there(
        rome, "gatewayclients liqo-tenant-milan/milan", "routeconfigurations liqo-tenant-milan/milan-node-gw"
    )
    wait_until_there(milan, "gatewayservers liqo-tenant-rome/rome", "genevetunnels liqo-tenant-rome/rome-node-2")

    wait_until_calls_pass(rome, application.namespace)

    # A virtual kubelet asks for the network of its peering when it starts, and never again.
    wait_for(
        "rome knows that milan is connected by a network",
        lambda: rome.get("core.liqo.io/v1beta1", "foreignclusters", "milan")["status"]["modules"]["networking"],
        lambda networking: networking["enabled"],
    )
    found = doctor.examine(rome)
    doctor.expect(found, {"LQ915": "warning", "LQ916": "error"})
    assert found.says("peering", "milan").startswith("role Provider; with a network (")
    restart(rome, "milan", "milan")
    application.deploy("milan")
    application.expect(milan, mapped=lambda ip: in_network(ip, remote[0]))
    # The gateways do not run here.
    doctor.expect(doctor.examine(rome), {"LQ915": "warning"})


def test_connected_no_ips(clusters: Fleet) -> None:
    """The network is there, and nothing is shown that would lead through it."""
    rome, milan = clusters["rome"], clusters["milan"]
    rome.install({**values_of_rome(clusters), "networking": {"reflectIPs": False}})
    assert rome.predicted() == ["connected-no-ips"]
    renew(rome, "milan")
    application = offloaded(clusters, "hidden")
    application.deploy("milan")
    application.expect(milan, hidden={"on-milan"}, hiding={"milan"})
    found = doctor.examine(rome)
    doctor.expect(found, {"LQ915": "warning", "LQ921": "notice", "LQ922": "notice"})
    assert found.mode == "connected-no-ips"
    assert "as wanted (connected-no-ips)" in "".join(found.messages("LQ921"))


def test_network_without_cidr(clusters: Fleet) -> None:
    """The IPAM has no range for a Network, whose CIDR stays unknown."""
    milan = clusters["milan"]
    found = wait_for(
        "doctor in milan finds a Network without a CIDR",
        lambda: doctor.examine(milan),
        lambda found: "LQ905" in found.findings,
    )
    doctor.expect(found, {"LQ905": "error", "LQ915": "warning"}, also=("LQ924",))
    assert found.messages("LQ905") == ["the Network liqo/too-large has no CIDR"]


def test_nothing_is_refused(clusters: Fleet) -> None:
    """In all that was done here, Liqo has what it needs."""
    clusters["rome"].gather_telemetry()
    assert objects_of(clusters["rome"], NETWORKING_APIS)
    expect_least_privilege(clusters)


def network_without_room() -> dict[str, Any]:
    """A Network that is larger than all that the IPAM has."""
    metadata = {"name": "too-large", "namespace": NAMESPACE}
    return {"apiVersion": IPAM, "kind": "Network", "metadata": metadata, "spec": {"cidr": "128.0.0.0/2"}}


def wait_until_there(cluster: LiqoCluster, *objects: str) -> None:
    wait_for(
        f"{cluster.name} has {', '.join(objects)}",
        lambda: objects_of(cluster, NETWORKING_APIS),
        lambda found: found.issuperset(objects),
    )


def in_network(ip: str, network: str) -> str:
    """The address with the same place in another network."""
    addresses = ipaddress.IPv4Network(network)
    return str(addresses[int(ipaddress.IPv4Address(ip)) & int(addresses.hostmask)])


def offloaded(clusters: Fleet, namespace: str) -> Application:
    clusters.offload("rome", namespace)
    return Application(namespace, clusters["rome"])
