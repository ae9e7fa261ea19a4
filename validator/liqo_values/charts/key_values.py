"""What a chart's schema says about the value of a key: its types, and the values that it can have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from liqo_values.charts.target import TargetChart
    from liqo_values.model.nodes import Path, Plain

#: A key in a sentence.
_KEY = r"\b[a-z]\w*(?:\.\w+)+"
#: How the sentence begins that the schema has in place of a key that the chart lacks.
_ABSENT = "absent: "


class KeyValues(NamedTuple):
    """What is known about a key.

    Attributes:
        description: What the key does; empty if nothing is known. It says so if only our chart is known to do it.
        types: The types of its values, such as ``boolean``.
        choices: All values that it can have; empty if these are not listed.
        default: Its default as in the schema; None if there is none.
        instead: What to use instead; empty if the key is not deprecated.
    """

    description: str = ""
    types: tuple[str, ...] = ()
    choices: tuple[Plain, ...] = ()
    default: Plain = None
    instead: str = ""


def known(chart: TargetChart, path: Path) -> KeyValues | None:
    """Return what is known about a key; None if the chart does not have it."""
    schema = chart.keys.schema_at(path)
    if not schema or str(schema.get("const", "")).startswith(_ABSENT):
        return None
    types, choices = _accepted(schema)
    if not choices and "boolean" in types:
        choices = (True, False)
    description = schema.get("description", "")
    if description and not chart.is_ours:
        description = f"In our chart: {description}"
    return KeyValues(description, types, choices, schema.get("default"), _instead(chart, schema))


def _instead(chart: TargetChart, schema: dict[str, Any]) -> str:
    """Return what to use instead of a deprecated key; empty if the chart does not have that."""
    message = str(schema.get("deprecationMessage", ""))
    keys = (tuple(word.split(".")) for word in re.findall(_KEY, message))
    return message if all(chart.keys.schema_at(key) for key in keys) else ""


def _accepted(schema: dict[str, Any]) -> tuple[tuple[str, ...], tuple[Plain, ...]]:
    """Return types and choices; a schema that only rejects strings says in its last part what it accepts."""
    stated = schema.get("type")
    types = tuple(stated) if isinstance(stated, list) else (str(stated),) if stated else ()
    choices = tuple(schema.get("enum", ()))
    inner = schema.get("else")
    if not types and not choices and isinstance(inner, dict):
        return _accepted(inner)
    return types, choices
