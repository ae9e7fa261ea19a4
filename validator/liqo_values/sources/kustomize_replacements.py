"""Replacements of Kustomize: values of a HelmRelease that it copies from another object are not known here.

As in ``api/filters/replacement/replacement.go``: a field that does not exist is an error unless ``create`` is set.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.model.node_lookup import find, is_true, items, text
from liqo_values.model.nodes import Entry, ListNode, MapNode, Node, ScalarNode, Unknown
from liqo_values.model.source_text import Span
from liqo_values.sources import kustomize_patches, manifests, release
from liqo_values.sources.kustomize_patches import PatchError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.sources.manifests import File, Manifest

#: A part of a path: dots in brackets, and those with a backslash, do not end it.
_STEP = r"(?:\\.|\[[^\]]*\]|[^.\\\[])+"
_COPIED = "${replacement}"


def targets(file: File, document: Node) -> Iterator[tuple[File, Node]]:
    """Yield the targets of the replacements of a Kustomization, and the files that they are in."""
    for where, replacement in _listed(file, document):
        for target in items(replacement, "targets"):
            yield where, target


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


def replaced(root: Node, file: File, target: Node) -> Node:
    """Return an object in which what a target changes is unknown.

    Args:
        root: The object.
        file: The file of the target.
        target: The target.

    Raises:
        PatchError: a field does not exist.
    """
    create = is_true(target, "options", "create")
    for node in items(target, "fieldPaths"):
        span = node.span or Span(file.masked, 0, 0)
        place = ScalarNode(None, Span(file.source, span.start, span.end))
        root = _unknown(root, steps_of(file, node), place, create=create)
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


def _unknown(node: Node, steps: Sequence[str], path: ScalarNode, *, create: bool) -> Node:
    """Return an object in which what is at a path is unknown; of a list, all of it."""
    if not steps or not isinstance(node, MapNode):
        return ScalarNode(Unknown(_COPIED), path.span)
    step, *rest = steps
    entry = node.entries.get(step)
    if entry is None and not create:
        message = f"there is no `{step}` to replace"
        raise PatchError(message, path)
    inner = _unknown(entry.value if entry else MapNode(span=path.span), rest, path, create=create)
    return MapNode({**node.entries, step: Entry(step, inner, entry.key_span if entry else path.span)}, node.span)
