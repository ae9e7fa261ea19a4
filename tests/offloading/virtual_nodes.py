"""Virtual nodes of a consumer: creates them, creates them again, and waits for them."""

from __future__ import annotations

from typing import Any

from tests.offloading.liqo_cluster import LiqoCluster
from tests.offloading.waiting import wait_for
from tools.run.cluster import NAMESPACE

API = "offloading.liqo.io/v1beta1"
AUTHENTICATION = "authentication.liqo.io/v1beta1"
SWITCH = "--disable-ip-reflection"
MANAGER = "liqo-controller-manager"
_LEADER = "virtual-kubelet-leader-election"


DEFAULT = "virtual-kubelet-default"


def virtual_node(provider: str, name: str, template: str = DEFAULT) -> dict[str, Any]:
    """A virtual node for a provider with which the consumer is peered, with the options of a template."""
    return {
        "apiVersion": API,
        "kind": "VirtualNode",
        "metadata": {
            "name": name,
            "namespace": tenant(provider),
            # Without it Liqo takes the provider's other virtual node for the last one where that is deleted, and
            # deletes all offloaded namespaces there.
            "labels": {"liqo.io/remote-cluster-id": provider},
        },
        "spec": {
            "clusterID": provider,
            "createNode": True,
            "kubeconfigSecretRef": {"name": f"kubeconfig-resourceslice-{provider}"},
            "vkOptionsTemplateRef": {"name": template, "namespace": "liqo"},
            "resourceQuota": {"hard": {"cpu": "4", "memory": "8Gi", "pods": "110", "ephemeral-storage": "20Gi"}},
        },
    }


def wait_for_node(consumer: LiqoCluster, name: str) -> None:
    """Wait until a virtual node takes pods."""
    wait_for(
        f"the virtual node {name} is ready in {consumer.name}",
        lambda: {
            condition["type"]: condition["status"]
            for condition in consumer.get("v1", "nodes", name)["status"].get("conditions", [])
        },
        lambda conditions: conditions.get("Ready") == "True",
    )


def renew(consumer: LiqoCluster, provider: str) -> None:
    """Delete the virtual node of a provider; Liqo creates it again, with the current options.

    Up to v1.2.0, the last step of the deletion always counts as failed, and is retried later by name: the retry
    may find the new virtual node, evict its pods and delete its node. The controller manager forgets it in a restart.
    """
    before = _uid(consumer, provider)
    consumer.delete(API, "virtualnodes", provider, tenant(provider))
    wait_for(
        f"Liqo has made the virtual node {provider} anew",
        lambda: _uid(consumer, provider),
        lambda uid: uid != before,
    )
    restarted = consumer.kubectl("rollout", "restart", "deployment", MANAGER, f"--namespace={NAMESPACE}")
    assert restarted.returncode == 0, restarted.stderr
    consumer.wait_until_ready()
    wait_for_node(consumer, provider)


def renew_if_outdated(consumer: LiqoCluster, provider: str) -> None:
    """Have the virtual node of a provider created again if its options are not the current ones."""
    options = consumer.get(API, "vkoptionstemplates", DEFAULT, "liqo")["spec"]["extraArgs"]
    arguments = consumer.arguments(f"vk-{provider}", tenant(provider))
    if {each for each in arguments if each.startswith(SWITCH)} != {each for each in options if each.startswith(SWITCH)}:
        renew(consumer, provider)


def remove(consumer: LiqoCluster, provider: str, *names: str) -> None:
    """Delete virtual nodes, where they exist, and wait until they are gone."""
    for name in _names(consumer, provider).intersection(names):
        consumer.delete(API, "virtualnodes", name, tenant(provider))
    wait_for(
        f"the virtual nodes {', '.join(names)} are gone",
        lambda: _names(consumer, provider),
        lambda left: not left.intersection(names),
    )


def hand_over(consumer: LiqoCluster, provider: str, name: str) -> None:
    """Restart a virtual kubelet until another one of the same provider leads."""

    def leads() -> bool:
        lease = consumer.get("coordination.k8s.io/v1", "leases", _LEADER, tenant(provider))
        holder: str = lease["spec"]["holderIdentity"]
        return holder in {pod["metadata"]["name"] for pod in pods}

    pods = virtual_kubelets(consumer, provider, name)
    if pods and leads():
        restart(consumer, provider, name)
        wait_for(f"another virtual kubelet than that of {name} leads", lambda: not leads())


def restart(consumer: LiqoCluster, provider: str, name: str) -> None:
    """Replace the pods of a virtual kubelet by new ones, and wait until these run."""
    old = virtual_kubelets(consumer, provider, name)
    for pod in old:
        consumer.delete("v1", "pods", pod["metadata"]["name"], tenant(provider))
    wait_for(
        f"the virtual kubelet of {name} was started anew",
        lambda: virtual_kubelets(consumer, provider, name),
        lambda pods: (
            not {pod["metadata"]["uid"] for pod in pods} & {pod["metadata"]["uid"] for pod in old}
            and {pod["status"]["phase"] for pod in pods} == {"Running"}
        ),
    )


def virtual_kubelets(consumer: LiqoCluster, provider: str, name: str) -> list[dict[str, Any]]:
    """The pods of the virtual kubelet of a virtual node."""
    return consumer.list("v1", "pods", tenant(provider), f"liqo.io/virtual-node={name}")


def virtual_nodes(consumer: LiqoCluster, provider: str) -> list[dict[str, Any]]:
    """The virtual nodes of a provider."""
    return consumer.list(API, "virtualnodes", tenant(provider))


def live(consumer: LiqoCluster, provider: str, name: str) -> dict[str, Any]:
    """A virtual node as it is in the cluster."""
    return consumer.get(API, "virtualnodes", name, tenant(provider))


def tenant(cluster: str) -> str:
    """The namespace in which everything is kept that concerns another cluster."""
    return f"liqo-tenant-{cluster}"


def _names(consumer: LiqoCluster, provider: str) -> set[str]:
    return {node["metadata"]["name"] for node in virtual_nodes(consumer, provider)}


def _uid(consumer: LiqoCluster, provider: str) -> str:
    return str(live(consumer, provider, provider)["metadata"]["uid"])
