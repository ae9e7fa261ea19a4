"""A value as YAML on one line, which Helm reads back as the same value."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from liqo_values.parsing.scalars import resolve
from liqo_values.reports.style import printable

if TYPE_CHECKING:
    from liqo_values.model.nodes import Plain

#: What needs no quotes anywhere in YAML, unless it means something else than text.
_SIMPLE = r"[A-Za-z0-9./][-A-Za-z0-9_./+]*(:[-A-Za-z0-9_./+]+)*"


def written(value: Plain) -> str:
    """Write a value: scalars plain where they stay what they are, texts otherwise in the quotes of JSON."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key(name)}: {written(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(written(item) for item in value) + "]"
    if isinstance(value, str) and re.fullmatch(_SIMPLE, value) and resolve(value, None, plain=True) == value:
        return value
    return printable(json.dumps(value, ensure_ascii=False))  # its escapes are those of YAML's double quotes


def key(name: str) -> str:
    """Write a key of a map; Helm turns what is no text into text, so that only texts come back the same."""
    return written(name)
