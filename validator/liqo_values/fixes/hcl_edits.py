"""Edits of values that are written in the language of Terraform: one word for another."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from liqo_values.model.findings import Edit, Fix
from liqo_values.parsing.scalars import resolve

if TYPE_CHECKING:
    from liqo_values.model.nodes import Scalar
    from liqo_values.values.provenance import Origin

#: A word: a number, a boolean, null, or a string without anything that Terraform fills in or that is escaped.
_WORD = r'-?[0-9.]+|true|false|null|"[^"\\$%\n]*"'
_NAME = r"[A-Za-z_][A-Za-z0-9_-]*"
#: A string that YAML does not read as anything else without its quotes.
_PLAIN = r"[-A-Za-z0-9_./:+]+"


def value(origin: Origin, text: str, *, safe: bool) -> Fix | None:
    """Replace a word with ``text``, which is YAML; None if either is more than a word."""
    written = _written(text)
    if written is None or origin.span is None or not re.fullmatch(_WORD, origin.span.text):
        return None
    return Fix(f"write `{written}`", (Edit(origin.span, written),), safe)


def key(origin: Origin, name: str, *, safe: bool) -> Fix | None:
    """Rename a key; its quotes stay."""
    span = origin.key_span
    if span is None or not re.fullmatch(_NAME, name) or not re.fullmatch(rf'"?{_NAME}"?', span.text):
        return None
    text = json.dumps(name) if span.text.startswith('"') else name
    return Fix(f"write `{name}`", (Edit(span, text),), safe)


def _written(text: str) -> str | None:
    """Write a word of YAML as Terraform does."""
    if re.fullmatch(_WORD, text) and not text.startswith("."):
        return text
    if not re.fullmatch(_PLAIN, text):
        return None
    meaning: Scalar = resolve(text, None, plain=True)
    return json.dumps(meaning) if isinstance(meaning, str | bool | int) else None
