"""What is wider than a terminal is written for its width."""

from __future__ import annotations

import liqo_values
from liqo_values.model.source_text import Source
from liqo_values.reports import mode_table, table
from liqo_values.reports.rule_text import explanation
from liqo_values.reports.style import Style
from liqo_values.rules.rule_pages import pages

NAMES = ("clusters/production/rome/values.yaml", "clusters/production/milan/values.yaml")
RESULTS = [liqo_values.check([Source(name, "networking: {enabled: false}\n")]) for name in NAMES]
WIDTH = 80


def test_a_table_has_several_lines_for_each_row() -> None:
    assert mode_table.render(RESULTS, Style(screen=WIDTH)).splitlines() == [
        "clusters/production/rome/values.yaml",
        "  external-network",
        "  clusters/production/rome/values.yaml:1:23, the chart's defaults",
        "  our chart v1.2.0",
        "clusters/production/milan/values.yaml",
        "  external-network",
        "  clusters/production/milan/values.yaml:1:23, the chart's defaults",
        "  our chart v1.2.0",
    ]
    rows = [("a" * 10, "b b", "c"), ("a" * 10, "d" * 4, "e e e e e e")]
    assert table.render(rows, Style(screen=12), head=("x", "y", "z")) == [
        "a" * 10,
        "  b b  c",
        "  dddd",
        "  e e e e e",
        "  e",
    ]
    assert table.render(rows, Style(screen=29), head=("x", "y", "z"))[1:] == [
        "aaaaaaaaaa  b b   c",
        "aaaaaaaaaa  dddd  e e e e e e",
    ]
    assert table.render([], Style(screen=WIDTH)) == []


def test_elsewhere_it_stays_a_table() -> None:
    first, *rows = mode_table.render(RESULTS, Style()).splitlines()
    assert first.split() == ["release", "mode", "decided", "by", "chart"]
    assert len(rows) == len(RESULTS)


def test_paragraphs_of_explanations_fit_the_terminal() -> None:
    for page in pages():
        as_it_is, narrow = explanation(page), explanation(page, WIDTH)
        assert narrow.split() == as_it_is.split()  # not a word is lost
        prose = narrow.partition("\n## Example\n")[0]
        assert [line for line in prose.splitlines()[2:] if len(line) > WIDTH and line[:1].isalpha()] == []
