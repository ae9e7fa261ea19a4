"""Annotations of a GitHub workflow, one line each: GitHub shows them next to the changed lines of a pull request.

For each step, GitHub shows only ten of each severity; SARIF has no such limit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.locations import where
from liqo_values.model.printable import printable
from liqo_values.reports import target_charts
from liqo_values.reports.outcome import followers, spot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from liqo_values.reports.outcome import Outcome, Reported


def render(outcome: Outcome) -> str:
    """Write the annotations; empty if there are no findings."""
    failures = [_command("error", {"title": "liqo-values"}, fail.message, fail.remedy) for fail in outcome.failures]
    notes = [_command("notice", {"title": "liqo-values"}, note) for note in target_charts.notes(outcome.results)]
    found = (_annotation(one, several=outcome.several) for one in outcome.reported)
    return "\n".join([*failures, *notes, *found])


def _annotation(reported: Reported, *, several: bool) -> str:
    finding = reported.finding
    place = spot(finding)
    properties: dict[str, str | int] = {"title": f"{finding.code} {finding.name}"}
    if place.file:
        properties["file"] = place.file
        properties["line"] = 1  # the top, if there is no place in it
    span = place.span
    if span is not None:
        properties |= {"line": span.line, "endLine": span.end_line}
        if span.line == span.end_line:  # GitHub accepts columns only within one line
            properties |= {"col": span.column, "endColumn": span.end_column}
    at = f"{where(finding.primary)}: {finding.primary.text}"
    follows = (f"follows: {sentence}" for sentence in followers(finding))
    about = f"in {reported.releases}" if several else f"chart: {reported.charts}"
    lines = (finding.message, at, f"help: {finding.help}", *follows, about)
    return _command(finding.severity, properties, *lines)


def _command(name: str, properties: Mapping[str, str | int], *lines: str) -> str:
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    message = _data("\n".join(map(printable, lines)))
    return f"::{name} {listed}::{message}"


def _data(text: str) -> str:
    """Escape a message for the runner of GitHub Actions."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")
