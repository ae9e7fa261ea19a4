"""Mask credentials in the user's text, which must not end up in the log of a pipeline."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from liqo_values.model.nodes import Path, Plain
    from liqo_values.model.source_text import Source

_KEY = "secretAccessKey"

#: A credential after its key, in YAML, JSON or ``--set``. The characters that it cannot begin with start other syntax.
_CREDENTIAL = rf"""({_KEY}\\?["']?[ \t]*[:=][ \t]*\\?["']?)([^\s"',{{}}\\&*!|>#][^\s"',}}]*)"""


def masked(text: str) -> str:
    """Replace credentials with asterisks; the length stays the same, so that columns still match."""
    return re.sub(_CREDENTIAL, lambda found: found[1] + "*" * len(found[2]), text)


@lru_cache(8)
def shown_line(source: Source, number: int) -> str:
    """Return a line with credentials masked; cached, because a whole file may be one line with many findings."""
    return masked(source.line(number))


def hidden(path: Path, value: Plain) -> Plain:
    """Return a value with credentials masked, including those inside a map."""
    if isinstance(value, dict):
        return {key: hidden((*path, key), item) for key, item in value.items()}
    return "***" if value and isinstance(value, str) and path and path[-1] == _KEY else value
