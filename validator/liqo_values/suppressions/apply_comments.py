"""Applies the comments in values files to findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.findings import Diagnostic, Finding, Label, Severity, SuppressedBy, Suppression
from liqo_values.model.locations import file_of
from liqo_values.suppressions.parse_comments import Ignore

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: The code of values that are not available.
_UNREAD = "LQ022"


class Applied(NamedTuple):
    """The findings after all comments are applied: kept or suppressed; and diagnostics about the comments."""

    kept: list[Finding]
    suppressed: list[Finding]
    about_comments: list[Diagnostic]


def apply(findings: Sequence[Finding], ignores: Sequence[Ignore]) -> Applied:
    """Apply the comments to findings.

    If several comments apply to a finding, the innermost one counts.

    Args:
        findings: All findings of a release.
        ignores: The comments in its files, the lowest layer first.
    """
    applicable = _applicable(findings, ignores)
    used: set[Ignore] = set()
    rejected: dict[Ignore, Finding] = {}
    applied = Applied([], [], [])
    for finding in findings:
        ignore = applicable.get(id(finding))
        if ignore is None:
            applied.kept.append(finding)
        elif finding.severity is Severity.ERROR:
            applied.kept.append(finding)
            rejected.setdefault(ignore, finding)
        else:
            used.add(ignore)
            why = Suppression(SuppressedBy.COMMENT, ignore.reason, ignore.comment)
            applied.suppressed.append(finding.replace(suppression=why))
    elsewhere = {finding.code: finding for finding in reversed(applied.kept)}
    for ignore in ignores:
        other = elsewhere.get(ignore.code)
        if ignore in rejected:
            applied.about_comments.append(_rejected(ignore, rejected[ignore]))
        elif ignore not in used and other is not None and other.severity is Severity.ERROR:
            applied.about_comments.append(_rejected(ignore, other, here=False))
        elif ignore not in used and not _may_be_used(ignore, applied.kept):
            applied.about_comments.append(_unused(ignore, other))
    return applied


def _applicable(findings: Iterable[Finding], ignores: Iterable[Ignore]) -> dict[int, Ignore]:
    """Return, by the identity of a finding, the comment that applies to it."""
    ranges: dict[tuple[int, str], list[Ignore]] = {}
    anywhere: dict[str, Ignore] = {}  # for findings without a file; the topmost layer wins
    for ignore in ignores:
        ranges.setdefault((id(ignore.source), ignore.code), []).append(ignore)
        if ignore.whole_file:
            anywhere[ignore.code] = ignore
    placed: dict[tuple[int, str], list[tuple[int, Finding]]] = {}
    applicable: dict[int, Ignore] = {}
    for finding in findings:
        span = finding.primary.span
        if span is not None and (id(span.source), finding.code) in ranges:
            placed.setdefault((id(span.source), finding.code), []).append((span.start, finding))
        elif not file_of(finding.primary) and finding.code in anywhere:
            applicable[id(finding)] = anywhere[finding.code]
    for key, here in placed.items():
        applicable |= _innermost(here, ranges[key])
    return applicable


def _innermost(placed: Iterable[tuple[int, Finding]], ranges: Iterable[Ignore]) -> dict[int, Ignore]:
    """For each place, find the range around it that begins last, in a single pass."""
    applicable: dict[int, Ignore] = {}
    waiting = sorted(ranges, key=lambda ignore: (-ignore.start, ignore.end))
    begun: list[Ignore] = []
    for start, finding in sorted(placed, key=lambda entry: entry[0]):
        while waiting and waiting[-1].start <= start:
            begun.append(waiting.pop())
        while begun and begun[-1].end <= start:
            begun.pop()
        if begun:
            applicable[id(finding)] = begun[-1]
    return applicable


def _rejected(ignore: Ignore, finding: Finding, *, here: bool = True) -> Diagnostic:
    place = " here" if here else ""
    return Diagnostic(
        f"`{ignore.code}` is an error{place}, which no comment can suppress",
        ignore.named,
        "correct the values; to accept known errors for a while, use `--baseline`",
        code="LQ033",
        related=(Label(finding.primary.span, finding.primary.layer, "is the error"),),
    )


def _may_be_used(ignore: Ignore, findings: Iterable[Finding]) -> bool:
    """Return whether a part of the file of a comment is not read, where it may have a finding."""
    here = ignore.named.span
    unread = (finding.primary.span for finding in findings if finding.code == _UNREAD)
    return here is not None and any(span is not None and span.source is here.source for span in unread)


def _unused(ignore: Ignore, other: Finding | None) -> Diagnostic:
    """Report a comment without a finding where it applies; ``other`` is one of the same rule elsewhere."""
    message = f"`{ignore.code}` has no finding here to suppress"
    if other is None:
        remedy = "remove the comment, or this rule from it"
        return Diagnostic(message, ignore.named, remedy, code="LQ030", fix=ignore.removal)
    in_file = file_of(other.primary)
    remedy = (
        "move the comment to its finding" if in_file else f"write `ignore-file[{ignore.code}]`, which applies there"
    )
    there = Label(other.primary.span, other.primary.layer, "is its finding")
    return Diagnostic(message, ignore.named, remedy, code="LQ030", related=(there,))
