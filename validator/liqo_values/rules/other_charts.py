"""Values files that are for another chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.findings import Diagnostic, Label, Severity
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, About, RefusedBy, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "LQ015",
    "other-chart",
    Severity.ERROR,
    about=About.FILES,
    refused_by=RefusedBy.SCHEMA,
    suppressible=False,
    explains_file=True,
    charts=ALL_CHARTS,
)
def other_chart(context: Context) -> Iterator[Diagnostic]:
    """Values for another chart.

    ## What it does
    Reports values without any key of Liqo's, if they have several keys of another known chart or of one that `helm
    create` wrote, if the `Chart.yaml` in the same folder is that of another chart, or if at least four of their keys
    are unknown. Everything else that is found in them follows from this.

    ## What breaks at run time
    Helm rejects the values for this chart. Liqo's own chart has no schema: it ignores these keys, and its defaults
    apply.
    """
    if not context.violations:
        return
    from liqo_values.sources.foreign_values import recognised  # noqa: PLC0415 - most values are valid

    for layer, root in context.values.files:
        found = recognised(layer, root, context.chart)
        if found is not None:
            yield Diagnostic(
                message=f"the values in `{layer.name}` are {found.what}, not for Liqo",
                primary=Label(found.key.key_span, layer.name, "no key of Liqo's"),
                help="leave them out, or pass the values that are for Liqo",
            )
