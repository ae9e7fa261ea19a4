"""Write values as YAML on one line."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from liqo_values.model.printable import printable
from liqo_values.parsing.scalars import resolve

if TYPE_CHECKING:
    from liqo_values.model.nodes import Plain

#: Strings that need no quotes anywhere in YAML, unless YAML reads them as another type.
_SIMPLE = r"(?a)(?:--?(?=[A-Za-z]))?[A-Za-z0-9./][-\w./+=]*(:[-\w./+=]+)*"
#: The number of characters of a string that a message shows.
_SHOWN = 40


def written(value: Plain) -> str:
    """Write a value so that Helm reads back the same; strings that would not stay strings are quoted as in JSON."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(name)}: {written(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(written(item) for item in value) + "]"
    if isinstance(value, str) and re.fullmatch(_SIMPLE, value) and resolve(value, None, plain=True) == value:
        return value
    return printable(json.dumps(value, ensure_ascii=False))  # YAML's double quotes allow all of JSON's escapes


def show(value: Plain) -> str:
    """Write a short form of a value for a message, with quotes: ``false``, ``"false"``, ``null``, ``{...}``."""
    if isinstance(value, dict):
        return "{...}" if value else "{}"
    if isinstance(value, list):
        return "[...]" if value else "[]"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 4]}...{text[-1]}"


def as_text(value: Plain) -> str:
    """Write a number or boolean as the chart's templates do where Kubernetes takes only strings; nothing for null."""
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return "" if value is None else value if isinstance(value, str) else show(value)
