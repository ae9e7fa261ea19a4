"""Which rules a run reports: those of ``--select`` and ``--ignore``, or of the project file.

As in ruff, the longest code or prefix that matches a rule decides; if both have the same length, the rule is ignored.
A selection changes what is reported, not what Helm rejects: errors of rules that are not selected are counted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.did_you_mean import nearest
from liqo_values.model.errors import InputError
from liqo_values.model.findings import UNREADABLE
from liqo_values.rules import registry
from liqo_values.rules.rule import About

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from liqo_values.engine.result import CheckResult
    from liqo_values.model.findings import Finding, Severity

#: What stands for all rules.
ALL = "ALL"
_PREFIX = r"(?i)LQ\d{0,3}"


class Selection(NamedTuple):
    """The rules of a run.

    Attributes:
        select: Codes, prefixes of codes and names of the rules to report; empty for all of them.
        ignore: Codes, prefixes of codes and names of the rules not to report.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def ignoring(self, more: tuple[str, ...]) -> Selection:
        """Return the same without more rules."""
        return Selection(self.select, (*self.ignore, *more))

    def left_out(self) -> frozenset[str]:
        """Return the codes of the rules that are not selected."""
        if not self.select and not self.ignore:
            return frozenset()
        selected, ignored = _lengths(self.select or (ALL,)), _lengths(self.ignore)
        codes = (entry.code for entry in registry.all_rules())
        return frozenset(
            code for code in codes if code != UNREADABLE and ignored.get(code, -1) >= selected.get(code, -1)
        )


def listed(lists: Mapping[str, Sequence[str]], reject: Callable[[Sequence[str | int], str, str], object]) -> Selection:
    """Return the rules in the lists of a project file.

    Args:
        lists: The lists ``select`` and ``ignore``.
        reject: Called with the path, the message and the remedy of what is wrong.
    """
    for key, check in (("select", matching), ("ignore", check_ignored)):
        for number, selector in enumerate(lists.get(key, ())):
            try:
                check(selector)
            except InputError as error:
                reject((key, number), error.message, error.remedy)
    return Selection(tuple(lists.get("select", ())), tuple(lists.get("ignore", ())))


def check_ignored(selector: str) -> None:
    """Reject what cannot be ignored.

    Raises:
        InputError: there is no such rule, or it cannot be ignored.
    """
    if matching(selector) == frozenset((UNREADABLE,)):
        message = f"`{selector}` cannot be ignored: Helm cannot read such values, so nothing else is checked"
        raise InputError(message, "correct the file, or skip it with --exclude")


def matching(selector: str) -> frozenset[str]:
    """Return the codes of the rules with a code, a prefix of one, or a name.

    Raises:
        InputError: there are none.
    """
    named = registry.find(selector)
    if named is not None:
        return frozenset((named.code,))
    codes = [entry.code for entry in registry.all_rules()]
    if selector.upper() == ALL:
        return frozenset(codes)
    found = frozenset(code for code in codes if code.startswith(selector.upper()))
    if found and re.fullmatch(_PREFIX, selector):
        return found
    raise unknown_rule(selector)


def unknown_rule(name: str) -> InputError:
    """Return the error about a rule that does not exist."""
    near = nearest(name, tuple(known for entry in registry.all_rules() for known in (entry.code, entry.name)))
    return InputError(
        f"there is no rule `{name}`", f"did you mean `{near}`?" if near else "`liqo-values rules` lists all rules"
    )


def _lengths(selectors: Iterable[str]) -> dict[str, int]:
    """Return, by code, how long the longest selector of a rule is; a name counts as the whole code."""
    lengths: dict[str, int] = {}
    for selector in selectors:
        codes = matching(selector)
        for code in codes:
            length = 0 if selector.upper() == ALL else len(selector) if len(codes) > 1 else len(code)
            lengths[code] = max(length, lengths.get(code, -1))
    return lengths


def applied(result: CheckResult, severities: Mapping[str, Severity | None], left_out: frozenset[str]) -> CheckResult:
    """Return a result with other severities, and without the findings of rules that are off or not selected.

    Values that Helm rejects stay rejected.

    Args:
        result: The result of a release.
        severities: The severities of rules by code; None turns a rule off.
        left_out: The codes of rules that are not selected.
    """
    if not severities and not left_out:
        return result
    findings, suppressed = (applied_to(found, severities, left_out) for found in (result.findings, result.suppressed))
    return result.replace(
        findings=findings,
        suppressed=suppressed,
        not_selected=tuple(finding for finding in result.findings if finding.code in left_out),
    )


def applied_to(
    findings: Sequence[Finding], severities: Mapping[str, Severity | None], left_out: frozenset[str]
) -> tuple[Finding, ...]:
    """Do the same with findings; what follows from a finding whose rule is off takes its place."""
    return _applied(
        findings, severities, left_out | {code for code, severity in severities.items() if severity is None}
    )


def _applied(
    findings: Sequence[Finding], severities: Mapping[str, Severity | None], off: frozenset[str]
) -> tuple[Finding, ...]:
    """Apply the severities; what follows from a finding whose rule is off takes its place."""
    changed: list[Finding] = []
    for finding in findings:
        follows = _applied(finding.follows, severities, off)
        if finding.code in off:
            changed += follows
        elif not _is_about(finding, off):
            severity = severities.get(finding.code) or finding.severity
            changed.append(finding.replace(severity=severity, follows=()).followed_by(follows))
    return tuple(changed)


def _is_about(finding: Finding, off: frozenset[str]) -> bool:
    """Return whether a finding is about a comment that suppresses one of these rules."""
    if registry.by_code(finding.code).about is not About.COMMENTS or finding.primary.span is None:
        return False
    named = registry.find(finding.primary.span.text)
    return named is not None and named.code in off
