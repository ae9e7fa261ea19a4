"""Applies the patches of Kustomize to objects, which keep the place of every value, in whichever file it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.model.node_lookup import find, items, text
from liqo_values.model.nodes import Entry, ListNode, MapNode, Node, ScalarNode, Unknown, plain, with_scalars
from liqo_values.model.source_text import Source
from liqo_values.parsing import yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.sources.manifests import Manifest

#: A key in a patch that says how to apply the map that contains it.
_DIRECTIVE = "$patch"
#: How quoted and block scalars begin.
_QUOTES = ("'", '"', "|", ">")
_DEFAULT_NAMESPACE = "default"
_REQUIREMENT = r"\s*([^=!\s]+)\s*(?:==?\s*([^=!\s]*)\s*)?"


class PatchError(ValueError):
    """Kustomize cannot apply a patch.

    Attributes:
        node: The part of the patch that it cannot apply.
    """

    def __init__(self, message: str, node: Node) -> None:
        super().__init__(message)
        self.node = node


class _Quoted(ScalarNode):
    """A scalar that Kustomize writes in quotes, whatever is written in the patch that it is from."""

    __slots__ = ()


class _Plain(ScalarNode):
    """A string that Kustomize writes without quotes."""

    __slots__ = ()


def merged(base: Node, patch: MapNode) -> MapNode:
    """Apply a strategic merge patch to an object of an API that Kustomize does not know, such as a HelmRelease.

    Maps are merged by key, a null deletes a key, and everything else is replaced, lists as a whole. A value that is
    quoted stays quoted: with `"true"` in the base, `false` in a patch becomes the string "false".

    Raises:
        PatchError: Kustomize rejects the patch.
    """
    return _over_map(base if isinstance(base, MapNode) else MapNode(), patch)


def deletes(patch: Node) -> bool:
    """Return whether a strategic merge patch deletes the whole object."""
    return text(patch, _DIRECTIVE) == "delete"


def _over_map(base: MapNode, patch: MapNode) -> MapNode:
    entries = dict(base.entries)
    for key, entry in patch.entries.items():
        if key == _DIRECTIVE:
            continue
        earlier = entries.get(key)
        value = _over(earlier.value if earlier else None, entry.value)
        if value is None:
            entries.pop(key, None)
        elif earlier is not None and isinstance(value, MapNode) and isinstance(earlier.value, MapNode):
            entries[key] = Entry(earlier.key, value, earlier.key_span)
        else:
            entries[key] = Entry(entry.key, value, entry.key_span)
    return MapNode(entries, base.span or patch.span)


def _over(base: Node | None, patch: Node) -> Node | None:
    """Return what a patch makes of a value; None if it deletes it."""
    if isinstance(patch, ScalarNode) and patch.value is None:
        return None
    if base is None or (isinstance(base, ScalarNode) and base.value is None):
        return _added(patch)
    if _kind(base) != _kind(patch):
        message = f"it is {_kind(base)}, and the patch has {_kind(patch)}"
        raise PatchError(message, patch)
    if isinstance(base, MapNode) and isinstance(patch, MapNode):
        match text(patch, _DIRECTIVE):
            case "delete":
                return None
            case "replace":
                return _added(patch)
        return _over_map(base, patch)
    if isinstance(base, ScalarNode) and isinstance(patch, ScalarNode) and _is_quoted(base):
        value = patch.value if isinstance(patch.value, str) or patch.span is None else patch.span.text
        return _Quoted(value, patch.span)
    return patch


def _kind(node: Node) -> str:
    return "a map" if isinstance(node, MapNode) else "a list" if isinstance(node, ListNode) else "a single value"


def _is_quoted(node: ScalarNode) -> bool:
    if isinstance(node, _Quoted):
        return True
    return node.span is not None and node.span.text[:1] in _QUOTES and not isinstance(node, _Plain)


def _restyled(node: ScalarNode) -> ScalarNode:
    """Return a scalar as it is after a JSON patch, which leaves no quotes except where they are needed."""
    if not isinstance(node.value, str) or isinstance(node.value, Unknown):
        return node
    read = find(yaml.parse(Source("", f"a: {node.value}")).root, "a")
    same = isinstance(read, ScalarNode) and read.value == node.value
    return (_Plain if same else _Quoted)(node.value, node.span)


def _added(patch: Node) -> Node | None:
    if not isinstance(patch, MapNode):
        return patch
    if deletes(patch):
        return None
    return _over_map(MapNode(span=patch.span), patch)


def changed(root: Node, operations: Sequence[Node]) -> Node:
    """Apply a JSON patch (RFC 6902); unlike there, Kustomize lets `replace` add a key to a map.

    Raises:
        PatchError: Kustomize rejects an operation.
    """
    for operation in operations:
        path = find(operation, "path") or operation
        steps = _steps(text(operation, "path"))
        value = find(operation, "value")
        written = operation.entries.get("value") if isinstance(operation, MapNode) else None
        value = written.value if written is not None else None
        match text(operation, "op"):
            case "add" | "replace" as kind if value is not None:
                root = _set(root, steps, value, path, inserts=kind == "add")
            case "remove":
                root = _without(root, steps, path)
            case "test":
                found = _at(root, steps, path)
                if plain(found) != (None if value is None else plain(value)):
                    message = "the value is not the one that it tests for"
                    raise PatchError(message, path)
            case "copy" | "move" as kind:
                source = find(operation, "from") or operation
                origin = _steps(text(operation, "from"))
                moved = _at(root, origin, source)
                root = _without(root, origin, source) if kind == "move" else root
                root = _set(root, steps, moved, path, inserts=True)
            case _:
                message = "it is not an operation of a JSON patch"
                raise PatchError(message, operation)
    return with_scalars(root, _restyled)


def _steps(pointer: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def _missing(step: str, place: Node) -> PatchError:
    return PatchError(f"there is no `{step}` to change", place)


def _index(step: str, place: Node, *, end: int) -> int:
    """Return the index of an item in a list; a negative one counts from its end."""
    if not re.fullmatch(r"-?\d{1,9}", step):
        raise _missing(step, place)
    index = int(step) if int(step) >= 0 else int(step) + end
    if not 0 <= index < end:
        raise _missing(step, place)
    return index


def _at(node: Node, steps: Sequence[str], place: Node) -> Node:
    """Return the value at a path; null if the last key is missing."""
    for number, step in enumerate(steps, 1):
        if isinstance(node, MapNode) and (step in node.entries or number == len(steps)):
            node = node.entries[step].value if step in node.entries else ScalarNode(None, place.span)
        elif isinstance(node, ListNode):
            node = node.items[_index(step, place, end=len(node.items))]
        else:
            raise _missing(step, place)
    return node


def _set(node: Node, steps: Sequence[str], value: Node, place: Node, *, inserts: bool) -> Node:
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(node, MapNode):
        entry = node.entries.get(step)
        if entry is None and rest:
            raise _missing(step, place)
        inner = _set(entry.value if entry else node, rest, value, place, inserts=inserts)
        key, key_span = (entry.key, entry.key_span) if entry and rest else (step, place.span)
        return MapNode({**node.entries, step: Entry(key, inner, key_span)}, node.span)
    if not isinstance(node, ListNode):
        raise _missing(step, place)
    if not rest and inserts:
        end = len(node.items)
        index = end if step == "-" else _index(step, place, end=end + 1)
        return ListNode([*node.items[:index], value, *node.items[index:]], node.span)
    index = _index(step, place, end=len(node.items))
    inner = _set(node.items[index], rest, value, place, inserts=inserts)
    return ListNode([*node.items[:index], inner, *node.items[index + 1 :]], node.span)


def _without(node: Node, steps: Sequence[str], place: Node) -> Node:
    step, rest = (steps[0], steps[1:]) if steps else ("", ())
    if isinstance(node, MapNode) and step in node.entries:
        entries = dict(node.entries)
        entry = entries.pop(step)
        if rest:
            entries = {**node.entries, step: Entry(entry.key, _without(entry.value, rest, place), entry.key_span)}
        return MapNode(entries, node.span)
    if isinstance(node, ListNode):
        index = _index(step, place, end=len(node.items))
        inner = [_without(node.items[index], rest, place)] if rest else []
        return ListNode([*node.items[:index], *inner, *node.items[index + 1 :]], node.span)
    raise _missing(step, place)


def selects(target: Node, manifest: Manifest, original: Manifest) -> bool:
    """Return whether the target of a patch selects an object, by what it is now or what it was in its file."""
    if not all(
        _matches(target, key, value)
        for key, value in (("group", manifest.group), ("version", manifest.version), ("kind", manifest.kind))
    ):
        return False
    named = any(
        _matches(target, "name", one.name) and _matches(target, "namespace", one.namespace or _DEFAULT_NAMESPACE)
        for one in (manifest, original)
    )
    return (
        named
        and _labelled(text(target, "labelSelector"), find(manifest.root, "metadata", "labels"))
        and _labelled(text(target, "annotationSelector"), find(manifest.root, "metadata", "annotations"))
    )


def _matches(target: Node, key: str, value: str) -> bool:
    pattern = text(target, key)
    try:
        return not pattern or bool(re.fullmatch(pattern, value))
    except re.error:
        return False


def _labelled(selector: str, labels: Node | None) -> bool:
    """Return whether labels meet a selector, of which only `key`, `key=value` and `key!=value` are read."""
    for requirement in filter(None, selector.split(",")):
        key, unequal, other = requirement.partition("!=")
        if unequal:
            if text(labels, key.strip()) == other.strip():
                return False
            continue
        found = re.fullmatch(_REQUIREMENT, requirement)
        if found is None or find(labels, found[1]) is None or (found[2] and text(labels, found[1]) != found[2]):
            return False
    return True


def is_for(patch: Manifest, manifest: Manifest, original: Manifest) -> bool:
    """Return whether a patch without a target is for an object: it has its kind, name and namespace."""
    return any(
        (patch.group, patch.version, patch.kind, patch.name, patch.namespace or _DEFAULT_NAMESPACE)
        == (one.group, one.version, one.kind, one.name, one.namespace or _DEFAULT_NAMESPACE)
        for one in (manifest, original)
    )


def operations_in(node: Node) -> Sequence[Node]:
    """Return the operations of a JSON patch; empty if it is another kind of patch."""
    listed = node.items if isinstance(node, ListNode) else [node] if text(node, "op") else ()
    return [one for one in listed if items(one, "op") == () and text(one, "op")] if listed else ()
