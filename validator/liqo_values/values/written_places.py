"""Finds the value that is written at a place in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.nodes import ListNode, MapNode, Path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.model.nodes import Node
    from liqo_values.model.source_text import Span
    from liqo_values.values.provenance import Statement, Values


class Written(NamedTuple):
    """A value at a place.

    Attributes:
        path: Its path in the values of the release.
        span: The place of the key, or of the value if the place is in it.
        at_key: Whether the place is in the key.
        statement: What the layer sets there.
        node: The value.
        siblings: The other keys of the map that contains it.
    """

    path: Path
    span: Span
    at_key: bool
    statement: Statement
    node: Node
    siblings: frozenset[str] = frozenset()


def written_at(values: Values, name: str, offset: int) -> Written | None:
    """Return the innermost value at a place.

    Args:
        values: The values of a release.
        name: The name of the text.
        offset: The place in it.
    """
    found: Written | None = None
    for written in _all(values, name):
        if written.span.start <= offset <= written.span.end and (found is None or _width(written) <= _width(found)):
            found = written
    return found


def written_key(values: Values, name: str, key: str) -> Written | None:
    """Return the first value whose key or text contains a word, in one text."""
    return next((one for one in _all(values, name) if key in one.span.text), None)


def first_place(values: Values, name: str) -> Span | None:
    """Return the first key that a text sets; None if it sets none."""
    return min((one.span for one in _all(values, name)), key=lambda span: span.start, default=None)


def _width(written: Written) -> int:
    return written.span.end - written.span.start


def _all(values: Values, name: str) -> Iterator[Written]:
    """Yield all keys and scalars that are written in a text."""
    for statement in values.written:
        if statement.key_span is not None and statement.key_span.source.name == name:
            yield Written(statement.path, statement.key_span, at_key=True, statement=statement, node=statement.node)
        yield from _below(statement, statement.node, statement.path, name, frozenset())


def _below(statement: Statement, node: Node, path: Path, name: str, siblings: frozenset[str]) -> Iterator[Written]:
    if isinstance(node, MapNode):
        for key, entry in node.entries.items():
            others = frozenset(node.entries) - {key}
            if entry.key_span is not None and entry.key_span.source.name == name:
                yield Written(
                    (*path, key), entry.key_span, at_key=True, statement=statement, node=entry.value, siblings=others
                )
            yield from _below(statement, entry.value, (*path, key), name, others)
    elif isinstance(node, ListNode):
        for index, item in enumerate(node.items):
            yield from _below(statement, item, (*path, index), name, frozenset())
    elif node.span is not None and node.span.source.name == name:
        yield Written(path, node.span, at_key=False, statement=statement, node=node, siblings=siblings)
