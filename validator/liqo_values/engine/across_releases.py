"""Applies the rules about several releases, after all releases of a run have been checked.

Each release keeps what it says about its cluster, and what the comments in its files suppress. The finding about two
releases belongs to the one whose value it points to first, and names the other. If it points to the project file,
comments there can suppress it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.engine.fingerprints import signed
from liqo_values.liqo import clusters, options_templates
from liqo_values.liqo.program_args import Arguments
from liqo_values.model.findings import Finding, Label, Severity
from liqo_values.model.locations import where
from liqo_values.rules.context import Context
from liqo_values.values.provenance import Values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from liqo_values.engine.result import CheckResult
    from liqo_values.liqo.clusters import Cluster
    from liqo_values.liqo.peered_clusters import PeeredClusters, Peering
    from liqo_values.model.findings import Suppression
    from liqo_values.suppressions.parse_comments import Ignore


def suppressions(places: Sequence[Label], ignores: Sequence[Ignore]) -> dict[tuple[str, str], Suppression]:
    """Return what comments suppress of the rules about several releases, by the code and the place.

    Args:
        places: The places in the files of a release that findings can point to.
        ignores: The comments for these rules.
    """
    from liqo_values.suppressions.apply_comments import apply  # noqa: PLC0415 - few files have such comments

    possible = [
        Finding(code, "", Severity.WARNING, "", (), place, (), "")
        for code in dict.fromkeys(ignore.code for ignore in ignores)
        for place in places
    ]
    suppressed = apply(possible, ignores).suppressed
    return {(one.code, where(one.primary)): one.suppression for one in suppressed if one.suppression is not None}


def compare(
    results: Sequence[CheckResult],
    peerings: Sequence[Peering] = (),
    by_project: Mapping[tuple[str, str], Suppression] | None = None,
) -> list[CheckResult]:
    """Add the findings about several releases to the results.

    Args:
        results: The results.
        peerings: The peerings in the project file.
        by_project: What comments in the project file suppress, by the code and the place.
    """
    if sum(result.cluster is not None for result in results) < 2:  # noqa: PLR2004 - it takes two
        return list(results)
    known = list(map(_without_templates, results))
    everything = clusters.Clusters([result.cluster for result in known if result.cluster is not None])
    peered = _peered(peerings, everything) if peerings else None
    return [_with_findings(result, everything, peered, by_project or {}) for result in known]


def compare_some(
    results: Sequence[CheckResult],
    others: Sequence[CheckResult],
    peerings: Sequence[Peering],
    by_project: Mapping[tuple[str, str], Suppression] | None = None,
) -> tuple[list[CheckResult], list[CheckResult]]:
    """Do the same for some results of a run, whatever the number of the others.

    Args:
        results: The results.
        others: The other results of the run, without findings.
        peerings: The peerings in the project file.
        by_project: What comments in the project file suppress, by the code and the place.

    Returns:
        The results with all findings, and the others that have findings about one of them, with only these.
    """
    known, rest = (list(map(_without_templates, some)) for some in (results, others))
    own = [result.cluster for result in known if result.cluster is not None]
    everything = clusters.Clusters([*own, *(result.cluster for result in rest if result.cluster is not None)])
    peered = _peered(peerings, everything)
    partners = {id(pair.across_from(one)) for one in own for pair in peered.pairs_with(one)}
    ids, names = {one.cluster_id.text for one in own if one.cluster_id is not None}, {one.release for one in own}
    about = []
    for result in rest:
        cluster = result.cluster
        if cluster is None or (
            id(cluster) not in partners and (cluster.cluster_id and cluster.cluster_id.text) not in ids
        ):
            continue
        found = _with_findings(result, everything, peered, by_project or {}).findings
        about.append(result.replace(findings=tuple(one for one in found if one.partner in names)))
    compared = [_with_findings(result, everything, peered, by_project or {}) for result in known]
    return compared, [result for result in about if result.findings]


def _without_templates(result: CheckResult) -> CheckResult:
    if result.cluster is None:
        return result
    cluster = clusters.without_templates(result.cluster)
    return result if cluster is result.cluster else result.replace(cluster=cluster)


def _peered(peerings: Sequence[Peering], everything: clusters.Clusters) -> PeeredClusters:
    from liqo_values.liqo.peered_clusters import PeeredClusters  # noqa: PLC0415 - few projects state peerings

    return PeeredClusters(peerings, everything.all)


def _with_findings(
    result: CheckResult,
    everything: clusters.Clusters,
    peered: PeeredClusters | None,
    by_project: Mapping[tuple[str, str], Suppression],
) -> CheckResult:
    if result.cluster is None:
        return result
    found = _found(result.cluster, everything, peered)
    if not found:
        return result
    by_place = {**result.cluster.suppressions, **by_project}
    findings = [_suppressed(one, by_place) for one in signed(found, result.layers, result.cluster.release)]
    return result.replace(
        findings=(*result.findings, *(one for one in findings if one.suppression is None)),
        suppressed=(*result.suppressed, *(one for one in findings if one.suppression is not None)),
    )


def _found(own: Cluster, everything: clusters.Clusters, peered: PeeredClusters | None) -> list[Finding]:
    from liqo_values.rules.registry import of_releases  # noqa: PLC0415 - a run with one release does not need them

    values = Values({})
    context = Context(values, own.chart, (), options_templates.default(values, lambda _: Arguments()))
    context.cluster_of, context.clusters = own, everything
    context.pairs = None if peered is None else peered.pairs_with(own)
    return [finding for rule in of_releases() if rule.is_about(own.chart) for finding in rule.findings(context)]


def _suppressed(finding: Finding, by_place: Mapping[tuple[str, str], Suppression]) -> Finding:
    """Apply the comments; none suppresses an error."""
    found = by_place.get((finding.code, where(finding.primary)))
    return finding if finding.severity is Severity.ERROR else finding.replace(suppression=found)
