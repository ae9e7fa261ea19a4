"""Kustomizations of Flux: what they change in the HelmReleases of their folder, with patches and variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.node_lookup import find, text
from liqo_values.model.nodes import plain
from liqo_values.sources import flux_values, kustomize_build, release
from liqo_values.sources.flux_substitution import Variables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.sources.kustomize_built import Built
    from liqo_values.sources.manifests import Manifest
    from liqo_values.sources.object_lookup import Stream

GROUP, KIND = "kustomize.toolkit.fluxcd.io", "Kustomization"


def is_one(manifest: Manifest) -> bool:
    """Return whether a manifest is a Kustomization of Flux."""
    return manifest.group == GROUP and manifest.kind == KIND


def changed_by(manifest: Manifest, stream: Stream) -> Iterator[Built]:
    """Yield the HelmReleases that a Kustomization of Flux changes, as it applies them.

    Args:
        manifest: The Kustomization.
        stream: What it may refer to.
    """
    return (built for built in built_by(manifest, stream) if manifest.file.source.name in built.changed_by)


def built_by(manifest: Manifest, stream: Stream) -> Iterator[Built]:
    """Yield the HelmReleases that a Kustomization of Flux applies.

    Args:
        manifest: The Kustomization.
        stream: What it may refer to.
    """
    spec = find(manifest.root, "spec")
    folder = release.above(manifest.file.source, text(spec, "path") or ".")
    if spec is None or folder is None or not folder.is_dir():
        return
    variables = Variables(manifest, stream)
    for built in kustomize_build.all_in(folder, manifest.file.source):
        kustomize_build.transform([built], manifest.file, spec)
        namespace = text(spec, "targetNamespace")
        if namespace:
            built.manifest = built.manifest._replace(namespace=namespace)
        if variables.given:
            filled = variables.substituted(built.manifest.root)
            if plain(filled) != plain(built.manifest.root):
                built.manifest = built.manifest._replace(root=filled)
                built.changed(manifest.file, manifest.file)
            if flux_values.are_generated(built.manifest, stream.near(built.near), "${"):
                built.filled = variables.in_text
                built.changed(manifest.file, manifest.file)
        yield built
