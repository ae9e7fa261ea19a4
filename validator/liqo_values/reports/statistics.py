"""The number of findings per rule: a table for people, instead of the findings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from liqo_values.model.findings import Finding, Severity, with_fixes
from liqo_values.reports.text import COLOURS, conclusion

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from liqo_values.engine.result import CheckResult
    from liqo_values.reports.style import Style

_HEAD = ("found", "fixable", "suppressed", "severity", "rule")
#: The columns with numbers, which are aligned to the right.
_NUMBERS = 3


def render(results: Sequence[CheckResult], style: Style) -> str:
    """Write the table, most frequent rules first, and the last line of the text report."""
    rows = _rows(results)
    table = _table(rows, style) + "\n\n" if rows else ""
    return table + conclusion(results, style)


def _rows(results: Iterable[CheckResult]) -> list[tuple[str, ...]]:
    found: Counter[tuple[str, str, Severity]] = Counter()
    fixable, suppressed = found.copy(), found.copy()
    for result in results:
        found.update(map(_kind, result.findings))
        fixable.update(map(_kind, with_fixes(result.findings)))
        suppressed.update(map(_kind, result.suppressed))
    kinds = sorted(set(found) | set(suppressed), key=lambda kind: (-found[kind], kind))
    return [
        (str(found[kind]), str(fixable[kind]), str(suppressed[kind]), kind[2].value, f"{kind[0]} {kind[1]}")
        for kind in kinds
    ]


def _kind(finding: Finding) -> tuple[str, str, Severity]:
    """Return what findings are counted by: a rule may have findings of several severities."""
    return finding.code, finding.name, finding.severity


def _table(rows: list[tuple[str, ...]], style: Style) -> str:
    widths = [max(len(row[column]) for row in (_HEAD, *rows)) for column in range(len(_HEAD))]
    lines = [style.paint(_line(_HEAD, widths), "bold")]
    for row in rows:
        severity = row[_NUMBERS]
        painted = style.paint(severity, COLOURS[Severity(severity)])
        lines.append(_line(row, widths).replace(severity, painted, 1))
    return "\n".join(lines)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        cell.rjust(width) if column < _NUMBERS else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()
