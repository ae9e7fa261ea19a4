"""How each report shows what follows from a finding: under it, and not counted."""

from __future__ import annotations

import json
import re
from xml.etree.ElementTree import XML

import liqo_values
from liqo_values.model.source_text import Source
from liqo_values.reports import github, gitlab, html, junit, markdown, mode_screen, sarif, statistics
from liqo_values.reports.json import render as as_json
from liqo_values.reports.outcome import Outcome
from liqo_values.reports.style import Style
from liqo_values.reports.text import conclusion, render
from tests.validator.reports import outcomes

SERVICE = "LQ102 the networking module is on, but `ipam.serviceCIDR` is empty"
POD = "LQ103 the networking module is on, but neither `ipam.podCIDRs` nor `ipam.podCIDR` is set"
MESSAGE = "the chart has no key `networking.enabeld`"


def many() -> Outcome:
    """A cause of more than a report lists."""
    (cause,) = outcomes.caused().findings
    more = [cause.follows[0].replace(path=(f"key{number}",)) for number in range(7)]
    return Outcome([outcomes.result_of(cause.followed_by(more))])


def test_text() -> None:
    outcome = outcomes.caused()
    assert render(outcome.findings, Style()) + conclusion(outcome.results, Style()) == (
        f"error[LQ002]: {MESSAGE}\n"
        " --> values.yaml:2:3\n"
        "  |\n"
        "2 |   enabeld: false\n"
        "  |   ^^^^^^^ no such key in `networking`\n"
        "  |\n"
        "  = help: did you mean `enabled`?\n"
        f"  = follows: {SERVICE}\n"
        "  = follows: LQ103 the networking module is on, but neither `ipam.podCIDRs` nor `ipam.podCIDR` is\n"
        "             set\n"
        "\n"
        "1 error in values.yaml, for our chart v1.2.0 (1 fixable)"
    )


def test_many_are_counted() -> None:
    lines = render(many().findings, Style()).splitlines()
    assert [line for line in lines if "follows: " in line][-1] == "  = follows: 6 more"
    assert sum("follows: " in line for line in lines) == 4


def test_statistics() -> None:
    outcome = outcomes.caused()
    assert re.findall(r"LQ\d+", statistics.render(outcome.results, Style())) == ["LQ002"]


def test_json() -> None:
    document = json.loads(as_json(outcomes.caused().results))
    (cause,) = document["findings"]
    assert [(one["code"], one["key"], one["follows"]) for one in cause["follows"]] == [
        ("LQ102", "ipam.serviceCIDR", []),
        ("LQ103", "ipam.podCIDRs", []),
    ]
    assert document["summary"] == {
        "error": 1,
        "warning": 0,
        "notice": 0,
        "fixable": 1,
        "suppressed": 0,
        "not_selected": 0,
    }


def test_github() -> None:
    (line,) = github.render(outcomes.caused()).splitlines()
    assert f"%0Ahelp: did you mean `enabled`?%0Afollows: {SERVICE}%0Afollows: {POD}%0Achart: " in line


def test_gitlab() -> None:
    (issue,) = json.loads(gitlab.render(outcomes.caused()))
    assert issue["description"] == (
        f"LQ002 unknown-key: {MESSAGE} (no such key in `networking`); did you mean `enabled`?"
        f"; follows: {SERVICE}; follows: {POD} (for our chart v1.2.0)"
    )


def test_junit() -> None:
    root = XML(junit.render(outcomes.caused()))
    assert (root.get("tests"), root.get("failures")) == ("1", "1")
    (failure,) = root.iter("failure")
    assert f"  = follows: {SERVICE}\n" in str(failure.text)


def test_sarif() -> None:
    (result,) = sarif.document(outcomes.caused())["runs"][0]["results"]
    assert result["properties"]["follows"] == ["LQ102", "LQ103"]
    assert result["message"]["text"].endswith(f"\nfollows: {SERVICE}\nfollows: {POD}")


def test_markdown() -> None:
    *_, row = markdown.render(outcomes.caused()).splitlines()
    assert row.startswith("| ❌ error | LQ002<br>unknown-key |")
    assert row.endswith(f"| {MESSAGE}<br>did you mean `enabled`?<br>follows&#58; {SERVICE}<br>follows&#58; {POD} |")


def test_html() -> None:
    page = html.render(outcomes.caused())
    (listed,) = re.findall(r'<div class="follows">(.*?)</div>', page)
    assert re.findall(r'href="#(LQ\d+)"', listed) == ["LQ102", "LQ103"]
    assert all(f'id="{code}"' in page for code in ("LQ002", "LQ102", "LQ103")), "links lead to the rules"
    assert "<b>1</b> error<" in page


def test_the_screen_of_the_mode_lists_the_cause_first() -> None:
    (result,) = outcomes.caused().results
    bullets = re.findall(r"· (LQ\d+) ", mode_screen.render(result, Style()))
    assert bullets == ["LQ002", "LQ102", "LQ103"]


def test_a_shared_finding_has_what_follows_in_any_release() -> None:
    base = Source("base.yaml", "networking: {enabeld: false}\n")
    service = Source("rome.yaml", "ipam: {serviceCIDR: 10.96.0.0/12}\n")
    pod = Source("milan.yaml", "ipam: {podCIDR: 10.244.0.0/16}\n")
    (cause,) = Outcome([liqo_values.check([base, own]) for own in (service, pod)]).findings
    assert [one.code for one in cause.follows] == ["LQ103", "LQ102"]
