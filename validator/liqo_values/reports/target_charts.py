"""Which charts the values of a run are for, as reports say it: once if all of them are for the same chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.charts.target import TargetChart
    from liqo_values.engine.result import CheckResult


def only_one(results: Sequence[CheckResult]) -> TargetChart | None:
    """Return the chart of all results; None if there are several charts, or no results."""
    charts = {result.chart for result in results}
    return charts.pop() if len(charts) == 1 else None


#: The most charts to name.
_MOST = 4


def counted(results: Sequence[CheckResult]) -> str:
    """Name the charts, each with the number of its releases: ``Liqo's chart v1.1.2 (3) and our chart v1.2.0 (1)``.

    If there are many, the last ones are only counted.
    """
    labels = [result.chart.label for result in results]
    named = [f"{label} ({labels.count(label)})" for label in dict.fromkeys(labels)]
    if len(named) > _MOST:
        named[_MOST - 1 :] = [f"{len(named) - _MOST + 1} more"]
    return " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)


def said(result: CheckResult) -> tuple[str, ...]:
    """Say which chart the values of one release are for, and how it was chosen."""
    return (f"for {result.chart.label}", *result.chart_notes)


def notes(results: Sequence[CheckResult]) -> list[str]:
    """Return the sentences about how the charts were chosen, each once."""
    return list(dict.fromkeys(note for result in results for note in result.chart_notes))
