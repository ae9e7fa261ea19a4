"""What ruamel.yaml reads in a text: a second, independent reader checks that fixes do what they promise.

It reads as YAML 1.1, which Helm does, and keeps the comments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ruamel.yaml.nodes import Node
    from ruamel.yaml.tokens import CommentToken

Range = tuple[int, int]
Steps = tuple[str, ...]


class Piece(NamedTuple):
    """A scalar, an empty map or list, or a comment.

    Attributes:
        path: The keys that lead to it, without the numbers of items; none for a comment.
        kind: Its tag; none for a comment.
        text: What it says.
        places: Where it is, and where each key that leads to it is, as offsets.
    """

    path: Steps
    kind: str
    text: str
    places: tuple[Range, ...]

    @property
    def meaning(self) -> tuple[Steps, str, str]:
        """All of it but the places."""
        return self.path, self.kind, self.text

    def is_in(self, ranges: Sequence[Range]) -> bool:
        """Tell whether it, or a key that leads to it, is in one of the ranges or next to one."""
        return any(start <= last and first <= end for start, end in self.places for first, last in ranges)

    def overlaps(self, ranges: Sequence[Range]) -> bool:
        """Tell whether a part of it is in one of the ranges."""
        return any(start < last and first < end for start, end in self.places for first, last in ranges)

    def holds(self, ranges: Sequence[Range]) -> bool:
        """Tell whether one of the ranges is within it."""
        start, end = self.places[-1]
        inside = ((first, last) for first, last in ranges if start <= first and last <= end)
        return any(first < last or start < first < end for first, last in inside)


class Reading(NamedTuple):
    """What is in a text, in its order."""

    values: list[Piece]
    comments: list[Piece]


def read(text: str) -> Reading | None:
    """Return what is in a text; None if ruamel.yaml cannot read it."""
    try:
        documents = list(_reader().compose_all(text))
        tokens = list(_reader().scan(text))
    except YAMLError:
        return None
    values = [piece for number, node in enumerate(documents) if node for piece in _values(node, (str(number),), ())]
    return Reading(values, list(_comments(text, tokens)))


def _reader() -> YAML:
    reader = YAML(typ="rt")
    reader.version = (1, 1)
    return reader


def _values(node: Node, path: Steps, above: tuple[Range, ...]) -> Iterator[Piece]:
    place = (node.start_mark.index, node.end_mark.index)
    if isinstance(node, MappingNode) and node.value:
        for key, value in node.value:
            at_key = (key.start_mark.index, key.end_mark.index)
            yield from _values(value, (*path, f"{key.tag} {key.value}"), (*above, at_key))
    elif isinstance(node, SequenceNode) and node.value:
        for item in node.value:
            yield from _values(item, (*path, "[]"), above)
    else:
        yield Piece(path, str(node.tag), node.value if isinstance(node, ScalarNode) else "", (*above, place))


def _comments(text: str, tokens: Sequence[object]) -> Iterator[Piece]:
    lines = [0]
    for line in text.splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    for token in tokens:
        for comment in _flat(getattr(token, "_comment", None)):
            number, column = comment.start_mark.line, comment.start_mark.column
            for line in comment.value.lstrip("\n").split("\n"):
                words = line.strip()
                start = lines[number] + column + line.index(words) if words else 0
                if words:
                    yield Piece((), "", words, ((start, start + len(words)),))
                number, column = number + 1, 0


def _flat(comments: Any) -> Iterator[CommentToken]:
    if isinstance(comments, list):
        for inner in comments:
            yield from _flat(inner)
    elif comments is not None:
        yield comments
