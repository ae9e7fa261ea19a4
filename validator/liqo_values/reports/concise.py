"""One line for each finding, in the form that editors and ``grep`` know: ``FILE:LINE:COLUMN: error LQ002 …``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.printable import printable
from liqo_values.reports.outcome import place_of
from liqo_values.reports.style import Style
from liqo_values.reports.text import headline

if TYPE_CHECKING:
    from liqo_values.reports.outcome import Outcome, Reported


def render(outcome: Outcome) -> str:
    """Write the findings, and the last line of the text report; empty if nothing was checked."""
    if not outcome.results:
        return ""
    return "\n".join([*(_line(one, outcome) for one in outcome.reported), headline(outcome.results, Style())])


def _line(reported: Reported, outcome: Outcome) -> str:
    finding = reported.finding
    releases = outcome.releases_of(reported)
    about = f" [in {releases}]" if releases else ""
    return printable(f"{place_of(finding)}: {finding.severity} {finding.code} {finding.message}{about}")
