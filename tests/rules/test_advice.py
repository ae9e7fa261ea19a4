"""Advice keeps the mode: what to use instead, and what a fix makes, is the mode that the user wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from liqo_values.liqo.mode import ModeName
from liqo_values.model.findings import with_fixes
from liqo_values.rules.registry import all_rules
from tests.rules.test_fixes import FIXABLE, applied
from tools.generate.rules.explanations import shown

if TYPE_CHECKING:
    from liqo_values.engine.result import CheckResult
    from liqo_values.rules.rule import Rule
    from tools.generate.rules.cases import Case

_EXTERNAL, _ONLY = ModeName.EXTERNAL_NETWORK, ModeName.OFFLOADING_ONLY
#: The mode that the first bad example asks for, where the mistake is why it has another one, or none.
WANTED: Mapping[str, ModeName] = {
    "LQ001": _EXTERNAL,
    "LQ003": _ONLY,
    "LQ004": _EXTERNAL,
    "LQ006": _ONLY,  # the first of two sections is lost
    "LQ016": _EXTERNAL,  # the old key of the mode
    "LQ027": _EXTERNAL,  # the API server rejects it
    "LQ101": _ONLY,
    "LQ104": _ONLY,
    "LQ201": _ONLY,
    "LQ202": _ONLY,
    "LQ203": _ONLY,
    "LQ205": _ONLY,  # the argument is not read
    "LQ207": _ONLY,  # the argument is not read
    "LQ402": _ONLY,  # the old key of the mode
    "LQ701": _ONLY,  # the mode that is expected
    "LQ705": _EXTERNAL,  # Services need the IPs
    "LQ825": _ONLY,  # an argument wins over the key
    "LQ843": _EXTERNAL,  # another file wins
    "LQ906": _ONLY,  # the mode that is expected
}
#: What is given there are no values for Liqo, or none that can be read: no mode is asked for.
WITHOUT_MODE = {"LQ015", "LQ019", "LQ022"}
#: Rules about keys and arguments that are not read: to repair one makes what is written take effect.
TAKE_EFFECT = {"LQ002", "LQ004", "LQ038", "LQ206", "LQ402"}


@pytest.mark.parametrize(
    "rule",
    [rule for rule in all_rules() if rule.code not in WITHOUT_MODE and not rule.needs_cluster],
    ids=lambda rule: rule.code,
)
def test_what_to_use_instead_has_the_mode_that_is_asked_for(rule: Rule) -> None:
    bad, good = shown(rule.code)
    asked_for = bad.check().mode.name
    if rule.code in WANTED:
        assert asked_for is not WANTED[rule.code], "not needed in this table"
    assert good.check().mode.name is WANTED.get(rule.code, asked_for)


@pytest.mark.parametrize(("case", "number"), FIXABLE)
def test_a_fix_keeps_the_mode_of_values_that_can_be_installed(case: Case, number: int) -> None:
    before = case.check()
    finding = with_fixes(before.findings)[number]
    assert finding.fix
    if before.refused or (not finding.fix.safe and finding.code in TAKE_EFFECT):
        return  # what is written takes effect for the first time
    assert _modes(replace(case, files=applied(case, finding.fix)).check()) == _modes(before)


def _modes(result: CheckResult) -> tuple[ModeName | None, dict[str, bool | None]]:
    return result.mode.name, {name: fact.value for name, fact in result.mode.templates.items()}
