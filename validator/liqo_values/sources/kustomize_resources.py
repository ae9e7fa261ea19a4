"""What a Kustomization for Liqo names that is not here: Kustomize fails, or reads it from another repository."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.model.findings import NOT_CHECKED
from liqo_values.model.node_lookup import find, items, scalars, text
from liqo_values.parsing import placeholders, repository
from liqo_values.sources import detect, kustomize_build, release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.model.findings import Diagnostic
    from liqo_values.model.nodes import Node
    from liqo_values.model.source_text import Source
    from liqo_values.sources.manifests import File

#: The fields that name folders of Kustomizations, and whether they may also name files.
_FIELDS = (("resources", True), ("bases", False), ("components", False))


def notices(source: Source) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each resource, base and component of a Kustomization that is not here."""
    folder = Path(source.name).parent
    file = kustomize_build.kustomization_in(folder, source)
    if file is None or file.unreadable:
        return
    for document in file.documents:
        named = [(field, node, files) for field, files in _FIELDS for node in items(document, field)]
        paths = (find(entry, "path") for entry in items(document, "replacements"))
        named += [("replacements", node, True) for node in paths if node is not None]
        for field, node, files in named:
            found = _missing(file, folder, node, field, files=files)
            if found is not None and (found.code == NOT_CHECKED or _is_for_liqo(folder, file)):
                yield found


def _missing(file: File, folder: Path, node: Node, field: str, *, files: bool) -> Diagnostic | None:
    path = text(node)
    if not path or placeholders.has_template(path) or "\n" in path:
        return None
    if kustomize_build.is_remote(path):
        if release.CHART not in path.lower():
            return None
        message = f"`{file.written(path)}` is in another repository: what it contains is not checked"
        return release.noticed(file, NOT_CHECKED, message, "check what Kustomize builds", node)
    there = folder / path
    if not repository.is_inside(there, repository.root_of(file.source)):
        return None
    if (files and there.is_file()) or any((there / name).is_file() for name in detect.KUSTOMIZATIONS):
        return None
    what = "contains no `kustomization.yaml`" if there.is_dir() else "does not exist"
    message = f"`{path}` in `{field}` {what}: Kustomize cannot build this folder"
    return release.noticed(file, release.REJECTED, message, "correct the path, or add the file", node)


def _is_for_liqo(folder: Path, file: File) -> bool:
    """Return whether a Kustomization is for Liqo, or builds a HelmRelease that mentions it; comments do not count."""
    if any(release.CHART in str(node.value) for document in file.documents for node in scalars(document)):
        return True
    built = kustomize_build.build(folder, file.source)
    return any(release.CHART in one.manifest.file.source.text for one in built)
