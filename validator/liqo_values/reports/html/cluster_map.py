"""The clusters and peerings of a run as a picture, next to the tables that say the same.

Consumers are on the left and providers on the right, so that pods go from left to right along every line. The picture
is drawn twice, for phones and for wider screens; the style shows one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.findings import Severity
from liqo_values.reports.html import peering_table
from liqo_values.reports.html.map_drawing import SIZES, picture
from liqo_values.reports.html.map_nodes import map_of, meanings
from liqo_values.reports.html.markup import element, join
from liqo_values.reports.release_pairs import pairs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from liqo_values.liqo.peered_clusters import Peering
    from liqo_values.reports.html.listed_release import Release
    from liqo_values.reports.html.markup import Markup
    from liqo_values.reports.release_pairs import ReleasePair

#: The most clusters and pairs in a picture that people can read.
_CLUSTERS, _PAIRS = 40, 100


class _Chosen(NamedTuple):
    """What to draw.

    Attributes:
        pairs: The pairs.
        alone: The releases that are in none of them.
        left_out: Why that is not everything; empty if it is.
    """

    pairs: Sequence[ReleasePair]
    alone: Sequence[Release]
    left_out: str = ""


def section(peerings: Sequence[Peering], releases: Sequence[Release]) -> Markup:
    """Write the picture, if there are several releases, and the tables, if there are pairs.

    Args:
        peerings: The peerings that the project file states.
        releases: The releases, as the page lists them.
    """
    by_index = {release.number - 1: release for release in releases}
    results = [by_index[index].result for index in range(len(releases))]
    found = pairs(results, peerings)
    several = len(releases) > 1
    if not several and not found:
        return join(())
    title = "Clusters and peerings" if peerings else "Clusters"
    return element(
        "section",
        element("h2", title, id="peerings"),
        _figure(_chosen(found, releases), by_index) if several else "",
        peering_table.tables(found, by_index),
        class_="peerings",
        aria_labelledby="peerings",
    )


def _figure(chosen: _Chosen, releases: Mapping[int, Release]) -> Markup:
    """Write the picture, and below it what its lines mean."""
    drawn = map_of(chosen.pairs, chosen.alone, releases)
    pictures = [picture(size, drawn, releases) for size in SIZES] if drawn.nodes else []
    said = [chosen.left_out, *(meanings(drawn) if pictures else ())]
    return element("figure", *pictures, element("figcaption", " ".join(filter(None, said))), class_="map")


def _chosen(found: Sequence[ReleasePair], releases: Sequence[Release]) -> _Chosen:
    """Choose what to draw: everything, or, if that is too much, the pairs with findings."""
    connected = {member.number for pair in found for member in (pair.consumer, pair.provider)}
    alone = [release for release in releases if release.number - 1 not in connected]
    if _is_readable(found, len(alone)):
        return _Chosen(found, alone)
    counted = f"{len(releases)} clusters and {len(found)} pairs are too many for a picture"
    wrong = [pair for pair in found if pair.findings]
    if wrong and _is_readable(wrong, 0):
        return _Chosen(wrong, (), f"{counted}: it shows only pairs with findings. The table has all of them.")
    errors = [pair for pair in wrong if any(one.finding.severity is Severity.ERROR for one in pair.findings)]
    if errors and _is_readable(errors, 0):
        return _Chosen(errors, (), f"{counted}: it shows only pairs with errors. The table has all of them.")
    where = "the table has all of them" if found else "the list of modes has all of them"
    return _Chosen((), (), f"{counted}: {where}.")


def _is_readable(found: Sequence[ReleasePair], alone: int) -> bool:
    clusters = {member for pair in found for member in (pair.consumer, pair.provider)}
    return len(clusters) + alone <= _CLUSTERS and len(found) <= _PAIRS
