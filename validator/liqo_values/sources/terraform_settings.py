"""Single values of a ``helm_release``: ``set``, ``set_list``, ``set_sensitive`` and ``set_wo``."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.layers import Layer, LayerKind
from liqo_values.model.node_lookup import find
from liqo_values.model.nodes import Entry, ListNode, MapNode, Node, ScalarNode, Unknown
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import placeholders, yaml
from liqo_values.parsing.nested_yaml import relocate
from liqo_values.parsing.set_flags import Assignment
from liqo_values.sources import release
from liqo_values.sources.terraform_functions import as_text, is_null
from liqo_values.sources.terraform_nodes import TextNode, file_of, span_of, unread
from liqo_values.values.release_inputs import Assigned, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from liqo_values.sources.manifests import File
    from liqo_values.values.release_inputs import Step

#: The arguments, in the order in which they are applied.
SETTERS = ("set", "set_list", "set_sensitive", "set_wo")
#: The one that Terraform does not store.
WRITE_ONLY = "set_wo"
_SENSITIVE = frozenset(("set_sensitive", WRITE_ONLY))


class _Value(NamedTuple):
    """What an argument sets a path to.

    Attributes:
        node: Where it is written.
        text: The text that is passed to Helm's parser, with stand-ins for what is unknown.
        unknown: What the stand-ins replace, as it is written.
    """

    node: Node
    text: str
    unknown: Mapping[str, str]


def setting(file: File, setter: str, item: Node | None) -> Step:
    """Read an item of ``set``, ``set_list`` or ``set_sensitive``.

    Args:
        file: The file that describes the release.
        setter: The name of the argument.
        item: The item.

    Raises:
        InputError: Helm would reject it.
    """
    name = find(item, "name")
    path = as_text(name) if name is not None else None
    if item is None or name is None or path is None:
        return unread(name or item or ScalarNode(None, Span(file.source, 0, 0)))
    if name.span is not None:
        file = file_of(name)  # what a call of a module passes is in another file
    given = item.entries.get("value") if isinstance(item, MapNode) else None
    node = given.value if given is not None else ScalarNode("", name.span)
    kind = as_text(find(item, "type") or ScalarNode(""))
    if setter in _SENSITIVE:
        _conceal(file.source, node)
    if kind == "literal":
        return _literal(file, name, path, node)
    value = _listed(node) if setter == "set_list" else _single(node)
    option = LayerKind.SET_STRING if kind == "string" else LayerKind.SET
    return _revealed(release.parameter(file, option, name, value.node, f"{path}={value.text}"), value)


def _conceal(source: Source, node: Node) -> None:
    text = as_text(node)
    if text:
        source.secrets.update((text, *(line.strip() for line in text.splitlines())))


def _single(node: Node) -> _Value:
    if isinstance(node, TextNode) and node.control is None:
        shown = node.value if isinstance(node.value, str) else ""
        return _Value(node, node.content, dict.fromkeys(re.findall(r"[\ue800-\uf7ff]", node.content), shown))
    if is_null(node):
        return _Value(node, "", {})
    text = as_text(node)
    return _Value(node, text, {}) if text is not None else _unknown(node, next(placeholders.stand_ins()))


def _unknown(node: Node, stand_in: str) -> _Value:
    shown = node.value if isinstance(node, ScalarNode) and isinstance(node.value, str) else span_of(node).text
    return _Value(node, stand_in, {stand_in: shown})


def _listed(node: Node) -> _Value:
    """Return the items of ``set_list`` as Helm's parser takes them; version 2 leaves out what is empty."""
    if not isinstance(node, ListNode):
        return _unknown(node, next(placeholders.stand_ins()))
    texts: list[str] = []
    unknown: dict[str, str] = {}
    for item, stand_in in zip(node.items, placeholders.stand_ins(), strict=False):
        if is_null(item):
            continue
        text = as_text(item)
        if text is None:
            unknown |= _unknown(item, stand_in).unknown
        texts.append(stand_in if text is None else text)
    return _Value(node, f"{{{','.join(texts)}}}", unknown)


def _revealed(step: Assigned, value: _Value) -> Assigned:
    """Mark the values that stand-ins are part of as unknown."""

    def reveal(node: ScalarNode, _: Span) -> None:
        stand_in = re.search(r"[\ue800-\uf7ff]", node.value) if isinstance(node.value, str) else None
        if stand_in is not None:
            node.value = Unknown(value.unknown.get(stand_in[0], span_of(value.node).text))

    for assignment in step.assignments:
        if assignment.value is not None and value.unknown:
            relocate(assignment.value, lambda span: span, reveal)
    return step


def _literal(file: File, name: Node, path: str, node: Node) -> Assigned:
    """Read a value of the type ``literal``: it is YAML, and its name is one key, whatever dots it contains."""
    value: Node = ScalarNode(node.value if isinstance(node, ScalarNode) else None, node.span)
    text = as_text(node)
    if text is not None:
        documents, _ = yaml.parse_stream(Source(file.source.name, text))
        value = documents[0] if documents else ScalarNode(None, node.span)
        relocate(value, lambda _: span_of(node))
    layer = Layer(LayerKind.PARAMETER, file.source.name, file.source)
    return Assigned(layer, [Assignment((path,), value, name.span)])


def written(file: File, items: Sequence[Node | None], revision: Node | None) -> Iterator[Step]:
    """Read ``set_wo``, whose arguments make a map of their own that is merged over the others.

    Args:
        file: The file that describes the release.
        items: The items.
        revision: The value of ``set_wo_revision``, without which they count for nothing.

    Raises:
        InputError: Helm would reject one of them.
    """
    if is_null(revision):
        return
    root = MapNode({}, revision.span if revision else None)
    for item in items:
        step = setting(file, WRITE_ONLY, item)
        if not isinstance(step, Assigned):
            yield step
            continue
        for assignment in step.assignments:
            _put(root, assignment)
    if root.entries:
        yield Piece(Layer(LayerKind.FILE, file.source.name, file.source, verbatim=False), root)


def _put(root: MapNode, assignment: Assignment) -> None:
    """Set a value at a path; lists are extended with nulls."""
    here: Node = root
    for step, following in pairwise((*assignment.path, None)):
        last = following is None
        fresh: Node = (assignment.value or ScalarNode("")) if last else MapNode({}, assignment.key_span)
        if not last and isinstance(following, int):
            fresh = ListNode([], assignment.key_span)
        if isinstance(step, str) and isinstance(here, MapNode):
            entry = here.entries.get(step)
            if entry is None or last or type(entry.value) is not type(fresh):
                entry = here.entries[step] = Entry(step, fresh, assignment.key_span)
            here = entry.value
        elif isinstance(step, int) and isinstance(here, ListNode):
            here.items += [ScalarNode(None, assignment.key_span) for _ in range(step + 1 - len(here.items))]
            if last or type(here.items[step]) is not type(fresh):
                here.items[step] = fresh
            here = here.items[step]
