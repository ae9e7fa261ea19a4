"""Diagnoses a cluster: what is installed, what is in effect, and what follows from the difference."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.charts.keys import CLUSTER_ID
from liqo_values.cluster import installed_chart
from liqo_values.cluster.cluster_view import ClusterView, Revision
from liqo_values.cluster.helm_storage import history
from liqo_values.cluster.liqo_programs import find_manager
from liqo_values.engine.check import judge
from liqo_values.engine.fingerprints import signed
from liqo_values.liqo import options_templates
from liqo_values.liqo.program_args import Arguments
from liqo_values.model.errors import InputError
from liqo_values.model.findings import Severity
from liqo_values.model.layers import Layer, LayerKind
from liqo_values.model.nodes import plain
from liqo_values.model.source_text import Source
from liqo_values.parsing import yaml
from liqo_values.rules.context import Context
from liqo_values.rules.registry import by_code, of_clusters
from liqo_values.values.expectation import of_cluster
from liqo_values.values.release_inputs import Given, Piece

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from liqo_values.charts.selection import Selected
    from liqo_values.cluster.helm_storage import StoredRelease
    from liqo_values.cluster.snapshot import Snapshot, Unseen
    from liqo_values.engine.result import CheckResult
    from liqo_values.model.findings import Finding
    from liqo_values.values.expectation import Expectation


class NotPermittedError(InputError):
    """The user may not read anything of Liqo."""


class Diagnosis(NamedTuple):
    """What is known about a cluster.

    Attributes:
        view: What the cluster shows.
        chart: The chart that is installed, and how that was found out.
        result: The check of the values of the release; None if they are not known.
        given: The check of the files that the user gave; None if there are none.
        findings: The findings, without those that follow from others.
    """

    view: ClusterView
    chart: Selected
    result: CheckResult | None
    given: CheckResult | None
    findings: Sequence[Finding]

    def reaches(self, threshold: Severity) -> bool:
        """Return whether any finding is at least as severe."""
        return any(finding.severity.at_least(threshold) for finding in self.findings)


def diagnose(
    snapshot: Snapshot,
    given: Given | None = None,
    *,
    chart: Selected | None = None,
    expectations: Sequence[Expectation] = (),
) -> Diagnosis:
    """Diagnose a cluster.

    Args:
        snapshot: What was read from it.
        given: The values of the release in the user's files; None if there are none.
        chart: The chart that the user names; None to take the one that the cluster shows.
        expectations: The modes that may be expected of it.

    Raises:
        InputError: Liqo is not in this cluster, or a file cannot be read.
    """
    manager = find_manager(snapshot)
    stored = history(snapshot.objects)
    _check_installed(snapshot, installed=bool(manager or stored))
    found = chart or _chart(stored, snapshot)
    results = [_judged(one, found) for one in stored]
    files = judge(given._replace(**found.fields())) if given is not None else None
    revisions = [Revision(one, result.mode) for one, result in zip(stored, results, strict=True)]
    view = ClusterView(snapshot, found.chart, revisions, files.mode if files is not None else None)
    current = next((result for one, result in zip(revisions, results, strict=True) if one is view.current), None)
    decided = files if files is not None and view.decided is files.mode else current
    view.values = decided.values if decided is not None else None
    expectations = of_cluster(expectations, _names(view))
    return Diagnosis(view, found, current or files, files, _findings(view, decided, expectations))


def _names(view: ClusterView) -> list[str]:
    """Return what a cluster is called: its context, and the cluster ID in the values."""
    cluster_id = view.values.get(*CLUSTER_ID) if view.values is not None else None
    return [name for name in (view.snapshot.context, cluster_id) if isinstance(name, str) and name]


def _check_installed(snapshot: Snapshot, *, installed: bool) -> None:
    """Make sure that there is something to diagnose.

    Raises:
        InputError: there is not.
    """
    if installed or any(snapshot.of_kind("ForeignCluster")) or any(snapshot.of_kind("VirtualNode")):
        return
    where = f"in the namespace `{snapshot.namespace}` of `{snapshot.context}`"
    forbidden = [one for one in snapshot.unseen if one.forbidden]
    if forbidden:
        kinds = "1 kind of objects is" if len(forbidden) == 1 else f"{len(forbidden)} kinds of objects are"
        message = f"nothing of Liqo can be seen {where}: {kinds} forbidden"
        raise NotPermittedError(message, f"{_permissions(forbidden)}; if Liqo has another namespace, add --namespace")
    if snapshot.unseen:
        message = f"nothing of Liqo can be seen {where}: {snapshot.unseen[0].reason}"
        raise InputError(message, f"try `kubectl get {snapshot.unseen[0].argument}`")
    advice = "name its namespace with --namespace, or another cluster with --context"
    message = f"Liqo is not installed {where}: there is no release, no controller manager and no peering"
    raise InputError(message, advice)


def _permissions(forbidden: Sequence[Unseen]) -> str:
    """Say which permissions are missing."""
    needed: dict[str, list[str]] = {}
    for one in forbidden:
        where = f"in the namespace `{one.namespace}`" if one.namespace else "in all namespaces"
        needed.setdefault(where, []).append(one.argument)
    lists = (f"{', '.join(dict.fromkeys(arguments))} {where}" for where, arguments in sorted(needed.items()))
    return f"you need the permission to `list` {'; '.join(lists)}"


def _chart(stored: Sequence[StoredRelease], snapshot: Snapshot) -> Selected:
    manager = find_manager(snapshot)
    if stored:
        return installed_chart.of_release(stored[-1], manager)
    return installed_chart.of_labels(manager) or installed_chart.unknown()


def _judged(stored: StoredRelease, chart: Selected) -> CheckResult:
    """Check the values of a revision; places in them are lines of what ``helm get values`` prints."""
    source = Source(stored.command, _written(stored))
    parsed = yaml.parse(source)
    piece = Piece(Layer(LayerKind.FILE, source.name, source), parsed.root, parsed.diagnostics)
    return judge(Given([piece], ignores=False, name=f"release {stored.name}", **chart.fields()))


def _written(stored: StoredRelease) -> str:
    """Write values as ``helm get values --output yaml`` does; as JSON if that would not read back the same."""
    from yaml import safe_dump  # noqa: PLC0415 - only `doctor` writes values of a cluster

    values = dict(stored.values)
    text: str = safe_dump(values, allow_unicode=True)
    same = plain(yaml.parse(Source("", text)).root) == values
    return text if same else json.dumps(values, indent=2, sort_keys=True)


def _findings(view: ClusterView, decided: CheckResult | None, expectations: Sequence[Expectation]) -> list[Finding]:
    """Apply the rules, and put findings under their causes."""
    context = _context(view, decided)
    context.expectations = expectations
    found = [finding for rule in of_clusters() for finding in rule.findings(context)]
    named: dict[tuple[str, str], list[tuple[int, Finding]]] = {}
    for number, finding in enumerate(found):
        for name in _objects(finding):
            named.setdefault((finding.code, name), []).append((number, finding))
    below: dict[int, list[Finding]] = {}
    roots = [finding for finding in found if not _is_below(finding, named, below)]
    tied = [root.followed_by(_all_below(root, below)) if id(root) in below else root for root in roots]
    order = list(Severity)
    tied.sort(key=lambda finding: order.index(finding.severity))
    return signed(tied, [])


def _context(view: ClusterView, decided: CheckResult | None) -> Context:
    values = decided.values if decided is not None else judge(Given(chart=view.chart)).values
    context = Context(values, view.chart, (), options_templates.default(values, lambda _: Arguments()))
    context.live = view
    return context


def _is_below(
    finding: Finding, named: Mapping[tuple[str, str], Sequence[tuple[int, Finding]]], below: dict[int, list[Finding]]
) -> bool:
    """Put a finding under the first finding that may be its cause and names the same object."""
    objects = _objects(finding)
    for code in by_code(finding.code).causes:
        causes = [named[code, name][0] for name in objects if (code, name) in named]
        if causes:
            _, first = min(causes, key=lambda one: one[0])
            below.setdefault(id(first), []).append(finding)
            return True
    return False


def _objects(finding: Finding) -> set[str]:
    return {place.layer for place in (finding.primary, *finding.related) if place.span is None}


def _all_below(root: Finding, below: dict[int, list[Finding]]) -> list[Finding]:
    return [one for finding in below.get(id(root), ()) for one in (finding, *_all_below(finding, below))]
