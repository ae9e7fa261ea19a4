"""Every report says which chart the values are for: once if it is the same for all of them."""

from __future__ import annotations

import json
from xml.etree.ElementTree import XML

import pytest

import liqo_values
from liqo_values.engine.result import CheckResult
from liqo_values.model.source_text import Source
from liqo_values.reports import github, gitlab, html, junit, markdown, sarif
from liqo_values.reports.json import document
from liqo_values.reports.merged_values import heading
from liqo_values.reports.mode_screen import render as screen
from liqo_values.reports.outcome import Outcome
from liqo_values.reports.schemas import schema_of
from liqo_values.reports.style import Style
from liqo_values.reports.target_charts import counted
from liqo_values.reports.text import conclusion

RANGE = "v1.1.2 is the newest known release in the range `~1.1`"


def checked(chart: str, text: str = "networking: {enabled: false, x: 1, x: 2}\n", name: str = "a.yaml") -> CheckResult:
    return liqo_values.check([Source(name, text)], chart=chart)


PUBLISHED = checked("published@~1.1")


def test_the_text_says_it_once_and_how_it_was_chosen() -> None:
    assert conclusion([PUBLISHED, checked("published@1.1.2", "tag: ''\n", "b.yaml")], Style()).endswith(
        f" in 2 of 2 releases, for Liqo's chart v1.1.2\nnote: {RANGE}"
    )


def test_the_text_counts_the_releases_of_several_charts() -> None:
    results = [PUBLISHED, checked("ours", "tag: ''\n"), checked("liqoctl@1.2.0", "tag: ''\n"), PUBLISHED]
    line, note = conclusion(results, Style()).splitlines()
    assert line.endswith(
        " in 3 of 4 releases, for Liqo's chart v1.1.2 (2), our chart v1.2.0 (1) and `liqoctl install` v1.2.0 (1)"
    )
    assert note == f"note: {RANGE}"
    assert counted([PUBLISHED]) == "Liqo's chart v1.1.2 (1)"


def test_markdown() -> None:
    first, _, note, *_ = markdown.render(Outcome([PUBLISHED])).splitlines()
    assert first.endswith(" in a.yaml, for Liqo's chart v1.1.2")
    assert note.startswith("v1.1.2 is the newest known release in the range `&#126;1.1`") or "~1.1" in note


def test_json() -> None:
    (release,) = document([PUBLISHED])["releases"]
    assert release["chart"] == {"family": "published", "release": "v1.1.2", "note": RANGE}
    assert "chart" in schema_of("check")["properties"]["releases"]["items"]["required"]


def test_sarif() -> None:
    (run,) = sarif.document(Outcome([PUBLISHED]))["runs"]
    assert run["properties"] == {"charts": ["Liqo's chart v1.1.2"]}
    assert run["invocations"][0]["toolExecutionNotifications"] == [{"level": "note", "message": {"text": RANGE}}]


def test_github_and_gitlab_show_findings_one_by_one() -> None:
    outcome = Outcome([PUBLISHED])
    first, *findings = github.render(outcome).splitlines()
    assert first == f"::notice title=liqo-values::{RANGE}"
    assert findings
    assert all(line.endswith("%0Achart: Liqo's chart v1.1.2") for line in findings)
    assert all(one["description"].endswith("(for Liqo's chart v1.1.2)") for one in json.loads(gitlab.render(outcome)))


def test_a_finding_in_a_layer_that_two_releases_share_names_both_charts() -> None:
    outcome = Outcome([PUBLISHED, checked("published@1.0.0")])
    _, first, *_ = github.render(outcome).splitlines()
    assert first.endswith("%0Ain a.yaml, for Liqo's chart v1.1.2 and Liqo's chart v1.0.0")


def test_junit() -> None:
    (suite,) = XML(junit.render(Outcome([PUBLISHED])))
    found = [(one.get("name"), one.get("value")) for one in suite.iter("property")]
    assert found == [("chart", "Liqo's chart v1.1.2"), ("chart.note", RANGE)]


def test_html() -> None:
    page = html.render(Outcome([PUBLISHED]))
    assert "<dt>chart</dt>" in page
    assert "Liqo&#x27;s chart v1.1.2" in page
    assert "v1.1.2 is the newest known release in the range <code>~1.1</code>" in page


def test_the_header_of_the_mode() -> None:
    lines = screen(PUBLISHED, Style()).splitlines()
    assert any("for Liqo's chart v1.1.2" in line for line in lines[:6])
    assert any(RANGE in line for line in lines[:6])


def test_the_merged_values() -> None:
    assert heading(PUBLISHED, Style()) == f"# for Liqo's chart v1.1.2\n# {RANGE}\n"


@pytest.mark.parametrize("chart", ["published@1.0.0", "liqoctl@1.2.0", "ours"])
def test_the_python_interface_takes_the_name_of_a_chart_or_that_of_a_result(chart: str) -> None:
    first = checked(chart)
    again = liqo_values.check(chart=first.chart)
    assert first.chart is again.chart
    assert f"{first.chart.family}@{first.chart.release.removeprefix('v')}".startswith(chart)


def test_many_charts_are_counted() -> None:
    charts = ["ours", "published@1.0.0", "published@1.0.1", "published@1.0.2", "published@1.0.3"]
    results = [checked(chart) for chart in charts]
    named = "our chart v1.2.0 (1), Liqo's chart v1.0.0 (1), Liqo's chart v1.0.1 (1)"
    assert counted(results[:4]) == f"{named} and Liqo's chart v1.0.2 (1)"
    assert counted(results) == f"{named} and 2 more"
