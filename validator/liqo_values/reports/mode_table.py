"""The modes of several releases, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.locations import where
from liqo_values.model.printable import printable
from liqo_values.reports import release_names, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.engine.result import CheckResult
    from liqo_values.reports.style import Style

_HEAD = ("release", "mode", "decided by", "chart")
_MODE = 1


def render(results: Sequence[CheckResult], style: Style) -> str:
    """Write the table, in the order of the releases."""

    def paint(row: int, column: int, text: str) -> str:
        result = results[row]
        wrong = result.refused or result.unexpected or result.mode.name is None
        return style.paint(text, "red" if wrong else "cyan") if column == _MODE else text

    lines = table.render([_row(result) for result in results], style, head=_HEAD, paint=paint)
    rejected = sum(result.refused for result in results)
    if rejected:
        lines += ["", f"{rejected} of {len(results)} releases are rejected: run `liqo-values check`"]
    unexpected = sum(bool(result.unexpected) for result in results)
    if unexpected:
        lines += ["", f"{unexpected} of {len(results)} releases do not have the expected mode: run `liqo-values check`"]
    return "\n".join(lines)


def _row(result: CheckResult) -> tuple[str, ...]:
    mode = result.mode
    name = mode.name.value if mode.name else "undecided"
    places = dict.fromkeys(where(fact.decided_by) for fact in (mode.networking, mode.reflection))
    rejected = ", but rejected" if result.refused else ", but not expected" if result.unexpected else ""
    return tuple(
        map(printable, (release_names.short(result), f"{name}{rejected}", ", ".join(places), result.chart.label))
    )
