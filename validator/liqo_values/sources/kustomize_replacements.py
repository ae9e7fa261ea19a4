"""Replacements of Kustomize: a literal `sourceValue` is known here, what it copies from another object is not.

As in ``api/filters/replacement/replacement.go``: a field that does not exist is an error unless ``create`` is set.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.model.node_lookup import find, is_true, items, text
from liqo_values.model.nodes import Entry, ListNode, MapNode, Node, ScalarNode, Unknown
from liqo_values.model.source_text import Span
from liqo_values.parsing import placeholders
from liqo_values.sources import kustomize_patches, manifests, release
from liqo_values.sources.kustomize_patches import PatchError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.sources.manifests import File, Manifest

#: A part of a path: dots in brackets, and those with a backslash, do not end it.
_STEP = r"(?:\\.|\[[^\]]*\]|[^.\\\[])+"
_COPIED = "${replacement}"
_BOOLS = {"true": True, "false": False}


def targets(file: File, document: Node) -> Iterator[tuple[File, Node, ScalarNode | None]]:
    """Yield the file and the target of each replacement of a Kustomization, and its literal value, if it has one."""
    for where, replacement in _listed(file, document):
        value = find(replacement, "sourceValue")
        literal = value if isinstance(value, ScalarNode) and isinstance(value.value, str) else None
        unknown = literal is not None and placeholders.has_template(str(literal.value))
        for target in items(replacement, "targets"):
            yield where, target, None if unknown else literal


def selects(target: Node, manifest: Manifest, original: Manifest) -> bool:
    """Return whether a target selects an object.

    Args:
        target: The target.
        manifest: The object, as it is built so far.
        original: The object, as it is in its file.
    """
    select = find(target, "select")
    if select is None or not kustomize_patches.selects(select, manifest, original):
        return False
    return not any(kustomize_patches.selects(one, manifest, original) for one in items(target, "reject"))


def replaced(root: Node, file: File, target: Node, value: ScalarNode | None = None) -> Node:
    """Return an object with what a target changes.

    Args:
        root: The object.
        file: The file of the target.
        target: The target.
        value: The value that it gets; None if it is not known.

    Raises:
        PatchError: a field does not exist.
    """
    create = is_true(target, "options", "create")
    known = None if find(target, "options") is not None else value
    for node in items(target, "fieldPaths"):
        span = node.span or Span(file.masked, 0, 0)
        place = ScalarNode(None, Span(file.source, span.start, span.end))
        root = _changed(root, steps_of(file, node), place, create=create, value=known)
    return root


def steps_of(file: File, path: Node) -> list[str]:
    """Return the keys of a path of a target."""
    return [step.replace("\\", "") for step in re.findall(_STEP, file.written(text(path)))]


def _listed(file: File, document: Node) -> Iterator[tuple[File, Node]]:
    """Yield the replacements of a Kustomization, and the files that they are in."""
    for entry in items(document, "replacements"):
        path = text(entry, "path")
        source = release.source_of(Path(file.source.name).parent / path, file.source) if path else None
        if not path:
            yield file, entry
        elif source is not None:
            other = manifests.read(source)
            for root in other.documents:
                yield from ((other, one) for one in (root.items if isinstance(root, ListNode) else (root,)))


def _changed(node: Node, steps: Sequence[str], path: ScalarNode, *, create: bool, value: ScalarNode | None) -> Node:
    """Return an object with a new value at a path; an unknown one in a list, or if it is not known."""
    if not steps or not isinstance(node, MapNode):
        return (_of_type(node, value) if value is not None and not steps else None) or ScalarNode(
            Unknown(_COPIED), path.span
        )
    step, *rest = steps
    entry = node.entries.get(step)
    if entry is None and not create:
        message = f"there is no `{step}` to replace"
        raise PatchError(message, path)
    old = entry.value if entry else MapNode(span=path.span)
    inner = _changed(old, rest, path, create=create, value=value)
    return MapNode({**node.entries, step: Entry(step, inner, entry.key_span if entry else path.span)}, node.span)


def _of_type(old: Node, value: ScalarNode) -> ScalarNode | None:
    """Return a value with the type of the one that it replaces, which Kustomize keeps; None if it is not known."""
    new = value.value
    if not isinstance(old, ScalarNode) or not isinstance(new, str):
        return None
    if isinstance(old.value, str) and not isinstance(old.value, Unknown):
        return ScalarNode(new, value.span)
    if isinstance(old.value, bool) and new in _BOOLS:
        return ScalarNode(_BOOLS[new], value.span)
    if type(old.value) is int and re.fullmatch("0|-?[1-9][0-9]{0,17}", new):
        return ScalarNode(int(new), value.span)
    return None
