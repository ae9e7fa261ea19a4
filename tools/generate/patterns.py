"""Regular expressions put together from named parts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.generate.model import JsonSchema

_REFERENCE = re.compile(r"<([a-zA-Z0-9]+)>")


def substitute(schema: JsonSchema, patterns: Mapping[str, str]) -> JsonSchema:
    """Return ``schema`` with each ``<name>`` in its patterns replaced by that pattern of the list.

    Raises:
        KeyError: If there is no such pattern.
    """
    result: JsonSchema = {}
    for key, value in schema.items():
        if isinstance(value, dict):
            result[key] = substitute(value, patterns)
        else:
            result[key] = resolve(value, patterns) if key == "pattern" else value
    return result


def resolve(pattern: str, patterns: Mapping[str, str]) -> str:
    """Replace each ``<name>`` in ``pattern``, and in what replaces it."""
    return _REFERENCE.sub(lambda match: resolve(patterns[match[1]], patterns), pattern)
