"""Patches of what Liqo's chart renders: they may change the mode, which is decided from values only.

Kustomize applies patches and replacements to the objects that ``helmCharts`` render, in the same Kustomization and in
those around it, Flux applies the ``postRenderers`` of a HelmRelease, and helmfile the patches of a release.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.model.findings import NOT_CHECKED
from liqo_values.model.node_lookup import find, items, text
from liqo_values.model.nodes import MapNode, ScalarNode
from liqo_values.sources import (
    detect,
    kustomize_build,
    kustomize_patch_files,
    kustomize_patches,
    kustomize_replacements,
    manifests,
    post_renderers,
    release,
)
from liqo_values.sources.kustomize_patch_files import Patch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.model.findings import Diagnostic
    from liqo_values.model.nodes import Node
    from liqo_values.model.source_text import Source
    from liqo_values.sources.manifests import File, Manifest

#: The object whose arguments turn the network on and off, and the one with those of the virtual kubelet.
_DEPLOYMENT, _TEMPLATE = "Deployment", "VkOptionsTemplate"
_MANAGER = "controller-manager"
#: Objects without which a part of Liqo does not run.
_WORKLOADS = (_DEPLOYMENT, "DaemonSet", _TEMPLATE)
_CONTAINERS = ("spec", "template", "spec", "containers")
_ARGUMENTS = ("args", "command")
_METADATA = "metadata"
#: How many Kustomizations may contain each other.
_DEEPEST = 30


def of_kustomization(file: File, document: Node) -> Iterator[Diagnostic]:
    """Yield a notice for each patch and replacement of a Kustomization that may change the mode.

    Args:
        file: The file of the Kustomization.
        document: Its content.
    """
    yield from _of_patches(file, document)
    for where, target, _ in kustomize_replacements.targets(file, document):
        select = find(target, "select")
        paths = [kustomize_replacements.steps_of(where, node) for node in items(target, "fieldPaths")]
        if select is not None and any(_reaches(select, path) for path in paths):
            yield _notice("replacement", where, select)


def of_post_renderers(manifest: Manifest) -> Iterator[Diagnostic]:
    """Yield a notice for each patch among the post renderers of a HelmRelease that may change the mode."""
    for one in items(manifest.root, "spec", "postRenderers"):
        kustomize = find(one, "kustomize")
        if kustomize is not None:
            yield from _of_patches(manifest.file, kustomize)


def of_profile(manifest: Manifest) -> Iterator[Diagnostic]:
    """Yield a notice for each patch of a profile of Sveltos that may change the mode."""
    spec = find(manifest.root, "spec")
    if spec is not None:
        yield from _of_patches(manifest.file, spec)


def of_helmfile(file: File, patch: Node, target: Node | None) -> Iterator[Diagnostic]:
    """Yield a notice for a patch in a helmfile that may change the mode, or that is in another file.

    Args:
        file: The file that contains it.
        patch: The operations of a JSON patch, a strategic merge patch, or a path or text.
        target: What a JSON patch is for; None for a strategic merge patch.
    """
    if isinstance(patch, ScalarNode):
        yield post_renderers.of_node(file, "this patch", patch)
    elif _changes(Patch(file, patch, target, verbatim=False)):
        yield _notice("patch", file, patch if target is None else target)


def around(source: Source) -> Iterator[Diagnostic]:
    """Yield the notices about a Kustomization whose bases or components render Liqo's chart."""
    file = kustomize_build.kustomization_in(Path(source.name).parent, source)
    for document in file.documents if file is not None else ():
        notices = list(of_kustomization(file, document)) if file is not None else []
        if notices and any(_renders(one, ()) for one in _inside(source, document)):
            yield from notices


def _inside(source: Source, document: Node) -> Iterator[Source]:
    """Yield the Kustomizations that a Kustomization builds as well."""
    folder = Path(source.name).parent
    for field in ("resources", "bases", "components"):
        for node in items(document, field):
            path = folder / text(node)
            file = kustomize_build.kustomization_in(path, source) if text(node) and path.is_dir() else None
            if file is not None:
                yield file.source


def _renders(source: Source, trail: Sequence[str]) -> bool:
    """Return whether a Kustomization, or one in it, renders Liqo's chart."""
    real = os.path.realpath(source.name)
    if real in trail or len(trail) > _DEEPEST:
        return False
    file = manifests.read(source)
    if detect.like_helm_charts(source) and release.CHART in source.text:
        return True
    return any(_renders(one, (*trail, real)) for document in file.documents for one in _inside(source, document))


def _of_patches(file: File, document: Node) -> Iterator[Diagnostic]:
    for patch in kustomize_patch_files.patches_in(file, document):
        if _changes(patch):
            place = patch.target if patch.target is not None and patch.target.span is not None else patch.root
            yield _notice("patch", patch.file, place)


def _notice(what: str, file: File, place: Node) -> Diagnostic:
    message = f"this {what} changes what Liqo's chart renders, which may change the mode: only the values are checked"
    return release.noticed(file, NOT_CHECKED, message, post_renderers.HELP, place)


def _changes(patch: Patch) -> bool:
    target = patch.target if patch.target is not None else _identity(patch.root)
    if target is None:
        return False
    operations = kustomize_patches.operations_in(patch.root)
    if operations:
        changing = (one for one in operations if text(one, "op") != "test")
        return any(_reaches(target, text(one, "path").split("/")[1:]) for one in changing)
    if text(patch.root, "$patch"):
        kind = text(target, "kind")
        return not kind or any(_matches(kind, one) for one in _WORKLOADS)
    return any(_reaches(target, path) for path in _paths_in(patch.root))


def _identity(root: Node) -> Node | None:
    """Return what a strategic merge patch is for, as a target."""
    metadata = find(root, _METADATA)
    if not isinstance(root, MapNode) or not isinstance(metadata, MapNode):
        return None
    named = {key: metadata.entries[key] for key in ("name",) if key in metadata.entries}
    kind = {key: root.entries[key] for key in ("kind",) if key in root.entries}
    return MapNode({**kind, **named})


def _paths_in(root: Node) -> Iterator[Sequence[str]]:
    """Yield the paths of the arguments, or of the options, that a strategic merge patch sets."""
    for container in items(root, *_CONTAINERS):
        yield from ((*_CONTAINERS, "0", key) for key in (*_ARGUMENTS, "$patch") if find(container, key) is not None)
    if text(root, "kind") == _TEMPLATE and find(root, "spec") is not None:
        yield ("spec",)


def _reaches(target: Node, path: Sequence[str]) -> bool:
    """Return whether a path in an object that a target selects contains, or is in, what decides the mode."""
    kind, name = text(target, "kind"), text(target, "name")
    if _matches(kind, _TEMPLATE) and kind:
        return path[:1] != [_METADATA]
    if not _matches(kind, _DEPLOYMENT) or not (_MANAGER in name or _matches(name, f"{release.CHART}-{_MANAGER}")):
        return False
    depth = len(_CONTAINERS)
    inside = path[depth + 1 : depth + 2]
    return tuple(path[:depth]) == _CONTAINERS[: len(path)] and (not inside or inside[0] in (*_ARGUMENTS, "$patch"))


def _matches(pattern: str, name: str) -> bool:
    try:
        return not pattern or bool(re.fullmatch(pattern, name))
    except re.error:
        return False
