"""What a cluster shows of virtual nodes, compared with the values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, About, rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from liqo_values.cluster.cluster_view import ClusterView, Revision
    from liqo_values.cluster.virtual_nodes import LiveNode, Tenant
    from liqo_values.model.findings import Label

_KEEPS = "up to v1.2.0, a virtual node keeps the arguments that it was created with"


@rule("LQ911", "outdated-virtual-node", Severity.ERROR, about=About.CLUSTER, charts=ALL_CHARTS)
def outdated_virtual_node(context: Context) -> Iterator[Diagnostic]:
    """A virtual node that hides IPs although its options template shows them, or the other way round.

    ## What it does
    Compares the arguments of the virtual kubelet that runs with those in the VkOptionsTemplate that its virtual node
    refers to. If the history of the release shows which revision changed IP reflection, it is named.

    ## What breaks at run time
    The values have no effect on this virtual node: its pods, and Services that select them, behave as before the
    change.
    """
    view = context.cluster
    for node in view.nodes:
        now, again = node.running, node.created_again
        if now.value is None or again.value is None or now.value is again.value:
            continue
        yield Diagnostic(
            f"the virtual node {node.node.name} {_does(now.value)} IPs, but would {_would(again.value)} them if it were"
            f" created now: {_why(view, node)}",
            now.place,
            _renewal(node),
            related=(
                again.place,
                node.node.label(f"created {node.node.text('metadata', 'creationTimestamp')}"),
                *_decided(view, node),
            ),
        )


def _decided(view: ClusterView, node: LiveNode) -> tuple[Label, ...]:
    """Return what in the values decides what its options template says."""
    wanted = view.decided.reflection if view.decided is not None and node.made_from_default else None
    return (wanted.decided_by,) if wanted is not None and wanted.value is node.created_again.value else ()


def _does(shows: bool) -> str:
    return "reflects" if shows else "hides"


def _would(shows: bool) -> str:
    return "reflect" if shows else "hide"


def _why(view: ClusterView, node: LiveNode) -> str:
    """Say since when its arguments are not the current ones."""
    changed = _changed_by(view, node)
    created = node.node.created
    if changed is not None and changed.stored.deployed is not None and created is not None:
        if created < changed.stored.deployed:
            return f"it was created before revision {changed.stored.revision} of the release, and {_KEEPS}"
        return "its own arguments were changed after it was created"
    return f"its options template was changed after it was created, or its own arguments were; {_KEEPS}"


def _changed_by(view: ClusterView, node: LiveNode) -> Revision | None:
    """Return the revision since which its options template says what it says now; None if that is not known."""
    found = None
    for revision in reversed(view.revisions):
        fact = revision.mode.reflection if node.made_from_default else revision.mode.templates.get(node.template_name)
        if fact is None or fact.value is not node.created_again.value:
            return found
        found = revision
    return None


def _renewal(node: LiveNode) -> str:
    command = f"`kubectl delete virtualnodes.offloading.liqo.io --namespace {node.node.namespace} {node.node.name}`"
    if node.requested is not None:
        return f"run {command}; this evicts its pods, and Liqo creates it again with the current arguments"
    return f"run {command}, which evicts its pods, and apply its manifest again"


@rule("LQ912", "differing-options-template", Severity.ERROR, about=About.CLUSTER, charts=ALL_CHARTS, causes=("LQ901",))
def other_template(context: Context) -> Iterator[Diagnostic]:
    """A default options template that does not say what the values say about IP reflection.

    ## What it does
    Compares the VkOptionsTemplate `virtual-kubelet-default` with the mode of the values.

    ## What breaks at run time
    New virtual nodes do not do what the values say: the template was edited, or the last upgrade failed.
    """
    view = context.cluster
    template = view.default_template
    if template is None or view.wanted is None or view.decided is None:
        return
    seen = view.by_template(template)
    if None in (seen.value, view.wanted.reflection.value) or seen.value is view.wanted.reflection.value:
        return
    hides = "hides" if seen.value is False else "reflects"
    yield Diagnostic(
        f"the default options template {hides} IPs, but in the values IP reflection is {view.wanted.reflection.word}",
        seen.place,
        "install the values with `helm upgrade`; if they are not what you want, change them first",
        related=(
            view.decided.reflection.decided_by,
            *view.unfinished(lambda mode: mode.reflection.value is seen.value),
        ),
    )


@rule("LQ913", "mixed-virtual-nodes", Severity.WARNING, about=About.CLUSTER, charts=ALL_CHARTS, causes=("LQ911",))
def mixed_virtual_nodes(context: Context) -> Iterator[Diagnostic]:
    """Virtual nodes of one provider, of which only some hide IPs.

    ## What it does
    Reports providers with virtual kubelets that differ in IP reflection, and which of them leads. While one leads that
    reflects IPs, this is a notice.

    ## What breaks at run time
    The virtual kubelets of one provider share a leader, and only the leader reflects EndpointSlices. While it hides
    IPs, EndpointSlices that were reflected earlier stay in the provider and are not updated. You cannot choose the
    leader.
    """
    for tenant in context.cluster.tenants:
        hiding = _up_to_date_first(one for one in tenant.nodes if one.running.value is False)
        showing = _up_to_date_first(one for one in tenant.nodes if one.running.value)
        if not hiding or not showing:
            continue
        names = " and ".join(f"`{one.node.name}`" for one in (hiding[0], showing[0]))
        yield Diagnostic(
            f"of the virtual nodes {names}, only the first hides IPs; {_led(tenant)}",
            tenant.lease.label(f"holderIdentity: {tenant.lease.text('spec', 'holderIdentity')}")
            if tenant.lease is not None and tenant.leader is not None
            else hiding[0].running.place,
            "use options templates that agree on IP reflection for all virtual nodes of a provider",
            related=(hiding[0].running.place, showing[0].running.place),
            severity=Severity.NOTICE if tenant.leader is not None and tenant.leader.running.value else None,
        )


def _up_to_date_first(nodes: Iterable[LiveNode]) -> list[LiveNode]:
    """Sort virtual nodes: if only outdated ones differ from the others, that they are outdated is the cause."""
    return sorted(nodes, key=lambda node: node.created_again.value not in (None, node.running.value))


def _led(tenant: Tenant) -> str:
    if tenant.leader is None:
        return "EndpointSlices follow the one that leads, which cannot be seen"
    if tenant.leader.running.value is False:
        return f"`{tenant.leader.node.name}` leads, so no EndpointSlice in the provider is updated"
    return f"`{tenant.leader.node.name}` leads, so EndpointSlices are reflected until that changes"


@rule(
    "LQ914",
    "node-not-ready",
    Severity.ERROR,
    about=About.CLUSTER,
    charts=ALL_CHARTS,
    causes=("LQ904", "LQ917", "LQ915"),
)
def node_not_ready(context: Context) -> Iterator[Diagnostic]:
    """A virtual node that is not ready.

    ## What it does
    Reports virtual nodes whose Node does not exist, or does not have the condition `Ready`.

    ## What breaks at run time
    New pods for this node stay `Pending`. Its pods get the label `liqo.io/remote-unavailable`, Services stop sending
    traffic to them, and by default they are evicted after five minutes.
    """
    view = context.cluster
    if not view.snapshot.saw("nodes"):
        return
    for node in view.nodes:
        if node.node.find("spec", "createNode") is False or node.node.deleted is not None:
            continue
        peer = (node.peer.label("its provider"),) if node.unreachable and node.peer is not None else ()
        if node.kubernetes is None:
            yield Diagnostic(
                f"the virtual node {node.node.name} has no Node",
                node.node.label("no Node has its name"),
                "see the logs of its virtual kubelet, and that of the controller manager",
                related=peer,
            )
            continue
        ready = node.kubernetes.condition("Ready")
        if ready.text("status") == "True":
            continue
        reason = (ready.text("message") or ready.text("reason") or "no reason is given").rstrip(".")
        yield Diagnostic(
            f"the virtual node {node.node.name} is not ready: {reason}",
            node.kubernetes.label(f"condition Ready: {ready.text('status') or 'none'}"),
            "make sure that its virtual kubelet runs, and that it can reach the API server of the provider",
            related=(node.node.label("its virtual node"), *peer),
        )
