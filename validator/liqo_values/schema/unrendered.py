"""Values of the wrong type that the templates of a published chart cannot be rendered with.

These charts have no schema: most wrong values are rendered into something else than they say, but Helm fails where a
template compares them, loops over them, reads a key of them or writes them as a list.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from liqo_values.charts.chart_facts import NeededKey, TypedKey
    from liqo_values.charts.target import TargetChart
    from liqo_values.model.nodes import Path, Plain
    from liqo_values.values.provenance import Values


def cannot_render(path: Path, values: Values, chart: TargetChart) -> bool:
    """Return whether Helm cannot render the templates because of the value at a path; a null is not looked at."""
    value = values.get(*path)
    if value is None:
        listed = isinstance(path[-1], int) if path else False
        return listed and any(_is_at(key.path, path) and is_read(key, values) for key in chart.typed_keys)
    if not isinstance(value, dict) and _is_section(path, chart):
        needed = (key for key in chart.needed_keys if key.path == path and not key.then)
        if any(is_read(key, values) for key in needed):
            return True
    typed = (key for key in chart.typed_keys if _is_at(key.path, path))
    return any(_is_wrong(value, key) and is_read(key, values) for key in typed)


def is_read(key: NeededKey | TypedKey, values: Values) -> bool:
    """Return whether the keys are on and off under which the templates read a key."""
    return all(values.get(*path) for path in key.on) and not any(values.get(*path) for path in key.off)


def _is_section(path: Path, chart: TargetChart) -> bool:
    return bool(chart.keys.below(path))


def _is_at(pattern: Path, path: Path) -> bool:
    return len(pattern) == len(path) and all(
        one == other or (one == "*" and isinstance(other, int)) for one, other in zip(pattern, path, strict=True)
    )


def _is_wrong(value: Plain, key: TypedKey) -> bool:
    if isinstance(value, str) and value and key.matches:
        return not re.fullmatch(key.matches, value)
    return _type(value) in key.wrong and (bool(value) or key.empty_too)


def _type(value: Plain) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    if isinstance(value, (int, float)):
        return "number"
    return "list" if isinstance(value, list) else "map"
