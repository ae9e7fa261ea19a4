"""The chart and the validator use the same codes and names for the same mistakes."""

from __future__ import annotations

import re

from liqo_values.charts.target import ChartFamily
from liqo_values.model.findings import Severity
from liqo_values.rules.registry import all_rules
from liqo_values.rules.rule import About, RefusedBy
from liqo_values.schema.checked_again import CODES
from tests.agreement.helm import CHART, STRUCTURE

LIBRARY = CHART / "charts" / "liqo-library" / "templates"
FILES = [LIBRARY / "_validation.tpl", *sorted((LIBRARY / "validation").glob("*.tpl"))]
VALIDATION = "\n".join(path.read_text(encoding="utf-8") for path in FILES)
OUR_RULES = [rule for rule in all_rules() if ChartFamily.OURS in rule.charts]
#: The templates check the types of all keys again, for --skip-schema-validation.
TWICE = {(rule.code, rule.name) for rule in OUR_RULES if rule.code in CODES}
#: Errors about what Helm does not see.
BESIDE = {About.OBJECTS, About.RELEASES, About.MODE, About.CLUSTER}
#: Errors about what gives the values to Helm, such as a manifest or a script. Helm sees only the result.
AROUND = {"LQ017", "LQ018", "LQ023", "LQ024", "LQ027", "LQ035", "LQ036", "LQ038"}


def by(*refusing: RefusedBy) -> set[tuple[str, str]]:
    """Return code and name of the rules that say so."""
    return {(rule.code, rule.name) for rule in OUR_RULES if rule.refused_by in refusing}


def test_the_templates_reject_what_rules_say_that_they_reject() -> None:
    in_templates = set(re.findall(r"^(LQ\d{3}) ([a-z-]+): ", VALIDATION, flags=re.MULTILINE))
    assert in_templates == by(RefusedBy.TEMPLATES) | TWICE, f"a block in {LIBRARY / 'validation'}"


def test_the_schema_rejects_what_rules_say_that_it_rejects() -> None:
    about_files = {rule.code for rule in all_rules() if rule.explains_file}  # the schema rejects what follows from them
    assert {code for code, _ in by(RefusedBy.SCHEMA)} - about_files == STRUCTURE


def test_every_error_about_values_is_rejected_by_helm() -> None:
    errors = {
        (rule.code, rule.name)
        for rule in OUR_RULES
        if rule.severity is Severity.ERROR and rule.about not in BESIDE and rule.code not in AROUND
    }
    assert {rule.about for rule in OUR_RULES if rule.code in AROUND} == {About.FILES}
    assert errors == by(RefusedBy.HELM, RefusedBy.SCHEMA, RefusedBy.TEMPLATES)


def test_every_block_is_called() -> None:
    blocks = set(re.findall(r'define "liqo\.validation\.(LQ\d{3})"', VALIDATION))
    called = set(re.findall(r"^- (LQ\d{3})$", VALIDATION, flags=re.MULTILINE))
    assert blocks ^ called == set(), (
        "defined in one of validation/ without standing in the list of _validation.tpl, or there only"
    )
