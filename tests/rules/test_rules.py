"""Every example in the Markdown files, and what holds for all rules."""

from __future__ import annotations

import re
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from liqo_values import check
from liqo_values.charts.target import ChartFamily
from liqo_values.model.findings import Severity, with_followers
from liqo_values.rules import registry, rule_pages
from liqo_values.rules.registry import all_rules, find
from liqo_values.rules.rule import Rule
from tools.generate import output
from tools.generate.rules import cases
from tools.generate.rules.explanations import FILE, explanations
from tools.generate.rules.reference import pages
from tools.repository import CHART, ROOT

if TYPE_CHECKING:
    from tools.generate.rules.cases import Case

ALL = [case for path in cases.paths() for case in cases.read(path)]


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.code}: {case.title}")
def test_example(case: Case) -> None:
    result = case.check()
    found = {finding.code for finding in with_followers(result.findings)}
    assert (case.code in found) is (case.bad and not case.printed)
    if case.report is not None:
        assert case.run() == case.report
    else:
        assert not case.bad or case.printed, "a bad case shows what is reported"
        assert not result.refused


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_every_rule_has_its_examples_and_its_sentences(rule: Rule) -> None:
    assert (cases.FOLDER / f"{rule.code}.md").read_text(encoding="utf-8").startswith(f"# {rule.code} {rule.name}\n")
    assert rule.summary
    assert list(rule.sections) == ["What it does", "What breaks at run time"]
    assert all(rule.sections.values())


def test_no_file_of_examples_without_its_rule() -> None:
    assert [path.stem for path in cases.paths()] == [rule.code for rule in all_rules()]


def test_explain_says_what_the_rules_say_and_shows_the_examples_that_are_tested() -> None:
    assert FILE.read_text(encoding="utf-8") == explanations(), "run: make generate"


def test_the_pages_of_the_rules_are_up_to_date() -> None:
    assert not output.drift(pages(), ROOT), "run: make generate"


def test_no_module_of_rules_is_forgotten() -> None:
    folder = Path(registry.__file__).parent
    modules = [import_module(f"{registry.__package__}.{path.stem}") for path in folder.glob("*.py")]
    made = {entry.code for module in modules for entry in vars(module).values() if isinstance(entry, Rule)}
    assert made == {entry.code for entry in all_rules()}


def test_rules_about_other_charts_have_modules_of_their_own() -> None:
    """A check of values for our chart does not import them."""
    about_ours: defaultdict[str, set[bool]] = defaultdict(set)
    for rule in all_rules():
        about_ours[rule.check.__module__.rpartition(".")[2]].add(ChartFamily.OURS in rule.charts)
    assert {module for module, ours in about_ours.items() if ours == {False}} == set(registry._OF_PUBLISHED_CHARTS)


def test_codes_and_names_are_unique_and_in_order() -> None:
    codes = [rule.code for rule in all_rules()]
    assert codes == sorted(set(codes))
    assert len({rule.name for rule in all_rules()}) == len(all_rules())


def test_a_rule_is_found_by_code_and_by_name() -> None:
    for rule in all_rules():
        assert find(rule.code.lower()) is find(rule.name) is rule
        page = rule_pages.find(rule.code.lower())
        assert page is not None
        assert page is rule_pages.find(rule.name)
        assert (page.code, page.name, page.severity, page.summary) == (
            rule.code,
            rule.name,
            rule.severity,
            rule.summary,
        )
    assert find("LQ999") is None
    assert rule_pages.find("LQ999") is None


@pytest.mark.parametrize("files", [[], [CHART / "values.yaml"]], ids=["as defaults", "as a file of the user's"])
@pytest.mark.parametrize(
    "decided", ["networking.enabled=false", "ipam.podCIDR=10.244.0.0/16,ipam.serviceCIDR=10.96.0.0/12"]
)
def test_no_rule_objects_to_the_chart_s_own_values(files: list[Path], decided: str) -> None:
    assert check(files, set_values=[decided]).findings == ()


def test_messages_keep_the_style() -> None:
    findings = [finding for case in ALL if case.bad for finding in with_followers(case.check().findings)]
    assert {finding.severity for finding in findings} == set(Severity)
    for finding in findings:
        for sentence in (
            finding.message,
            finding.help,
            finding.primary.text,
            *(label.text for label in finding.related),
        ):
            assert not sentence.endswith("."), sentence
            assert not re.match(r"[A-Z](?!elm|iqo)[a-z]", sentence), sentence
            assert "\n" not in sentence
