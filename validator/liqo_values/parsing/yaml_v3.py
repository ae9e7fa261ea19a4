"""How gopkg.in/yaml.v3, with which `liqoctl` and Kustomize read files, differs from Helm's reader."""

from __future__ import annotations

import re
from functools import partial

from liqo_values.model.nodes import Entry, FilledText, ListNode, MapNode, Node, ScalarNode, with_scalars
from liqo_values.parsing import scalars

#: The only words that are booleans; Helm's reader has more, such as ``yes``.
_BOOLEANS = frozenset({"true", "True", "TRUE", "false", "False", "FALSE"})
#: What precedes a value with a tag, which says what the value is meant as.
_TAGGED = r"(^|[\s,\[{])!\S*[ \t]+(&\S+[ \t]+)?$"
_DATE = r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
_NOT_PLAIN = ("'", '"', "|", ">", "*")
_INT64 = 2**63

TEXT, BOOLEAN, INTEGER, FLOAT, LIST, MAP = (
    "string",
    "bool",
    "int",
    "float64",
    "[]interface {}",
    "map[string]interface {}",
)
#: The types that liqoctl cannot merge, even with the same type.
TIME, LARGE, OTHER_MAP = "time.Time", "uint64", "map[interface {}]interface {}"


def read(node: Node, remedy: str = "") -> Node:
    """Return a value as liqoctl reads it: words such as ``yes`` are strings, and dates are times.

    Args:
        node: The value.
        remedy: What to do about such a word where a boolean is needed, with the boolean in place of ``{}``.
    """
    return with_scalars(node, partial(_read_scalar, remedy=remedy))


def _read_scalar(node: ScalarNode, *, remedy: str) -> ScalarNode:
    written = _plain_text(node)
    if isinstance(node.value, bool) and written and written not in _BOOLEANS:
        text = FilledText.of(written, remedy.format(str(node.value).lower())) if remedy else written
        return ScalarNode(text, node.span)
    date = re.fullmatch(_DATE, written) if scalars.is_timestamp(written) else None
    if date:
        return ScalarNode(f"{date[1]}-{date[2]:0>2}-{date[3]:0>2}T00:00:00Z", node.span)
    return node


def go_type(node: Node) -> str:
    """Return the Go type of a value as liqoctl reads it; empty for null.

    Numbers without a place are defaults of the chart, which Helm reads as floating-point numbers.
    """
    if isinstance(node, MapNode):
        return MAP if all(map(_is_text, node.entries.values())) else OTHER_MAP
    if isinstance(node, ListNode):
        return LIST
    value = node.value
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, str):
        return TIME if scalars.is_timestamp(_plain_text(node)) else TEXT
    return "" if value is None else _number_type(node)


def _number_type(node: ScalarNode) -> str:
    if node.span is None:
        return FLOAT
    written = _plain_text(node)
    value = scalars.resolve(written, None, plain=True) if written else node.value
    if isinstance(value, int):
        return INTEGER if value < _INT64 else LARGE
    return FLOAT


def _is_text(entry: Entry) -> bool:
    """Return whether a key is a string without being converted to one."""
    if entry.key_span is None or entry.key_span.text.startswith(_NOT_PLAIN):
        return True
    value = scalars.resolve(entry.key_span.text.strip(), None, plain=True)
    return isinstance(value, str) or (isinstance(value, bool) and entry.key_span.text.strip() not in _BOOLEANS)


def _plain_text(node: ScalarNode) -> str:
    """Return how a scalar is written; empty if it is quoted, tagged, aliased or not in a file."""
    if node.span is None:
        return ""
    text = node.span.text.strip()
    start = node.span.source.text.rfind("\n", 0, node.span.start) + 1
    before = node.span.source.text[start : node.span.start]
    return "" if text.startswith(_NOT_PLAIN) or re.search(_TAGGED, before) else text
