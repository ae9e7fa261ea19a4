"""Values files that are for another chart, or for a release of Liqo before 1.0."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from liqo_values.model.findings import OLD_VALUES, Diagnostic, Label, Severity
from liqo_values.model.node_lookup import find, text
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, About, RefusedBy, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.charts.target import TargetChart
    from liqo_values.model.nodes import MapNode, Node

#: So many old keys show that the file is for an old release, if there are more of them than keys with a new name.
_MANY = 5
_about_whole_file = partial(
    rule,
    severity=Severity.ERROR,
    about=About.FILES,
    refused_by=RefusedBy.SCHEMA,
    suppressible=False,
    explains_file=True,
    charts=ALL_CHARTS,
)


@_about_whole_file("LQ015", "other-chart")
def other_chart(context: Context) -> Iterator[Diagnostic]:
    """Values for another chart.

    ## What it does
    Reports values without any key of Liqo's, if they have several keys of another known chart or of one that `helm
    create` wrote, if the `Chart.yaml` in the same folder is that of another chart, or if at least four of their keys
    are unknown; and manifests that are passed as values files. Everything else that is found in them follows from this.

    ## What breaks at run time
    Helm rejects the values for this chart. Liqo's own chart has no schema: it ignores these keys, and its defaults
    apply.
    """
    if not context.violations:
        return
    from liqo_values.sources.foreign_values import recognised  # noqa: PLC0415 - most values are valid

    for layer, root in context.values.files:
        found = recognised(layer, root, context.chart)
        kind = text(root, "kind") if _is_manifest(root, context.chart) else ""
        if kind:
            yield Diagnostic(
                message=f"`{layer.name}` is a manifest of the kind `{kind}`, not a values file",
                primary=Label(root.entries["kind"].key_span, layer.name, "Helm takes this for a value"),
                help="to check what it installs, pass it without -f, and do not list it in a stack of the project file",
            )
        elif found is not None:
            yield Diagnostic(
                message=f"the values in `{layer.name}` are {found.what}, not for Liqo",
                primary=Label(found.key.key_span, layer.name, "no key of Liqo's"),
                help="leave them out, or pass the values that are for Liqo",
            )


def _is_manifest(root: MapNode, chart: TargetChart) -> bool:
    """Return whether a file has what every Kubernetes object has, and no key of the chart."""
    return bool(text(root, "apiVersion")) and not any(key in chart.keys.below(()) for key in root.entries)


@_about_whole_file(OLD_VALUES, "old-values")
def old_values(context: Context) -> Iterator[Diagnostic]:
    """Values for a release of Liqo before 1.0, given to a later chart.

    ## What it does
    Reports a values file with at least five keys from before Liqo 1.0, if it has fewer keys with one of their new
    names: most likely, you wrote or dumped it for that release. Everything else that is found in the file follows from
    this, and all of it is listed. In a file with fewer old keys, each one is a finding (LQ402).

    ## What breaks at run time
    Helm rejects the values for this chart. Liqo's own chart has no schema: it ignores the old keys, and its defaults
    apply, with which the networking module is on.
    """
    if context.chart.only_mode or not context.violations:
        return
    old = [violation.primary for violation in context.violations if violation.code == "LQ402"]
    for layer, root in context.values.files:
        found = [label for label in old if label.layer == layer.name]
        if len(found) >= _MANY and len(found) > _renamed(root, context.chart):
            first = min((label.span for label in found if label.span), key=lambda span: span.start, default=None)
            yield Diagnostic(
                message=f"the values in `{layer.name}` are for a release before Liqo 1.0, not for "
                f"{context.chart.label}: {len(found)} keys are from that time",
                primary=Label(first, layer.name, "the first of them"),
                help="run `liqo-values fix` to move the keys, and `fix --unsafe` to remove those that are gone; or "
                "check with `--chart published@VERSION` of the release that you install",
            )


def _renamed(root: Node, chart: TargetChart) -> int:
    """Return how many keys of values have a name that replaced an old one."""
    return sum(find(root, *new.split(".")) is not None for new in set(chart.moved_keys.values()))
