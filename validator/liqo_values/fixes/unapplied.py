"""Why fixes that findings still have were not applied."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from liqo_values.model.findings import with_fixes
from liqo_values.model.locations import is_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from liqo_values.model.findings import Finding
    from liqo_values.model.source_text import Source


def reasons(left: Sequence[Finding], files: Iterable[Source], *, unsafe: bool) -> Iterator[str]:
    """Yield why fixes were not applied, with their number.

    Args:
        left: The findings that are left.
        files: The files that could be changed, in their present state.
        unsafe: Whether unsafe fixes were applied, too.
    """
    changeable = {id(source) for source in files}
    elsewhere: Counter[str] = Counter()
    harmful = 0
    for fix in (finding.fix for finding in with_fixes(left)):
        if fix is None or not fix.edits or not (fix.safe or unsafe):
            continue
        others = [edit.span.source.name for edit in fix.edits if id(edit.span.source) not in changeable]
        if not others:
            harmful += 1
        elif is_file(others[0]):
            elsewhere[others[0]] += 1
    for name, count in elsewhere.items():
        yield f"{count} not fixed, in `{name}`: another file refers to it, so run `fix` for that file itself"
    if harmful:
        yield f"{harmful} not fixed, since that would cause another error, or not remove the finding"
