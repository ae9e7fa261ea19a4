"""Fields of Argo CD Applications and ApplicationSets: what readers of manifests find in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, About, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("LQ017", "misplaced-variable", Severity.ERROR, about=About.FILES, charts=ALL_CHARTS)
def misplaced_variable(context: Context) -> Iterator[Diagnostic]:
    """A variable that Argo CD does not fill in, or replaces with nothing.

    ## What it does
    Reports variables such as `$ARGOCD_APP_NAME` in `values` and `valuesObject`, variables that Argo CD does not have in
    `parameters`, and `$values/…` in paths if no source has `ref: values`.

    ## What breaks at run time
    Argo CD fills in its variables only in `parameters` and in paths of files. In values, `$ARGOCD_APP_NAME` stays as it
    is, for example as the ID of the cluster. In a parameter, it replaces a variable that it does not have with nothing.
    """
    return (diagnostic for diagnostic in context.diagnostics if diagnostic.code == "LQ017")


@rule("LQ018", "rejected-application", Severity.ERROR, about=About.FILES, suppressible=False, charts=ALL_CHARTS)
def rejected_application(context: Context) -> Iterator[Diagnostic]:
    """A field of an Application that the API server or Argo CD rejects.

    ## What it does
    Reports `values` and values of `parameters` that are not strings, elements of a list generator that are not strings
    although `goTemplate` is not on, a `version` of Helm that Argo CD does not have, a pattern of values files that it
    cannot read, and generators that it cannot combine, such as a merge in which two elements have the same key.

    ## What breaks at run time
    The API server rejects the manifest, or Argo CD shows an error and changes nothing in the cluster.
    """
    return (diagnostic for diagnostic in context.diagnostics if diagnostic.code == "LQ018")
