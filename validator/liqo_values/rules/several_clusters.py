"""What is wrong between the clusters of a run, and cannot be seen in the values of one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.charts.keys import CLUSTER_ID
from liqo_values.liqo.clusters import pods_differ, told_apart
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.nodes import dotted
from liqo_values.rules.context import Context
from liqo_values.rules.peering_pairs import also_peered, of_two_clusters
from liqo_values.rules.related_places import distinct, saying
from liqo_values.rules.rule import ALL_CHARTS, About, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.liqo.clusters import Cluster, Clusters, PodRange
    from liqo_values.liqo.peered_clusters import Pair
    from liqo_values.model.findings import Label


@rule("LQ702", "shared-cluster-id", Severity.WARNING, about=About.RELEASES, charts=ALL_CHARTS)
def shared_cluster_id(context: Context) -> Iterator[Diagnostic]:
    """Two clusters with the same cluster ID.

    ## What it does
    Reports a `discovery.config.clusterID` that another release of the run sets too, if the two are certainly for
    different clusters: their manifests name different clusters as their destination, or command lines of one script
    different contexts; or they differ in `apiServer.address`; or, if these are not known, their pod CIDRs do not
    overlap.

    ## What breaks at run time
    The ID is the identity of a cluster. Liqo names tenants, their namespaces and ForeignClusters after it, so that a
    third cluster cannot be peered with both: `liqoctl peer` with the second one fails, because the `nonce secret
    already exists with a different nonce`. Nothing rejects a peering of the two with each other.
    """
    for own, everything in _cluster(context):
        for other in everything.with_same_id(own):
            shown = told_apart(own, other)
            shown = pods_differ(own, other) if shown is None else shown
            if shown and own.cluster_id is not None and other.cluster_id is not None:
                here, there = own.cluster_id.place, other.cluster_id.place
                yield Diagnostic(
                    message=f"`{own.cluster_id.text}` is the cluster ID of two clusters: that of {own.release} and "
                    f"that of {other.release}",
                    path=CLUSTER_ID,
                    primary=saying(here, f"is the ID of {own.release}"),
                    related=distinct(
                        here,
                        saying(there, f"is the ID of {other.release}"),
                        saying(shown[0], "is of the first cluster"),
                        saying(shown[1], "is of the second cluster"),
                    ),
                    help=f"set another `{dotted(CLUSTER_ID)}` for one of them, in a file that only its release uses",
                    partner=other.release,
                )
                break


@rule("LQ703", "overlapping-pod-cidrs", Severity.WARNING, about=About.RELEASES, charts=ALL_CHARTS)
def overlapping_pod_cidrs(context: Context) -> Iterator[Diagnostic]:
    """Clusters whose pod CIDRs overlap, and between which pod IPs are passed unchanged.

    ## What it does
    Reports the pod CIDRs of two clusters that overlap, if both releases result in `external-network`: the networking
    module is off, and IPs are reflected. Without the module, Liqo does not read `ipam.podCIDR` and `ipam.podCIDRs`, so
    only clusters whose values state them anyway can be compared. Releases that may be for the same cluster are not.

    If the project file states `peerings`, only peered clusters are compared. IPs are passed unchanged if the consumer
    reflects them and Liqo does not connect the networks: the module is off in both clusters, or the peering has
    `networking: false`.

    ## What breaks at run time
    The IP of a remote pod is shown as it is in its own cluster. If the IP also exists in the other cluster, traffic
    goes to a wrong pod, or nowhere, and a Service that selects both pods has one endpoint for the two. Only the
    networking module remaps IPs, and nothing in Liqo reports that they collide; in a cluster, LQ926 does.
    """
    for own, everything in _cluster(context):
        if context.pairs is not None:
            yield from _overlaps_of_pairs(own, everything, context.pairs)
        elif own.passes_ips:
            for mine in own.pods:
                found = everything.overlapping(own, mine)
                if found is not None:
                    why = own.mode.networking.decided_by.replace(text="turns the module off, so IPs are not remapped")
                    yield _overlap(own, mine, *found, (why,))


def _overlaps_of_pairs(own: Cluster, everything: Clusters, pairs: Sequence[Pair]) -> Iterator[Diagnostic]:
    """Compare a cluster with those before it that it is peered with, in whatever direction, once each."""
    passing = [pair for pair in pairs if pair.passes_ips and everything.before(pair.across_from(own), own)]
    for pair, *more in of_two_clusters(passing):
        other = pair.across_from(own)
        for mine in own.pods:
            theirs = next((one for one in other.pods if mine.cidr.overlaps(one.cidr)), None)
            if theirs is not None:
                yield _overlap(own, mine, other, theirs, (*_without_network(pair), *also_peered(more)))


def _without_network(pair: Pair) -> tuple[Label, ...]:
    """Return the places that show that two clusters are peered, and that Liqo does not connect their networks."""
    if pair.network.networking is False:
        return (pair.network.at("networking", "peers them without a network, so IPs are not remapped"),)
    modules = (pair.consumer.mode.networking, pair.provider.mode.networking)
    off = [
        one.decided_by.replace(text="turns the module off, so IPs are not remapped") for one in modules if not one.value
    ]
    return (*off, pair.peering.at("consumer", "is peered"))


def _overlap(own: Cluster, mine: PodRange, other: Cluster, theirs: PodRange, why: tuple[Label, ...]) -> Diagnostic:
    return Diagnostic(
        message=f"the pod CIDRs of {own.release} and {other.release} overlap: `{mine.cidr.text}` and "
        f"`{theirs.cidr.text}`",
        path=mine.cidr.path,
        primary=saying(mine.place, f"is of {own.release}"),
        related=distinct(mine.place, saying(theirs.place, f"is of {other.release}"), *why),
        help="use pod CIDRs that do not overlap, connect the networks with the networking module, or hide pod IPs",
        partner=other.release,
    )


def _cluster(context: Context) -> Iterator[tuple[Cluster, Clusters]]:
    """Yield the cluster of a release and all clusters, if they are known."""
    if context.cluster_of is not None and context.clusters is not None:
        yield context.cluster_of, context.clusters
