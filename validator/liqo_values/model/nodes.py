"""Values with positions, which all readers (YAML, ``--set``, the defaults) produce and the merge takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from liqo_values.model.source_text import Span

Scalar: TypeAlias = bool | int | float | str | None
Plain: TypeAlias = "Scalar | list[Plain] | dict[str, Plain]"
Path: TypeAlias = tuple[str | int, ...]

#: How deep values may nest. Helm's limit is 10,000 levels. This lower limit is far above that of real values files, and
#: allows functions on values to be recursive.
MAX_DEPTH = 256


class Unknown(str):
    """A scalar or key that a template engine fills in before Helm reads it; the text is that of the file."""

    __slots__ = ()


class TemplateText(str):
    """What a template in quotes results in: a string in any case.

    Attributes:
        remedy: What to do where a string is not allowed.
    """

    __slots__ = ("remedy",)

    remedy: str

    @classmethod
    def of(cls, text: str, remedy: str) -> Self:
        """Create one."""
        made = cls(text)
        made.remedy = remedy
        return made


class UnknownText(TemplateText, Unknown):
    """The same, before the template is filled in."""

    __slots__ = ()


class FilledText(TemplateText):
    """The same, after the template is filled in."""

    __slots__ = ()


class ScalarNode:
    """A scalar as Helm's YAML reader resolves it; ``span`` is None for the chart's defaults."""

    __slots__ = ("span", "value")

    def __init__(self, value: Scalar, span: Span | None = None) -> None:
        self.value = value
        self.span = span


class ListNode:
    """A sequence."""

    __slots__ = ("items", "span")

    def __init__(self, items: list[Node] | None = None, span: Span | None = None) -> None:
        self.items: list[Node] = [] if items is None else items
        self.span = span


class Entry:
    """One key of a mapping with its value."""

    __slots__ = ("key", "key_span", "value")

    def __init__(self, key: str, value: Node, key_span: Span | None = None) -> None:
        self.key = key
        self.value = value
        self.key_span = key_span


class MapNode:
    """A mapping, in the order of the text; of duplicate keys it only has the last, as in Helm."""

    __slots__ = ("entries", "span")

    def __init__(self, entries: dict[str, Entry] | None = None, span: Span | None = None) -> None:
        self.entries: dict[str, Entry] = {} if entries is None else entries
        self.span = span


Node: TypeAlias = ScalarNode | ListNode | MapNode


def plain(node: Node) -> Plain:
    """Return the value without positions."""
    if isinstance(node, MapNode):
        return {key: plain(entry.value) for key, entry in node.entries.items()}
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return node.value


def from_plain(value: Plain) -> Node:
    """Create a tree without positions, such as the chart's defaults."""
    if isinstance(value, dict):
        return map_from_plain(value)
    if isinstance(value, list):
        return ListNode([from_plain(item) for item in value])
    return ScalarNode(value)


def map_from_plain(values: dict[str, Plain]) -> MapNode:
    """Create a tree from a map."""
    return MapNode({key: Entry(key, from_plain(item)) for key, item in values.items()})


def with_scalars(node: Node, change: Callable[[ScalarNode], Node]) -> Node:
    """Return a copy of a tree with other scalars.

    Args:
        node: The tree.
        change: Returns what takes the place of a scalar.
    """
    if isinstance(node, MapNode):
        entries = {
            key: Entry(entry.key, with_scalars(entry.value, change), entry.key_span)
            for key, entry in node.entries.items()
        }
        return MapNode(entries, node.span)
    if isinstance(node, ListNode):
        return ListNode([with_scalars(item, change) for item in node.items], node.span)
    return change(node)


def merged(base: MapNode, over: MapNode) -> MapNode:
    """Merge two mappings like Helm's ``loader.MergeMaps``: merge maps by key, replace everything else.

    Neither is changed, because nodes may be shared through aliases.
    """
    entries = dict(base.entries)
    for key, entry in over.entries.items():
        earlier = entries.get(key)
        if earlier and isinstance(earlier.value, MapNode) and isinstance(entry.value, MapNode):
            entries[key] = Entry(key, merged(earlier.value, entry.value), entry.key_span)
        else:
            entries[key] = entry
    return MapNode(entries, over.span)


def dotted(path: Path) -> str:
    """Write a path as Helm users write it: ``virtualKubelet.extra.args[0]``; keys with dots are quoted."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            name = f'"{step}"' if "." in step else step
            text += f".{name}" if text else name
    return text
