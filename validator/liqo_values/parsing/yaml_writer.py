"""Values as YAML on one line."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from liqo_values.model.printable import printable
from liqo_values.parsing.scalars import resolve

if TYPE_CHECKING:
    from liqo_values.model.nodes import Plain

#: What needs no quotes anywhere in YAML, unless it means something else than text.
_SIMPLE = r"(?a)(?:--?(?=[A-Za-z]))?[A-Za-z0-9./][-\w./+=]*(:[-\w./+=]+)*"
#: So much of a text is shown in a message.
_SHOWN = 40


def written(value: Plain) -> str:
    """Write a value so that Helm reads back the same: texts plain where they stay texts, else in the quotes of JSON."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(name)}: {written(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(written(item) for item in value) + "]"
    if isinstance(value, str) and re.fullmatch(_SIMPLE, value) and resolve(value, None, plain=True) == value:
        return value
    return printable(json.dumps(value, ensure_ascii=False))  # its escapes are those of YAML's double quotes


def show(value: Plain) -> str:
    """Write a value for a message, short and with its quotes: ``false``, ``"false"``, ``null``, ``{...}``."""
    if isinstance(value, dict):
        return "{...}" if value else "{}"
    if isinstance(value, list):
        return "[...]" if value else "[]"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 4]}...{text[-1]}"
