"""Why fixes of findings that are left were not applied."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from liqo_values.model.findings import fixed_alone
from liqo_values.model.locations import is_file, where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from liqo_values.model.findings import Finding
    from liqo_values.model.source_text import Source

_HARMFUL = "that would cause another error, or not remove the finding"


def reasons(left: Sequence[Finding], files: Iterable[Source], *, unsafe: bool) -> Iterator[str]:
    """Yield why fixes were not applied, once for each place.

    Args:
        left: The findings that are left.
        files: The files that could be changed, in their present state.
        unsafe: Whether unsafe fixes were applied, too.
    """
    changeable = {id(source) for source in files}
    said = (
        f"{finding.code} is not fixed in {where(finding.primary)}: {reason}"
        for finding in fixed_alone(left)
        if (reason := _reason(finding, changeable, unsafe=unsafe))
    )
    yield from dict.fromkeys(said)


def _reason(finding: Finding, changeable: set[int], *, unsafe: bool) -> str:
    """Return why a finding was not fixed; empty if it is not fixable, or only with other options."""
    fix = finding.fix
    if fix is None or not (fix.safe or unsafe):
        return finding.obstacle
    others = [edit.span.source.name for edit in fix.edits if id(edit.span.source) not in changeable]
    if not others:
        return _HARMFUL
    command = f"liqo-values fix{' --unsafe' if unsafe else ''} {quote(others[0])}"
    return f"this run does not change that file; run `{command}`" if is_file(others[0]) else ""
