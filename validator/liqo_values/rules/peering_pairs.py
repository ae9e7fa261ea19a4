"""What is wrong between two clusters that are peered according to the project file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.charts import versions
from liqo_values.charts.keys import ENABLED, REFLECT
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.rules.context import Context
from liqo_values.rules.related_places import distinct, saying
from liqo_values.rules.rule import ALL_CHARTS, About, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.liqo.clusters import Cluster
    from liqo_values.liqo.peered_clusters import Pair
    from liqo_values.model.findings import Label


@rule("LQ704", "module-off-in-peering", Severity.ERROR, about=About.RELEASES, charts=ALL_CHARTS)
def module_off_in_peering(context: Context) -> Iterator[Diagnostic]:
    """A peering with a network, and a cluster without the networking module.

    ## What it does
    Compares the clusters that the project file states in `peerings`. It is an error if a peering has
    `networking: true` and the module is off in one of the clusters. If a peering does not say whether it has a network,
    it is a warning that the module is on in one cluster and off in the other.

    ## What breaks at run time
    `liqoctl peer` without `--networking-disabled` fails at once, whichever cluster lacks the module: it finds no pod
    CIDR there. With the option, peering succeeds, virtual nodes are ready, and nothing reports that there is no
    network: both clusters show the unchanged pod IPs of the other, which only a network outside Liqo can reach.
    """
    pairs = [pair for pair in context.pairs or () if pair.peering.networking is not False]
    for pair, *more in of_two_clusters(sorted(pairs, key=lambda pair: not pair.network.networking)):
        without = _without_module(pair)
        if context.cluster_of is not (without and without[0]):
            continue
        if pair.network.networking:
            yield _stated(pair, without, more)
        elif pair.consumer.mode.networking.value or pair.provider.mode.networking.value:
            yield _on_one_side(pair, without[0], more)


@rule("LQ705", "services-without-ips", Severity.ERROR, about=About.RELEASES, charts=ALL_CHARTS)
def services_without_ips(context: Context) -> Iterator[Diagnostic]:
    """A peering whose Services need pod IPs, and a consumer that hides them.

    ## What it does
    Reports peerings with `servicesAcross: true` in the project file if IP reflection is off in the consumer, or in the
    options template of the peering, or if that is undecided. The values of the provider do not matter.

    ## What breaks at run time
    Without IP reflection, a remote pod has no IP in the consumer, so no Service selects it, and no EndpointSlice of the
    consumer is reflected to the provider: Services reach only pods of their own cluster. A Service whose pods are all
    in the other cluster has no endpoints, and nothing reports why.
    """
    for pair in context.pairs or ():
        reflection = pair.reflection
        if context.cluster_of is not pair.consumer or not pair.peering.services_across or reflection is None:
            continue
        consumer, provider = pair.peering.consumer.text, pair.peering.provider.text
        if not reflection.value:
            verb = "hides pod IPs" if reflection.value is False else "may hide pod IPs"
            place = saying(reflection.decided_by, verb)
            yield Diagnostic(
                message=f"`{consumer}` {verb}, but Services of `{consumer}` and `{provider}` need the pods of both",
                path=REFLECT,
                primary=place,
                related=distinct(place, pair.peering.at("servicesAcross", "needs pod IPs")),
                help="turn IP reflection on, or name another options template in the peering"
                if reflection.value is False
                else f"decide it: {reflection.doubt}",
                partner=pair.provider.release,
            )


@rule("LQ706", "different-versions", Severity.NOTICE, about=About.RELEASES, in_project=True, charts=ALL_CHARTS)
def different_versions(context: Context) -> Iterator[Diagnostic]:
    """Peered clusters with different minor versions of Liqo.

    ## What it does
    Compares the versions of Liqo of the clusters that the project file states in `peerings`: those of their target
    charts. Versions that differ only in the last number are not reported.

    ## What breaks at run time
    It is not known that anything does. Liqo's documentation calls such peerings not supported, and says that they can
    lead to unexpected results. It does not say which versions work together, and Liqo does not compare them. Clusters
    with v1.1.2 and v1.2.0 were peered once without a network, in both directions: pods were offloaded, and Services
    led to the pods of both clusters.
    """
    for pair, *more in of_two_clusters(context.pairs or ()):
        consumer, provider = (versions.read(one.chart.release) for one in (pair.consumer, pair.provider))
        if context.cluster_of is not pair.consumer or consumer is None or provider is None:
            continue
        if consumer[:2] != provider[:2]:
            one, other = pair.peering.consumer, pair.peering.provider
            yield Diagnostic(
                message=f"`{one.text}` and `{other.text}` are peered, but have Liqo v{consumer} and v{provider}",
                primary=saying(one.place, f"is for {pair.consumer.chart.label}"),
                related=(saying(other.place, f"is for {pair.provider.chart.label}"), *also_peered(more)),
                help="use the same minor version in both clusters: Liqo's documentation supports no other peerings",
                partner=pair.provider.release,
            )


def _stated(pair: Pair, without: Sequence[Cluster], more: Sequence[Pair]) -> Diagnostic:
    consumer, provider = pair.network.consumer.text, pair.network.provider.text
    off = "both clusters" if len(without) > 1 else f"`{pair.name_of(without[0])}`"
    places = [saying(one.mode.networking.decided_by, f"turns the module off in {one.release}") for one in without]
    return Diagnostic(
        message=f"the peering of `{consumer}` with `{provider}` has a network, but the networking module is off in "
        f"{off}",
        path=ENABLED,
        primary=places[0],
        related=distinct(places[0], *places[1:], pair.network.at("networking", "states a network"), *also_peered(more)),
        help="turn the module on in both clusters, or write `networking: false` and peer them with "
        "`liqoctl peer --networking-disabled`",
        partner=pair.across_from(without[0]).release,
    )


def _on_one_side(pair: Pair, without: Cluster, more: Sequence[Pair]) -> Diagnostic:
    other = pair.across_from(without)
    off, on = pair.name_of(without), pair.name_of(other)
    place = saying(without.mode.networking.decided_by, f"turns the module off in {without.release}")
    return Diagnostic(
        message=f"`{off}` and `{on}` are peered, but the networking module is off in `{off}` and on in `{on}`",
        path=ENABLED,
        primary=place,
        related=distinct(
            place,
            saying(other.mode.networking.decided_by, f"turns the module on in {other.release}"),
            pair.peering.at("consumer", "peers them"),
            *also_peered(more),
        ),
        help="write `networking: false` in the peering and use `liqoctl peer --networking-disabled`, or turn the module"
        " on in both clusters",
        severity=Severity.WARNING,
        partner=other.release,
    )


def _without_module(pair: Pair) -> list[Cluster]:
    return [one for one in (pair.consumer, pair.provider) if one.mode.networking.value is False]


def of_two_clusters(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """Group pairs with the same two clusters, in whatever direction."""
    found: dict[frozenset[int], list[Pair]] = {}
    for pair in pairs:
        found.setdefault(frozenset((id(pair.consumer), id(pair.provider))), []).append(pair)
    return list(found.values())


def also_peered(pairs: Sequence[Pair]) -> Iterator[Label]:
    """Yield the places that peer the same two clusters again, usually in the other direction."""
    return (pair.peering.at("consumer", "also peers them") for pair in pairs)
