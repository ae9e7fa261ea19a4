"""With several releases, every report says which release a finding is about."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree.ElementTree import XML

import pytest

import liqo_values
from liqo_values.engine.reconcile import settle
from liqo_values.engine.result import CheckResult
from liqo_values.model.source_text import Source
from liqo_values.reports import concise, github, gitlab, junit, markdown, mode_table, sarif
from liqo_values.reports.json import document
from liqo_values.reports.outcome import Outcome, spot
from liqo_values.reports.style import Style, visible
from liqo_values.reports.text import headline, render_one, render_run
from tools.generate.rules import cases

CIDRS = "ipam: {podCIDR: 10.244.0.0/16, serviceCIDR: 10.96.0.0/12}\n"
ON = "the networking module is on"
BASE = Source("base.yaml", "networking:\n  reflectips: false\n")


def release(name: str, text: str = CIDRS, chart: str = "ours") -> CheckResult:
    result = liqo_values.check([BASE, Source(f"clusters/{name}.yaml", text)], chart=chart)
    return result.replace(name=name)


def outcome(*results: CheckResult) -> Outcome:
    return Outcome(settle(results))


#: A mistake in the base of all, and CIDRs that only one cluster lacks.
CLUSTERS = outcome(release("rome", "{}\n"), release("milan"), release("turin"), release("genoa"))


def test_equal_findings_of_a_shared_layer_are_one() -> None:
    text = render_run(CLUSTERS, Style())
    assert text.count("error[LQ002]") == 1
    assert (
        "  = help: did you mean `reflectIPs`?\n"
        "  = in: rome (clusters/rome.yaml), milan (clusters/milan.yaml) and 2 more\n"
    ) in text


def test_a_finding_without_a_place_points_to_the_file_of_its_release() -> None:
    text = render_run(CLUSTERS, Style())
    assert (
        "error[LQ102]: the networking module is on, but `ipam.serviceCIDR` is empty\n"
        " --> clusters/rome.yaml:1:1\n"
        " --> the chart's defaults: turns the networking module on\n"
    ) in text
    assert text.count("  = in: rome (clusters/rome.yaml)\n") == 2  # LQ102 and LQ103
    (row,) = (line for line in markdown.render(CLUSTERS).splitlines() if "LQ102" in line)
    assert "`clusters/rome.yaml:1:1`<br>`the chart's defaults`" in row


def test_without_a_file_there_is_no_place() -> None:
    alone = outcome(liqo_values.check(set_values=["networking.enabled=true"]))
    assert {(one["file"], one["line"]) for one in document(alone.results)["findings"]} == {(None, None)}
    assert ":1:1" not in render_run(alone, Style())
    assert ":1:1" not in concise.render(alone)


@pytest.mark.parametrize("path", cases.paths(), ids=lambda path: path.stem)
def test_every_finding_has_a_file_and_a_line_in_all_formats(path: Path) -> None:
    """Except for findings about an argument, which people see as such."""
    for case in cases.read(path):
        found = Outcome([case.check()])
        reported = [one for one in found.findings if spot(one).file and not one.primary.layer.startswith("--set")]
        lines = {line for line in concise.render(found).splitlines() if re.match(r"[^:]+:[0-9]+:[0-9]+: ", line)}
        rows = {row for row in markdown.render(found).splitlines() if re.search(r"[^|`]:[0-9]+:[0-9]+(`|</code>)", row)}
        testcases = {one.get("name", "") for one in XML(junit.render(found)).iter("testcase")}
        by_program = document(found.results)["findings"]
        for one in reported:
            assert any(f" {one.code} " in line for line in lines), case.title
            assert any(f"| {one.code}<br>" in row for row in rows), case.title
            assert any(re.match(rf"{one.code} .*:[0-9]+:[0-9]+$", name) for name in testcases), case.title
            assert re.search(r"^ *--> .*:[0-9]+:[0-9]+$", render_one(one, Style()), re.MULTILINE), case.title
            assert all(each["line"] for each in by_program if each["file"]), case.title


def test_the_last_line_counts_the_releases_with_findings() -> None:
    fine = liqo_values.check([Source("fine.yaml", CIDRS)])
    bad = liqo_values.check([Source("bad.yaml", "{}\n")])
    assert headline([bad, fine, fine], Style()) == "2 errors in 1 of 3 releases, for our chart v1.2.0"
    assert headline([fine, fine], Style()) == "no findings in fine.yaml, fine.yaml, for our chart v1.2.0"
    assert headline([fine], Style()) == "no findings in fine.yaml, for our chart v1.2.0"


def test_a_finding_in_a_shared_layer_counts_once() -> None:
    assert headline(CLUSTERS.results, Style()).startswith("3 errors in 4 of 4 releases, ")
    assert headline(CLUSTERS.results, Style()).endswith(" (1 fixable)")


def test_fixable_findings_name_the_command() -> None:
    both = Source("my values.yaml", "networking: {enabled: 'false'}\ntags: v1.2.0\n")
    assert render_run(outcome(liqo_values.check([both])), Style()).endswith(
        "\nnote: 1 fixable with `liqo-values fix 'my values.yaml'`, "
        "1 fixable with `liqo-values fix --unsafe 'my values.yaml'`"
    )
    assert render_run(CLUSTERS, Style()).endswith(
        "\nnote: 1 fixable with `liqo-values fix`, and the same files and options"
    )


def test_a_single_release_is_not_named_at_each_finding() -> None:
    alone = outcome(release("rome", "{}\n"))
    assert "= in:" not in render_run(alone, Style())
    assert "in rome" not in markdown.render(alone).partition("\n")[2]


def test_the_chart_is_named_where_it_differs() -> None:
    mixed = outcome(release("rome"), release("milan", chart="published@1.1.2"))
    assert (
        "  = in: rome (clusters/rome.yaml) and milan (clusters/milan.yaml), for our chart v1.2.0 and Liqo's\n"
        "        chart v1.1.2\n"
    ) in render_run(mixed, Style())


def test_every_report_for_programs_names_the_release() -> None:
    name = "in rome (clusters/rome.yaml), for our chart v1.2.0"
    (row,) = (line for line in markdown.render(CLUSTERS).splitlines() if "LQ102" in line)
    assert row.endswith("<br>in rome (clusters/rome.yaml) |")
    (annotation,) = (line for line in github.render(CLUSTERS).splitlines() if "LQ102" in line)
    assert annotation.endswith(f"%0A{name}")
    assert "file=clusters/rome.yaml,line=1::" in annotation
    (issue,) = (one for one in json.loads(gitlab.render(CLUSTERS)) if one["check_name"] == "LQ102")
    assert issue["description"].endswith(f" ({name})")
    assert issue["location"]["path"] == "clusters/rome.yaml"
    (result,) = (one for one in sarif.document(CLUSTERS)["runs"][0]["results"] if one["ruleId"] == "LQ102")
    assert result["message"]["text"].endswith("\nin rome (clusters/rome.yaml)")
    assert result["properties"] == {"releases": ["rome (clusters/rome.yaml)"], "charts": ["our chart v1.2.0"]}
    suites = [suite.get("name") for suite in XML(junit.render(CLUSTERS))]
    assert suites[0] == "rome (base.yaml + clusters/rome.yaml)"


def test_concise_is_one_line_for_each_finding() -> None:
    rome = "rome (clusters/rome.yaml)"
    all_four = f"{rome}, milan (clusters/milan.yaml) and 2 more"
    assert concise.render(CLUSTERS).splitlines() == [
        f"base.yaml:2:3: error LQ002 the chart has no key `networking.reflectips` [in {all_four}]",
        f"clusters/rome.yaml:1:1: error LQ102 {ON}, but `ipam.serviceCIDR` is empty [in {rome}]",
        f"clusters/rome.yaml:1:1: error LQ103 {ON}, but neither `ipam.podCIDRs` nor `ipam.podCIDR` is set [in {rome}]",
        headline(CLUSTERS.results, Style()),
    ]


def test_the_modes_of_several_releases_are_a_table() -> None:
    results = [
        release("rome", "{}\n"),
        release("milan", "networking: {enabled: false}\n", chart="published@1.1.2"),
        release("turin", "networking: {enabled: 'maybe'}\n"),
    ]
    head, *rows = mode_table.render(results, Style()).splitlines()
    assert head.split("  ")[0] == "release"
    cells = [" | ".join(cell.strip() for cell in row.split("  ") if cell) for row in rows[:3]]
    assert [row.replace("the chart's defaults", "defaults") for row in cells] == [
        "rome (clusters/rome.yaml) | connected, but rejected | defaults | our chart v1.2.0",
        "milan (clusters/milan.yaml) | external-network | clusters/milan.yaml:1:23, defaults | Liqo's chart v1.1.2",
        "turin (clusters/turin.yaml) | undecided, but rejected | clusters/turin.yaml:1:23, defaults | our chart v1.2.0",
    ]
    assert rows[3:] == ["", "2 of 3 releases are rejected: run `liqo-values check`"]
    assert len({row.index("our chart") for row in rows[:3] if "our chart" in row}) == 1


def test_colours_do_not_move_the_columns() -> None:
    results = [release("rome", "{}\n"), release("milan")]
    painted = mode_table.render(results, Style(colour=True)).splitlines()
    plain = mode_table.render(results, Style()).splitlines()
    assert [visible(line) for line in painted] == [len(line) for line in plain]
