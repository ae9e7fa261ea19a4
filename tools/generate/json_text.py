"""JSON as a person would lay it out: what fits stands on one line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.generate.model import Json

WIDTH = 120


def dumps(value: Mapping[str, Json]) -> str:
    """Return ``value`` as JSON, two spaces deeper at each level, short maps and lists on one line."""
    return _layout(dict(value), 0, 0) + "\n"


def lines(value: Mapping[str, Json]) -> str:
    """Return the same without the indentation, for files that people compare but where every byte counts."""
    return "".join(f"{line.lstrip()}\n" for line in dumps(value).splitlines())


def _layout(value: Json, depth: int, used: int) -> str:
    """Lay out ``value`` at ``depth``, where ``used`` columns of the line are taken already."""
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or _fits(value, used + len(flat)):
        return flat
    inner = "  " * (depth + 1)
    lines = []
    for head, item in _parts(value):
        lines.append(inner + head + _layout(item, depth + 1, len(inner) + len(head)))
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n" + ",\n".join(lines) + f"\n{'  ' * depth}{closing}"


def _fits(value: Json, width: int) -> bool:
    """Tell whether a line has room for ``value``, and no more than two levels, which are easy to read."""
    deep = any(isinstance(inner, dict | list) and inner for _, item in _parts(value) for _, inner in _parts(item))
    # One more column for the comma that may follow.
    return width < WIDTH and not deep


def _parts(value: Json) -> list[tuple[str, Json]]:
    """Return the items of a map or list, each with what stands before it."""
    if isinstance(value, dict):
        return [(f"{json.dumps(key, ensure_ascii=False)}: ", item) for key, item in value.items()]
    return [("", item) for item in value] if isinstance(value, list) else []
