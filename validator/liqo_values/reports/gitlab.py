"""GitLab's code quality report: a list of issues, which GitLab compares with those of the target branch."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from liqo_values.model.findings import Severity
from liqo_values.model.layers import DEFAULTS_NAME
from liqo_values.reports.outcome import Outcome, Reported, sentence, spot

if TYPE_CHECKING:
    from liqo_values.model.source_text import Span

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTICE: "info"}


def render(outcome: Outcome) -> str:
    """Write the document, in ASCII."""
    return json.dumps([_issue(one, several=outcome.several) for one in outcome.reported], indent=2)


def _issue(reported: Reported, *, several: bool) -> dict[str, Any]:
    finding = reported.finding
    about = f"in {reported.releases}" if several else f"for {reported.charts}"
    place = spot(finding)
    return {
        "type": "issue",
        "check_name": finding.code,
        "description": f"{finding.code} {finding.name}: {sentence(finding)} ({about})",
        "categories": ["Bug Risk"],
        "severity": _SEVERITIES[finding.severity],
        "fingerprint": finding.fingerprint.digest,
        "location": {
            "path": place.file or finding.fingerprint.home or DEFAULTS_NAME,
            "lines": _lines(place.span),
        },
    }


def _lines(span: Span | None) -> dict[str, int]:
    return {"begin": span.line, "end": span.end_line} if span else {"begin": 1, "end": 1}
