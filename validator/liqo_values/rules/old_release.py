"""Values for a release of Liqo before 1.0, of which only the mode is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.charts.target import LIQO, ChartFamily
from liqo_values.model.findings import Diagnostic, Label, Severity
from liqo_values.rules.rule import About, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.rules.context import Context

CODE = "LQ801"


@rule(CODE, "old-release", Severity.NOTICE, about=About.FILES, charts=frozenset(ChartFamily) - {ChartFamily.OURS})
def old_release(context: Context) -> Iterator[Diagnostic]:
    """Values for a release of Liqo before 1.0.

    ## What it does
    Reports, once per release, that the target chart is older than Liqo 1.0. Only the mode is decided, from the keys of
    that time, such as `networking.internal`. No other key is checked.

    ## What breaks at run time
    Nothing, as long as the cluster keeps this release. Liqo 1.0 ignores most of these keys, so that the networking
    module would be on again: check with `--chart published@1.2.0` before you upgrade.
    """
    if not context.chart.only_mode:
        return
    release = context.chart.release
    written = (diagnostic.primary for diagnostic in context.diagnostics if diagnostic.code == CODE)
    yield Diagnostic(
        message=f"these values are for Liqo {release}, of which only the mode is known",
        primary=next(written, Label(None, context.chart.label, "is older than Liqo 1.0")),
        help=f"check with `--chart published@{LIQO.removeprefix('v')}` to see what an upgrade needs",
    )
