"""The text of ``liqo-values doctor``: what is installed, what is in effect, the findings, what could not be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.locations import where
from liqo_values.model.printable import printable
from liqo_values.reports.diagnosis_sections import Statement, all_statements, headline_of, seen_and_unseen
from liqo_values.reports.style import Style, wrap
from liqo_values.reports.text import COLOURS, render, summary

if TYPE_CHECKING:
    from liqo_values.engine.diagnosis import Diagnosis

_INDENT = "  "


def report(diagnosis: Diagnosis, style: Style) -> str:
    """Write the report."""
    lines: list[str] = []
    for title, statements in all_statements(diagnosis):
        if statements:
            lines += [style.paint(title, "bold"), *(line for one in statements for line in _statement(one, style)), ""]
    seen, unseen = seen_and_unseen(diagnosis)
    for title, findings in (("Findings", seen), ("Not seen", unseen)):
        if findings:
            lines += [style.paint(title, "bold"), "", render(findings, style).rstrip("\n"), ""]
    worst = [finding.severity for finding in diagnosis.findings]
    colour = COLOURS[worst[0]] if worst else "green"
    return "\n".join([*lines, f"{style.paint(summary(diagnosis.findings), 'bold', colour)} in {_title(diagnosis)}"])


def findings_only(diagnosis: Diagnosis, style: Style) -> str:
    """Write the findings and the last line."""
    found = render([one for part in seen_and_unseen(diagnosis) for one in part], style)
    return f"{found}{summary(diagnosis.findings)} in {_title(diagnosis)}"


def _title(diagnosis: Diagnosis) -> str:
    return printable(headline_of(diagnosis))


def _statement(one: Statement, style: Style) -> list[str]:
    codes = f" ({', '.join(one.codes)})" if one.codes else ""
    sentence = wrap(printable(f"{one.title}: {one.text}{codes}"), style.width - len(_INDENT))
    lines = [f"{_INDENT}{sentence[0]}", *(f"{_INDENT * 2}{line}" for line in sentence[1:])]
    for place in one.places:
        text = f"{where(place)}: {place.text}" if place.text else where(place)
        lines.append(f"{_INDENT * 2}{style.paint('-->', 'blue')} {style.paint(printable(text), 'dim')}")
    return lines
