"""Applies the fixes of findings: edits of the text that preserve all comments and all other bytes.

Fixes are applied in passes until none are left, because a fix may reveal or move other findings. The result of each
pass is checked. A fix that does not remove its finding is dropped, and so is one that causes a new error, unless that
error can be fixed in turn, such as a quoted boolean below a misspelled key. Dropped fixes are tried again after others.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.findings import Severity, with_fixes, with_followers
from liqo_values.model.source_text import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from liqo_values.model.findings import Edit, Finding, Fix
    from liqo_values.model.nodes import Path

#: Fixes that depend on each other need one pass each; the limit ends cycles.
MAX_PASSES = 100
#: How many times the error that a fix causes is fixed in turn.
_IN_TURN = 3


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
        fixable = _Fixable(current, unsafe=unsafe)
        chosen = fixable.among(found for found in with_fixes(findings) if _key(found) not in dropped)
        if not chosen:
            break
        step = _attempt(fixable, findings, chosen, check)
        if step is None:  # a fix that fails on its own waits, so that it does not block the others
            alone = [_attempt(fixable, findings, [found], check) for found in chosen]
            dropped |= {_key(found) for found, result in zip(chosen, alone, strict=True) if result is None}
            step = alone[0] if all(alone) else None
        if step is None:
            continue
        current, findings = step.sources, step.left
        applied += step.applied
        dropped.clear()
    return Repair(current, tuple(applied), findings)


def edited(source: Source, edits: Sequence[Edit]) -> str:
    """Return the text of a source after edits that do not overlap."""
    text, end = "", 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        text += source.text[end : edit.span.start] + edit.text
        end = edit.span.end
    return text + source.text[end:]


def _changed(source: Source, edits: Sequence[Edit]) -> Source:
    return source.with_text(edited(source, edits))


def _key(finding: Finding) -> tuple[str, Path]:
    return finding.code, finding.path


class _Fixable:
    """The files that can be changed, and the fixes that can be applied to them.

    Attributes:
        sources: The files in their present state.
        unsafe: Whether fixes may change what the values mean.
    """

    def __init__(self, sources: tuple[Source, ...], *, unsafe: bool) -> None:
        self.sources = sources
        self.unsafe = unsafe

    def among(self, findings: Iterable[Finding]) -> list[Finding]:
        """Choose findings whose fixes can be applied completely and do not change the same text, first places first."""
        files = {id(source): number for number, source in enumerate(self.sources)}
        taken: dict[int, list[tuple[int, int]]] = {}
        chosen: list[Finding] = []
        for finding in sorted(findings, key=partial(_place, files)):
            fix = finding.fix
            if fix is None or not fix.edits or not (fix.safe or self.unsafe):
                continue
            if all(id(edit.span.source) in files for edit in fix.edits) and not _overlaps(fix, taken):
                chosen.append(finding)
                for edit in fix.edits:
                    taken.setdefault(id(edit.span.source), []).append((edit.span.start, edit.span.end))
        return chosen

    def after(self, chosen: Sequence[Finding]) -> _Fixable:
        """Return the files after the fixes of findings."""
        edits: dict[int, list[Edit]] = {}
        for finding in chosen:
            for edit in finding.fix.edits if finding.fix else ():
                edits.setdefault(id(edit.span.source), []).append(edit)
        changed = (_changed(source, edits[id(source)]) if id(source) in edits else source for source in self.sources)
        return _Fixable(tuple(changed), unsafe=self.unsafe)


def _place(files: Mapping[int, int], finding: Finding) -> tuple[int, int]:
    """Return where a finding is in files; what causes others is shown first, but moved keys keep their order."""
    span = finding.primary.span
    return (files.get(id(span.source), len(files)), span.start) if span else (len(files), 0)


def _overlaps(fix: Fix, taken: Mapping[int, Sequence[tuple[int, int]]]) -> bool:
    """Return whether a fix touches text that another one changes, or text next to it: either may move a line end."""
    return any(
        edit.span.start <= end and start <= edit.span.end
        for edit in fix.edits
        for start, end in taken.get(id(edit.span.source), ())
    )


def _attempt(
    fixable: _Fixable,
    findings: Sequence[Finding],
    chosen: Sequence[Finding],
    check: Callable[[Sequence[Source]], Sequence[Finding]],
    in_turn: int = _IN_TURN,
) -> Repair | None:
    """Apply fixes and check the result; None if it is not an improvement."""
    changed = fixable.after(chosen)
    after = tuple(check(changed.sources))
    if not _removed(findings, after, chosen):
        return None
    made = _new_errors(findings, after)
    if not made:
        return Repair(changed.sources, tuple(chosen), after)
    following = changed.among(made)
    if in_turn == 0 or len(following) < len(made):
        return None
    step = _attempt(changed, after, following, check, in_turn - 1)
    if step is None or _new_errors(findings, step.left) or not _removed(findings, step.left, chosen):
        return None
    return step._replace(applied=(*chosen, *step.applied))


def _removed(before: Sequence[Finding], after: Sequence[Finding], fixed: Sequence[Finding]) -> bool:
    """Return whether all fixed findings have disappeared."""
    counts_before, counts_after = (Counter(map(_key, with_followers(findings))) for findings in (before, after))
    removed = Counter(map(_key, fixed))
    return all(counts_after[key] <= counts_before[key] - count for key, count in removed.items())


def _new_errors(before: Sequence[Finding], after: Sequence[Finding]) -> list[Finding]:
    """Return the new errors."""
    left = Counter(map(_key, with_followers(before)))
    made = []
    for finding in with_followers(after):
        if finding.severity is Severity.ERROR:
            left[_key(finding)] -= 1
            if left[_key(finding)] < 0:
                made.append(finding)
    return made
