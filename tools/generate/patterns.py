"""Regular expressions put together from named parts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tools.generate.errors import SourceError
from tools.generate.read import Entry, Items

if TYPE_CHECKING:
    from tools.generate.model import JsonSchema

_REFERENCE = re.compile(r"<([a-zA-Z0-9]+)>")


def substitute(schema: Entry, patterns: Entry) -> JsonSchema:
    """Return ``schema`` with each ``<name>`` in its patterns replaced by that pattern of the list.

    Raises:
        SourceError: If there is no such pattern.
    """
    result: JsonSchema = {}
    for key, value in schema.items():
        if isinstance(value, Entry):
            result[key] = substitute(value, patterns)
        elif isinstance(value, Items):
            result[key] = [substitute(item, patterns) if isinstance(item, Entry) else item for item in value]
        else:
            result[key] = resolve(value, patterns, schema.place(key)) if key == "pattern" else value
    return result


def resolve(pattern: str, patterns: Entry, place: str) -> str:
    """Replace each ``<name>`` in ``pattern``, which is written at ``place``, and in what replaces it.

    Raises:
        SourceError: If there is no such pattern.
    """

    def replacement(match: re.Match[str]) -> str:
        name = match[1]
        if name not in patterns:
            raise SourceError(place, f"there is no pattern <{name}>")
        return resolve(patterns[name], patterns, patterns.place(name))

    return _REFERENCE.sub(replacement, pattern)
