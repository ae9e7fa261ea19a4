"""Applies the fixes of findings: edits of the text that preserve all comments and all other bytes.

Fixes are applied in passes until none are left, because a fix may reveal or move other findings. The result of each
pass is checked: a fix that does not remove its finding, or causes a new error, is dropped.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.findings import Severity
from liqo_values.model.source_text import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from liqo_values.model.findings import Edit, Finding, Fix
    from liqo_values.model.nodes import Path

#: Fixes that depend on each other need one pass each; the limit ends cycles.
MAX_PASSES = 10


class Repair(NamedTuple):
    """The result of fixing the files of a release.

    Attributes:
        sources: The fixed files, in the order given; the same object if a file did not change.
        applied: The fixed findings, in the order of their fixes.
        left: The findings in the fixed files.
    """

    sources: tuple[Source, ...]
    applied: tuple[Finding, ...]
    left: tuple[Finding, ...]


def repair(
    sources: Sequence[Source], check: Callable[[Sequence[Source]], Sequence[Finding]], *, unsafe: bool = False
) -> Repair:
    """Fix all fixable findings.

    Args:
        sources: The files that may be changed; text outside of files (a ``--set`` argument) is never changed.
        check: Returns the findings in the files, which it takes in the same order.
        unsafe: Whether to apply fixes that may change what the values mean.
    """
    current = tuple(sources)
    findings = tuple(check(current))
    applied: list[Finding] = []
    dropped: set[tuple[str, Path]] = set()
    for _ in range(MAX_PASSES):
        chosen = [found for found in _fixable(findings, current, unsafe=unsafe) if _key(found) not in dropped]
        if not chosen:
            break
        step = _attempt(current, findings, chosen, check)
        if step is None:  # a fix that fails on its own is dropped, so that it does not block the others
            alone = [_attempt(current, findings, [found], check) for found in chosen]
            dropped |= {_key(found) for found, result in zip(chosen, alone, strict=True) if result is None}
            step = alone[0] if all(alone) else None
        if step is None:
            continue
        current, findings = step.sources, step.left
        applied += step.applied
    return Repair(current, tuple(applied), findings)


def edited(source: Source, edits: Sequence[Edit]) -> str:
    """Return the text of a source after edits that do not overlap."""
    text, end = "", 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        text += source.text[end : edit.span.start] + edit.text
        end = edit.span.end
    return text + source.text[end:]


def _changed(source: Source, edits: Sequence[Edit]) -> Source:
    return Source(source.name, edited(source, edits), source.undecodable)


def _key(finding: Finding) -> tuple[str, Path]:
    return finding.code, finding.path


def _fixable(findings: Sequence[Finding], sources: Sequence[Source], *, unsafe: bool) -> list[Finding]:
    """Choose findings, in order, whose fixes can be applied completely and do not change the same text."""
    files = {id(source) for source in sources}
    taken: dict[int, list[tuple[int, int]]] = {}
    chosen: list[Finding] = []
    for finding in findings:
        fix = finding.fix
        if fix is None or not fix.edits or not (fix.safe or unsafe):
            continue
        if all(id(edit.span.source) in files for edit in fix.edits) and not _overlaps(fix, taken):
            chosen.append(finding)
            for edit in fix.edits:
                taken.setdefault(id(edit.span.source), []).append((edit.span.start, edit.span.end))
    return chosen


def _overlaps(fix: Fix, taken: Mapping[int, Sequence[tuple[int, int]]]) -> bool:
    """Return whether a fix touches text that another one changes, or text next to it: either may move a line end."""
    return any(
        edit.span.start <= end and start <= edit.span.end
        for edit in fix.edits
        for start, end in taken.get(id(edit.span.source), ())
    )


def _attempt(
    sources: tuple[Source, ...],
    findings: tuple[Finding, ...],
    chosen: Sequence[Finding],
    check: Callable[[Sequence[Source]], Sequence[Finding]],
) -> Repair | None:
    """Apply fixes and check the result; None if it is not an improvement."""
    edits: dict[int, list[Edit]] = {}
    for finding in chosen:
        for edit in finding.fix.edits if finding.fix else ():
            edits.setdefault(id(edit.span.source), []).append(edit)
    changed = tuple(_changed(source, edits[id(source)]) if id(source) in edits else source for source in sources)
    after = tuple(check(changed))
    return Repair(changed, tuple(chosen), after) if _better(findings, after, chosen) else None


def _better(before: Sequence[Finding], after: Sequence[Finding], fixed: Sequence[Finding]) -> bool:
    """Return whether all fixed findings have disappeared and there are no new errors."""
    counts_before = Counter(_key(finding) for finding in before)
    counts_after = Counter(_key(finding) for finding in after)
    counts_fixed = Counter(_key(finding) for finding in fixed)
    if any(counts_after[key] > counts_before[key] - count for key, count in counts_fixed.items()):
        return False
    errors = Counter(_key(finding) for finding in after if finding.severity is Severity.ERROR)
    return all(count <= counts_before[key] for key, count in errors.items())
