"""What is rejected even if Helm skips the schema: by the chart's templates, or by the API server.

The templates check the types of the chart's own keys again. What is in lists and maps of the user becomes a part of
Kubernetes objects, in which the API server rejects other types, unless the templates write it as text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from liqo_values.charts.target import TargetChart
    from liqo_values.model.nodes import Path

#: The rules about types.
CODES = frozenset({"LQ003", "LQ004"})
#: The values of the charts that ours depends on, where Helm itself expects maps.
_DEPENDENCIES = (("liqo-crds",), ("liqo-library",))
#: Lists and maps of texts: arguments, annotations, pools, and ports of policies.
_TEXTS = frozenset(
    ("annotations", "commonAnnotations", "globalAnnotations", "extraArgs", "args", "pools", "apiServerPorts")
)
#: Lists of maps of texts, which become arguments.
_CLASSES = frozenset(("loadBalancerClasses", "ingressClasses", "serverResources", "clientResources"))


def is_checked_again(code: str, path: Path, chart: TargetChart) -> bool:
    """Return whether Helm rejects a value even if it skips the schema."""
    return code in CODES and (path in _DEPENDENCIES or chart.keys.declares(path))


def is_written_as_text(path: Path) -> bool:
    """Return whether the templates write a value in a list or map of the user as text, whatever type it has.

    Args:
        path: The path of the value.
    """
    names = [str(step) for step in path if isinstance(step, str)]
    return bool(_TEXTS & {names[-1], *names[-2:-1]}) or bool(_CLASSES & set(names[:-1]))
