"""What users feel: offloaded pods without an IP, and Services that do not select them."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from liqo_values.charts.keys import POD_CIDR, POD_CIDRS
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, About, rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from liqo_values.cluster.cluster_object import ClusterObject
    from liqo_values.cluster.cluster_view import ClusterView
    from liqo_values.cluster.virtual_nodes import LiveNode
    from liqo_values.model.findings import Label

#: How long a new pod, or a new IP, may take.
_SECONDS = 60
#: The most objects to name in one finding.
_NAMED = 3
_SERVICE = "kubernetes.io/service-name"
_MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
_REFLECTED = "endpointslice.reflection.liqo.io"


#: Pods by namespace, and by key and value of a label.
_ByLabel: TypeAlias = dict[tuple[str, str, str], list["ClusterObject"]]


class _Hidden(NamedTuple):
    """Why a virtual node hides IPs.

    Attributes:
        why: The reason, for a message.
        severity: Whether that is wanted.
        places: What decided it.
        help: What to do.
    """

    why: str
    severity: Severity
    places: tuple[Label, ...]
    help: str


def _reason(view: ClusterView, node: LiveNode) -> _Hidden:
    if node.created_again.value:
        what = "delete the virtual node, so that it is created again with the current arguments"
        return _Hidden("which its options template does not want", Severity.ERROR, (node.created_again.place,), what)
    if not node.made_from_default:
        if node.created_again.value is None:
            return _Hidden("its options template cannot be seen", Severity.NOTICE, (), "see the virtual node")
        why = f"as its options template `{node.template_name}` wants"
        nothing = "nothing is wrong; to show IPs, use another options template for new virtual nodes"
        return _Hidden(why, Severity.NOTICE, (node.created_again.place,), nothing)
    if view.wanted is None or view.decided is None or view.wanted.reflection.value is None:
        unknown = "pass the values with `-f` to know whether that is wanted"
        return _Hidden("and the values are not known", Severity.NOTICE, (), unknown)
    place = (view.decided.reflection.decided_by,)
    if view.wanted.reflection.value:
        return _Hidden("but in the values IP reflection is on", Severity.ERROR, place, "install the values again")
    nothing = "nothing is wrong; to show IPs, turn IP reflection on in the values, and create virtual nodes again"
    return _Hidden(f"as wanted ({view.wanted.name})", Severity.NOTICE, place, nothing)


@rule(
    "LQ921",
    "pods-without-ip",
    Severity.ERROR,
    about=About.CLUSTER,
    charts=ALL_CHARTS,
    causes=("LQ911", "LQ912"),
)
def pods_without_ip(context: Context) -> Iterator[Diagnostic]:
    """Offloaded pods that run and have no IP.

    ## What it does
    Reports running pods without an IP, one finding for each virtual node, and whether that is what the values or its
    options template say. If it is, the finding is a notice.

    ## What breaks at run time
    No Service selects these pods, and nothing can connect to them from this cluster.
    """
    view = context.cluster
    for node in view.nodes:
        without = [
            pod
            for pod in view.pods.get(node.node.name, ())
            if pod.text("status", "phase") == "Running" and not pod.text("status", "podIP")
        ]
        if not without:
            continue
        own = node.node.label("its virtual node")
        if node.running.value is False:
            why = _reason(view, node)
            yield Diagnostic(
                f"{_pods(without, node)} no IP: it hides IPs, {why.why}",
                without[0].label("status.podIP: none"),
                why.help,
                related=(node.running.place, *why.places, own),
                severity=why.severity,
            )
            continue
        waiting = [pod for pod in without if view.older_than(pod.created, _SECONDS)]
        if waiting:
            yield Diagnostic(
                f"{_pods(waiting, node)} no IP, although it reflects IPs",
                waiting[0].label("status.podIP: none"),
                "see the logs of its virtual kubelet, and the pod in the provider",
                related=(node.running.place, own),
            )


def _pods(pods: Sequence[ClusterObject], node: LiveNode) -> str:
    """Begin a sentence about pods on a virtual node."""
    where = f"on the virtual node {node.node.name}"
    if len(pods) == 1:
        return f"the pod {pods[0].full_name} {where} has"
    return f"{len(pods)} pods ({_listed(pods)}) {where} have"


def _counted(pods: Sequence[ClusterObject]) -> str:
    return f"{len(pods)} offloaded pod{'s' if len(pods) > 1 else ''} ({_listed(pods)})"


def _listed(objects: Sequence[ClusterObject]) -> str:
    names = [one.full_name for one in objects[:_NAMED]]
    return ", ".join([*names, *(["..."] if len(objects) > _NAMED else [])])


@rule(
    "LQ922",
    "service-without-remote-pods",
    Severity.ERROR,
    about=About.CLUSTER,
    charts=ALL_CHARTS,
    causes=("LQ921", "LQ911", "LQ912", "LQ914", "LQ917"),
)
def service_without_remote_pods(context: Context) -> Iterator[Diagnostic]:
    """A Service whose EndpointSlices do not list an offloaded pod that it selects.

    ## What it does
    Compares the selector of each Service in an offloaded namespace with the labels of the offloaded pods that run, and
    their IPs with the addresses in the EndpointSlices of the Service.

    ## What breaks at run time
    No traffic is sent to these pods. If all pods of the Service are offloaded, clients get no answer.
    """
    view = context.cluster
    nodes = {node.node.name: node for node in view.nodes}
    by_label = _by_label(pod for name in nodes for pod in view.pods.get(name, ()))
    listed = _addresses(view)
    for service in view.of_kind("Service"):
        selected = _selected(service, by_label)
        addresses = listed.get((service.namespace, service.name), set())
        missing = [pod for pod in selected if not addresses & _ips(pod)]
        if not missing or not view.snapshot.saw("endpointslices.discovery.k8s.io"):
            continue
        hidden = [pod for pod in missing if not pod.text("status", "podIP")]
        of_nodes = [nodes[name] for name in dict.fromkeys(pod.text("spec", "nodeName") for pod in missing)]
        why = [_reason(view, node) for node in of_nodes if node.running.value is False] if hidden else []
        if not hidden and not all(view.older_than(pod.created, _SECONDS) for pod in missing):
            continue
        reason = f"they have no IP, {why[0].why}" if why else "no EndpointSlice lists them"
        yield Diagnostic(
            f"the Service {service.full_name} does not lead to {_counted(missing)} that it selects: {reason}",
            service.label(f"its EndpointSlices list {len(addresses)} addresses, none of these pods"),
            why[0].help
            if why
            else "see whether these pods are ready: `kubectl describe endpointslices` shows conditions",
            related=(
                *(missing[0].label(f"status.podIP: {missing[0].text('status', 'podIP') or 'none'}"),),
                *(node.node.label("its virtual node") for node in of_nodes),
            ),
            severity=why[0].severity if why else Severity.WARNING,
        )


def _ips(pod: ClusterObject) -> set[str]:
    return {pod.text("status", "podIP"), *(one.text("ip") for one in pod.parts("status", "podIPs"))}


def _by_label(pods: Iterable[ClusterObject]) -> _ByLabel:
    """Return the pods that run, by namespace and each of their labels: a Service is compared with few of them."""
    found: _ByLabel = {}
    for pod in pods:
        if pod.text("status", "phase") == "Running":
            for key, value in pod.labels.items():
                found.setdefault((pod.namespace, key, str(value)), []).append(pod)
    return found


def _selected(service: ClusterObject, by_label: _ByLabel) -> list[ClusterObject]:
    """Return the pods that a Service selects; one without a selector selects none."""
    selector = service.map("spec", "selector")
    candidates = [by_label.get((service.namespace, key, str(value)), []) for key, value in selector.items()]
    fewest = min(candidates, key=len, default=[])
    return [pod for pod in fewest if all(pod.labels.get(key) == value for key, value in selector.items())]


def _addresses(view: ClusterView) -> dict[tuple[str, str], set[str]]:
    """Return all addresses in the EndpointSlices of each Service."""
    found: dict[tuple[str, str], set[str]] = {}
    for one in view.of_kind("EndpointSlice"):
        service = (one.namespace, str(one.labels.get(_SERVICE)))
        into = found.setdefault(service, set())
        for endpoint in one.parts("endpoints"):
            into.update(endpoint.texts("addresses"))
    return found


@rule("LQ923", "untranslated-endpoints", Severity.ERROR, about=About.CLUSTER, charts=ALL_CHARTS)
def untranslated_endpoints(context: Context) -> Iterator[Diagnostic]:
    """EndpointSlices that arrive empty or not at all: the virtual kubelet does not know their addresses.

    ## What it does
    Compares the addresses in EndpointSlices of offloaded namespaces with `--local-podcidr` of the virtual kubelet that
    leads, for peerings without a network.

    ## What breaks at run time
    A virtual kubelet asks the IPAM for addresses outside of these networks. Without a network there is no answer, and
    it does not update the EndpointSlice in the provider: that stays as it was, mostly empty, or is never created. The
    Service there does not lead to pods of this cluster, and nothing but the log of the virtual kubelet says why.
    """
    view = context.cluster
    for tenant in view.tenants:
        leader = tenant.leader or (tenant.nodes[0] if len(tenant.nodes) == 1 else None)
        if leader is None or not leader.running.value or leader.has_network or leader.peer is None:
            continue
        strange = list(_strange(view, leader))
        if not strange:
            continue
        first, address = strange[0]
        cidrs = ", ".join(leader.pod_cidrs) or "none"
        slices = _listed([one for one, _ in strange])
        yield Diagnostic(
            f"at {leader.cluster}, EndpointSlices arrive empty or not at all ({slices}): `{address}` is not in the pod"
            f" networks that the virtual kubelet of {leader.node.name} knows",
            first.label(f"endpoints: {address}"),
            "set `ipam.podCIDR` to the network of all pods of this cluster, upgrade the release, and create the virtual"
            f" node again: {_delete(leader)}",
            related=(
                leader.kubelets[0].label(f"--local-podcidr: {cidrs}"),
                *_cidr_labels(view),
                leader.node.label("its virtual node"),
            )
            if leader.kubelets
            else (leader.node.label("its virtual node"),),
        )


@rule("LQ926", "colliding-pod-ips", Severity.WARNING, about=About.CLUSTER, charts=ALL_CHARTS)
def colliding_pod_ips(context: Context) -> Iterator[Diagnostic]:
    """Offloaded pods whose IP is in the pod network of this cluster, and is not remapped.

    ## What it does
    Compares the IPs of offloaded pods that run with `--local-podcidr` of the virtual kubelet of their virtual node, for
    peerings without a network. `0.0.0.0/0` does not say which IPs the pods of this cluster have, so nothing is compared
    with it.

    ## What breaks at run time
    The pod CIDRs of the two clusters overlap, so a pod of this cluster can have the same IP, now or later. Traffic then
    goes to a wrong pod, or nowhere, and a Service that selects both pods has one endpoint for the two. Both pods are
    ready.
    """
    view = context.cluster
    for node in view.nodes:
        if node.peer is None or node.has_network or not node.kubelets:
            continue
        networks = [network for text in node.pod_cidrs for network in _network(text) if network.prefixlen]
        found = [
            (pod, address, network)
            for pod in view.pods.get(node.node.name, ())
            if pod.text("status", "phase") == "Running"
            for address in sorted(_ips(pod))
            for network in networks
            if address and _address_in(address, network)
        ]
        if not found:
            continue
        pod, address, network = found[0]
        pods = list(dict.fromkeys(one for one, _, _ in found))
        yield Diagnostic(
            f"{_pods(pods, node)} an IP of the pod network of this cluster: `{address}` is in `{network}`, and no"
            " network of Liqo remaps it",
            pod.label(f"status.podIP: {address}"),
            "use pod CIDRs that do not overlap, connect the networks with the networking module, or hide pod IPs; if"
            " `ipam.podCIDR` is wider than the pod CIDR of this cluster, correct it",
            related=(
                node.kubelets[0].label(f"--local-podcidr: {', '.join(node.pod_cidrs)}"),
                *_cidr_labels(view),
                node.node.label("its virtual node"),
            ),
        )


def _delete(node: LiveNode) -> str:
    return f"`kubectl delete virtualnodes.offloading.liqo.io --namespace {node.node.namespace} {node.node.name}`"


def _cidr_labels(view: ClusterView) -> Iterator[Label]:
    if view.values is not None:
        path = POD_CIDRS if view.values.get(*POD_CIDRS) else POD_CIDR
        yield view.values.label(path, "the pod network in the values")


def _strange(view: ClusterView, leader: LiveNode) -> Iterator[tuple[ClusterObject, str]]:
    """Yield the EndpointSlices that a virtual kubelet cannot translate, each with the first such address."""
    networks = [network for text in leader.pod_cidrs for network in _network(text)]
    remote = {one.node.name for one in view.nodes if one.cluster == leader.cluster}
    maps = view.in_namespace("NamespaceMap", leader.node.namespace)
    namespaces = {name for one in maps for name in one.map("status", "currentMapping")}
    for one in view.of_kind("EndpointSlice"):
        if one.namespace not in namespaces or one.labels.get(_MANAGED_BY) == _REFLECTED:
            continue
        for endpoint in one.parts("endpoints"):
            found = [] if endpoint.text("nodeName") in remote else endpoint.texts("addresses")
            outside = [text for text in found if not any(_address_in(text, network) for network in networks)]
            if outside:
                yield one, outside[0]
                break


def _network(text: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    try:
        return [ipaddress.ip_network(text.strip(), strict=False)]
    except ValueError:
        return []


def _address_in(text: str, network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    address = _address(text)
    return address is None or address in network


@lru_cache(1 << 16)  # every virtual node is compared with the same addresses
def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Read an IP; None if it is a name."""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


@rule("LQ924", "empty-reflected-slice", Severity.NOTICE, about=About.CLUSTER, charts=ALL_CHARTS)
def empty_reflected_slice(context: Context) -> Iterator[Diagnostic]:
    """EndpointSlices that a consumer reflects to this cluster without endpoints.

    ## What it does
    Reports ShadowEndpointSlices without endpoints, one finding for each namespace. In this cluster it cannot be seen
    whether the Service has no pods in the consumer, or the consumer does not know its own pod network.

    ## What breaks at run time
    Offloaded pods that use the Service do not reach pods in the consumer.
    """
    empty: dict[str, list[ClusterObject]] = {}
    for one in context.cluster.of_kind("ShadowEndpointSlice"):
        if not any(endpoint.texts("addresses") for endpoint in one.parts("spec", "template", "endpoints")):
            empty.setdefault(one.namespace, []).append(one)
    for namespace, slices in empty.items():
        count = f"{len(slices)} EndpointSlices" if len(slices) > 1 else "an EndpointSlice"
        yield Diagnostic(
            f"{count} arrived without endpoints in the namespace {namespace}",
            slices[0].label("spec.template.endpoints: none"),
            "run `liqo-values doctor` in the consumer: the Service has no pods there, or LQ923 names the cause",
        )


@rule(
    "LQ925",
    "pending-pods",
    Severity.WARNING,
    about=About.CLUSTER,
    charts=ALL_CHARTS,
    causes=("LQ914", "LQ904", "LQ917", "LQ915"),
)
def pending_pods(context: Context) -> Iterator[Diagnostic]:
    """Offloaded pods that have been pending for more than a minute.

    ## What it does
    Reports pods on virtual nodes in the phase `Pending`, one finding for each virtual node.

    ## What breaks at run time
    The pods do not run: the provider does not answer, rejects them, or cannot schedule them.
    """
    view = context.cluster
    for node in view.nodes:
        pending = [
            pod
            for pod in view.pods.get(node.node.name, ())
            if pod.text("status", "phase") == "Pending" and view.older_than(pod.created, _SECONDS)
        ]
        if pending:
            peer = (node.peer.label("its provider"),) if node.unreachable and node.peer is not None else ()
            yield Diagnostic(
                f"{_pods(pending, node)} been pending for more than a minute",
                pending[0].label(f"status.phase: Pending, created {pending[0].text('metadata', 'creationTimestamp')}"),
                f"see the events of the pod with `kubectl describe pod --namespace {pending[0].namespace} "
                f"{pending[0].name}`, and the pod of the same name in the provider",
                related=(node.node.label("its virtual node"), *peer),
            )
