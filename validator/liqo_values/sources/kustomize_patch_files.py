"""The patches of a Kustomization: those in it, and those in files that it names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.model.findings import NOT_CHECKED
from liqo_values.model.node_lookup import find, items, text
from liqo_values.model.nodes import Entry, MapNode, Node, ScalarNode
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import go_json, placeholders, yaml, yaml_v3
from liqo_values.parsing.nested_yaml import Places, relocate
from liqo_values.sources import (
    kustomize_patches,
    manifests,
    release,
)
from liqo_values.sources.kustomize_patches import PatchError
from liqo_values.sources.manifests import File

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.model.findings import Diagnostic
    from liqo_values.sources.kustomize_built import Built

#: The code of the rule about patches that Kustomize cannot apply.
REJECTED = "LQ036"
#: What to do about words that Kustomize reads as strings.
_NO_JSON = "a patch that begins with `[` must be JSON, with all keys and texts in quotes"
_WORDS = "write `{}`: Kustomize reads this word as a string, unlike Helm"


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


def patches_in(file: File, document: Node) -> Iterator[Patch]:
    """Yield the patches of a Kustomization, in the order in which they are applied."""
    for node in items(document, "patchesStrategicMerge"):
        if isinstance(node, ScalarNode):
            yield from _patch(file, node, None, inline=is_inline(text(node)))
    for key in ("patches", "patchesJson6902"):
        for entry in items(document, key):
            path, inline = find(entry, "path"), find(entry, "patch")
            place = path if isinstance(path, ScalarNode) else inline
            if isinstance(place, ScalarNode):
                yield from _patch(file, place, find(entry, "target"), inline=place is inline)


def is_inline(written: str) -> bool:
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
