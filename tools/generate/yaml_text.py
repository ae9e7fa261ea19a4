"""YAML as ruamel.yaml reads and writes it, with its comments, laid out like the rest of the repository."""

from __future__ import annotations

from io import StringIO
from typing import Any

from ruamel.yaml import YAML

INDENT = 2
#: By default no line is folded.
WIDTH = 4096


def loads(text: str) -> Any:  # noqa: ANN401 - what YAML can hold
    """Read YAML such that ``dumps`` gives back the same text."""
    return _yaml(WIDTH, INDENT).load(text)


def dumps(value: Any, width: int = WIDTH, offset: int = INDENT) -> str:  # noqa: ANN401 - what YAML can hold
    """Return a value as YAML, with the comments that are attached to it.

    Args:
        value: What to write.
        width: The width at which texts are folded.
        offset: By how much the items of a list are indented.
    """
    text = StringIO()
    _yaml(width, offset).dump(value, text)
    return text.getvalue()


def _yaml(width: int, offset: int) -> YAML:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = width
    yaml.indent(mapping=INDENT, sequence=INDENT + offset, offset=offset)
    return yaml
