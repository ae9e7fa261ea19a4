"""The places of the values that `liqoctl install` takes from its flags, if a script contains the command."""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING

from liqo_values.model.layers import Layer, LayerKind
from liqo_values.model.nodes import Entry, ListNode, MapNode, Node, Path, ScalarNode
from liqo_values.model.source_text import Span
from liqo_values.parsing.placeholders import STAND_IN
from liqo_values.values.provenance import Statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.charts.target import TargetChart
    from liqo_values.values.release_inputs import FlagText


def placed(statement: Statement, chart: TargetChart, flags: Sequence[FlagText]) -> list[Statement]:
    """Split what liqoctl sets: first what it finds out, then what each flag sets, at its place in the script.

    Args:
        statement: What liqoctl sets.
        chart: The chart as it installs it.
        flags: The flags with their places.
    """
    root = statement.node
    found: list[Statement] = []
    for path, name in chart.added_by_flags.items():
        texts = [flag for flag in flags if f"--{flag.name}" == name]
        node = _at(root, path)
        if texts and node is not None:
            source = texts[-1].span.source
            layer = Layer(LayerKind.LIQOCTL, source.name, source, editable=True)
            found.append(Statement(layer, path, _with_places(node, texts)))
            root = _without(root, path)
    return [statement._replace(node=root), *found]


def _at(root: Node, path: Path) -> Node | None:
    for step in path:
        entry = root.entries.get(str(step)) if isinstance(root, MapNode) else None
        if entry is None:
            return None
        root = entry.value
    return root


def _without(root: Node, path: Path) -> Node:
    """Return a copy of maps without one key."""
    if not isinstance(root, MapNode):
        return root
    first, *rest = map(str, path)
    entries = dict(root.entries)
    entry = entries.pop(first)
    if rest:
        entries[first] = Entry(first, _without(entry.value, tuple(rest)), entry.key_span)
    return MapNode(entries, root.span)


def _with_places(node: Node, texts: Sequence[FlagText]) -> Node:
    """Return a copy of the value of a flag with places."""
    whole = texts[-1].span
    if isinstance(node, ScalarNode):
        return ScalarNode(node.value, whole)
    pieces = [piece for text in texts for piece in _pieces(text)]
    if isinstance(node, ListNode):
        spans: Iterator[Span | None] = chain(pieces, repeat(None))
        return ListNode([_item(item, span) for item, span in zip(node.items, spans, strict=False)], whole)
    names = {piece.text.partition("=")[0]: piece for piece in pieces}
    entries = {key: _pair(entry, names.get(key)) for key, entry in node.entries.items()}
    return MapNode(entries, whole)


def _item(item: Node, span: Span | None) -> Node:
    return ScalarNode(item.value, span) if span is not None and isinstance(item, ScalarNode) else item


def _pair(entry: Entry, piece: Span | None) -> Entry:
    """Return a label with the place of its `key=value`."""
    if piece is None or not isinstance(entry.value, ScalarNode):
        return entry
    middle = piece.start + len(piece.text.partition("=")[0])
    key, value = Span(piece.source, piece.start, middle), Span(piece.source, middle + 1, piece.end)
    return Entry(entry.key, ScalarNode(entry.value.value, value if value.text else piece), key)


def _pieces(text: FlagText) -> Iterator[Span]:
    """Yield the place of each item of a list with commas; that of the list if the script writes it differently."""
    if STAND_IN in text.text:
        yield text.span
        return
    start = text.span.start
    for item in text.text.split(","):
        if item and text.span.text == text.text:
            yield Span(text.span.source, start, start + len(item))
        elif item:
            yield text.span
        start += len(item) + 1
