"""The map of clusters as tables: the peerings that the project file states, and the other pairs that findings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.reports.html.map_nodes import mode_of, stated
from liqo_values.reports.html.markup import element, join

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from liqo_values.liqo.peered_clusters import Peering
    from liqo_values.reports.html.listed_release import Release
    from liqo_values.reports.html.markup import Markup
    from liqo_values.reports.release_pairs import Member, ReleasePair

_PEERED = ("Consumer", "Provider", "Peering", "Findings")
_NAMED = ("Cluster", "Other cluster", "Findings")


def tables(pairs: Sequence[ReleasePair], releases: Mapping[int, Release]) -> Markup:
    """Write a table with a row for each peering, and another one for the pairs that only findings name.

    Args:
        pairs: The pairs.
        releases: The releases by their index in the results.
    """
    peered = [_peered(pair, pair.peering, releases) for pair in pairs if pair.peering is not None]
    named = [_named(pair, releases) for pair in pairs if pair.peering is None]
    titles = (
        "Pods of the consumer are offloaded to the provider.",
        "Findings name both clusters, and no peering is stated.",
    )
    return join((_table(titles[0], _PEERED, peered), _table(titles[1], _NAMED, named)), "")


def _table(caption: str, columns: Sequence[str], rows: Sequence[Sequence[Markup]]) -> Markup:
    if not rows:
        return join(())
    # On a phone, rows are blocks: without the roles, browsers would no longer call them a table.
    head = (element("th", title, scope="col", role="columnheader") for title in columns)
    return element(
        "table",
        element("caption", caption),
        element("thead", element("tr", *head, role="row"), role="rowgroup"),
        element("tbody", *(_row(columns, row) for row in rows), role="rowgroup"),
        role="table",
    )


def _row(columns: Sequence[str], row: Sequence[Markup]) -> Markup:
    (title, first), *others = zip(columns, row, strict=True)
    return element(
        "tr",
        element("th", first, scope="row", role="rowheader", data_label=title),
        *(element("td", content or "none", role="cell", data_label=name) for name, content in others),
        role="row",
    )


def _peered(pair: ReleasePair, peering: Peering, releases: Mapping[int, Release]) -> Sequence[Markup]:
    clusters = (_cluster(member, releases) for member in (pair.consumer, pair.provider))
    return (*clusters, _peering(pair, peering), _findings(pair, releases))


def _named(pair: ReleasePair, releases: Mapping[int, Release]) -> Sequence[Markup]:
    clusters = (_cluster(member, releases) for member in (pair.provider, pair.consumer))
    return (*clusters, _findings(pair, releases))


def _cluster(member: Member, releases: Mapping[int, Release]) -> Markup:
    """Write the name of a cluster, with a link to its release and the mode of its values."""
    if member.number is None:
        return join((member.name, element("span", "not in this run", class_="note")), " ")
    release = releases[member.number]
    mode = element("span", release.mode, class_=f"badge mode-{release.mode}")
    return join((element("a", member.name, href=f"#{release.anchor}"), mode), " ")


def _peering(pair: ReleasePair, peering: Peering) -> Markup:
    """Write the mode of a peering, which the mode of the clusters allows, and what is stated of it."""
    mode = mode_of(pair)
    notes = (element("span", text, class_="note") for text in stated(peering))
    return join((element("span", mode, class_=f"badge mode-{mode}"), *notes), " ")


def _findings(pair: ReleasePair, releases: Mapping[int, Release]) -> Markup:
    """Write links to what was found about both clusters."""
    links = (
        element(
            "a",
            found.finding.code,
            href=f"#{releases[found.release].targets[found.position]}",
            class_=f"badge {found.finding.severity}",
        )
        for found in pair.findings
    )
    return join(links, " ")
