"""A diagnosis as Markdown, for an issue or a chat; text from the cluster is escaped and has no effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.locations import where
from liqo_values.reports.diagnosis_sections import Statement, all_statements, headline_of, seen_and_unseen
from liqo_values.reports.markdown import HEAD, escaped, table_row
from liqo_values.reports.text import summary

if TYPE_CHECKING:
    from liqo_values.engine.diagnosis import Diagnosis


def report(diagnosis: Diagnosis) -> str:
    """Write the report."""
    lines = [f"**liqo-values doctor:** {summary(diagnosis.findings)} in {escaped(headline_of(diagnosis))}"]
    for title, statements in all_statements(diagnosis):
        if statements:
            lines += ["", f"### {title}", "", "| | | Read from |", "|---|---|---|", *map(_row, statements)]
    seen, unseen = seen_and_unseen(diagnosis)
    for title, findings in (("Findings", seen), ("Not seen", unseen)):
        if findings:
            lines += ["", f"### {title}", "", *HEAD, *map(table_row, findings)]
    return "\n".join(lines)


def _row(one: Statement) -> str:
    places = "<br>".join(escaped(f"{where(place)}: {place.text}") for place in one.places)
    codes = f" ({', '.join(one.codes)})" if one.codes else ""
    return f"| {escaped(one.title)} | {escaped(f'{one.text}{codes}')} | {places} |"
