"""Corrects results after all releases of a run have been checked."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, TypeAlias

from liqo_values.model.findings import with_followers
from liqo_values.rules.registry import by_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from liqo_values.engine.result import CheckResult
    from liqo_values.model.findings import Finding, Fingerprint

#: What distinguishes findings with the same fingerprint: place and message.
Identity: TypeAlias = tuple[str, int, str]


def identity(finding: Finding) -> Identity:
    """Return what identifies a finding in all releases that share its file."""
    span = finding.primary.span
    return finding.primary.layer, span.start if span else -1, finding.message


def settle(results: Sequence[CheckResult]) -> list[CheckResult]:
    """Correct results that depend on the other releases of a run.

    A comment is not unused if another release that shares its file uses it. Findings of several releases in one file
    get different fingerprints, except those in a layer that releases share.
    """
    return _numbered(_without_used_comments(results)) if len(results) > 1 else list(results)


def _without_used_comments(results: Sequence[CheckResult]) -> list[CheckResult]:
    found = (finding for result in results for finding in result.findings)
    unused = Counter(identity(finding) for finding in found if by_code(finding.code).in_all_releases)
    sharing = Counter(name for result in results for name in result.layers)

    def is_kept(finding: Finding) -> bool:
        return not by_code(finding.code).in_all_releases or unused[identity(finding)] == sharing.get(
            finding.primary.layer, 1
        )

    return [result.replace(findings=tuple(filter(is_kept, result.findings))) for result in results]


def _numbered(results: Sequence[CheckResult]) -> list[CheckResult]:
    ordinals: defaultdict[Fingerprint, dict[tuple[Identity, int], int]] = defaultdict(dict)
    settled = []
    for result in results:
        seen: Counter[tuple[Fingerprint, Identity]] = Counter()
        numbers: dict[Fingerprint, Fingerprint] = {}  # from unique in the release to unique in the run
        found = with_followers((*result.findings, *result.suppressed))
        for finding in sorted(found, key=lambda one: one.fingerprint.ordinal):
            kind, same = finding.fingerprint.replace(ordinal=0), identity(finding)
            of_kind = ordinals[kind]
            ordinal = of_kind.setdefault((same, seen[kind, same]), len(of_kind))
            seen[kind, same] += 1
            numbers[finding.fingerprint] = kind.replace(ordinal=ordinal)
        settled.append(
            result.replace(
                findings=_renumbered(result.findings, numbers),
                suppressed=_renumbered(result.suppressed, numbers),
            )
        )
    return settled


def _renumbered(findings: Iterable[Finding], numbers: Mapping[Fingerprint, Fingerprint]) -> tuple[Finding, ...]:
    return tuple(
        one.replace(fingerprint=numbers[one.fingerprint], follows=_renumbered(one.follows, numbers)) for one in findings
    )
