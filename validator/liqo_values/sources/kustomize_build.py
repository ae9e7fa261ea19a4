"""The HelmReleases that Kustomize builds from a folder: those of its resources, with all patches applied."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.model.findings import NOT_CHECKED
from liqo_values.model.node_lookup import find, items, text
from liqo_values.model.nodes import Entry, MapNode, Node, ScalarNode
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import go_json, placeholders, repository, yaml, yaml_v3
from liqo_values.parsing.nested_yaml import Places, relocate
from liqo_values.sources import (
    expected_mode,
    helm_release,
    kustomize_patches,
    kustomize_replacements,
    manifests,
    release,
)
from liqo_values.sources.detect import KUSTOMIZATIONS
from liqo_values.sources.kustomize_patches import PatchError
from liqo_values.sources.manifests import File, Manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from liqo_values.model.findings import Diagnostic

#: The code of the rule about patches that Kustomize cannot apply.
REJECTED = "LQ036"
#: Where a Kustomization has annotations for all its objects: that of Kustomize, and the spec of that of Flux.
_COMMON_ANNOTATIONS = (("commonAnnotations",), ("commonMetadata", "annotations"))
#: How many folders may lead to each other.
_DEEPEST = 30
#: How many files of a folder without a Kustomization are read.
_MOST_FILES = 1000
#: What to do about words that Kustomize reads as strings.
_NO_JSON = "a patch that begins with `[` must be JSON, with all keys and texts in quotes"
_WORDS = "write `{}`: Kustomize reads this word as a string, unlike Helm"
_REMOTE = r"(?i)(?:[a-z+]+::|[a-z+]+://|git@|github\.com/|ssh:)|\?ref="


class Built:
    """A HelmRelease that Kustomize builds.

    Attributes:
        manifest: It, as it is built so far. Its file is the one that it was read from; parts may be from others.
        original: It, as it is in its file.
        files: All files that it has parts from, by the identity of their text.
        changed_by: The files of the Kustomizations that change it, in order.
        patches: The files of their patches for it.
        near: The files of all Kustomizations around it, from the innermost.
        diagnostics: The patches for it that Kustomize cannot apply.
        deleted: The notice about a patch that deletes it; None if there is none.
        filled: Fills in variables of Flux in values that Kustomize generates for it; None if there are none.
    """

    __slots__ = ("changed_by", "deleted", "diagnostics", "files", "filled", "manifest", "near", "original", "patches")

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self.original = manifest
        self.files: dict[int, File] = {id(manifest.file.source): manifest.file}
        self.changed_by: list[str] = []
        self.patches: list[str] = []
        self.near: list[Source] = []
        self.diagnostics: list[Diagnostic] = []
        self.deleted: Diagnostic | None = None
        self.filled: Callable[[MapNode], MapNode] | None = None

    def changed(self, owner: File, patch: File) -> None:
        """Record that a Kustomization changes it, with a patch in some file."""
        self.changed_by.append(owner.source.name)
        self.patches.append(patch.source.name)

    def restore(self) -> None:
        """Put the templates back, so that all its places are in the original text."""
        placeholders.restore(self.manifest.root, (), self.manifest.file.source)

    def finished(self) -> Manifest:
        """Return it, with all files that it has parts from."""
        others = {number: file for number, file in self.files.items() if file is not self.manifest.file}
        return self.manifest._replace(file=self.manifest.file._replace(others=others) if others else self.manifest.file)

    def change(self, file: File, root: Node) -> None:
        """Set what a patch in a file makes of it."""
        if isinstance(root, MapNode):
            self.manifest = self.manifest._replace(root=root)
            self.files[id(file.source)] = file


class Patch:
    """A patch in a Kustomization, or in a file that it names.

    Args:
        file: The file that contains it.
        root: The patch.
        target: What it is for; None if it names that itself.
        verbatim: Whether the file contains it exactly as it is read.
        broken: Whether it begins as JSON and is none: Kustomize does not read that as YAML.

    Attributes:
        manifest: It as an object; None for a JSON patch.
    """

    __slots__ = ("_broken", "file", "manifest", "root", "target")

    def __init__(self, file: File, root: Node, target: Node | None, *, verbatim: bool, broken: bool = False) -> None:
        self.root = root
        self._broken = broken
        self.target = target
        exact = verbatim and not kustomize_patches.operations_in(root)
        self.file = file._replace(verbatim=file.verbatim and exact)
        self.manifest = next(iter(manifests.objects(file._replace(documents=[root]))), None)

    def restore(self) -> None:
        """Put the templates back, so that all its places are in the original text."""
        placeholders.restore(self.root, (), self.file.source)

    def is_for(self, built: Built) -> bool:
        """Return whether it is for an object."""
        if self.target is not None:
            return kustomize_patches.selects(self.target, built.manifest, built.original)
        return self.manifest is not None and kustomize_patches.is_for(self.manifest, built.manifest, built.original)

    def nearly(self, built: Built) -> bool:
        """Return whether it is meant for an object, but differs in its namespace or version."""
        one = self.manifest
        return (
            self.target is None
            and one is not None
            and (one.kind, one.name) == (built.manifest.kind, built.manifest.name)
        )

    def rejected(self, built: Built, reason: str, node: Node | None = None) -> Diagnostic:
        """Say why Kustomize cannot apply it."""
        message = f"this patch cannot be applied to the {built.manifest}: {reason}"
        place = node if node is not None and node.span is not None else self.root
        return release.noticed(self.file, REJECTED, message, "correct the patch, or what it changes", place)

    def apply(self, built: Built) -> None:
        """Apply it to an object."""
        operations = kustomize_patches.operations_in(self.root)
        if self._broken:
            built.diagnostics.append(self.rejected(built, _NO_JSON))
            return
        if kustomize_patches.deletes(self.root):
            message = f"this patch deletes the {built.manifest}: nothing is installed, and its values are not checked"
            remedy = "to install it, remove the patch"
            built.deleted = release.noticed(self.file, NOT_CHECKED, message, remedy, self.root)
            return
        try:
            if operations:
                root = kustomize_patches.changed(built.manifest.root, operations)
            elif isinstance(self.root, MapNode):
                root = kustomize_patches.merged(built.manifest.root, _without_identity(self.root))
            else:
                return
        except PatchError as error:
            built.diagnostics.append(self.rejected(built, str(error), error.node))
            return
        built.change(self.file, root)


def _without_identity(root: MapNode) -> MapNode:
    """Leave out the kind and name of a patch, which only say what it is for."""
    kept = {key: entry for key, entry in root.entries.items() if key not in ("apiVersion", "kind")}
    metadata = find(root, "metadata")
    if isinstance(metadata, MapNode):
        inner = {key: entry for key, entry in metadata.entries.items() if key not in ("name", "namespace")}
        kept["metadata"] = Entry("metadata", MapNode(inner, metadata.span), kept["metadata"].key_span)
    return MapNode(kept, root.span)


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
    strategic = [node for node in items(document, "patchesStrategicMerge") if not _is_inline(text(node))]
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


def patches_in(file: File, document: Node) -> Iterator[Patch]:
    """Yield the patches of a Kustomization, in the order in which they are applied."""
    for node in items(document, "patchesStrategicMerge"):
        if isinstance(node, ScalarNode):
            yield from _patch(file, node, None, inline=_is_inline(text(node)))
    for key in ("patches", "patchesJson6902"):
        for entry in items(document, key):
            path, inline = find(entry, "path"), find(entry, "patch")
            place = path if isinstance(path, ScalarNode) else inline
            if isinstance(place, ScalarNode):
                yield from _patch(file, place, find(entry, "target"), inline=place is inline)


def _is_inline(written: str) -> bool:
    """Return whether an item of `patchesStrategicMerge` is a patch, and not the name of a file."""
    return "\n" in written or written.lstrip().startswith("{")


def _patch(file: File, node: ScalarNode, target: Node | None, *, inline: bool) -> Iterator[Patch]:
    if inline:
        documents, verbatim = nested_documents(file, node)
        patched = file
    else:
        source = release.source_of(Path(file.source.name).parent / text(node), file.source)
        if source is None:
            return
        patched, verbatim = manifests.read(source), True
        documents = patched.documents
    for document in documents:
        placeholders.restore(document, (), patched.source)
        # Operations become JSON as for Kubernetes (``jsonPatchFromBytes`` in PatchTransformer.go): `no` is a boolean.
        root = document if kustomize_patches.operations_in(document) else yaml_v3.read(document, _WORDS)
        content = text(node).strip() if inline else patched.source.text  # as Kustomize
        yield Patch(patched, root, target, verbatim=verbatim, broken=_is_broken(content))


def _is_broken(content: str) -> bool:
    """Return whether a patch begins as JSON but is something else; templates may be filled in before."""
    if not content.startswith("[") or "{{" in content:
        return False
    try:
        _, end = go_json.decode(Source("", content), 0)
    except go_json.JSONError:
        return True
    return bool(content[end:].strip())


def nested_documents(file: File, node: ScalarNode) -> tuple[Sequence[Node], bool]:
    """Read the YAML documents in a string of a file; return them, and whether the file contains them as they are."""
    content = text(node)
    span = node.span or Span(file.masked, 0, 0)
    place = Places(span, content)
    documents, _ = yaml.parse_stream(Source(file.source.name, content))
    for document in documents:
        relocate(document, place)
    return documents, place.exact and span.text.startswith("|")


def files_of_patches(file: File, document: Node) -> Iterator[Path]:
    """Yield the files that the patches of a Kustomization are in."""
    folder = Path(file.source.name).parent
    for node in items(document, "patchesStrategicMerge"):
        yield folder / text(node).partition("\n")[0]
    for key in ("patches", "patchesJson6902"):
        yield from (folder / text(entry, "path") for entry in items(document, key) if text(entry, "path"))
