"""Values of umbrella charts, which have Liqo's chart as a dependency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, About, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("LQ038", "values-of-dependency", Severity.ERROR, about=About.FILES, explains_file=True, charts=ALL_CHARTS)
def values_of_dependency(context: Context) -> Iterator[Diagnostic]:
    """Values for Liqo at the top level of an umbrella chart.

    ## What it does
    Reports sections of Liqo's values that are not under the name or alias of the dependency, unless a template of the
    umbrella chart reads them.

    ## What breaks at run time
    Helm passes to a dependency only the values under its name. It ignores all others, so that Liqo is installed with
    its defaults.
    """
    return (diagnostic for diagnostic in context.diagnostics if diagnostic.code == "LQ038")
