"""Fingerprints: what makes a finding the same one in the next run.

They are made of the rule, the file and the value's path, never of lines: what is written above a finding does not
matter. SARIF, GitLab and the baseline know findings again by them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from liqo_values.model.findings import Finding, Fingerprint
from liqo_values.model.locations import file_of, top_file
from liqo_values.model.nodes import dotted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def signed(findings: Iterable[Finding], layers: Sequence[str]) -> list[Finding]:
    """Give the findings of one release, in their order, their fingerprints.

    Args:
        findings: The findings.
        layers: The layers of the release, lowest first, without the chart's defaults.
    """
    topmost = top_file(layers) or (layers[-1] if layers else "")
    seen: Counter[Fingerprint] = Counter()
    result = []
    for finding in findings:
        first = Fingerprint(file_of(finding.primary) or topmost, finding.code, _subject(finding))
        result.append(finding.replace(fingerprint=first.replace(ordinal=seen[first])))
        seen[first] += 1
    return result


def _subject(finding: Finding) -> str:
    if finding.path or finding.primary.span is None:
        return dotted(finding.path)
    return finding.primary.span.text
