"""A first values file: the chart's example for a mode, with what is known about the cluster filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.charts.keys import API_SERVER, CLUSTER_ID, POD_CIDR, SERVICE_CIDR
from liqo_values.charts.target import ours
from liqo_values.fixes.repair import edited
from liqo_values.model.findings import Edit
from liqo_values.model.nodes import MapNode, Node, Path, ScalarNode
from liqo_values.model.source_text import Source
from liqo_values.parsing import yaml
from liqo_values.parsing.yaml_writer import written

if TYPE_CHECKING:
    from liqo_values.liqo.mode import ModeName


class Facts(NamedTuple):
    """What is known about the installation; an empty text is not known.

    Attributes:
        mode: The mode that it shall have.
        cluster_id: How its peers shall know the cluster.
        api_server: URL by which they reach its API server.
        pod_cidr: The range of its pods, for modes with the networking module.
        service_cidr: The range of its Services, likewise.
    """

    mode: ModeName
    cluster_id: str = ""
    api_server: str = ""
    pod_cidr: str = ""
    service_cidr: str = ""


def values_file(facts: Facts) -> str:
    """Write the values file."""
    source = Source(facts.mode.value, ours().presets[facts.mode.value])
    root = yaml.parse(source).root
    edits = [
        Edit(place.span, written(text))
        for path, text in ((POD_CIDR, facts.pod_cidr), (SERVICE_CIDR, facts.service_cidr))
        if text and (place := _scalar(root, path)) is not None and place.span is not None
    ]
    parts = [edited(source, edits)]
    if facts.cluster_id:
        parts.append(_section(CLUSTER_ID, facts.cluster_id, "How its peers know this cluster; it cannot be changed."))
    if facts.api_server:
        parts.append(_section(API_SERVER, facts.api_server, "Where its peers reach the API server of this cluster."))
    return "\n".join(parts)


def _scalar(node: Node, path: Path) -> ScalarNode | None:
    for step in path:
        entry = node.entries.get(str(step)) if isinstance(node, MapNode) else None
        if entry is None:
            return None
        node = entry.value
    return node if isinstance(node, ScalarNode) else None


def _section(path: Path, text: str, comment: str) -> str:
    """Write one key with a comment above it, in its maps."""
    *above, last = path
    lines = [f"{'  ' * depth}{step}:" for depth, step in enumerate(above)]
    indent = "  " * len(above)
    return "\n".join([*lines, f"{indent}# {comment}", f"{indent}{last}: {written(text)}", ""])
