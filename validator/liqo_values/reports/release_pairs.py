"""The pairs of releases in a run: those that the project file peers, and those that only findings name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from liqo_values.liqo.clusters import Clusters
from liqo_values.liqo.peered_clusters import PeeredClusters
from liqo_values.model.findings import Severity
from liqo_values.model.locations import where
from liqo_values.reports.release_names import short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from liqo_values.engine.result import CheckResult
    from liqo_values.liqo.mode import ModeName
    from liqo_values.liqo.peered_clusters import ClusterName, Pair, Peering
    from liqo_values.model.findings import Finding

#: The indices of two releases.
_Both: TypeAlias = frozenset[int]


class Member(NamedTuple):
    """One cluster of a pair.

    Attributes:
        name: What the project file calls it; if it is not peered, the name of its release.
        number: The index of its release in the results; None if it is not in the run.
    """

    name: str
    number: int | None


class FindingAt(NamedTuple):
    """A finding about two releases.

    Attributes:
        release: The index of the release that has it.
        position: Its index among the findings of that release.
        finding: The finding.
    """

    release: int
    position: int
    finding: Finding


class ReleasePair(NamedTuple):
    """Two clusters.

    Attributes:
        consumer: The cluster whose pods are offloaded; if they are not peered, the one that findings name second.
        provider: The cluster that runs them; if they are not peered, the one that has the findings.
        peering: What the project file states; None if only findings name them.
        pair: What the values say of the peering; None if one of the clusters is not in the run, or they are not peered.
        findings: What was found about both, the worst first; not what points to other peerings of the two.
    """

    consumer: Member
    provider: Member
    peering: Peering | None
    pair: Pair | None
    findings: Sequence[FindingAt]

    @property
    def mode(self) -> ModeName | None:
        """The mode of the peering, which the modes of the clusters allow; None if it is undecided."""
        return self.pair.mode if self.pair is not None else None


class Partners:
    """Finds the other release of a finding about two.

    Args:
        results: The results of a run.
    """

    def __init__(self, results: Sequence[CheckResult]) -> None:
        self._by_name: dict[str, list[int]] = {}
        for number, result in enumerate(results):
            if result.cluster is not None:
                self._by_name.setdefault(result.cluster.release, []).append(number)

    def of(self, finding: Finding, release: int) -> int | None:
        """Return the index of the other release; None if it is about one, or if the other one is not in the run.

        Args:
            finding: The finding.
            release: The index of the release that has it.
        """
        named = self._by_name.get(finding.partner, ()) if finding.partner else ()
        return next((number for number in named if number != release), None)


def pairs(results: Sequence[CheckResult], peerings: Sequence[Peering] = ()) -> list[ReleasePair]:
    """Return the pairs: each peering once for all releases that describe its clusters, then what only findings name.

    Args:
        results: The results of a run.
        peerings: The peerings that the project file states.
    """
    found = _found(results)
    peered = list(_peered(results, peerings, found)) if peerings else []
    numbers = ((pair.consumer.number, pair.provider.number) for pair in peered)
    known = {frozenset(number for number in both if number is not None) for both in numbers}
    return [*peered, *(_named(results, key, about) for key, about in found.items() if key not in known)]


def _found(results: Sequence[CheckResult]) -> dict[_Both, list[FindingAt]]:
    """Return the findings about two releases, by the indices of both."""
    partners = Partners(results)
    found: dict[_Both, list[FindingAt]] = {}
    for number, result in enumerate(results):
        for position, finding in enumerate(result.findings):
            other = partners.of(finding, number)
            if other is not None:
                found.setdefault(frozenset((number, other)), []).append(FindingAt(number, position, finding))
    for about in found.values():
        about.sort(key=lambda one: (list(Severity).index(one.finding.severity), one.finding.code))
    return found


def _peered(
    results: Sequence[CheckResult], peerings: Sequence[Peering], found: Mapping[_Both, Sequence[FindingAt]]
) -> Iterator[ReleasePair]:
    clusters = Clusters([result.cluster for result in results if result.cluster is not None])
    numbers = {id(result.cluster): number for number, result in enumerate(results) if result.cluster is not None}
    peered = PeeredClusters(peerings, clusters.all)  # in the order in which the rules compare them

    def any_of(name: ClusterName) -> Member:
        return Member(name.text, next((numbers[id(one)] for one in peered.called(name)), None))

    named = _named_peerings(peerings, found)
    for peering in peerings:
        of_peering = peered.pairs_of(peering)
        for pair in of_peering:
            consumer, provider = numbers[id(pair.consumer)], numbers[id(pair.provider)]
            both = found.get(frozenset((consumer, provider)), ())
            about = [one for one in both if id(peering) in named.get(id(one.finding), {id(peering)})]
            members = Member(peering.consumer.text, consumer), Member(peering.provider.text, provider)
            yield ReleasePair(*members, peering, pair, about)
        if not of_peering:
            yield ReleasePair(any_of(peering.consumer), any_of(peering.provider), peering, None, ())


def _named_peerings(
    peerings: Sequence[Peering], found: Mapping[_Both, Sequence[FindingAt]]
) -> dict[int, AbstractSet[int]]:
    """Return the peerings that each finding points to, by identity; it has none if it is about both clusters anyway."""
    by_place = {where(place): id(peering) for peering in peerings for place in peering.places.values()}
    named: dict[int, AbstractSet[int]] = {}
    for finding in (one.finding for about in found.values() for one in about):
        places = (where(label) for label in (finding.primary, *finding.related))
        pointed = {by_place[place] for place in places if place in by_place}
        if pointed:
            named[id(finding)] = pointed
    return named


def _named(results: Sequence[CheckResult], numbers: _Both, about: Sequence[FindingAt]) -> ReleasePair:
    """Return the pair of findings that have no peering."""
    own = about[0].release
    other = next(iter(numbers - {own}))
    members = Member(short(results[other]), other), Member(short(results[own]), own)
    return ReleasePair(*members, None, None, about)
