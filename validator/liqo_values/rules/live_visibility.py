"""What could not be read from a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values import __version__
from liqo_values.model.findings import Diagnostic, Label, Severity
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, About, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: The most kinds to name.
_NAMED = 3


@rule("LQ991", "not-visible", Severity.NOTICE, about=About.CLUSTER, charts=ALL_CHARTS)
def not_visible(context: Context) -> Iterator[Diagnostic]:
    """Objects that could not be read.

    ## What it does
    Reports each kind of objects that the API server did not return, with its answer and the permission that is needed.
    Kinds that the API server does not have are one finding, and so are those that are not in a bundle because another
    version of liqo-values saved it.

    ## What breaks at run time
    Nothing. But the diagnosis says nothing about what it could not see, and mistakes there are not found.
    """
    snapshot = context.cluster.snapshot
    if snapshot.absent:
        yield Diagnostic(
            f"the API server does not have {_kinds(snapshot.absent)}",
            Label(None, f"kubectl get {snapshot.absent[0]}", "no such kind"),
            "if your release of Liqo has them, install its CRDs; nothing is wrong if it is an older one",
        )
    if snapshot.not_read:
        yield Diagnostic(
            f"liqo-values {snapshot.saved_by or __version__} saved the bundle without {_kinds(snapshot.not_read)}",
            Label(None, f"kubectl get {snapshot.not_read[0]}", "not in the bundle"),
            f"save it again with liqo-values {__version__}, which reads them",
        )
    for one in snapshot.unseen:
        resource, _, group = one.argument.partition(".")
        permission = f"the permission to `list` `{resource}`" + (f" of `{group}`" if group else "")
        place = f"in the namespace `{one.namespace}`" if one.namespace else "in all namespaces"
        yield Diagnostic(
            f"{one.shows} cannot be seen: {'forbidden' if one.forbidden else 'kubectl failed'}",
            Label(None, f"kubectl get {one.argument}", f'"{one.reason}"'),
            f"it needs {permission} {place}" if one.forbidden else f"try `kubectl get {one.argument}`",
        )


def _kinds(arguments: Sequence[str]) -> str:
    """Count kinds, and name a few."""
    kinds = "kind" if len(arguments) == 1 else "kinds"
    others = " and others" if len(arguments) > _NAMED else ""
    return f"{len(arguments)} {kinds} of objects: {', '.join(arguments[:_NAMED])}{others}"
