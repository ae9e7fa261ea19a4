"""The values files: every key with its default, and what it does as a comment. ruamel.yaml writes them."""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING, Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from tools.generate.model import Absent, Group, Key
from tools.generate.yaml_text import INDENT, dumps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.generate.model import Json

WIDTH = 100
#: Keys that every reader of YAML takes for the text that they are.
_PLAIN_KEY = re.compile(r"(?!(?i:on|no|off|yes)$)[A-Za-z][A-Za-z0-9._/-]+")
#: Tells tools such as helm-docs that a comment describes the key after it.
DESCRIBES = "-- "


def values_yaml(root: Group, title: str, preamble: str) -> str:
    """Return a values file with all defaults below ``root``."""
    values = CommentedMap()
    _fill(values, root, 0)
    values.yaml_set_start_comment("\n".join([title, "#", *_wrapped(preamble, 0)]))
    return dumps(values)


def _fill(values: CommentedMap, group: Group, depth: int) -> None:
    """Put what a group holds into a map, each part with its comment; top-level parts after a blank line."""
    for child in group.children.values():
        if isinstance(child, Key) or child.named_by_user:
            if isinstance(child, Key) and isinstance(child.default, Absent):
                continue
            values[_key(child.name)] = {} if isinstance(child, Group) else _quoted(child.default)
            comment = [*_wrapped(" ".join(_remarks(child)), depth, DESCRIBES), *_examples(child)]
        else:
            # A group that holds nothing but keys without default would read back as null.
            if not child.defaults():
                continue
            values[_key(child.name)] = CommentedMap()
            _fill(values[child.name], child, depth + 1)
            comment = _wrapped(child.description or "", depth)
        before = "\n".join([*([] if depth else [""]), *comment])
        if comment or not depth:
            values.yaml_set_comment_before_after_key(child.name, before=before or "\n", indent=INDENT * depth)


def _quoted(value: Json | Absent) -> Any:  # noqa: ANN401 - what ruamel.yaml writes
    """Return a value with all texts in quotes, so that no reader can take one for anything else."""
    if isinstance(value, str):
        return DoubleQuotedScalarString(value)
    if isinstance(value, dict):
        return CommentedMap({_key(name): _quoted(item) for name, item in value.items()})
    return CommentedSeq(_quoted(item) for item in value) if isinstance(value, list) else value


def _key(name: str) -> str:
    return name if _PLAIN_KEY.fullmatch(name) else DoubleQuotedScalarString(name)


def _remarks(node: Group | Key) -> Iterator[str]:
    yield node.description or ""
    if isinstance(node, Group):
        return
    if "enum" in node.constraints:
        yield f"One of: {', '.join(json.dumps(value) for value in node.constraints['enum'])}."
    if node.deprecated:
        yield f"Deprecated: {node.deprecated}."


def _examples(node: Group | Key) -> list[str]:
    return [f"Example: {json.dumps(example, ensure_ascii=False)}" for example in node.examples]


def _wrapped(text: str, depth: int, marker: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH - INDENT * depth - len("# "), initial_indent=marker, break_on_hyphens=False)
