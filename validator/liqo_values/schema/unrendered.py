"""Values that the templates of a published chart cannot be rendered with.

These charts have no schema: most wrong values are rendered into something else than they say, but Helm fails where a
template compares them, loops over them, reads a key of them or writes them as a list; and where it writes text without
quotes that is then not valid YAML.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.parsing.unquoted import is_readable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from liqo_values.charts.chart_facts import NeededKey, TypedKey, UnquotedKey
    from liqo_values.charts.target import TargetChart
    from liqo_values.model.nodes import Path, Plain
    from liqo_values.values.provenance import Values


def cannot_render(path: Path, values: Values, chart: TargetChart) -> bool:
    """Return whether Helm cannot render the templates because of the value at a path, or one in it.

    A null is only looked at in a list: elsewhere, it deletes a default.
    """
    value = values.get(*path)
    if value is not None and not isinstance(value, dict) and _is_section(path, chart):
        needed = (key for key in chart.needed_keys if key.path == path and not key.then)
        if any(is_read(key, values) for key in needed):
            return True
    typed = (key for key in chart.typed_keys if is_read(key, values))
    wrong = any(_is_wrong(found, key) for key in typed for _, found in _matching(key.path, path, value))
    return wrong or any(unreadable(path, values, chart))


def unreadable(path: Path, values: Values, chart: TargetChart) -> Iterator[Path]:
    """Yield the values at and below a path that the templates write without quotes and YAML cannot read there."""
    for key in chart.unquoted_keys:
        if is_read(key, values):
            for place, found in _matching(key.path, path, values.get(*path)):
                written = found is not None and (bool(found) or not key.unless_empty)
                if written and not all(is_readable(found, line) for line in key.lines):
                    yield place


def is_read(key: NeededKey | TypedKey | UnquotedKey, values: Values) -> bool:
    """Return whether the keys are on and off under which the templates read a key."""
    return all(values.get(*path) for path in key.on) and not any(values.get(*path) for path in key.off)


def _is_section(path: Path, chart: TargetChart) -> bool:
    return bool(chart.keys.below(path))


def _matching(pattern: Path, path: Path, value: Plain) -> Iterator[tuple[Path, Plain]]:
    """Yield the values that match a pattern, at a path or below it; ``*`` matches what is in lists and maps."""
    above, below = pattern[: len(path)], pattern[len(path) :]
    same = all(one in ("*", other) for one, other in zip(above, path, strict=False))
    if same and len(above) == len(path):
        yield from _below(below, path, value)


def _below(steps: Path, path: Path, value: Plain) -> Iterator[tuple[Path, Plain]]:
    if not steps:
        yield path, value
        return
    items: Iterable[tuple[str | int, Plain]] = value.items() if isinstance(value, dict) else ()
    for step, inner in enumerate(value) if isinstance(value, list) else items:
        if steps[0] in ("*", step):
            yield from _below(steps[1:], (*path, step), inner)


def _is_wrong(value: Plain, key: TypedKey) -> bool:
    if value is None:
        return key.path[-1] == "*" and key.empty_too
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
