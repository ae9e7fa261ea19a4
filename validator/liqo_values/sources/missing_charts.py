"""Charts that are not available here: their values, and what the release is called, show whether they are Liqo's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.node_lookup import find
from liqo_values.model.nodes import Entry, MapNode, ScalarNode, dotted
from liqo_values.sources import own_values
from liqo_values.sources.release import CHART
from liqo_values.values.release_inputs import Assigned, Piece

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.sources.manifests import File
    from liqo_values.values.release_inputs import Step


def may_be_liqo(file: File) -> bool:
    """Return cheaply whether a manifest may contain a release of Liqo, whatever its chart is called."""
    return CHART in file.source.text.lower() or own_values.possible_manifest(file.source.text)


def key_in(steps: Sequence[Step], named: str, *, in_folder: bool) -> str | None:
    """Return the key that contains Liqo's values in those of a release; empty for Liqo's chart, None for another one.

    A chart in a repository of charts has another name: at most, it depends on Liqo's chart.

    Args:
        steps: The layers of the release.
        named: What the release is called, which counts as well.
        in_folder: Whether the chart is in a folder, of which only the path is known.
    """
    roots = [_arguments(steps), *(step.root for step in steps if isinstance(step, Piece))]
    for key in ("", CHART) if in_folder else (CHART,):
        inner = [find(root, key) if key else root for root in roots]
        if any(isinstance(root, MapNode) and own_values.plainly(root, key or named) for root in inner):
            return key
    return None


def _arguments(steps: Sequence[Step]) -> MapNode:
    """Return a map with the paths that arguments set, as dotted keys."""
    paths = [dotted(one.path) for step in steps if isinstance(step, Assigned) for one in step.assignments]
    return MapNode({path: Entry(path, ScalarNode(None), None) for path in paths})
