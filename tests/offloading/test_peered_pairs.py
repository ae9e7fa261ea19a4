"""Two clusters whose values do not fit together: what their peerings show, and what the validator says before.

Rome has the networking module, milan does not. Each of them is a consumer of the other. Turin has the chart that Liqo
publishes, without the module as well.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.liqo import own_chart
from tests.offloading import doctor
from tests.offloading.application import Application, endpoints, objects_of, running_ips
from tests.offloading.fleet import Fleet, fleet
from tests.offloading.liqo_cluster import QUICKLY, LiqoCluster
from tests.offloading.virtual_nodes import renew, tenant, virtual_nodes, wait_for_node
from tests.offloading.waiting import wait_for
from tools.generate.permissions.grants import NETWORKING_APIS

BOTH = [("rome", "milan"), ("milan", "rome")]


def values(cluster: LiqoCluster, *, networking: bool, **others: bool) -> dict[str, Any]:
    ranges = {"ipam": {"podCIDR": cluster.pod_cidr, "serviceCIDR": cluster.service_cidr}} if networking else {}
    return {
        "networking": {"enabled": networking, **others},
        "virtualKubelet": {"extra": {"args": list(QUICKLY)}},
        **ranges,
    }


def published(cluster: LiqoCluster) -> dict[str, Any]:
    """Return values for Liqo's own chart, which needs the ranges even without the module."""
    return {**values(cluster, networking=True), "networking": {"enabled": False}, "tag": "v1.2.0"}


@pytest.fixture(scope="module")
def clusters(folder: Path) -> Iterator[Fleet]:
    with fleet(["rome", "milan", "turin"], folder) as clusters:
        rome, milan, turin = (clusters[name] for name in ("rome", "milan", "turin"))
        clusters.at_once(
            [
                lambda: rome.install(values(rome, networking=True)),
                lambda: milan.install(values(milan, networking=False)),
                lambda: turin.try_to_install(published(turin), chart=own_chart.folder()),
            ]
        )
        turin.wait_until_ready()
        yield clusters


def found(clusters: Fleet, pod_cidrs: Mapping[str, str] | None = None, /, **peering: Any) -> dict[str, str]:
    """Return what `check` finds between the releases of both clusters if they are peered like this.

    Args:
        clusters: All clusters.
        pod_cidrs: The pod CIDRs that the values of clusters state besides.
        peering: How they are peered.
    """
    stated = {name: [f"ipam.podCIDR={cidr}"] for name, cidr in (pod_cidrs or {}).items()}
    stacks = [
        {
            "name": name,
            "files": [str(path.relative_to(clusters.folder)) for path in clusters[name].values],
            "chart": "published@1.2.0" if name == "turin" else "ours",
            "set": stated.get(name, []),
        }
        for name in clusters.clusters
    ]
    project = clusters.folder / ".liqo-values.yaml"
    project.write_text(json.dumps({"stacks": stacks, "peerings": [peering]}))
    command = [sys.executable, "-m", "liqo_values", "check", "--format=json", f"--config={project}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=clusters.folder)
    findings = json.loads(done.stdout)["findings"]
    return {one["code"]: one["severity"] for one in findings if one["code"].startswith("LQ7")}


@pytest.mark.parametrize(("consumer", "provider"), BOTH)
@pytest.mark.parametrize("server", ["Provider", "Consumer"])
def test_a_network_needs_the_module_in_both(clusters: Fleet, consumer: str, provider: str, server: str) -> None:
    """Liqo's program looks for the pod CIDRs first, wherever the gateway's server should be."""
    done = clusters.try_to_peer(consumer, provider, f"--gw-server-service-location={server}")
    assert done.returncode != 0
    assert "no pod CIDR Network resource found" in done.stdout + done.stderr
    assert virtual_nodes(clusters[consumer], provider) == []
    peered = {"consumer": consumer, "provider": provider}
    assert found(clusters, **peered, networking=True) == {"LQ704": "error"}
    assert found(clusters, **peered) == {"LQ704": "warning"}


@pytest.mark.parametrize(("consumer", "provider"), [("rome", "turin"), ("turin", "rome")])
def test_the_published_chart_has_no_pod_cidr_either(clusters: Fleet, consumer: str, provider: str) -> None:
    """Its Network is there without the module, but nothing gives it a CIDR."""
    done = clusters.try_to_peer(consumer, provider)
    assert done.returncode != 0
    assert "the pod CIDR is not yet configured" in done.stdout + done.stderr
    assert virtual_nodes(clusters[consumer], provider) == []
    assert found(clusters, consumer=consumer, provider=provider, networking=True) == {"LQ704": "error"}


@pytest.mark.parametrize(("consumer", "provider"), BOTH)
def test_without_a_network_nothing_is_reported(clusters: Fleet, consumer: str, provider: str) -> None:
    """The virtual node is ready, and both clusters show the IPs of the other as they are."""
    clusters.peer(consumer, provider, "--networking-disabled")
    wait_for_node(clusters[consumer], provider)
    namespace = f"from-{consumer}"
    clusters.offload(consumer, namespace)
    application = Application(namespace, clusters[consumer])
    application.deploy(provider)
    application.expect(clusters[provider])
    for cluster in clusters.clusters.values():
        objects = objects_of(cluster, NETWORKING_APIS)
        assert not [name for name in objects if tenant("") in name]
    peering = {"consumer": consumer, "provider": provider, "networking": False}
    assert found(clusters, **peering, servicesAcross=True) == {}


def test_two_pods_with_one_ip_are_one_endpoint(clusters: Fleet) -> None:
    """Where the pod CIDRs overlap, a pod of milan can have the IP of one of rome: Liqo shows it, and all seems well."""
    rome, milan = clusters["rome"], clusters["milan"]
    rome_to_milan: dict[str, Any] = {"consumer": "rome", "provider": "milan", "networking": False}
    clusters.offload("rome", "collided")
    application = Application("collided", rome)
    application.deploy("milan")
    seen = application.expect(milan)
    assert "LQ926" not in doctor.examine(rome).findings
    taken = seen.ips["local"]
    status = f"/api/v1/namespaces/{application.remote_namespace}/pods/on-milan/status"
    milan.plane.patch(status, {"status": {"podIP": taken, "podIPs": [{"ip": taken}]}})
    ips = wait_for(
        "rome shows the IP of the pod in milan",
        lambda: running_ips(rome, application.namespace),
        lambda ips: set(ips.values()) == {taken},
    )
    assert ips.keys() == {"local", "on-milan"}
    wait_for(
        "the Service has one endpoint for two pods",
        lambda: endpoints(rome, application.namespace),
        lambda addresses: addresses == {taken},
    )
    wait_for_node(rome, "milan")
    assert doctor.examine(rome).findings["LQ926"] == "warning"
    overlapping = dict.fromkeys(("rome", "milan"), rome.pod_cidr)
    assert found(clusters, overlapping, **rome_to_milan) == {"LQ703": "warning"}
    apart = {"rome": rome.pod_cidr, "milan": milan.pod_cidr}
    assert found(clusters, apart, **rome_to_milan) == {}


def test_the_consumer_hides_what_services_of_both_need(clusters: Fleet) -> None:
    """Without IPs, no EndpointSlice of either cluster lists a pod of the other."""
    rome, milan = clusters["rome"], clusters["milan"]
    milan.install(values(milan, networking=False, reflectIPs=False))
    renew(milan, "rome")
    clusters.offload("milan", "hidden")
    application = Application("hidden", milan)
    application.deploy("rome")
    application.expect(rome, hidden={"on-rome"}, hiding={"rome"})
    assert found(clusters, consumer="milan", provider="rome", servicesAcross=True, networking=False) == {
        "LQ705": "error"
    }
    assert found(clusters, consumer="rome", provider="milan", servicesAcross=True, networking=False) == {}
