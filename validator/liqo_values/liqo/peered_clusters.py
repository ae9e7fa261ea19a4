"""Which clusters are peered with each other according to the project file, and what that means for both."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.liqo.mode import FACTS
from liqo_values.liqo.options_templates import DEFAULT_TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from liqo_values.liqo.clusters import Cluster
    from liqo_values.liqo.mode import Fact, ModeName
    from liqo_values.model.findings import Label


class ClusterName(NamedTuple):
    """The name of a cluster in the project file.

    Attributes:
        text: The name: the cluster ID, the name of the release in reports, its topmost file, or that in its manifest.
        file: The same as the path of a file, as reports write it.
        place: Where it is written.
    """

    text: str
    file: str
    place: Label


class Peering(NamedTuple):
    """A peering that the project file states.

    Attributes:
        consumer: The cluster whose pods are offloaded.
        provider: The cluster that runs them.
        places: The places of the keys that are written.
        networking: Whether Liqo connects the networks of the two clusters; None if it is not stated.
        options_template: The options template of its virtual nodes; empty for the default one.
        services_across: Whether pods of both clusters are to reach each other by Service.
    """

    consumer: ClusterName
    provider: ClusterName
    places: Mapping[str, Label]
    networking: bool | None = None
    options_template: str = ""
    services_across: bool = False

    def at(self, key: str, text: str) -> Label:
        """Return the place of a key; that of the consumer if the key is not written."""
        return self.places.get(key, self.consumer.place).replace(text=text)


class Pair(NamedTuple):
    """Two peered clusters.

    Attributes:
        peering: The peering.
        consumer: The cluster whose pods are offloaded.
        provider: The cluster that runs them.
        network: The peering that states whether the two have a network, which both directions use. It may be the one in
            the other direction; if none states it, it is the same as ``peering``.
    """

    peering: Peering
    consumer: Cluster
    provider: Cluster
    network: Peering

    @property
    def lacks_template(self) -> bool:
        """Whether the values of the consumer have options templates, but not that of the peering."""
        templates, own = self.consumer.mode.templates, self.peering.options_template
        return bool(templates) and own not in ("", DEFAULT_TEMPLATE, *templates)

    @property
    def reflection(self) -> Fact | None:
        """Whether the consumer reflects IPs in this peering; None if nothing is known about its options template."""
        template = self.peering.options_template
        if template in ("", DEFAULT_TEMPLATE):
            return self.consumer.mode.reflection
        return self.consumer.mode.templates.get(template)

    @property
    def has_network(self) -> bool | None:
        """Whether Liqo connects their networks; None if it is undecided, or stated and impossible."""
        modules = {one.mode.networking.value for one in (self.consumer, self.provider)}
        if self.network.networking is False or (self.network.networking is None and modules == {False}):
            return False
        return True if modules == {True} else None

    @property
    def mode(self) -> ModeName | None:
        """What the two facts are in this peering; None if one of them is undecided."""
        facts = (self.has_network, self.reflection and self.reflection.value)
        return next((name for name, known in FACTS.items() if known == facts), None)

    @property
    def passes_ips(self) -> bool:
        """Whether the IPs of pods are passed to the other cluster as they are: reflected, and not remapped."""
        return self.has_network is False and self.reflection is not None and self.reflection.value is True

    def name_of(self, cluster: Cluster) -> str:
        """Return what the project file calls one of the two."""
        return (self.peering.consumer if cluster is self.consumer else self.peering.provider).text

    def across_from(self, cluster: Cluster) -> Cluster:
        """Return the other one of the two."""
        return self.provider if cluster is self.consumer else self.consumer


class PeeredClusters:
    """The clusters of a run, and the peerings between them.

    Args:
        peerings: The peerings in the project file.
        clusters: The clusters.
    """

    def __init__(self, peerings: Sequence[Peering], clusters: Sequence[Cluster]) -> None:
        self._by_id: dict[str, list[Cluster]] = {}
        self._by_release: dict[str, list[Cluster]] = {}
        self._by_file: dict[str, list[Cluster]] = {}
        self._by_destination: dict[str, list[Cluster]] = {}
        for one in clusters:
            if one.cluster_id is not None:
                self._by_id.setdefault(one.cluster_id.text, []).append(one)
            self._by_release.setdefault(one.name, []).append(one)
            self._by_file.setdefault(one.home, []).append(one)
            if one.destination is not None:
                self._by_destination.setdefault(one.destination.name, []).append(one)
        self._networks: dict[frozenset[int], Peering] = {}
        for peering in sorted(peerings, key=lambda one: not one.networking):
            if peering.networking is not None:
                self._networks.setdefault(self._between(peering), peering)
        self.pairs = [pair for peering in peerings for pair in self.pairs_of(peering)]
        self._of_cluster: dict[int, list[Pair]] = {}
        for pair in self.pairs:
            for one in (pair.consumer, pair.provider):
                self._of_cluster.setdefault(id(one), []).append(pair)

    def called(self, name: ClusterName) -> Sequence[Cluster]:
        """Return the clusters with a name; several releases may describe the same cluster."""
        found = self._by_id.get(name.text) or self._by_release.get(name.text) or self._by_file.get(name.file)
        return found or self._by_destination.get(name.text) or ()

    def pairs_of(self, peering: Peering) -> list[Pair]:
        """Return the pairs of a peering: each release of the consumer and of the provider is in one of them."""
        consumers, providers = self.called(peering.consumer), self.called(peering.provider)
        found = [(one, other) for one in consumers for other in providers[:1]]
        found += [(one, other) for one in consumers[:1] for other in providers[1:]]
        network = self._networks.get(self._between(peering), peering)
        return [Pair(peering, one, other, network) for one, other in found if one is not other]

    def _between(self, peering: Peering) -> frozenset[int]:
        """Return what is the same for all peerings of two clusters, in whatever direction."""
        return frozenset(id(one) for name in (peering.consumer, peering.provider) for one in self.called(name)[:1])

    def pairs_with(self, cluster: Cluster) -> Sequence[Pair]:
        """Return the pairs that a cluster is in."""
        return self._of_cluster.get(id(cluster), ())


def names(clusters: Sequence[Cluster]) -> list[str]:
    """Return a name for each cluster: its ID, else that in its manifest, that of its release, or its topmost file."""
    return list(dict.fromkeys(next(iter(one.names), "") or one.name or one.home for one in clusters))
