"""The peerings that the project file states: which clusters, in which mode, and what was found between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from liqo_values.liqo.peered_clusters import PeeredClusters
from liqo_values.reports.html.listed_release import UNDECIDED
from liqo_values.reports.html.markup import element, join

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from liqo_values.liqo.peered_clusters import ClusterName, Pair, Peering
    from liqo_values.model.findings import Label
    from liqo_values.reports.html.listed_release import Release
    from liqo_values.reports.html.markup import Markup

#: The number of a release, and the identity of a peering.
_Key: TypeAlias = tuple[int, int]

_COLUMNS = ("Consumer", "Provider", "Peering", "Findings")


def section(peerings: Sequence[Peering], releases: Sequence[Release]) -> Markup:
    """Write a table with a row for each peering; empty if the project file states none."""
    if not peerings:
        return join(())
    known = {id(release.result.cluster): release for release in releases if release.result.cluster is not None}
    clusters = [release.result.cluster for release in releases if release.result.cluster is not None]
    peered, found = PeeredClusters(peerings, clusters), _found(peerings, releases)
    rows = (row for peering in peerings for row in _rows(peering, peered, known, found))
    # On a phone, rows are blocks: without the roles, browsers would no longer call them a table.
    head = (element("th", title, scope="col", role="columnheader") for title in _COLUMNS)
    table = element(
        "table",
        element("caption", "Pods of the consumer are offloaded to the provider."),
        element("thead", element("tr", *head, role="row"), role="rowgroup"),
        element("tbody", *rows, role="rowgroup"),
        role="table",
    )
    return element(
        "section", element("h2", "Peerings", id="peerings"), table, class_="peerings", aria_labelledby="peerings"
    )


def _rows(
    peering: Peering, peered: PeeredClusters, known: dict[int, Release], found: Mapping[_Key, Sequence[Markup]]
) -> Iterator[Markup]:
    """Write a peering, once for all releases that describe its clusters; without them, only its names are known."""
    pairs = peered.pairs_of(peering)
    for pair in pairs:
        consumer, provider = known[id(pair.consumer)], known[id(pair.provider)]
        links = [link for one in (consumer, provider) for link in found.get((one.number, id(peering)), ())]
        yield _row(
            _cluster(peering.consumer, consumer), _cluster(peering.provider, provider), _peering(pair), join(links, " ")
        )
    if not pairs:
        only = (
            _cluster(name, next((known[id(one)] for one in peered.called(name)), None))
            for name in (peering.consumer, peering.provider)
        )
        yield _row(*only, element("span", UNDECIDED, class_="badge"), join(()))


def _row(consumer: Markup, *others: Markup) -> Markup:
    cells = zip(_COLUMNS[1:], others, strict=True)
    return element(
        "tr",
        element("th", consumer, scope="row", role="rowheader", data_label=_COLUMNS[0]),
        *(element("td", content or "none", role="cell", data_label=title) for title, content in cells),
        role="row",
    )


def _cluster(name: ClusterName, release: Release | None) -> Markup:
    """Write the name of a cluster, with a link to its release and the mode of its values."""
    if release is None:
        return join((name.text, element("span", "not in this run", class_="note")), " ")
    mode = element("span", release.mode, class_=f"badge mode-{release.mode}")
    return join((element("a", name.text, href=f"#{release.anchor}"), mode), " ")


def _peering(pair: Pair) -> Markup:
    """Write the mode of a peering, which the mode of the clusters allows, and what is stated of it."""
    mode = pair.mode.value if pair.mode else UNDECIDED
    stated = []
    if pair.peering.options_template:
        stated.append(f"options template {pair.peering.options_template}")
    if pair.peering.services_across:
        stated.append("Services need pods of both")
    notes = (element("span", text, class_="note") for text in stated)
    return join((element("span", mode, class_=f"badge mode-{mode}"), *notes), " ")


def _found(peerings: Sequence[Peering], releases: Sequence[Release]) -> dict[_Key, list[Markup]]:
    """Return links to what was found in each release about a peering: these findings point to the peering, too."""
    by_place = {_where(place): id(peering) for peering in peerings for place in peering.places.values()}
    found: dict[_Key, list[Markup]] = {}
    for release in releases:
        for finding, target in zip(release.result.findings, release.targets, strict=True):
            places = (_where(label) for label in (finding.primary, *finding.related))
            for peering in {by_place[place] for place in places if place in by_place}:
                link = element("a", finding.code, href=f"#{target}", class_=f"badge {finding.severity}")
                found.setdefault((release.number, peering), []).append(link)
    return found


def _where(place: Label) -> tuple[str, int | None]:
    return place.layer, place.span and place.span.start
