"""Fingerprints identify a finding across runs.

They contain the rule, the file and the path of the value, but no line numbers, so that text above a finding does not
matter. If a finding is about two releases, they contain the names of both. SARIF, GitLab and baselines recognise
findings by them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from liqo_values.model.findings import Finding, Fingerprint
from liqo_values.model.locations import file_of, top_file
from liqo_values.model.nodes import dotted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def signed(findings: Iterable[Finding], layers: Sequence[str], release: str = "") -> list[Finding]:
    """Add fingerprints to the findings of one release, in their order.

    Args:
        findings: The findings.
        layers: The layers of the release, lowest first, without the chart's defaults.
        release: The name of the release in reports, for findings about two releases.
    """
    topmost = top_file(layers) or (layers[-1] if layers else "")
    seen: Counter[Fingerprint] = Counter()
    result = []
    for finding in findings:
        releases = (release, finding.partner) if finding.partner else ()
        home = file_of(finding.primary) or topmost
        first = Fingerprint(home, finding.code, _subject(finding), releases=releases)
        result.append(finding.replace(fingerprint=first.replace(ordinal=seen[first])))
        seen[first] += 1
    return result


def _subject(finding: Finding) -> str:
    if finding.path or finding.primary.span is None:
        return dotted(finding.path)
    return finding.primary.span.text
