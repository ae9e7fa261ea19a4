"""How a cluster leaves others, by Liqo's own means, with objects of the networking module in the way.

They are left from a time when the module was on: no controller handles them any more, but unpeering and uninstalling
have to remove them.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.offloading.fleet import Fleet
from tests.offloading.virtual_nodes import tenant
from tools.manifests import Manifest
from tools.run.cluster import NAMESPACE

_NETWORKING = "networking.liqo.io/v1beta1"
_IPAM = "ipam.liqo.io/v1alpha1"


def leave(clusters: Fleet, consumer: str, provider: str) -> None:
    """End a peering as a peering user, who peers again, changes that, and ends it for good; uninstall the provider."""
    user = clusters.peering_user(consumer, provider)
    clusters[provider].apply(*_left_of_peering(consumer))
    clusters.unpeer(consumer, provider, kubeconfig=user)
    clusters.peer(consumer, provider, "--networking-disabled", "--create-resource-slice=false", kubeconfig=user)
    # The Tenant is there, and differs: liqoctl updates it. A second `liqoctl peer` would change nothing.
    clusters.authenticate(consumer, provider, "--proxy-url=http://192.0.2.1:3128", kubeconfig=user)
    clusters.authenticate(consumer, provider, kubeconfig=user)
    clusters.unpeer(consumer, provider, kubeconfig=user)
    clusters[provider].apply(*_left_of_installation())
    clusters[provider].uninstall()


def _left_of_peering(consumer: str) -> Iterator[Manifest]:
    specs = {
        "Configuration": {"remote": {"cidr": {"pod": ["10.71.0.0/16"], "external": ["10.72.0.0/16"]}}},
        "GatewayClient": {},
        "GatewayServer": {},
    }
    for kind, spec in specs.items():
        labels = {"liqo.io/remote-cluster-id": consumer}
        metadata = {"name": consumer, "namespace": tenant(consumer), "labels": labels}
        yield {"apiVersion": _NETWORKING, "kind": kind, "metadata": metadata, "spec": spec}


def _left_of_installation() -> Iterator[Manifest]:
    metadata = {"name": "left", "namespace": NAMESPACE}
    yield {"apiVersion": _IPAM, "kind": "Network", "metadata": metadata, "spec": {"cidr": "10.71.0.0/16"}}
    yield {"apiVersion": _IPAM, "kind": "IP", "metadata": metadata, "spec": {"ip": "192.0.2.7"}}
    interface = {"gateway": {"name": "liqo.left"}, "node": {"ip": "10.80.0.2"}}
    spec = {"interface": interface}
    yield {"apiVersion": _NETWORKING, "kind": "InternalNode", "metadata": {"name": "left"}, "spec": spec}
