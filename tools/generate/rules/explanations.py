"""What ``liqo-values explain`` says of each rule: the rule's own words, the first bad and the first good case."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from liqo_values.model.findings import Severity
from liqo_values.rules.registry import all_rules
from tools.generate.rules import cases
from tools.repository import ROOT

if TYPE_CHECKING:
    from tools.generate.rules.cases import Case

FILE = ROOT / "validator" / "liqo_values" / "data" / "rules.json"


class MissingCaseError(Exception):
    """There is nothing to show of a rule; the message says what its file lacks."""


def explanations() -> str:
    """Return what ``rules.json`` must hold.

    Raises:
        MissingCaseError: A rule has no case to show.
    """
    found: dict[str, dict[str, str | bool | list[str]]] = {}
    for rule in all_rules():
        bad, good = shown(rule.code)
        found[rule.code] = {
            "name": rule.name,
            "severity": rule.severity.value,
            "about": rule.about.value,
            "refusedBy": rule.refused_by.value,
            "suppressible": rule.suppressible and rule.severity is not Severity.ERROR,
            "fixable": any(case.fixes for case in cases.of_rule(rule.code)),
            "charts": sorted(rule.charts),
            "needsCluster": rule.needs_cluster,
            "doc": rule.doc,
            "bad": bad.source,
            "report": bad.report or bad.printed or "",
            "good": good.source,
        }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def shown(code: str) -> tuple[Case, Case]:
    """Return the first bad and the first good case of a rule.

    Raises:
        MissingCaseError: One of them is missing, or the report of the bad one.
    """
    of_rule = cases.of_rule(code)
    bad, good = ([case for case in of_rule if case.bad is wanted] for wanted in (True, False))
    lacking = "a `## Bad`" if not bad else "a `## Good`" if not good else ""
    if lacking or not (bad[0].report or bad[0].printed):
        message = f"tests/rules/{code}.md: lacks {lacking or 'the report of the first `## Bad`: --update writes it'}"
        raise MissingCaseError(message)
    return bad[0], good[0]
