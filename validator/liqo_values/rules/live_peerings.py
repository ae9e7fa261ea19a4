"""What a cluster shows of peerings: providers that do not answer, and deletions that do not end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.cluster.virtual_nodes import is_unreachable
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, About, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.cluster.cluster_object import ClusterObject
    from liqo_values.cluster.cluster_view import ClusterView

#: How long a deletion may take.
_SECONDS = 60
#: What makes up a peering, by kind, with the name for kubectl.
_OF_PEERING = {
    "Renew": "renews.authentication.liqo.io",
    "Identity": "identities.authentication.liqo.io",
    "Tenant": "tenants.authentication.liqo.io",
    "ResourceSlice": "resourceslices.authentication.liqo.io",
    "VirtualNode": "virtualnodes.offloading.liqo.io",
    "Configuration": "configurations.networking.liqo.io",
}
_ALSO_DELETED = {
    "NamespaceOffloading": "namespaceoffloadings.offloading.liqo.io",
    "ForeignCluster": "foreignclusters.core.liqo.io",
}
_MODULES = ("authentication", "offloading", "networking")


@rule("LQ917", "peer-unreachable", Severity.ERROR, about=About.CLUSTER, charts=ALL_CHARTS)
def peer_unreachable(context: Context) -> Iterator[Diagnostic]:
    """A peered cluster whose API server does not answer.

    ## What it does
    Reports ForeignClusters with the condition `APIServerStatus: Error`.

    ## What breaks at run time
    After about a minute, virtual nodes of this provider are not ready. Pods stay as they are in both clusters. Nothing
    is lost: when the API server answers again, everything continues.
    """
    for peer in context.cluster.peers:
        if is_unreachable(peer):
            address = peer.text("status", "apiServerUrl")
            yield Diagnostic(
                f"the API server of {peer.name} does not answer{f' at `{address}`' if address else ''}",
                peer.label("APIServerStatus: Error"),
                "restore the API server or the connection to it; nothing else is needed",
            )


@rule("LQ931", "hanging-deletion", Severity.ERROR, about=About.CLUSTER, charts=ALL_CHARTS, causes=("LQ917", "LQ904"))
def hanging_deletion(context: Context) -> Iterator[Diagnostic]:
    """An object of a peering whose deletion does not end.

    ## What it does
    Reports objects of Liqo that have been deleted for more than a minute and still have finalizers.

    ## What breaks at run time
    The peering does not end, and Liqo cannot be uninstalled. If a provider revokes permissions faster than its consumer
    deletes its objects there, the CRD replicator of the consumer is denied the rest, and retries forever.
    """
    view = context.cluster
    for kind, argument in (_OF_PEERING | _ALSO_DELETED).items():
        for one in view.of_kind(kind):
            finalizers = one.texts("metadata", "finalizers")
            if finalizers and view.older_than(one.deleted, _SECONDS):
                yield Diagnostic(
                    f"the {one} has been waiting for its deletion since {one.text('metadata', 'deletionTimestamp')}",
                    one.label(f"finalizers: {', '.join(finalizers)}"),
                    _release(one, argument, view),
                    related=tuple(peer.label("the other cluster") for peer in view.peers_of(one.namespace)),
                )


def _release(one: ClusterObject, argument: str, view: ClusterView) -> str:
    at = f"--namespace {one.namespace} " if one.namespace else ""
    if one.kind != "Renew":
        return f"`kubectl describe {argument} {at}{one.name}` and the logs of the controller manager show what is left"
    patch = '{"metadata":{"finalizers":null}}'
    return (
        f"run `kubectl patch {argument} {at}{one.name} --type=merge --patch='{patch}'`, delete the Renews of this "
        "cluster in the provider, and run `kubectl rollout restart deployment --namespace "
        f"{view.snapshot.namespace} liqo-crd-replicator`"
    )


@rule("LQ932", "unfinished-unpeering", Severity.WARNING, about=About.CLUSTER, charts=ALL_CHARTS)
def unfinished_unpeering(context: Context) -> Iterator[Diagnostic]:
    """A cluster that counts as peered although nothing of the peering is left.

    ## What it does
    Reports ForeignClusters with a module that is on, if no object of a peering exists in its tenant namespace.

    ## What breaks at run time
    Liqo checks the state of a peering when one of its objects changes, and otherwise only once in hours. Until then,
    `helm uninstall` fails: the program that it runs first takes the cluster for peered.
    """
    view = context.cluster
    if not all(view.snapshot.saw(argument) for argument in _OF_PEERING.values()):
        return
    for peer in view.peers:
        on = [name for name in _MODULES if peer.find("status", "modules", name, "enabled") is True]
        namespace = view.tenant_of(peer)
        left = any(view.in_namespace(kind, namespace) for kind in _OF_PEERING)
        if on and not left:
            yield Diagnostic(
                f"{peer.name} counts as peered, but no object of the peering is left",
                peer.label(f"modules.{on[0]}.enabled: true"),
                f"any new label triggers a check: `kubectl label foreignclusters {peer.name} unpeered=true`",
            )
