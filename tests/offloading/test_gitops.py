"""A connected cluster is switched to offloading only by what syncs manifests, as Argo CD does.

It renders the chart without access to the cluster, applies what there is, and prunes what is gone. What happens to the
running pods after each step is on the page docs/topics/switch-with-gitops.md.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.offloading.application import LOCAL, Application, objects_of, wait_until_calls_pass
from tests.offloading.fleet import Fleet, fleet
from tests.offloading.liqo_cluster import QUICKLY, LiqoCluster
from tests.offloading.virtual_nodes import MANAGER, renew, restart, tenant, wait_for_node
from tests.offloading.waiting import wait_for
from tools.generate.permissions.grants import NETWORKING_APIS
from tools.manifests import Manifest
from tools.repository import CHART
from tools.run.cluster import NAMESPACE, RELEASE
from tools.toolchain.build import tool

#: What the controllers of the networking module have to release.
HELD = ("internalnodes.networking.liqo.io", "ips.ipam.liqo.io", "networks.ipam.liqo.io")


@pytest.fixture(scope="module")
def clusters(folder: Path) -> Iterator[Fleet]:
    """Rome uses milan, and both have the networking module."""
    with fleet(["rome", "milan"], folder) as clusters:
        rome, milan = clusters["rome"], clusters["milan"]
        clusters.at_once([lambda: rome.install(connected(rome)), lambda: milan.install(connected(milan))])
        clusters.peer("rome", "milan", "--networking-disabled")
        wait_for_node(rome, "milan")
        yield clusters


def connected(cluster: LiqoCluster) -> dict[str, Any]:
    return {
        "ipam": {"podCIDR": cluster.pod_cidr, "serviceCIDR": cluster.service_cidr},
        "offloading": {"disableNetworkCheck": True},
        "virtualKubelet": {"extra": {"args": list(QUICKLY)}},
    }


def only_offloading(cluster: LiqoCluster) -> dict[str, Any]:
    return {**connected(cluster), "networking": {"enabled": False, "reflectIPs": False}}


def test_in_this_order_no_pod_is_touched_until_its_virtual_node_is_made_again(
    clusters: Fleet, application: Application
) -> None:
    rome, milan = clusters["rome"], clusters["milan"]
    running = pods(application)
    disconnect(clusters)
    assert pods(application) == running

    annotate_manager(rome, "liqo.io/uninstalling=true")
    succeed(rome, "delete", ",".join(HELD), "--all", "--all-namespaces", "--timeout=60s")
    sync(rome, before=connected(rome), after=only_offloading(rome))
    annotate_manager(rome, "liqo.io/uninstalling-")
    remove_recreated_ips(rome)
    assert objects_of(rome, NETWORKING_APIS) == set()
    assert pods(application) == running
    application.expect(milan)

    # The virtual node keeps its arguments.
    wait_until_calls_pass(rome, application.namespace)
    application.add("later", "milan")
    application.expect(milan)
    renew(rome, "milan")
    assert pods(application).keys() == {LOCAL}, "the pods on the virtual node are evicted"
    wait_until_calls_pass(rome, application.namespace)
    application.create("hidden", "milan")
    application.expect(milan, hidden={"hidden"}, hiding={"milan"})


def test_a_sync_before_the_network_is_disconnected_leaves_objects_that_hang(
    clusters: Fleet, application: Application
) -> None:
    rome = clusters["rome"]
    running = pods(application)
    sync(rome, before=connected(rome), after=only_offloading(rome))
    assert pods(application) == running
    assert rome.get("apps/v1", "deployments", "gw-milan", tenant("milan"))["status"]["readyReplicas"] == 1

    succeed(rome, "delete", "pod", "on-milan", f"--namespace={application.namespace}")
    ip = wait_for(
        "the IP of the pod is to be deleted, too",
        lambda: rome.get("ipam.liqo.io/v1alpha1", "ips", "on-milan", application.namespace)["metadata"],
        lambda metadata: "deletionTimestamp" in metadata,
    )
    assert "ip.ipam.liqo.io/finalizer" in ip["finalizers"], "only the IPAM's controller removes it"
    assert {"internalnodes /node-1", "networks liqo-tenant-milan/milan-pod-10-12-0-0-16"} < objects_of(
        rome, NETWORKING_APIS
    )


@pytest.fixture
def application(clusters: Fleet, request: pytest.FixtureRequest) -> Application:
    """Pods of rome's, one of which runs in milan, while both are connected by Liqo's network."""
    rome = clusters["rome"]
    if rome.list("apps/v1", "daemonsets", NAMESPACE) == []:
        sync(rome, before=only_offloading(rome), after=connected(rome))
    connect(clusters)
    renew(rome, "milan")
    namespace = f"shop-{len(request.node.name)}"
    clusters.offload("rome", namespace)
    application = Application(namespace, rome)
    wait_until_calls_pass(rome, namespace)
    application.deploy("milan")
    return application


def connect(clusters: Fleet) -> None:
    """Connect the two clusters by Liqo's network, except that no gateway runs."""
    rome = clusters["rome"]
    options = ("--gw-server-service-type=NodePort", "--disable-sharing-keys")
    clusters.liqoctl("network", "connect", *options, *kubeconfigs(clusters))
    wait_for(
        "rome knows that milan is connected by a network",
        lambda: rome.get("core.liqo.io/v1beta1", "foreignclusters", "milan")["status"]["modules"]["networking"],
        lambda networking: networking["enabled"],
    )


def disconnect(clusters: Fleet) -> None:
    """Undo it, and repair what this breaks.

    The gateway and the virtual kubelet have ServiceAccounts of the same name, which is therefore one: with the
    gateway goes the right of the virtual kubelet to do anything. Liqo creates the ServiceAccount again as soon as
    something about the VirtualNode changes, and the virtual kubelet uses it from its next start on.
    """
    rome = clusters["rome"]
    clusters.liqoctl("network", "reset", *kubeconfigs(clusters))
    wait_for("the virtual kubelet has lost its ServiceAccount", lambda: "milan" not in accounts(rome))
    succeed(rome, "annotate", "virtualnodes.offloading.liqo.io", "--all", "--all-namespaces", "liqo.io/network=reset")
    wait_for("it has one again", lambda: "milan" in accounts(rome))
    restart(rome, "milan", "milan")
    wait_for_node(rome, "milan")


def remove_recreated_ips(cluster: LiqoCluster) -> None:
    """Remove the IPs of pods that changed after all IPs were deleted and before the controllers ended."""
    for ip in cluster.list("ipam.liqo.io/v1alpha1", "ips"):
        name, namespace = ip["metadata"]["name"], ip["metadata"]["namespace"]
        without = '{"metadata": {"finalizers": null}}'
        succeed(cluster, "patch", "ips.ipam.liqo.io", name, f"--namespace={namespace}", "--type=merge", f"-p={without}")
    left = "ips.ipam.liqo.io,firewallconfigurations.networking.liqo.io"
    succeed(cluster, "delete", left, "--all", "--all-namespaces", "--timeout=60s")


def accounts(cluster: LiqoCluster) -> set[str]:
    """The names of the ServiceAccounts in the namespace of milan."""
    return {account["metadata"]["name"] for account in cluster.list("v1", "serviceaccounts", tenant("milan"))}


def kubeconfigs(clusters: Fleet) -> tuple[str, str]:
    """Both clusters, as options of liqoctl."""
    rome, milan = (clusters[name].plane.kubeconfig for name in ("rome", "milan"))
    return f"--kubeconfig={rome}", f"--remote-kubeconfig={milan}"


def annotate_manager(cluster: LiqoCluster, annotation: str) -> None:
    """Say that Liqo is being removed, so that it adds no nodes again; or take this back."""
    succeed(cluster, "annotate", "deployment", MANAGER, f"--namespace={NAMESPACE}", annotation)


def sync(cluster: LiqoCluster, *, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Apply what is rendered from values, delete what was rendered before and no longer is, and wait until all runs."""
    old, new = rendered(cluster, before), rendered(cluster, after)
    text = "".join(f"---\n{yaml.safe_dump(manifest)}" for manifest in new.values())
    apply = ("apply", "--server-side", "--force-conflicts", f"--namespace={NAMESPACE}", "-f", "-")
    wait_for("all is applied", lambda: cluster.kubectl(*apply, text=text), lambda done: done.returncode == 0)
    for kind, namespace, name in old.keys() - new.keys():
        options = ("--wait=false", "--ignore-not-found", f"--namespace={namespace or NAMESPACE}")
        succeed(cluster, "delete", *options, kind, name)
    cluster.wait_until_ready()


def rendered(cluster: LiqoCluster, values: Mapping[str, Any]) -> dict[tuple[str, str, str], Manifest]:
    """Render the chart without cluster access, except for what runs only as a hook."""
    path = cluster.plane.folder / "rendered-values.yaml"
    path.write_text(yaml.safe_dump(dict(values)))
    options = (f"--namespace={NAMESPACE}", f"--values={cluster.values[0]}", f"--values={path}")
    done = subprocess.run(
        [tool("helm4"), "template", RELEASE, CHART, *options], capture_output=True, text=True, check=True
    )
    return {
        (kind_of(manifest), manifest["metadata"].get("namespace", ""), manifest["metadata"]["name"]): manifest
        for manifest in yaml.safe_load_all(done.stdout)
        if manifest and "helm.sh/hook" not in manifest["metadata"].get("annotations", {})
    }


def kind_of(manifest: Manifest) -> str:
    """The kind with its API, as kubectl takes it."""
    group, _, version = manifest["apiVersion"].rpartition("/")
    return f"{manifest['kind']}.{version}.{group}" if group else manifest["kind"]


def pods(application: Application) -> dict[str, tuple[str, str, str]]:
    """What identifies the pods, whether they run, and their IPs."""
    return {
        pod["metadata"]["name"]: (pod["metadata"]["uid"], pod["status"]["phase"], pod["status"].get("podIP", ""))
        for pod in application.consumer.list("v1", "pods", application.namespace, "app=web")
    }


def succeed(cluster: LiqoCluster, *command: str) -> None:
    """Run kubectl until it succeeds: the fabric's rules may have cut the API server's connection to the webhook."""
    wait_for(
        f"kubectl {command[0]} succeeds in {cluster.name}",
        lambda: cluster.kubectl(*command),
        lambda done: done.returncode == 0,
    )
