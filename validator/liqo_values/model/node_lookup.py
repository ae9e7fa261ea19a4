"""Looks up paths in trees of values of unknown shape, such as manifests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.nodes import ListNode, MapNode, Node, Path, ScalarNode, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def find(node: Node | None, *path: str) -> Node | None:
    """Follow keys; None if a key is missing or its value is null."""
    for key in path:
        entry = node.entries.get(key) if isinstance(node, MapNode) else None
        node = entry.value if entry else None
    return None if isinstance(node, ScalarNode) and node.value is None else node


def text(node: Node | None, *path: str) -> str:
    """Return the text at a path; empty if there is none."""
    found = find(node, *path)
    return found.value if isinstance(found, ScalarNode) and isinstance(found.value, str) else ""


def items(node: Node | None, *path: str) -> Sequence[Node]:
    """Return the items of the list at a path; empty if there is none."""
    found = find(node, *path)
    return found.items if isinstance(found, ListNode) else ()


def is_true(node: Node | None, *path: str) -> bool:
    """Return whether the value at a path is ``true``."""
    found = find(node, *path)
    return found is not None and plain(found) is True


def nodes(root: Node) -> Iterator[Node]:
    """Yield a tree and all that is in it, each before what it contains; what aliases share, only once."""
    seen: set[int] = set()
    rest: list[Node] = [root]
    while rest:
        node = rest.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, MapNode):
            rest.extend(entry.value for entry in node.entries.values())
        elif isinstance(node, ListNode):
            rest.extend(node.items)


def scalars(root: Node) -> Iterator[ScalarNode]:
    """Yield the scalars of a tree; those that aliases share, only once."""
    return (node for node in nodes(root) if isinstance(node, ScalarNode))


def leaves(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Yield the values below a node that are no maps, or empty, with their paths."""
    if not isinstance(node, MapNode) or not node.entries:
        yield path, node
        return
    for key, entry in node.entries.items():
        yield from leaves(entry.value, (*path, key))
