"""The values files: every key with its default, and what it does as a comment."""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING

from tools.generate.model import Absent, Group, Key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.generate.model import Json

WIDTH = 100
INDENT = 2
#: Texts that YAML reads back as they are, by every reader, without quotes.
_PLAIN_KEY = re.compile(r"[A-Za-z][A-Za-z0-9._/-]+")


def values_yaml(root: Group, title: str, preamble: str) -> str:
    """Return a values file with all defaults below ``root``."""
    lines = [f"# {title}", "#", *_comment(preamble, 0, "")]
    for child in root.children.values():
        lines += ["", *_node(child, 0)]
    return "\n".join(lines) + "\n"


def _node(node: Group | Key, depth: int) -> Iterator[str]:
    if isinstance(node, Key):
        yield from _key(node, depth)
        return
    if node.named_by_user:
        yield from _comment(node.description or "", depth, "-- ")
        yield from _examples(node, depth)
        yield from _entry(node.name, {}, depth)
        return
    # A group that holds nothing but keys without default would read back as null.
    if not node.defaults():
        return
    if node.description:
        yield from _comment(node.description, depth, "")
    yield f"{_indent(depth)}{_scalar_key(node.name)}:"
    for child in node.children.values():
        yield from _node(child, depth + 1)


def _key(key: Key, depth: int) -> Iterator[str]:
    if isinstance(key.default, Absent):
        return
    yield from _comment(" ".join(_remarks(key)), depth, "-- ")
    yield from _examples(key, depth)
    yield from _entry(key.name, key.default, depth)


def _examples(node: Group | Key, depth: int) -> Iterator[str]:
    for example in node.examples:
        yield f"{_indent(depth)}# Example: {json.dumps(example, ensure_ascii=False)}"


def _remarks(key: Key) -> Iterator[str]:
    yield key.description
    if "enum" in key.constraints:
        yield f"One of: {', '.join(json.dumps(value) for value in key.constraints['enum'])}."
    if key.deprecated:
        yield f"Deprecated: {key.deprecated}."


def _comment(text: str, depth: int, marker: str) -> Iterator[str]:
    prefix = f"{_indent(depth)}# "
    wrapped = textwrap.wrap(text, WIDTH - len(prefix), initial_indent=marker, break_on_hyphens=False)
    for line in wrapped:
        yield prefix + line


def _entry(name: str, value: Json, depth: int) -> Iterator[str]:
    head = f"{_indent(depth)}{_scalar_key(name)}:"
    if isinstance(value, dict | list) and value:
        yield head
        yield from _block(value, depth + 1)
    else:
        yield f"{head} {_scalar(value)}"


def _block(value: dict[str, Json] | list[Json], depth: int) -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _entry(name, item, depth)
        return
    for item in value:
        if isinstance(item, dict | list) and item:
            first, *rest = _block(item, depth + 1)
            yield f"{_indent(depth)}- {first.lstrip()}"
            yield from rest
        else:
            yield f"{_indent(depth)}- {_scalar(item)}"


def _scalar(value: Json) -> str:
    """Return a scalar, or an empty list or map, in the JSON notation, which is YAML that no reader can misread."""
    return json.dumps(value, ensure_ascii=False)


def _scalar_key(name: str) -> str:
    # Helm reads keys such as "on" and "no" as booleans; nothing short is left to chance.
    return name if _PLAIN_KEY.fullmatch(name) and name.lower() not in {"on", "no", "off", "yes"} else json.dumps(name)


def _indent(depth: int) -> str:
    return " " * (INDENT * depth)
