"""Kustomizations that change HelmReleases of Liqo: the releases are those that they build, not those in the base."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from liqo_values.model.findings import NOT_CHECKED
from liqo_values.model.node_lookup import find, text
from liqo_values.model.nodes import MapNode
from liqo_values.sources import (
    chart_reference,
    flux_kustomization,
    helm_release,
    kustomize_build,
    kustomize_patch_files,
    kustomize_patches,
    kustomize_resources,
    own_values,
    release,
    rendered_patches,
)
from liqo_values.sources.found import Found
from liqo_values.sources.kustomize_built import Built
from liqo_values.sources.object_lookup import Beside, Stream
from liqo_values.sources.release import Release
from liqo_values.values.release_inputs import Piece

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from liqo_values.model.findings import Diagnostic
    from liqo_values.model.source_text import Source
    from liqo_values.sources.manifests import Manifest
    from liqo_values.values.release_inputs import Step

#: What tells HelmReleases from each other: their file, namespace and name.
_Identity: TypeAlias = tuple[str, str, str]


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
        again = (_real(source.name), _identity(built.original)) in _overlays(source, stream).changed_again
        if changed_here and not again:
            found += _release(built, source, stream)
    found += _without_base(source, stream)
    notices = [*_unread(source), *kustomize_resources.notices(source), *rendered_patches.around(source)]
    return Found(found, notices=notices) if found or notices else None


def _unread(source: Source) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each JSON patch of a release called Liqo's that is not available here."""
    folder = Path(source.name).parent
    file = kustomize_build.kustomization_in(folder, source) if release.CHART in source.text else None
    if file is None:
        return
    built = kustomize_build.build(folder, source)
    for document in file.documents:
        for patch in kustomize_patch_files.patches_in(file, document):
            name = find(patch.target, "name")
            is_release = text(patch.target, "kind") == helm_release.KIND
            if name is None or not is_release or release.CHART not in text(patch.target, "name"):
                continue
            if kustomize_patches.operations_in(patch.root) and not any(map(patch.is_for, built)):
                message = (
                    f"this patch is for `{text(patch.target, 'name')}`, which is not available here: it is not checked"
                )
                help_text = "check what Kustomize builds"
                yield release.noticed(file, NOT_CHECKED, message, help_text, name)


def _without_base(source: Source, stream: Stream) -> Iterator[Release]:
    """Yield the releases that patches in the text of a Kustomization are part of, if what they change is not here."""
    folder = Path(source.name).parent
    file = kustomize_build.kustomization_in(folder, source) if release.CHART in source.text else None
    for document in file.documents if file is not None else ():
        built = kustomize_build.build(folder, source)
        for patch in kustomize_patch_files.patches_in(file, document) if file is not None else ():
            manifest = patch.manifest
            inline = file is not None and patch.file.source is file.source
            if manifest is None or not inline or any(map(patch.is_for, built)) or any(map(patch.nearly, built)):
                continue
            values = find(manifest.root, "spec", "values")
            if helm_release.is_release(manifest) and isinstance(values, MapNode) and _may_be_liqo(manifest, values):
                yield from _alone(manifest, stream, values)


def _release(built: Built, source: Source, stream: Stream) -> Iterator[Release]:
    manifest = built.finished()
    result = helm_release.release_of(manifest, stream.near(built.near))
    if result is not None:
        folder = release.shown(Path(source.name).parent)
        result.name = f"{manifest}" if folder == "." else f"{manifest} in {folder}"
        if built.filled is not None:
            result.steps = [_filled(step, built) for step in result.steps]
        result.not_installed = built.deleted
        result.others = [*result.others, *(file.source.name for file in built.files.values())]
        result.diagnostics += [*built.diagnostics, *rendered_patches.of_post_renderers(manifest)]
        yield result


def _filled(step: Step, built: Built) -> Step:
    """Fill in the variables of a layer, if it is a file that Kustomize generates values from."""
    source = step.layer.source
    if built.filled is None or not isinstance(step, Piece) or source is None or id(source) in built.files:
        return step
    # The text of a variable is not the value that a fix would replace.
    layer = step.layer._replace(verbatim=step.layer.verbatim and "${" not in source.text)
    return step._replace(root=built.filled(step.root), layer=layer)


class _Overlays:
    """The HelmReleases that the Kustomizations of a run change, as they build them.

    Attributes:
        built: The HelmReleases that are built, as they are in their files.
        changed: Those that are changed.
        changed_again: Pairs of a Kustomization and such a HelmRelease, if another Kustomization that contains the first
            one changes it too.
        patches: The files of the patches.
    """

    def __init__(self, found: Iterable[Built]) -> None:
        self.built: set[_Identity] = set()
        self.changed: set[_Identity] = set()
        self.changed_again: set[tuple[str, _Identity]] = set()
        self.patches: set[str] = set()
        for built in found:
            original = _identity(built.original)
            self.built.add(original)
            if not built.changed_by:
                continue
            self.changed.add(original)
            self.patches.update(map(_real, built.patches))
            last = _real(built.changed_by[-1])
            self.changed_again |= {(name, original) for name in {_real(near.name) for near in built.near} - {last}}


def _identity(manifest: Manifest) -> _Identity:
    return _real(manifest.file.source.name), manifest.namespace, manifest.name


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
    return _identity(manifest) in _overlays(manifest.file.source, stream).changed


def as_applied(manifest: Manifest, stream: Stream) -> Manifest:
    """Return a HelmRelease as Kustomize reads it, if a Kustomization of the run contains it."""
    built = _identity(manifest) in _overlays(manifest.file.source, stream).built
    return kustomize_build.as_read(manifest) if built else manifest


def _real(name: str) -> str:
    return _without_links(str(Path(name).absolute()))  # the current folder may change


@lru_cache(10_000)
def _without_links(path: str) -> str:
    return os.path.realpath(path)


def _overlays(near: Source, stream: Stream) -> _Overlays:
    """Return what the Kustomizations of the run change."""
    in_run = stream.in_run(near)
    if in_run is None:
        return _Overlays(())
    if in_run.overlays is None:
        in_run.overlays = _Overlays(_all_built(in_run, near, stream))
    overlays: _Overlays = in_run.overlays
    return overlays


def _all_built(in_run: Beside, near: Source, stream: Stream) -> Iterator[Built]:
    for path in in_run.kustomizations:
        yield from kustomize_build.build(path.parent, near)
    for other in in_run.of_kind(flux_kustomization.KIND):
        if flux_kustomization.is_one(other):
            yield from flux_kustomization.built_by(other, stream)


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
    if here in _overlays(source, stream).patches:
        return
    joined = [one for one in kustomize_build.build(Path(source.name).parent, source) if here in map(_real, one.patches)]
    for built in joined:
        yield from _release(built, source, stream)
    values = find(manifest.root, "spec", "values")
    if not joined and isinstance(values, MapNode) and values.entries and _may_be_liqo(manifest, values):
        yield from _alone(manifest, stream, values)


def _alone(manifest: Manifest, stream: Stream, values: MapNode) -> Iterator[Release]:
    base = next((one for one in stream.releases(manifest) if helm_release.names_chart(one)), None)
    if base is not None:
        built = Built(base)
        placed = kustomize_patch_files.Patch(manifest.file, manifest.root, None, verbatim=True)
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
    """Return whether a patch is for Liqo, by its name or because its values plainly are."""
    return release.CHART in manifest.name.lower() or own_values.plainly(values, manifest.name)
