"""Virtual nodes of a consumer: made, made anew, and waited for."""

from __future__ import annotations

from typing import Any

from tests.offloading.liqo_cluster import LiqoCluster
from tests.offloading.waiting import wait_for

API = "offloading.liqo.io/v1beta1"


def virtual_node(provider: str, name: str, template: str) -> dict[str, Any]:
    """A virtual node for a provider with which the consumer is peered, with the options of a template."""
    return {
        "apiVersion": API,
        "kind": "VirtualNode",
        "metadata": {"name": name, "namespace": tenant(provider)},
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
    """Delete the virtual node of a provider; Liqo makes it anew, with the options that hold now."""
    before = _uid(consumer, provider)
    consumer.delete(API, "virtualnodes", provider, tenant(provider))
    wait_for(
        f"Liqo has made the virtual node {provider} anew",
        lambda: _uid(consumer, provider),
        lambda uid: uid != before,
    )
    wait_for_node(consumer, provider)


def arguments(consumer: LiqoCluster, provider: str, name: str) -> list[str]:
    """The arguments of the virtual kubelet of a virtual node."""
    return list(consumer.arguments(f"vk-{name}", tenant(provider)))


def tenant(cluster: str) -> str:
    """The namespace in which everything is kept that concerns another cluster."""
    return f"liqo-tenant-{cluster}"


def _uid(consumer: LiqoCluster, provider: str) -> str:
    found: str = consumer.get(API, "virtualnodes", provider, tenant(provider))["metadata"]["uid"]
    return found
