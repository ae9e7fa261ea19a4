"""Kustomizations that change HelmReleases of Liqo: the releases are those that they build, not those in the base."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.model.node_lookup import find
from liqo_values.model.nodes import MapNode
from liqo_values.sources import chart_reference, flux_kustomization, helm_release, kustomize_build, release
from liqo_values.sources.found import Found
from liqo_values.sources.kustomize_build import Built
from liqo_values.sources.object_lookup import Beside, Stream
from liqo_values.sources.release import Release

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.model.source_text import Source
    from liqo_values.sources.manifests import Manifest


def read(source: Source, folders: dict[Path | None, Beside] | None, run: Sequence[str]) -> Found | None:
    """Read a Kustomization; None if it changes no release of Liqo.

    Args:
        source: The file.
        folders: What has already been read next to other files; extended.
        run: All files of the run.
    """
    stream = Stream((), folders, run)
    found: list[Release] = []
    for built in kustomize_build.build(Path(source.name).parent, source):
        changed_here = [_real(name) for name in built.changed_by[-1:]] == [_real(source.name)]
        if changed_here and not _is_changed_again(built, source, stream):
            found += _release(built, source, stream)
    return Found(found) if found else None


def _release(built: Built, source: Source, stream: Stream) -> Iterator[Release]:
    manifest = built.finished()
    result = helm_release.release_of(manifest, stream.near(built.near))
    if result is not None:
        folder = release.shown(Path(source.name).parent)
        result.name = f"{manifest}" if folder == "." else f"{manifest} in {folder}"
        result.diagnostics += built.diagnostics
        yield result


def _is_changed_again(built: Built, source: Source, stream: Stream) -> bool:
    """Return whether another Kustomization of the run contains this one, and changes the same HelmRelease."""
    here = _real(source.name)
    return any(
        _is_same(other, built.original)
        and _real(other.changed_by[-1]) != here
        and here in {_real(near.name) for near in other.near}
        for other in _all_built(source, stream)
    )


def of_flux(manifest: Manifest, stream: Stream) -> Iterator[Release]:
    """Yield the releases of Liqo that a Kustomization of Flux changes.

    Args:
        manifest: The Kustomization.
        stream: What it may refer to.
    """
    for built in flux_kustomization.changed_by(manifest, stream):
        for result in _release(built, manifest.file.source, stream):
            result.name = f"{built.manifest} in {manifest}"
            yield result


def is_changed(manifest: Manifest, stream: Stream) -> bool:
    """Return whether a Kustomization of the run changes a HelmRelease."""
    return any(_is_same(built, manifest) for built in _all_built(manifest.file.source, stream))


def _is_same(built: Built, manifest: Manifest) -> bool:
    one = built.original
    return (one.name, one.namespace) == (manifest.name, manifest.namespace) and _real(one.file.source.name) == _real(
        manifest.file.source.name
    )


def _real(name: str) -> str:
    return os.path.realpath(name)


def _all_built(near: Source, stream: Stream) -> Sequence[Built]:
    """Return all HelmReleases that a Kustomization of the run changes, as it builds them."""
    in_run = stream.in_run(near)
    if in_run is None:
        return ()
    if in_run.built is None:
        found = [
            built
            for path in in_run.kustomizations
            for built in kustomize_build.build(path.parent, near)
            if built.changed_by
        ]
        found += [
            built
            for other in in_run.of_kind(flux_kustomization.KIND)
            if flux_kustomization.is_one(other)
            for built in flux_kustomization.changed_by(other, stream)
        ]
        in_run.built = found
    return in_run.built


def of_patch(manifest: Manifest, stream: Stream) -> Iterator[Release]:
    """Yield the releases that a HelmRelease without a chart is part of: it is a patch for another one.

    If a Kustomization of the run uses it, there are none here. If it cannot be joined with what it changes, it is a
    release of its own, of which only these values are known.

    Args:
        manifest: The HelmRelease.
        stream: What it may refer to.
    """
    source = manifest.file.source
    here = _real(source.name)
    folder = Path(source.name).parent
    run = {_real(name) for name in stream.run}
    near = kustomize_build.kustomization_in(folder, source)
    above = [] if near is None else [near.source.name]
    in_run = stream.in_run(source)
    for name in dict.fromkeys([*above, *(str(path) for path in (in_run.kustomizations if in_run else ()))]):
        found = kustomize_build.build(Path(name).parent, source)
        joined = [one for one in found if here in map(_real, one.patches)]
        if joined:
            if _real(name) not in run:
                for built in joined:
                    yield from _release(built, source, stream)
            return
    values = find(manifest.root, "spec", "values")
    if isinstance(values, MapNode) and values.entries and _may_be_liqo(manifest, values):
        yield from _alone(manifest, stream, values)


def _alone(manifest: Manifest, stream: Stream, values: MapNode) -> Iterator[Release]:
    base = next((one for one in stream.releases(manifest) if helm_release.names_chart(one)), None)
    if base is not None:
        built = Built(base)
        placed = kustomize_build.Patch(manifest.file, manifest.root, None, verbatim=True)
        placed.restore()
        built.restore()
        placed.apply(built)
        yield from _release(built, manifest.file.source, stream)
        return
    result = Release(str(manifest))
    what = f"the HelmRelease {manifest.namespace}/{manifest.name} that this one changes".replace(" /", " ")
    result.is_for(chart_reference.missing(what, ""), None)
    result.steps.append(release.unread(manifest.file, find(manifest.root, "metadata") or manifest.root, what))
    result.steps.append(manifest.file.piece(values))
    yield result


def _may_be_liqo(manifest: Manifest, values: MapNode) -> bool:
    """Return whether a patch is for Liqo, by its name or because it has several of the chart's sections."""
    from liqo_values.charts.target import ours  # noqa: PLC0415 - few manifests are patches

    known = ours().keys.below(())
    return "liqo" in manifest.name.lower() or sum(key in known for key in values.entries) > 1
