"""What the chart's templates check again, because Helm can skip the schema: the types of the chart's own keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from liqo_values.charts.target import TargetChart
    from liqo_values.model.nodes import Path

#: The rules about types.
CODES = frozenset({"LQ003", "LQ004"})
#: The values of the charts that ours depends on, where Helm itself expects maps.
_DEPENDENCIES = (("liqo-crds",), ("liqo-library",))


def is_checked_again(code: str, path: Path, chart: TargetChart) -> bool:
    """Return whether Helm rejects a value even if it skips the schema."""
    return code in CODES and (path in _DEPENDENCIES or chart.keys.declares(path))
