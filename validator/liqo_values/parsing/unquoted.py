"""Values that a template writes into a manifest as they are, and what YAML reads there."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from liqo_values.model.nodes import plain
from liqo_values.model.source_text import Source

if TYPE_CHECKING:
    from liqo_values.model.nodes import Plain

#: Where the value is in a line.
_VALUE = "{}"
#: The key that Helm itself reads.
_NAME = "name"
#: Text that has no meaning in YAML, wherever it is.
_HARMLESS = r"[A-Za-z0-9](?:[\w./=+-]|:(?=\S))*(?<!:)"
#: What Go prints for a value that is not there, inside of lists and maps.
_NOTHING = "<nil>"
#: How many texts are remembered: those of the defaults are the same in every release.
_MOST_KEPT = 256


def printed(value: Plain) -> str:
    """Write a value as a template prints it."""
    return "" if value is None else _printed(value)


def _printed(value: Plain) -> str:
    if value is None:
        return _NOTHING
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{' '.join(map(_printed, value))}]"
    if isinstance(value, dict):
        return f"map[{' '.join(f'{key}:{_printed(item)}' for key, item in sorted(value.items()))}]"
    return str(value)


def is_readable(value: Plain, line: str) -> bool:
    """Return whether Helm can read a line of a manifest with a value in it, whatever it reads there.

    Args:
        value: The value.
        line: The line, such as ``key: {}`` or ``- --flag={}``; ``name: {}`` is the name of an object, of which Helm
            makes text.
    """
    text = printed(value)
    if re.fullmatch(_HARMLESS, text):
        return True
    readable, section = read_back(text, line)
    name = section.get(_NAME) if isinstance(section, dict) else None
    return readable and not isinstance(name, list | dict)


@lru_cache(_MOST_KEPT)
def read_back(text: str, line: str) -> tuple[bool, Plain]:
    """Return whether YAML can read a line of a manifest with a text in it, and the map or list with this line.

    What is returned must not be changed: it is remembered.

    Args:
        text: The text; its further lines begin at the margin, as after a template.
        line: The line.
    """
    from liqo_values.parsing import yaml  # noqa: PLC0415 - most texts need no YAML reader

    item = line.startswith("- ")
    before, after = ("- begin", "- end") if item else ("begin: 1", "end: 1")
    written = line.replace(_VALUE, text)
    parsed = yaml.parse(Source("a manifest", f"section:\n  {before}\n  {written}\n  {after}\n"))
    read = plain(parsed.root)
    section = read.get("section") if isinstance(read, dict) else None
    return not any(diagnostic.unreadable for diagnostic in parsed.diagnostics), section
