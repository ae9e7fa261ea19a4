"""The statements of a diagnosis, for all reports: what is installed, and what is in effect.

Every statement names the objects that it was read from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.cluster.helm_storage import CONFIG_MAP, other_releases
from liqo_values.model.findings import Label, Severity, with_followers
from liqo_values.reports.text import summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from liqo_values.cluster.cluster_object import ClusterObject
    from liqo_values.cluster.cluster_view import ClusterView
    from liqo_values.cluster.virtual_nodes import LiveNode, Tenant
    from liqo_values.engine.diagnosis import Diagnosis
    from liqo_values.engine.result import CheckResult
    from liqo_values.liqo.mode import Fact, Mode
    from liqo_values.model.findings import Finding


#: The most findings about the values to name; more are counted.
_NAMED = 3


#: The objects in which Helm can store releases, with their names for kubectl.
_HOLDERS = {"Secrets": "secrets", "ConfigMaps": "configmaps"}


class Statement(NamedTuple):
    """One statement.

    Attributes:
        about: What it is about, as in JSON: ``release``, ``virtual-node`` and so on.
        name: Which one; empty if there is only one.
        text: What it says.
        places: The objects and values that it was read from.
        codes: The findings about it.
    """

    about: str
    name: str
    text: str
    places: tuple[Label, ...]
    codes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What it is about, for people."""
        return f"{self.about.replace('-', ' ')} {self.name}".strip()


class _Codes:
    """The codes of findings, by the objects that they name."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._codes: list[str] = []
        self._primary: dict[str, list[int]] = {}
        self._related: dict[str, list[int]] = {}
        for number, one in enumerate(findings):
            self._codes.append(one.code)
            self._primary.setdefault(one.primary.layer, []).append(number)
            for layer in {place.layer for place in one.related}:
                self._related.setdefault(layer, []).append(number)

    def of(self, places: Iterable[Label], objects: Iterable[ClusterObject]) -> tuple[str, ...]:
        """Return the codes of findings that begin at one of the places, or also name one of the objects."""
        numbers = {number for place in places if place.span is None for number in self._primary.get(place.layer, ())}
        numbers.update(number for one in objects for number in self._related.get(str(one), ()))
        return tuple(dict.fromkeys(self._codes[number] for number in sorted(numbers)))


def installed(diagnosis: Diagnosis) -> list[Statement]:
    """Return what is installed: the release, its chart, and the mode of its values."""
    view = diagnosis.view
    found = []
    if view.newest is not None:
        newest = view.newest
        when = f"{newest.deployed:%Y-%m-%d %H:%M:%S %Z}" if newest.deployed is not None else "an unknown time"
        text = (
            f"`{newest.name}` in the namespace `{newest.holder.namespace}`, revision {newest.revision}, "
            f"{newest.status} at {when}"
        )
        if newest.holder.kind == CONFIG_MAP:
            text += "; to see it, Helm needs `HELM_DRIVER=configmap`"
        places = [newest.holder.label("release")]
        writers = " and ".join(f"`{name}`" for name in newest.written_by)
        if writers:
            text += f"; written by {writers}"
            places.append(newest.holder.label(f"managedFields: {', '.join(newest.written_by)}"))
        found.append(Statement("release", "", text, tuple(places)))
        for other in other_releases(view.snapshot.objects, newest):
            words = f"{other.status}, revision {other.revision}; everything else here is about `{newest.name}`"
            found.append(Statement("other-release", other.name, words, (other.holder.label("release"),)))
    elif view.manager is not None:
        reason = (
            "there is none in Secrets and ConfigMaps: another tool, such as Argo CD, applied the objects, or Helm"
            " stores releases in an SQL database, which cannot be seen"
        )
        hidden = [name for name, argument in _HOLDERS.items() if not view.snapshot.saw(argument)]
        if hidden:
            reason = f"the {' and '.join(hidden)} in which Helm stores releases cannot be seen"
        found.append(Statement("release", "", reason, (view.manager.label("is there"),)))
    found.append(_chart(diagnosis))
    result = diagnosis.result
    if result is not None:
        found += _modes(result.mode, "in the values" if view.revisions else "in the files")
        found += _checked(result)
    return found


def _chart(diagnosis: Diagnosis) -> Statement:
    view = diagnosis.view
    places: tuple[Label, ...] = ()
    if view.newest is not None:
        places = (view.newest.holder.label(f"chart {view.newest.chart_name} {view.newest.chart_version}"),)
    elif view.manager is not None:
        places = (view.manager.label(f"helm.sh/chart: {view.manager.labels.get('helm.sh/chart', 'none')}"),)
    return Statement("chart", "", "; ".join((diagnosis.chart.chart.label, *diagnosis.chart.notes)), places)


def _modes(mode: Mode, where: str) -> Iterator[Statement]:
    facts = (mode.networking, mode.reflection)
    places = tuple(fact.decided_by for fact in facts)
    doubts = [fact.doubt for fact in facts if fact.doubt]
    words = f"the networking module is {facts[0].word} and IP reflection is {facts[1].word} {where}"
    yield Statement("mode", "", "; ".join((f"{mode.name or 'undecided'}: {words}", *doubts)), places)
    for name, fact in mode.templates.items():
        yield Statement("template-in-the-values", name, f"IP reflection {fact.word}", (fact.decided_by,))


def _checked(result: CheckResult) -> Iterator[Statement]:
    """Say what ``check`` reports about the values, if that is more than a notice: it may be the cause of everything."""
    findings = [one for one in result.findings if one.severity is not Severity.NOTICE]
    if findings:
        shown = findings[:_NAMED]
        more = [f"{len(findings) - _NAMED} more"] if len(findings) > _NAMED else []
        sentences = "; ".join([*(f"{one.code} {one.message}" for one in shown), *more])
        places = tuple(one.primary for one in shown)
        yield Statement("check-of-the-values", "", f"{summary(findings)}: {sentences}", places)


def in_effect(diagnosis: Diagnosis) -> list[Statement]:
    """Return what is in effect: the module, the default template, and each peering with its virtual nodes."""
    view, codes = diagnosis.view, _Codes(with_followers(diagnosis.findings))
    found = []
    if view.networking is not None:
        wanted = view.wanted.networking if view.wanted is not None else None
        text = f"{view.networking.word}{_compared(view.networking.value, wanted)}"
        found.append(_statement(codes, "networking-module", "", text, (view.networking.place,)))
    template = view.default_template
    if template is not None:
        seen = view.by_template(template)
        wanted = view.wanted.reflection if view.wanted is not None else None
        text = f"IP reflection {seen.word}{_compared(seen.value, wanted)}"
        found.append(_statement(codes, "default-template", "", text, (seen.place,)))
    tenants = {id(node): tenant for tenant in view.tenants for node in tenant.nodes}
    for peer in (*view.peers, None):
        if peer is not None:
            found.append(_peering(view, codes, peer))
        found += [_node(view, codes, node, tenants[id(node)]) for node in view.nodes_of(peer)]
    return found


def _compared(value: bool | None, wanted: Fact | None) -> str:
    if wanted is None or wanted.value is None or value is None:
        return ""
    return ", as in the values" if wanted.value is value else f", but {wanted.word} in the values"


def _peering(view: ClusterView, codes: _Codes, peer: ClusterObject) -> Statement:
    role = peer.text("status", "role") or "Unknown"
    network = peer.find("status", "modules", "networking", "enabled") is True
    namespace = view.tenant_of(peer)
    connections = view.in_namespace("Connection", namespace)
    states = [one.text("status", "value") or "no state" for one in connections]
    text = f"role {role}; "
    text += f"with a network ({', '.join(states) or 'no Connection'})" if network else "without a network of Liqo"
    api = peer.condition("APIServerStatus").text("status")
    text += f"; API server {api}" if api else ""
    places = (
        peer.label(f"status.role: {role}, modules.networking.enabled: {str(network).lower()}"),
        *(one.label(f"status.value: {state}") for one, state in zip(connections, states, strict=True)),
    )
    return _statement(codes, "peering", peer.name, text, places)


def _node(view: ClusterView, codes: _Codes, node: LiveNode, tenant: Tenant) -> Statement:
    wanted = view.wanted.reflection if view.wanted is not None and node.made_from_default else None
    parts = [f"IP reflection {node.running.word}{_compared(node.running.value, wanted)}"]
    places = [node.running.place]
    if not node.made_from_default:
        parts.append(f"created from the options template `{node.template_name}`")
        places.append(node.created_again.place)
    if node.kubernetes is not None:
        ready = node.kubernetes.condition("Ready").text("status") or "none"
        parts.append("ready" if ready == "True" else "not ready")
        places.append(node.kubernetes.label(f"condition Ready: {ready}"))
    if len(tenant.nodes) > 1 and tenant.leader is node and tenant.lease is not None:
        parts.append("leads")
        places.append(tenant.lease.label(f"holderIdentity: {tenant.lease.text('spec', 'holderIdentity')}"))
    return _statement(codes, "virtual-node", node.node.name, "; ".join(parts), tuple(places), node.node)


def _statement(
    codes: _Codes,
    about: str,
    name: str,
    text: str,
    places: tuple[Label, ...],
    *objects: ClusterObject,
) -> Statement:
    """Make a statement, with the codes of findings that name one of its objects."""
    return Statement(about, name, text, places, codes.of(places, objects))


def seen_and_unseen(diagnosis: Diagnosis) -> tuple[list[Finding], list[Finding]]:
    """Return the findings about what was seen, and those about what could not be seen."""
    snapshot = diagnosis.view.snapshot
    arguments = (*(one.argument for one in snapshot.unseen), *snapshot.absent, *snapshot.not_read)
    places = {f"kubectl get {argument}" for argument in arguments}
    hidden = [one for one in diagnosis.findings if one.primary.layer in places]
    return [one for one in diagnosis.findings if one.primary.layer not in places], hidden


def headline_of(diagnosis: Diagnosis) -> str:
    """Name the cluster and when it was read."""
    snapshot = diagnosis.view.snapshot
    return (
        f"{snapshot.context or 'the cluster'}, namespace {snapshot.namespace}, at {snapshot.time:%Y-%m-%d %H:%M:%S %Z}"
    )


def all_statements(diagnosis: Diagnosis) -> Sequence[tuple[str, list[Statement]]]:
    """Return the statements with the titles of their sections."""
    return (("Installed", installed(diagnosis)), ("In effect", in_effect(diagnosis)))
