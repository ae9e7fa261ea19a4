"""Every fix that an example offers: it can be made, and removes its finding; a safe one makes no error."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from liqo_values.fixes.repair import edited
from liqo_values.model.findings import Severity, with_fixes, with_followers
from tools.generate.rules import cases

if TYPE_CHECKING:
    from liqo_values.model.findings import Finding, Fix
    from tools.generate.rules.cases import Case

#: What a report counts.
_PROMISED = re.compile(r"(\d+) fixable")
FIXABLE = [
    pytest.param(case, number, id=f"{case.code}: {case.title}: {number}")
    for path in cases.paths()
    for case in cases.read(path)
    for promised in _PROMISED.findall(case.report or "")
    for number in range(int(promised))
]


@pytest.mark.parametrize(("case", "number"), FIXABLE)
def test_a_fix_removes_its_finding(case: Case, number: int) -> None:
    before = case.check().findings
    found = with_fixes(before)[number]
    fix = found.fix
    assert fix
    fixed = replace(case, files=applied(case, fix))
    after = fixed.check().findings
    assert _counted(after)[found.code] < _counted(before)[found.code]
    if fix.safe:
        assert _errors(after) <= _errors(before)


def applied(case: Case, fix: Fix) -> dict[str, str]:
    (source,) = {edit.span.source for edit in fix.edits}
    assert source.text == case.files[source.name], "an edit is about the text as it was read"
    return case.files | {source.name: edited(source, fix.edits)}


def _errors(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.code for finding in with_followers(findings) if finding.severity is Severity.ERROR}


def _counted(findings: tuple[Finding, ...]) -> Counter[str]:
    return Counter(finding.code for finding in with_followers(findings))
