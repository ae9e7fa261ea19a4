"""Flux: the HelmReleases of Liqo's chart, as Kustomize and Flux's Kustomizations change them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.sources import flux_kustomization, helm_release, kustomize_overlays, rendered_patches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.sources.manifests import Manifest
    from liqo_values.sources.object_lookup import Stream
    from liqo_values.sources.release import Release


def releases(manifest: Manifest, stream: Stream) -> Iterator[Release]:
    """Yield the release of a HelmRelease of Liqo's chart, unless a Kustomization of the run changes it.

    Args:
        manifest: Any manifest.
        stream: What it may refer to.
    """
    if flux_kustomization.is_one(manifest):
        yield from kustomize_overlays.of_flux(manifest, stream)
    if not helm_release.is_release(manifest):
        return
    if not helm_release.names_chart(manifest):
        yield from kustomize_overlays.of_patch(manifest, stream)
    elif not kustomize_overlays.is_changed(manifest, stream):
        result = helm_release.release_of(kustomize_overlays.as_applied(manifest, stream), stream)
        if result is not None:
            result.diagnostics += rendered_patches.of_post_renderers(manifest)
            yield result
