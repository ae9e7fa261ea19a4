"""Keeps one finding about a value of the wrong type, a missing one, or a name: the others only repeat the mistake.

Only for the charts that Liqo publishes: for ours, Helm names each rule that the schema and the templates apply.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.rules.registry import by_code
from liqo_values.rules.rule import FORM, About

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from liqo_values.model.findings import Finding
    from liqo_values.model.nodes import Path

_ABOUT = (About.VALUES, About.ARGUMENTS)


def once(found: Iterable[Finding], refuses: Callable[[Finding], bool]) -> list[Finding]:
    """Keep one finding per value of the wrong type, and all others.

    What Helm cannot render comes first, then that nothing reads the key, then the type.

    Args:
        found: The findings of a release.
        refuses: Returns whether Helm rejects the values because of a finding.
    """
    findings = list(found)
    wrong = {one.path for one in findings if by_code(one.code).rank == FORM}
    best: dict[Path, Finding] = {}
    for finding in findings:
        if finding.path in wrong and by_code(finding.code).about in _ABOUT:
            rival = best.setdefault(finding.path, finding)
            if _order(finding, refuses) < _order(rival, refuses):
                best[finding.path] = finding
    return [
        one
        for one in findings
        if one.path not in best or by_code(one.code).about not in _ABOUT or best[one.path] is one
    ]


def _order(finding: Finding, refuses: Callable[[Finding], bool]) -> tuple[bool, int, str]:
    return not refuses(finding), -by_code(finding.code).rank, finding.code
