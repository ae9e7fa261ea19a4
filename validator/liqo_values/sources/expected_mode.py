"""The annotation of an object that says which mode is expected of the release that it describes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.node_lookup import find
from liqo_values.model.nodes import ScalarNode
from liqo_values.sources import release
from liqo_values.values.expectation import Expectation

if TYPE_CHECKING:
    from collections.abc import Callable

    from liqo_values.model.nodes import Node
    from liqo_values.sources.manifests import File

ANNOTATION = "liqo-values/expect-mode"


def annotated(file: File, root: Node | None, fill: Callable[[str], str] = str) -> list[Expectation]:
    """Return what an object expects; nothing without the annotation.

    Args:
        file: The file that contains the object.
        root: The object.
        fill: Fills in the templates that are known.
    """
    node = find(root, "metadata", "annotations", ANNOTATION)
    place = release.label(file, node, "expected")
    if not isinstance(node, ScalarNode) or place is None:
        return []
    return [Expectation(fill(file.written(str(node.value))).strip(), place)]
