"""Values that the chart accepts but nothing reads. The chart's notes list the same values after an installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.nodes import dotted, plain
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, NOT_READ, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("LQ401", "dead-key", Severity.NOTICE, charts=ALL_CHARTS, rank=NOT_READ)
def dead_key(context: Context) -> Iterator[Diagnostic]:
    """A key that nothing reads.

    ## What it does
    Points out keys that no template reads, neither in this chart nor in Liqo's own. The chart accepts them because
    values files for Liqo's own chart have them. `liqoctl install` writes some of them: for the charts that Liqo
    publishes, these are not reported in the files that `liqoctl install --only-output-values` wrote.

    ## What breaks at run time
    Nothing, but the value has no effect.
    """
    defaults = plain(context.chart.defaults)
    for path, instead in context.chart.dead_keys.items():
        value, usual = context.values.get(*path), defaults
        for step in path:
            usual = usual.get(str(step)) if isinstance(usual, dict) else None
        if value is not None and value != usual and not context.written_by_liqoctl(path):
            yield Diagnostic(
                message=f"nothing reads `{dotted(path)}`",
                path=path,
                primary=context.at(path, "has no effect", at_key=True),
                help=instead,
            )
