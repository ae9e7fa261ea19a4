"""What only shows when the releases of a run are looked at together."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, TypeAlias

from liqo_values.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.engine.result import CheckResult
    from liqo_values.model.findings import Finding, Fingerprint

#: What tells a finding from others with the same fingerprint: its place, and what it says.
Identity: TypeAlias = tuple[str, int, str]


def identity(finding: Finding) -> Identity:
    """Return what a finding has in common with itself in another release that shares the file."""
    span = finding.primary.span
    return finding.primary.layer, span.start if span else -1, finding.message


def settle(results: Sequence[CheckResult]) -> list[CheckResult]:
    """Correct what was said about each release without knowing of the others.

    A comment is not unused where another release that shares its file has a use for it. Findings of several releases
    in one file differ in their fingerprints, but for those of a layer that releases share.
    """
    return _numbered(_without_useful_comments(results)) if len(results) > 1 else list(results)


def _without_useful_comments(results: Sequence[CheckResult]) -> list[CheckResult]:
    found = (finding for result in results for finding in result.findings)
    unused = Counter(identity(finding) for finding in found if BY_CODE[finding.code].in_all_releases)
    sharing = Counter(name for result in results for name in result.layers)

    def stands(finding: Finding) -> bool:
        return not BY_CODE[finding.code].in_all_releases or unused[identity(finding)] == sharing.get(
            finding.primary.layer, 1
        )

    return [result.replace(findings=tuple(filter(stands, result.findings))) for result in results]


def _numbered(results: Sequence[CheckResult]) -> list[CheckResult]:
    ordinals: defaultdict[Fingerprint, dict[tuple[Identity, int], int]] = defaultdict(dict)
    settled = []
    for result in results:
        seen: Counter[tuple[Fingerprint, Identity]] = Counter()
        numbers: dict[Fingerprint, Fingerprint] = {}  # from what is unique in the release to what is in the run
        for finding in sorted((*result.findings, *result.suppressed), key=lambda one: one.fingerprint.ordinal):
            kind, same = finding.fingerprint.replace(ordinal=0), identity(finding)
            of_kind = ordinals[kind]
            ordinal = of_kind.setdefault((same, seen[kind, same]), len(of_kind))
            seen[kind, same] += 1
            numbers[finding.fingerprint] = kind.replace(ordinal=ordinal)
        settled.append(
            result.replace(
                findings=tuple(one.replace(fingerprint=numbers[one.fingerprint]) for one in result.findings),
                suppressed=tuple(one.replace(fingerprint=numbers[one.fingerprint]) for one in result.suppressed),
            )
        )
    return settled
