"""The HelmReleases that Kustomize builds from a folder: those of its resources, with all patches applied."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.model.node_lookup import find, items, text
from liqo_values.model.nodes import Entry, MapNode, Node
from liqo_values.model.source_text import Source
from liqo_values.parsing import placeholders, repository, yaml_v3
from liqo_values.sources import (
    expected_mode,
    helm_release,
    kustomize_patches,
    kustomize_replacements,
    manifests,
    release,
)
from liqo_values.sources.detect import KUSTOMIZATIONS
from liqo_values.sources.kustomize_built import Built
from liqo_values.sources.kustomize_patch_files import (
    REJECTED,
    is_inline,
    patches_in,
)
from liqo_values.sources.kustomize_patches import PatchError
from liqo_values.sources.manifests import File, Manifest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


#: Where a Kustomization has annotations for all its objects: that of Kustomize, and the spec of that of Flux.
_COMMON_ANNOTATIONS = (("commonAnnotations",), ("commonMetadata", "annotations"))
#: How many folders may lead to each other.
_DEEPEST = 30
#: How many files of a folder without a Kustomization are read.
_MOST_FILES = 1000
_WORDS = "write `{}`: Kustomize reads this word as a string, unlike Helm"
_REMOTE = r"(?i)(?:[a-z+]+::|[a-z+]+://|git@|github\.com/|ssh:)|\?ref="


def kustomization_in(folder: Path, near: Source) -> File | None:
    """Read the Kustomization of a folder; None if there is none."""
    for name in KUSTOMIZATIONS:
        source = release.source_of(folder / name, near) if (folder / name).is_file() else None
        if source is not None:
            return manifests.read(source)
    return None


def build(folder: Path, near: Source, trail: Sequence[str] = ()) -> list[Built]:
    """Build the HelmReleases of a folder; without a Kustomization, all that are in its files.

    Args:
        folder: The folder.
        near: A file of the same repository.
        trail: The folders that led to it.
    """
    real = str(folder.resolve())
    if real in trail or len(trail) > _DEEPEST or not repository.is_inside(folder, repository.root_of(near)):
        return []
    file = kustomization_in(folder, near)
    if file is None:
        return []
    found: list[Built] = []
    _accumulate(found, file, file, near, (*trail, real))
    for built in found:
        built.near.append(file.source)
    return found


def _accumulate(found: list[Built], file: File, owner: File, near: Source, trail: Sequence[str]) -> None:
    """Add the resources of a Kustomization, apply its components to all there are, and then its own changes.

    Args:
        found: The HelmReleases so far; extended.
        file: The file of the Kustomization, or of a component of it.
        owner: The file of the Kustomization.
        near: A file of the same repository.
        trail: The folders that led to it, and its own.
    """
    folder = Path(file.source.name).parent
    for document in file.documents:
        for node in (*items(document, "resources"), *items(document, "bases")):
            found += _resource(folder, text(node), near, trail)
        for node in items(document, "components"):
            component = folder / text(node)
            real = str(component.resolve())
            inner = kustomization_in(component, near) if real not in trail and len(trail) < _DEEPEST else None
            if inner is not None:
                _accumulate(found, inner, owner, near, (*trail, real))
        _transform(found, file, document, owner)


def all_in(folder: Path, near: Source) -> list[Built]:
    """Build the HelmReleases of a folder that Flux applies: with a Kustomization, or else all that are in its files."""
    if kustomization_in(folder, near) is not None:
        return build(folder, near)
    if not repository.is_inside(folder, repository.root_of(near)):
        return []
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".yaml", ".yml"))
    sources = [release.source_of(path, near) for path in paths[:_MOST_FILES]]
    return [built for source in sources if source is not None for built in helm_releases(source)]


def transform(found: Sequence[Built], file: File, spec: Node) -> None:
    """Apply the patches of a Kustomization of Flux, which are written like those of Kustomize."""
    _transform(found, file, spec, file)


def is_remote(path: str) -> bool:
    """Return whether a resource is in another repository."""
    return bool(re.search(_REMOTE, path))


def _resource(folder: Path, path: str, near: Source, trail: Sequence[str]) -> list[Built]:
    if not path or is_remote(path):
        return []
    if (folder / path).is_dir():
        return build(folder / path, near, trail)
    source = release.source_of(folder / path, near)
    return [] if source is None else list(helm_releases(source))


def helm_releases(source: Source) -> Iterator[Built]:
    """Yield the HelmReleases of a file."""
    if helm_release.KIND not in source.text:
        return
    file = manifests.read(source)
    for manifest in manifests.objects(file):
        if helm_release.is_release(manifest):
            placeholders.restore(manifest.root, (), source)
            yield Built(as_read(manifest))


def as_read(manifest: Manifest) -> Manifest:
    """Return an object as Kustomize reads it: words such as ``no`` are strings."""
    root = yaml_v3.read(manifest.root, _WORDS)
    return manifest._replace(root=root) if isinstance(root, MapNode) else manifest


def _transform(found: Sequence[Built], file: File, document: Node, owner: File) -> None:
    """Apply the patches of a Kustomization, then its namespace and its affixes, in the order of Kustomize.

    Args:
        found: The HelmReleases that it contains.
        file: The file of the Kustomization, or of a component of it.
        document: Its content.
        owner: The file of the Kustomization.
    """
    _report_missing(found, file, document, owner)
    for patch in patches_in(file, document):
        wanted = [built for built in found if patch.is_for(built)]
        for built in wanted:
            patch.apply(built)
            built.changed(owner, patch.file)
        for built in found if not wanted else ():
            if patch.nearly(built):
                reason = "its `apiVersion` or namespace differs"
                built.diagnostics.append(patch.rejected(built, reason))
                built.changed(owner, patch.file)
    _replace(found, file, document, owner)
    _annotate(found, file, document, owner)
    namespace, prefix, suffix = (file.written(text(document, key)) for key in ("namespace", "namePrefix", "nameSuffix"))
    for built in found:
        name = f"{prefix}{built.manifest.name}{suffix}"
        built.manifest = built.manifest._replace(name=name, namespace=namespace or built.manifest.namespace)
        if _generates_for(document, built):
            built.changed(owner, file)


def _replace(found: Sequence[Built], file: File, document: Node, owner: File) -> None:
    """Apply the replacements of a Kustomization; what they copy from other objects is unknown."""
    for where, target, value in kustomize_replacements.targets(file, document):
        for built in found:
            if not kustomize_replacements.selects(target, built.manifest, built.original):
                continue
            built.changed(owner, where)
            try:
                built.change(where, kustomize_replacements.replaced(built.manifest.root, where, target, value))
            except PatchError as error:
                message = f"this replacement cannot be applied to the {built.manifest}: {error}"
                help_text = "correct the path, or add `options: {create: true}` to the target"
                built.diagnostics.append(release.noticed(where, REJECTED, message, help_text, error.node))


def _annotate(found: Sequence[Built], file: File, document: Node, owner: File) -> None:
    """Add the annotations of a Kustomization of Kustomize or of Flux, which replace those of its HelmReleases.

    Only the mode that one of them expects matters.
    """
    for path in _COMMON_ANNOTATIONS:
        annotations = find(document, *path)
        if not isinstance(annotations, MapNode) or expected_mode.ANNOTATION not in annotations.entries:
            continue
        inner = MapNode({"annotations": Entry("annotations", annotations)}, annotations.span)
        patch = MapNode({"metadata": Entry("metadata", inner)}, annotations.span)
        for built in found:
            built.change(file, kustomize_patches.merged(built.manifest.root, patch))
            built.changed(owner, file)


def _report_missing(found: Sequence[Built], file: File, document: Node, owner: File) -> None:
    """Report files of patches that are not here, to the HelmReleases that they may be for."""
    entries = [entry for key in ("patches", "patchesJson6902") for entry in items(document, key)]
    named = [(find(entry, "path"), find(entry, "target")) for entry in entries]
    strategic = [node for node in items(document, "patchesStrategicMerge") if not is_inline(text(node))]
    for node, target in (*named, *((node, None) for node in strategic)):
        path = Path(file.source.name).parent / text(node)
        if not text(node) or node is None or placeholders.has_template(text(node)) or path.is_file():
            continue
        for built in found:
            if target is None or kustomize_patches.selects(target, built.manifest, built.original):
                message = f"the patch `{text(node)}` is not here: Kustomize cannot build the {built.manifest}"
                help_text = "correct the path, or add the file"
                built.diagnostics.append(release.noticed(file, REJECTED, message, help_text, node))
                built.changed(owner, file)


def _generates_for(document: Node, built: Built) -> bool:
    """Return whether a Kustomization generates a ConfigMap or Secret that a HelmRelease takes values from."""
    wanted = {text(one, "name") for one in items(built.manifest.root, "spec", "valuesFrom")}
    generators = ("configMapGenerator", "secretGenerator")
    return any(text(entry, "name") in wanted for key in generators for entry in items(document, key))
