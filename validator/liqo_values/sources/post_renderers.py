"""What changes the objects that Liqo's chart renders, and is not read: the mode is decided from values only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.findings import NOT_CHECKED, Diagnostic, Label
from liqo_values.sources import release

if TYPE_CHECKING:
    from liqo_values.model.nodes import Node
    from liqo_values.sources.manifests import File

#: What to do instead of changing rendered objects.
HELP = "set it with values instead, such as `networking.enabled` or `virtualKubelet.extra.args`"


def notice(what: str, place: Label) -> Diagnostic:
    """Return the notice that something may change what the chart renders.

    Args:
        what: What changes it.
        place: Where it is named.
    """
    message = f"{what} may change what Liqo's chart renders, and so the mode: only the values are checked"
    return Diagnostic(message, place, HELP, code=NOT_CHECKED)


def of_node(file: File, what: str, node: Node) -> Diagnostic:
    """Return the same for what a manifest contains."""
    return notice(what, release.label(file, node, "is not checked") or Label(None, file.source.name, "is not checked"))
