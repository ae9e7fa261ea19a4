"""Release templates of helmfile: what a release inherits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.node_lookup import find, items, text
from liqo_values.model.nodes import Entry, ListNode, MapNode, ScalarNode, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.model.nodes import Node


def inherited(entry: Node, documents: Sequence[Node], above: tuple[str, ...] = ()) -> Node:
    """Return a release, or a template, with what it inherits.

    Lists are appended to those that are inherited. Of other fields, helmfile keeps the first that is set: that of the
    first template.

    Args:
        entry: The release.
        documents: The documents of the helmfile.
        above: The names of the templates that inherit this one.
    """
    default = [name for document in documents for name in _names(find(document, "defaultInherit"))]
    asked = items(entry, "inherit")
    named = [text(one, "template") for one in asked]
    wanted: list[tuple[str, Node | None]] = [(name, None) for name in default if name not in named and not above]
    result = MapNode(span=entry.span)
    for name, one in [*wanted, *zip(named, asked, strict=True)]:
        template = next((node for document in documents if (node := find(document, "templates", name))), None)
        if template is None or name in above:
            continue
        _append(result, inherited(template, documents, (*above, name)), set(_names(find(one, "except"))))
    if not result.entries:
        return entry
    _append(result, entry, {"inherit"})
    return result


def _append(base: MapNode, added: Node, without: set[str]) -> None:
    """Add what a map has not yet, and append to its lists."""
    for key, one in added.entries.items() if isinstance(added, MapNode) else ():
        there = base.entries.get(key)
        if key in without:
            continue
        if there is None or plain(there.value) in (None, "", [], {}):
            base.entries[key] = one
        elif isinstance(there.value, ListNode) and isinstance(one.value, ListNode):
            joined = ListNode([*there.value.items, *one.value.items], one.value.span)
            base.entries[key] = Entry(key, joined, one.key_span)


def _names(node: Node | None) -> list[str]:
    """Return the strings of a list, or of a list of maps with a template each."""
    if isinstance(node, ScalarNode):
        return [str(node.value)]
    found = node.items if isinstance(node, ListNode) else []
    return [text(one, "template") or text(one) for one in found]
