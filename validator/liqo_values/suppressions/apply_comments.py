"""What comments in values files do to findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.findings import Diagnostic, Finding, Label, Severity, SuppressedBy, Suppression
from liqo_values.model.locations import file_of
from liqo_values.suppressions.parse_comments import Ignore

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Applied(NamedTuple):
    """Findings after all comments were asked: those that count, those that do not, and what to say of the comments."""

    kept: list[Finding]
    suppressed: list[Finding]
    about_comments: list[Diagnostic]


def apply(findings: Sequence[Finding], ignores: Sequence[Ignore]) -> Applied:
    """Ask the comments about findings.

    Of several comments about a finding the innermost is asked.

    Args:
        findings: All findings of a release.
        ignores: What the comments in its files say, the lowest layer first.
    """
    asked = _asked(findings, ignores)
    used: set[Ignore] = set()
    refused: dict[Ignore, Finding] = {}
    applied = Applied([], [], [])
    for finding in findings:
        ignore = asked.get(id(finding))
        if ignore is None:
            applied.kept.append(finding)
        elif finding.severity is Severity.ERROR:
            applied.kept.append(finding)
            refused.setdefault(ignore, finding)
        else:
            used.add(ignore)
            why = Suppression(SuppressedBy.COMMENT, ignore.reason, ignore.comment)
            applied.suppressed.append(finding.replace(suppression=why))
    for ignore in ignores:
        if ignore in refused:
            applied.about_comments.append(_refused(ignore, refused[ignore]))
        elif ignore not in used:
            applied.about_comments.append(_unused(ignore))
    return applied


def _asked(findings: Iterable[Finding], ignores: Iterable[Ignore]) -> dict[int, Ignore]:
    """Return, by the identity of a finding, the comment that is about it."""
    stretches: dict[tuple[int, str], list[Ignore]] = {}
    anywhere: dict[str, Ignore] = {}  # for findings without a file; the topmost layer has the last word
    for ignore in ignores:
        stretches.setdefault((id(ignore.source), ignore.code), []).append(ignore)
        if ignore.whole_file:
            anywhere[ignore.code] = ignore
    placed: dict[tuple[int, str], list[tuple[int, Finding]]] = {}
    asked: dict[int, Ignore] = {}
    for finding in findings:
        span = finding.primary.span
        if span is not None and (id(span.source), finding.code) in stretches:
            placed.setdefault((id(span.source), finding.code), []).append((span.start, finding))
        elif not file_of(finding.primary) and finding.code in anywhere:
            asked[id(finding)] = anywhere[finding.code]
    for key, here in placed.items():
        asked |= _innermost(here, stretches[key])
    return asked


def _innermost(placed: Iterable[tuple[int, Finding]], stretches: Iterable[Ignore]) -> dict[int, Ignore]:
    """Find for each place the stretch around it that begins last; places and stretches are walked through once."""
    asked: dict[int, Ignore] = {}
    waiting = sorted(stretches, key=lambda ignore: (-ignore.start, ignore.end))
    begun: list[Ignore] = []
    for start, finding in sorted(placed, key=lambda entry: entry[0]):
        while waiting and waiting[-1].start <= start:
            begun.append(waiting.pop())
        while begun and begun[-1].end <= start:
            begun.pop()
        if begun:
            asked[id(finding)] = begun[-1]
    return asked


def _refused(ignore: Ignore, finding: Finding) -> Diagnostic:
    return Diagnostic(
        f"`{ignore.code}` cannot be ignored here: Helm refuses these values all the same",
        ignore.named,
        "correct the values; to get by with known errors for a time, use --baseline",
        code="LQ033",
        related=(Label(finding.primary.span, finding.primary.layer, "refused"),),
    )


def _unused(ignore: Ignore) -> Diagnostic:
    remedy = "remove the comment, or the code from it"
    message = f"`{ignore.code}` finds nothing here that could be ignored"
    return Diagnostic(message, ignore.named, remedy, code="LQ030", fix=ignore.removal)
