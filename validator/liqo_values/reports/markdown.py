"""Markdown for comments on a pull request and for the summary of a workflow step: a table, most severe first.

Text from the values, such as ``@name``, a vertical bar or ``<b>``, is escaped and has no effect.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.model.findings import Finding, Severity
from liqo_values.model.locations import where
from liqo_values.model.printable import printable
from liqo_values.reports import target_charts
from liqo_values.reports.outcome import followers, place_of
from liqo_values.reports.rule_links import page
from liqo_values.reports.sentences import parts
from liqo_values.reports.style import Style
from liqo_values.reports.text import headline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.reports.outcome import Outcome, Reported

#: A comment on GitHub can have 65,536 characters.
_MOST = 60_000
HEAD = ("| | Rule | Place | Finding |", "|---|---|---|---|")
_SIGNS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.NOTICE: "💡"}
_SPECIAL = r"[\\`*_\[\]{}<>|@~&#$:]"


def render(outcome: Outcome) -> str:
    """Write the report."""
    severities = list(Severity)
    reported = sorted(outcome.reported, key=lambda one: severities.index(one.finding.severity))
    lines = [f"**liqo-values:** {escaped(headline(outcome.results, Style()))}"]
    lines += [f"\n{escaped(note)}" for note in target_charts.notes(outcome.results)]
    lines += [f"\n{_SIGNS[Severity.ERROR]} {escaped(f'{fail.message}; {fail.remedy}')}" for fail in outcome.failures]
    if reported:
        lines += ["", *HEAD, *_rows(reported, outcome)]
    return "\n".join(lines)


def _rows(reported: Sequence[Reported], outcome: Outcome) -> list[str]:
    rows: list[str] = []
    size = 0
    for number, one in enumerate(reported):
        row = table_row(one.finding, outcome.releases_of(one))
        size += len(row)
        if size > _MOST:
            return [*rows, f"| | | | and {len(reported) - number} more |"]
        rows.append(row)
    return rows


def table_row(finding: Finding, releases: str = "") -> str:
    """Write the row of a finding."""
    address = page(finding.code)
    code = f"[{finding.code}]({address})" if address else finding.code
    sentences = [finding.message, finding.help, *(f"follows: {follower}" for follower in followers(finding))]
    sentences += [f"in {releases}"] if releases else []
    return (
        f"| {_SIGNS[finding.severity]} {finding.severity} | {code}<br>{finding.name} | {_place(finding)} "
        f"| {'<br>'.join(map(escaped, sentences))} |"
    )


def _place(finding: Finding) -> str:
    """Write the place of a finding; if it is not in a file, the place in the file of its release too."""
    return "<br>".join(map(_code, dict.fromkeys((place_of(finding), where(finding.primary)))))


def escaped(text: str) -> str:
    """Write a sentence of a report: text between backticks stays code, and everything else is escaped."""
    return "".join(_code(part) if code else _plain(part) for part, code in parts(printable(text)))


def _plain(text: str) -> str:
    return re.sub(_SPECIAL, lambda found: f"&#{ord(found[0])};", text)


def _code(text: str) -> str:
    text = printable(text)
    if not text.strip() or "`" in text or "|" in text or "\\" in text:
        return f"<code>{_plain(text)}</code>"
    return f"`{text}`"
