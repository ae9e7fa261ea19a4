"""What a cluster shows of Liqo's network: its networks, and whether peerings are connected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, About, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

#: How long the IPAM and the gateways may take.
_SECONDS = 60
_CONNECTED = "Connected"
_IPAM = "liqo-ipam"


@rule("LQ905", "null-network", Severity.ERROR, about=About.CLUSTER, charts=ALL_CHARTS, causes=("LQ904",))
def network_without_cidr(context: Context) -> Iterator[Diagnostic]:
    """A Network without a CIDR.

    ## What it does
    Reports Networks whose `spec.cidr` is empty, and those to which the IPAM has not given a `status.cidr` within a
    minute. With the networking module off, this is a notice: the chart that Liqo publishes creates Networks anyway.

    ## What breaks at run time
    The IPAM does not know the network, so it does not remap IPs of it, and no peering with a network is established.
    """
    view = context.cluster
    off = view.networking is not None and view.networking.value is False
    ipam = [one for one in view.of_kind("Deployment") if one.full_name == f"{view.snapshot.namespace}/{_IPAM}"]
    for network in view.of_kind("Network"):
        if network.text("spec", "cidr"):
            if network.text("status", "cidr") or not view.older_than(network.created, _SECONDS):
                continue
            lacks, advice = "status.cidr", "see the logs of the IPAM: it may overlap with another network"
        else:
            lacks, advice = "spec.cidr", "set the CIDR in the values, under `ipam`, and upgrade the release"
        if off:
            advice = "nothing uses it: our chart creates no Network with the module off"
        yield Diagnostic(
            f"the {network} has no CIDR",
            network.label(f"{lacks}: null"),
            advice,
            related=tuple(one.label("hands out CIDRs") for one in ipam if not off and lacks == "status.cidr"),
            severity=Severity.NOTICE if off else None,
        )


@rule("LQ915", "network-not-connected", Severity.WARNING, about=About.CLUSTER, charts=ALL_CHARTS)
def network_not_connected(context: Context) -> Iterator[Diagnostic]:
    """A peering with a network that is not connected.

    ## What it does
    Reports peerings whose networking module is on in the ForeignCluster, but that have no Connection, or one whose
    status is not `Connected`.

    ## What breaks at run time
    Pods of the two clusters have IPs for each other, and no packet arrives. A virtual node takes no pods before there
    is a connection, unless `offloading.disableNetworkCheck` is set.
    """
    view = context.cluster
    if not view.snapshot.saw("connections.networking.liqo.io"):
        return
    for peer in view.peers:
        if peer.find("status", "modules", "networking", "enabled") is not True:
            continue
        namespace = view.tenant_of(peer)
        connections = view.in_namespace("Connection", namespace)
        if any(one.text("status", "value") == _CONNECTED for one in connections):
            continue
        state = connections[0].text("status", "value") or "unknown" if connections else ""
        condition = peer.condition("NetworkConnectionStatus", "status", "modules", "networking")
        words = f"modules.networking, NetworkConnectionStatus: {condition.text('status') or 'none'}"
        yield Diagnostic(
            f"the network of the peering with {peer.name} is not connected",
            connections[0].label(f"status.value: {state}") if connections else peer.label(words),
            "check the pods of the gateways in both clusters, and that their UDP port is reachable; to use no network,"
            " peer again with `--networking-disabled`",
            related=(
                *((peer.label(words),) if connections else ()),
                *(node.node.label("takes no pods without a network") for node in view.waiting_for(peer)),
            ),
        )


@rule("LQ916", "started-before-network", Severity.ERROR, about=About.CLUSTER, charts=ALL_CHARTS)
def started_before_network(context: Context) -> Iterator[Diagnostic]:
    """A virtual kubelet that started before its peering got a network.

    ## What it does
    Reports virtual kubelets that reflect IPs and started before the Configuration of their peering was created.

    ## What breaks at run time
    A virtual kubelet looks for the network of its peering only when it starts. Until it is restarted, it passes IPs
    unchanged, although the networks may overlap and Liqo's gateways only know the remapped IPs.
    """
    view = context.cluster
    for node in view.nodes:
        if not node.has_network or not node.running.value or node.started is None or node.peer is None:
            continue
        namespace = view.tenant_of(node.peer)
        later = [
            one
            for one in view.in_namespace("Configuration", namespace)
            if one.created is not None and one.created > node.started
        ]
        for configuration in later[:1]:
            yield Diagnostic(
                f"the virtual kubelet of {node.node.name} started before its peering had a network",
                node.kubelets[0].label(f"started {node.started:%Y-%m-%d %H:%M:%S}"),
                f"run `kubectl rollout restart deployment --namespace {node.node.namespace} vk-{node.node.name}`",
                related=(
                    configuration.label(f"created {configuration.created:%Y-%m-%d %H:%M:%S}"),
                    node.node.label("passes IPs unchanged"),
                ),
            )
