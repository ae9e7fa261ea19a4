"""What follows from a mode: what is deployed, what a remote pod looks like, what is left to the user."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.charts.keys import AUTHENTICATION, OFFLOADING
from liqo_values.liqo.mode import Mode, ModeName
from liqo_values.model.nodes import dotted

if TYPE_CHECKING:
    from liqo_values.model.nodes import Path
    from liqo_values.values.provenance import Values


class Component(NamedTuple):
    """A part of the chart.

    Attributes:
        name: Its folder among the chart's templates, or its subchart.
        what: What it is, in a few words.
        network: Whether it belongs to the networking module.
        switch: The key that turns it on and off; empty where there is none.
    """

    name: str
    what: str
    network: bool = False
    switch: Path = ()


#: The parts of the chart, in the order in which they are listed.
COMPONENTS = (
    Component("controller-manager", "peering and offloading"),
    Component("webhook", "admission checks"),
    Component("virtual-kubelet", "new virtual nodes"),
    Component("crd-replicator", "exchange of resources"),
    Component("cluster-id", "its name among peers"),
    Component("peering", "roles of peering users"),
    Component("metric-agent", "metrics for consumers", switch=("metricAgent", "enabled")),
    Component("proxy", "for API server access", switch=("proxy", "enabled")),
    Component("telemetry", "anonymous usage data", switch=("telemetry", "enabled")),
    Component("storage", "a storage class", switch=("storage", "enabled")),
    Component("uninstaller", "before helm uninstall"),
    Component("liqo-crds", "Liqo's API"),
    Component("network-manager", "controllers, IPAM, gateways", network=True),
    Component("fabric", "privileged, on every node", network=True),
    Component("openshift", "security constraints", network=True, switch=("openshiftConfig", "enabled")),
)


class RemotePod(NamedTuple):
    """What the consumer cluster sees of a pod that runs on the provider.

    Attributes:
        ip: An example of its IP as ``kubectl get pods -o wide`` shows it on the consumer.
        ip_note: What this IP is.
        services: Whether Services reach it.
        traffic: How packets get there.
    """

    ip: str
    ip_note: str
    services: str
    traffic: str


class Effect(NamedTuple):
    """What one mode means.

    Attributes:
        meaning: The mode in one line.
        pod: What a remote pod looks like.
        provide: What the user still has to provide.
        know: What is worth knowing about this mode.
    """

    meaning: str
    pod: RemotePod
    provide: tuple[str, ...]
    know: tuple[str, ...] = ()


_TRUE_CIDRS = "the true pod and service CIDRs of this cluster: they cannot be changed after the installation"
_GATEWAY_PATH = "a way for the gateways: a LoadBalancer or NodePort on one side that the other reaches by UDP"
_API_SERVER = "an API server that the other cluster reaches: `apiServer.address`, else the IP of a control plane node"
_NO_NETWORK_PEERING = "peerings without network: `liqoctl peer --networking-disabled`"
_HOME_API = (
    "offloaded pods that call the Kubernetes API get the name `kubernetes.default`, which leads to the provider's "
    "API server"
)

_EFFECTS = {
    ModeName.CONNECTED: Effect(
        meaning="pods of all clusters reach each other through Liqo's gateways",
        pod=RemotePod(
            ip="10.71.0.4",
            ip_note="remapped where pod CIDRs overlap",
            services="select it; EndpointSlices list it, in both clusters",
            traffic="through Liqo's WireGuard gateways",
        ),
        provide=(_TRUE_CIDRS, _GATEWAY_PATH, _API_SERVER),
    ),
    ModeName.CONNECTED_NO_IPS: Effect(
        meaning="the clusters are connected by Liqo's gateways, but remote pods show no IP",
        pod=RemotePod(
            ip="<none>",
            ip_note="empty, although the pod is Running and Ready",
            services="do not select it; no EndpointSlice lists it; logs and exec work",
            traffic="the gateways are there; nothing that goes by Services uses them",
        ),
        provide=(_TRUE_CIDRS, _GATEWAY_PATH, _API_SERVER),
        know=("to use only offloading, `networking.enabled: false` saves the gateways and the fabric",),
    ),
    ModeName.EXTERNAL_NETWORK: Effect(
        meaning="pods are offloaded and keep their own IP; a network of yours carries the traffic",
        pod=RemotePod(
            ip="10.12.0.4",
            ip_note="its own, not remapped, the same in every cluster",
            services="select it; EndpointSlices list it, in both clusters",
            traffic="through your own network; Liqo carries none",
        ),
        provide=(
            "a network that routes pod IPs between the clusters (Cilium Cluster Mesh, Submariner, a VPN)",
            "pod CIDRs that do not overlap: nothing remaps them, and nothing warns",
            _NO_NETWORK_PEERING,
            _API_SERVER,
        ),
        know=(_HOME_API,),
    ),
    ModeName.OFFLOADING_ONLY: Effect(
        meaning="pods are offloaded; no network joins the clusters, and remote pods show no IP",
        pod=RemotePod(
            ip="<none>",
            ip_note="empty, although the pod is Running and Ready",
            services="do not select it; no EndpointSlice lists it; logs and exec work",
            traffic="none between the clusters; the pod reaches what its own cluster reaches",
        ),
        provide=(_NO_NETWORK_PEERING, _API_SERVER),
        know=(_HOME_API,),
    ),
}

#: What a change of IP reflection does not do.
EXISTING_NODES = (
    "virtual nodes that exist keep their arguments (up to v1.2.0): after a change of IP reflection, delete each with "
    "`kubectl delete virtualnode`; that evicts its pods, and one made from a ResourceSlice comes back with the new ones"
)

#: What is worth knowing in every mode: whose values count, and what a changed value does not do.
ALWAYS = (
    "of two peered clusters the consumer decides on IP reflection, whatever the values of the provider say",
    EXISTING_NODES,
)


def effect(name: ModeName) -> Effect:
    """Return what a mode means."""
    return _EFFECTS[name]


def caveats(values: Values, mode: Mode) -> tuple[str, ...]:
    """Return what makes a part of the effect of every mode untrue."""
    told = {
        AUTHENTICATION: "`liqoctl peer` cannot peer this cluster, and no ResourceSlice becomes a virtual node",
        OFFLOADING: "this cluster offloads no pod, so that it sees no remote one",
    }
    found = [f"`{dotted(path)}` is `false`: {what}" for path, what in told.items() if values.get(*path) is False]
    others = [name for name, fact in mode.templates.items() if fact.value is not mode.reflection.value]
    if others:
        names = " and ".join(f"`{name}`" for name in others)
        found.append(
            f"pods on virtual nodes made from {names} show IPs or hide them as said above; Services and EndpointSlices "
            "follow one virtual kubelet for all virtual nodes of a provider, and nobody can choose which"
        )
    return tuple(found)


def deployed(values: Values, mode: Mode) -> tuple[Component, ...]:
    """Return the components that the chart deploys; of an undecided networking module none."""
    return tuple(component for component in COMPONENTS if _wanted(component, values, mode) is True)


def left_out(values: Values, mode: Mode) -> tuple[Component, ...]:
    """Return the components that the chart does not deploy."""
    return tuple(component for component in COMPONENTS if _wanted(component, values, mode) is False)


def _wanted(component: Component, values: Values, mode: Mode) -> bool | None:
    """Tell whether a component is deployed; None where that is undecided."""
    if component.switch and not values.get(*component.switch):
        return False
    return mode.networking.value if component.network else True
