"""The chart and the validator call the same faults by the same codes and names."""

from __future__ import annotations

import re

from liqo_values.model.findings import Severity
from liqo_values.rules.registry import REGISTRY
from tests.agreement.helm import CHART, STRUCTURE

LIBRARY = CHART / "charts" / "liqo-library" / "templates"
FILES = [LIBRARY / "_validation.tpl", *sorted((LIBRARY / "validation").glob("*.tpl"))]
VALIDATION = "\n".join(path.read_text(encoding="utf-8") for path in FILES)
#: Only a cluster tells what ID it has already, and what is at work in it.
IN_CLUSTER = {("LQ502", "changed-cluster-id"), ("LQ507", "networking-in-use")}
#: Helm itself refuses a file that it cannot read.
BY_HELM = {"LQ001"}
#: Rules about objects that are given beside the values, of which Helm sees nothing.
BESIDE = re.compile(r"LQ6\d\d")


def test_every_error_is_refused_under_the_same_name() -> None:
    errors = {
        (rule.code, rule.name)
        for rule in REGISTRY
        if rule.severity is Severity.ERROR and not BESIDE.fullmatch(rule.code)
    }
    by_templates = set(re.findall(r"^(LQ\d{3}) ([a-z-]+): ", VALIDATION, flags=re.MULTILINE))
    assert by_templates - IN_CLUSTER - errors == set(), "refused by Helm, and no error to the validator"
    elsewhere = (STRUCTURE - {"LQ004"}) | BY_HELM
    let_through = {code for code, _ in errors - by_templates} ^ elsewhere
    assert let_through == set(), f"an error that Helm does not refuse: it wants a block in {LIBRARY / 'validation'}"


def test_every_block_is_called() -> None:
    blocks = set(re.findall(r'define "liqo\.validation\.(LQ\d{3})"', VALIDATION))
    called = set(re.findall(r"^- (LQ\d{3})$", VALIDATION, flags=re.MULTILINE))
    assert blocks ^ called == set(), (
        "defined in one of validation/ without standing in the list of _validation.tpl, or there only"
    )
