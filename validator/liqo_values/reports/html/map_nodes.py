"""What the map of clusters shows: the clusters and the lines between them, and what each means in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.liqo.mode import FACTS
from liqo_values.model.findings import Severity
from liqo_values.reports.html.listed_release import UNDECIDED, short_names
from liqo_values.reports.text import summary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from liqo_values.liqo.peered_clusters import Peering
    from liqo_values.model.findings import Finding
    from liqo_values.reports.html.listed_release import Release
    from liqo_values.reports.release_pairs import Member, ReleasePair

_NETWORKS = {True: "Liqo connects the networks", False: "Liqo does not connect the networks"}
_IPS = {True: "pod IPs are reflected", False: "pod IPs are hidden"}


class Node(NamedTuple):
    """A cluster.

    Attributes:
        name: Its full name.
        release: Its release; None if it is not in the run.
        peered: Whether the name is that in the project file, and not that of the release.
    """

    name: str
    release: Release | None
    peered: bool = False

    @property
    def worst(self) -> tuple[Finding, str] | None:
        """The worst finding that is not about two clusters, and the target of links to it; None if there is none."""
        if self.release is None:
            return None
        found = zip(self.release.result.findings, self.release.targets, strict=True)
        own = [(finding, target) for finding, target in found if not finding.partner]
        return min(own, key=lambda one: list(Severity).index(one[0].severity), default=None)

    @property
    def description(self) -> str:
        """What is known of it, in one sentence."""
        if self.release is None:
            return f"{self.name}: not in this run"
        result = self.release.result
        known = [self.release.mode, result.chart.label, *(["rejected"] if result.refused else [])]
        return f"{self.name}: {', '.join([*known, summary(result.findings)])}"


class Map(NamedTuple):
    """What is drawn.

    Attributes:
        nodes: The clusters; first those that lines lead to.
        pairs: The lines.
        ends: The numbers of the clusters on the left and on the right of each line.
        charts: The names of the target charts of all clusters.
    """

    nodes: Sequence[Node]
    pairs: Sequence[ReleasePair]
    ends: Sequence[tuple[int, int]]
    charts: Sequence[str]

    @property
    def alone(self) -> range:
        """The numbers of the clusters that no line leads to."""
        return range(max((end + 1 for ends in self.ends for end in ends), default=0), len(self.nodes))

    def names(self, releases: Mapping[int, Release], longest: int) -> list[str]:
        """Return a short name for each cluster: what the project file calls it, else the one in the picture of modes.

        Args:
            releases: All releases.
            longest: The most columns of a name.
        """
        peered = short_names([node.name for node in self.nodes if node.peered], longest)
        others = short_names([release.name for release in releases.values()], longest)
        by_number = dict(zip((release.number for release in releases.values()), others, strict=True))
        given = iter(peered)
        return [
            by_number[node.release.number] if node.release and not node.peered else next(given) for node in self.nodes
        ]


def map_of(pairs: Sequence[ReleasePair], alone: Sequence[Release], releases: Mapping[int, Release]) -> Map:
    """Return what to draw.

    Args:
        pairs: The pairs.
        alone: The releases that are in none of them.
        releases: All releases by their index in the results.
    """
    members = [(pair.consumer, pair.provider) for pair in pairs]
    peered = _names_in_project(pairs)
    nodes: dict[str | int, Node] = {}
    for member in (member for both in members for member in both):
        release = releases[member.number] if member.number is not None else None
        name = peered.get(_key(member), "") or (release.name if release else member.name)
        nodes.setdefault(_key(member), Node(name, release, _key(member) in peered))
    numbers = {key: number for number, key in enumerate(nodes)}
    ends = [(numbers[_key(left)], numbers[_key(right)]) for left, right in members]
    charts = dict.fromkeys(release.result.chart.label for release in releases.values())
    return Map([*nodes.values(), *(Node(one.name, one) for one in alone)], pairs, ends, list(charts))


def _names_in_project(pairs: Sequence[ReleasePair]) -> dict[str | int, str]:
    """Return what the project file calls each cluster, unless several releases are for it."""
    called: dict[str, set[str | int]] = {}
    for pair in pairs:
        for member in (pair.consumer, pair.provider) if pair.peering is not None else ():
            called.setdefault(member.name, set()).add(_key(member))
    names: dict[str | int, str] = {}
    for name, keys in called.items():
        if len(keys) == 1:
            names.setdefault(next(iter(keys)), name)
    return names


def _key(member: Member) -> str | int:
    """Return what identifies the cluster: its release, or its name if it is not in the run."""
    return member.name if member.number is None else member.number


def mode_of(pair: ReleasePair) -> str:
    """Return the name of the mode of a peering."""
    return pair.mode.value if pair.mode is not None else UNDECIDED


def worst_of(pair: ReleasePair) -> Severity | None:
    """Return the severity of the worst finding about both clusters, which is the first; None if there is none."""
    return pair.findings[0].finding.severity if pair.findings else None


def described(pair: ReleasePair) -> str:
    """Describe a line in one sentence."""
    found = [f"{one.finding.severity} {one.finding.code}" for one in pair.findings]
    if pair.peering is None:
        return "; ".join([f"{pair.consumer.name} and {pair.provider.name}: no peering is stated", *found])
    facts = FACTS.get(pair.mode) if pair.mode is not None else None
    meant = [_NETWORKS[facts[0]], _IPS[facts[1]]] if facts is not None else []
    known = ", ".join([mode_of(pair), *meant, *stated(pair.peering)])
    return "; ".join([f"{pair.consumer.name} to {pair.provider.name}: {known}", *found])


def stated(peering: Peering) -> Iterator[str]:
    """Yield what the project file states of a peering, apart from its network."""
    if peering.options_template:
        yield f"options template {peering.options_template}"
    if peering.services_across:
        yield "Services need pods of both"


def meanings(drawn: Map) -> Iterator[str]:
    """Yield what a reader of the picture has to know, in sentences."""
    if any(pair.peering for pair in drawn.pairs):
        yield "Pods go from left to right, and each line leads to the mode of the peering."
    if {left for left, _ in drawn.ends} & {right for _, right in drawn.ends}:
        yield "A cluster that lines begin at and lead to is on both sides."
    if any(pair.peering and pair.pair and pair.pair.has_network is False for pair in drawn.pairs):
        yield "A dashed line: Liqo does not connect the networks."
    if any(pair.peering is None for pair in drawn.pairs):
        yield "A dotted line: findings name both clusters, and no peering is stated."
    if len(drawn.charts) == 1:
        yield f"All clusters are for {drawn.charts[0]}."
