"""An object that Kustomize builds: what its patches make of it, and where its parts are from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.nodes import MapNode, Node
from liqo_values.parsing import placeholders
from liqo_values.sources.manifests import File, Manifest

if TYPE_CHECKING:
    from collections.abc import Callable

    from liqo_values.model.findings import Diagnostic
    from liqo_values.model.source_text import Source


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
