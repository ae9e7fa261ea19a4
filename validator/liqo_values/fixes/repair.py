"""Applying the fixes of findings: edits of the text that keep every comment and byte they do not mean.

Fixes are applied in passes, as one may uncover or move another, until none is left. What a pass makes is judged again
before it counts: a fix that leaves its finding, or makes an error that was not there, is dropped.
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

#: Fixes that follow from each other take a pass each; a circle must end.
MAX_PASSES = 10


class Repair(NamedTuple):
    """What came of fixing the files of a release.

    Attributes:
        sources: The files as they are now, in the order given; the same object where nothing changed.
        applied: The findings that are gone by their fix, in the order of application.
        left: The findings on what the files are now.
    """

    sources: tuple[Source, ...]
    applied: tuple[Finding, ...]
    left: tuple[Finding, ...]


def repair(
    sources: Sequence[Source], judge: Callable[[Sequence[Source]], Sequence[Finding]], *, unsafe: bool = False
) -> Repair:
    """Fix what can be fixed.

    Args:
        sources: The files that may be changed; edits elsewhere (in a ``--set`` argument) are never made.
        judge: Finds what is wrong with the files, given in the same order.
        unsafe: Also apply fixes that may change what the values mean.
    """
    current = tuple(sources)
    findings = tuple(judge(current))
    applied: list[Finding] = []
    refused: set[tuple[str, Path]] = set()
    for _ in range(MAX_PASSES):
        chosen = [found for found in _fixable(findings, current, unsafe=unsafe) if _key(found) not in refused]
        if not chosen:
            break
        step = _attempt(current, findings, chosen, judge)
        if step is None:  # whatever fails by itself is not tried again, so that it does not keep the others
            alone = [_attempt(current, findings, [found], judge) for found in chosen]
            refused |= {_key(found) for found, result in zip(chosen, alone, strict=True) if result is None}
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
    """Choose, in their order, the findings whose fixes can be applied whole and do not touch the same text."""
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
    judge: Callable[[Sequence[Source]], Sequence[Finding]],
) -> Repair | None:
    """Apply fixes and judge what comes of it; None where that is no improvement."""
    edits: dict[int, list[Edit]] = {}
    for finding in chosen:
        for edit in finding.fix.edits if finding.fix else ():
            edits.setdefault(id(edit.span.source), []).append(edit)
    changed = tuple(_changed(source, edits[id(source)]) if id(source) in edits else source for source in sources)
    after = tuple(judge(changed))
    return Repair(changed, tuple(chosen), after) if _better(findings, after, chosen) else None


def _better(before: Sequence[Finding], after: Sequence[Finding], fixed: Sequence[Finding]) -> bool:
    """Return whether every fixed finding is gone, and no error is there that was not."""
    counts_before = Counter(_key(finding) for finding in before)
    counts_after = Counter(_key(finding) for finding in after)
    gone = Counter(_key(finding) for finding in fixed)
    if any(counts_after[key] > counts_before[key] - count for key, count in gone.items()):
        return False
    errors = Counter(_key(finding) for finding in after if finding.severity is Severity.ERROR)
    return all(count <= counts_before[key] for key, count in errors.items())
