"""What the values of a release say about its cluster, and whether two releases are for different clusters."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.charts.keys import API_SERVER, CLUSTER_ID
from liqo_values.liqo import cidrs
from liqo_values.model.locations import top_file
from liqo_values.model.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from liqo_values.charts.target import TargetChart
    from liqo_values.liqo.cidrs import Range
    from liqo_values.liqo.mode import Mode
    from liqo_values.model.findings import Label, Suppression
    from liqo_values.model.nodes import Path
    from liqo_values.values.provenance import Values
    from liqo_values.values.release_inputs import Destination


class Written(NamedTuple):
    """A text in the values.

    Attributes:
        text: The text.
        path: Its path.
        place: Where it is written.
    """

    text: str
    path: Path
    place: Label

    def excerpt(self) -> Written:
        """Return the same without the text around the place."""
        return self._replace(place=self.place.excerpt())


class PodRange(NamedTuple):
    """A pod CIDR of a cluster, and where it is written."""

    cidr: Range
    place: Label


class Cluster(Record):
    """A cluster, as one release describes it.

    Attributes:
        release: The name of the release in reports, with its file.
        name: The same without the file; empty if its layers name it.
        home: Its topmost file; empty if it has none.
        chart: The target chart.
        mode: The mode of the release.
        cluster_id: The cluster ID; None if it is empty or not known.
        api_server: The address of its API server; None if it is empty or not known.
        pods: The pod CIDRs in the values.
        destination: The cluster that the manifest names; None if it names none.
        suppressions: What comments suppress, by the code of the rule and the place.
    """

    __slots__ = (
        "api_server",
        "chart",
        "cluster_id",
        "destination",
        "home",
        "mode",
        "name",
        "pods",
        "release",
        "suppressions",
    )

    def __init__(  # noqa: PLR0913 - one argument per attribute
        self,
        *,
        release: str,
        home: str,
        chart: TargetChart,
        mode: Mode,
        cluster_id: Written | None = None,
        api_server: Written | None = None,
        pods: tuple[PodRange, ...] = (),
        destination: Destination | None = None,
        suppressions: Mapping[tuple[str, str], Suppression] | None = None,
        name: str = "",
    ) -> None:
        self.release = release
        self.name = name
        self.home = home
        self.chart = chart
        self.mode = mode
        self.cluster_id = cluster_id
        self.api_server = api_server
        self.pods = pods
        self.destination = destination
        self.suppressions: Mapping[tuple[str, str], Suppression] = suppressions or {}

    def excerpt(self) -> Cluster:
        """Return the same without the texts around the places."""
        return self.replace(
            mode=self.mode.excerpt(),
            cluster_id=self.cluster_id and self.cluster_id.excerpt(),
            api_server=self.api_server and self.api_server.excerpt(),
            pods=tuple(one._replace(place=one.place.excerpt()) for one in self.pods),
            destination=self.destination and self.destination._replace(place=self.destination.place.excerpt()),
        )

    @property
    def places(self) -> list[Label]:
        """The places in the files that findings can point to."""
        written = [one.place for one in (self.cluster_id, self.api_server) if one is not None]
        facts = (self.mode.networking, self.mode.reflection, *self.mode.templates.values())
        return [*written, *(one.place for one in self.pods), *(fact.decided_by for fact in facts)]

    @property
    def names(self) -> list[str]:
        """What it is called: its ID, and the name in the manifest."""
        ids = [self.cluster_id.text] if self.cluster_id is not None else []
        return [*ids, *names_of(None, self.destination)]

    @property
    def cidrs(self) -> frozenset[str]:
        """Its pod CIDRs."""
        return frozenset(str(one.cidr.network) for one in self.pods)

    @property
    def traits(self) -> tuple[object, ...]:
        """What clusters are told apart by, apart from their ID."""
        return self.destination and self.destination[:2], self.api_server and self.api_server.text, self.cidrs

    @property
    def passes_ips(self) -> bool:
        """Whether its values are those of external-network: the IPs of remote pods are shown as they are."""
        return self.mode.networking.value is False and self.mode.reflection.value is True


def names_of(cluster: Cluster | None, destination: Destination | None) -> list[str]:
    """Return what the cluster of a release is called; of releases before 1.0, only the manifest is read for that."""
    if cluster is not None:
        return cluster.names
    return [destination.name] if destination is not None else []


def of_release(
    name: str, layers: Sequence[str], chart: TargetChart, mode: Mode, values: Values, destination: Destination | None
) -> Cluster:
    """Read what a release says about its cluster; only what is written in its files counts.

    Args:
        name: The name of the release; empty if its layers name it.
        layers: Its layers, lowest first.
        chart: The target chart.
        mode: The mode.
        values: The values.
        destination: The cluster that its manifest names.
    """
    home = top_file(layers) or ""
    own = home or " + ".join(layers)
    ranges = [one for one in cidrs.pods(values) if values.doubt(one.path) is None]
    pods = [PodRange(one, values.label(one.path, f"`{one.text}`")) for one in ranges]
    return Cluster(
        release=f"{name} ({own})" if name and own not in name else name or own,
        name=name,
        home=home,
        chart=chart,
        mode=mode,
        cluster_id=_written(values, CLUSTER_ID),
        api_server=_written(values, API_SERVER),
        pods=tuple(one for one in pods if one.place.span is not None),
        destination=destination,
    )


def _written(values: Values, path: Path) -> Written | None:
    """Return a text in the values; None if there is none, or if other layers may change it."""
    value = values.get(*path)
    if not isinstance(value, str) or not value:
        return None
    if values.unknown(path) is not None or values.doubt(path) is not None:
        return None
    place = values.label(path, f"`{value}`")
    return Written(value, path, place) if place.span is not None else None


def without_templates(cluster: Cluster) -> Cluster:
    """Return the same without the texts that a template decides."""
    from liqo_values.parsing.placeholders import has_template  # noqa: PLC0415 - a run with one release does not need it

    def written(text: Written | None) -> Written | None:
        return None if text is None or has_template(text.text) else text

    cluster_id, api_server = written(cluster.cluster_id), written(cluster.api_server)
    if cluster_id is cluster.cluster_id and api_server is cluster.api_server:
        return cluster
    return cluster.replace(cluster_id=cluster_id, api_server=api_server)


def told_apart(one: Cluster, other: Cluster) -> tuple[Label, ...] | None:
    """Return the places that show that two releases are for different clusters, whatever their IDs.

    Empty if they show that it is the same cluster; None if they show neither.
    """
    first, second = one.destination, other.destination
    if first is not None and second is not None and first.kind == second.kind:
        return () if first.name == second.name else (first.place, second.place)
    if one.api_server is not None and other.api_server is not None:
        here, there = one.api_server, other.api_server
        return () if here.text == there.text else (here.place, there.place)
    return None


def pods_differ(one: Cluster, other: Cluster) -> tuple[Label, ...]:
    """Return the pod CIDRs of two clusters if none of them overlap, as those of one cluster would."""
    if not one.pods or not other.pods or any(a.cidr.overlaps(b.cidr) for a in one.pods for b in other.pods):
        return ()
    return one.pods[0].place, other.pods[0].place


def are_different(one: Cluster, other: Cluster) -> bool:
    """Return whether two releases are certainly for different clusters."""
    shown = told_apart(one, other)
    if shown is not None:
        return bool(shown)
    return one.cluster_id is not None and other.cluster_id is not None and one.cluster_id.text != other.cluster_id.text


class Clusters:
    """All clusters of a run, each as its release describes it.

    Args:
        clusters: The clusters, one for each release.

    Attributes:
        all: The same, in an order that does not depend on that of the files.
    """

    def __init__(self, clusters: Sequence[Cluster]) -> None:
        self.all = sorted(clusters, key=lambda one: (one.home, one.release))
        self._positions = {id(one): number for number, one in enumerate(self.all)}

    def before(self, one: Cluster, other: Cluster) -> bool:
        """Return whether a cluster comes before another one, whose finding names it."""
        return self._positions[id(one)] < self._positions[id(other)]

    def with_same_id(self, own: Cluster) -> list[Cluster]:
        """Return the clusters with the same ID that come before, one of those that are described alike."""
        if own.cluster_id is None:
            return []
        return [one for one in self._by_id[own.cluster_id.text] if self.before(one, own)]

    @cached_property
    def _by_id(self) -> dict[str, list[Cluster]]:
        found: dict[str, dict[tuple[object, ...], Cluster]] = {}
        for one in self.all:
            if one.cluster_id is not None:
                found.setdefault(one.cluster_id.text, {}).setdefault(one.traits, one)
        return {name: list(alike.values()) for name, alike in found.items()}

    def overlapping(self, own: Cluster, mine: PodRange) -> tuple[Cluster, PodRange] | None:
        """Return the first cluster before that overlaps a pod CIDR, if the IPs of both are passed unchanged."""
        for other, theirs in self._passing:
            if self.before(other, own) and mine.cidr.overlaps(theirs.cidr) and are_different(own, other):
                return other, theirs
        return None

    @cached_property
    def _passing(self) -> list[tuple[Cluster, PodRange]]:
        """The pod CIDRs of all clusters in external-network, one of those that are described alike."""
        found: dict[tuple[object, ...], tuple[Cluster, PodRange]] = {}
        for one in self.all:
            for pods in one.pods if one.passes_ips else ():
                key = (one.cluster_id and one.cluster_id.text, one.traits, pods.cidr.network)
                found.setdefault(key, (one, pods))
        return list(found.values())
