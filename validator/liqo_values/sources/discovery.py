"""Values inside other files: which files these are is told by what is in them."""

# Nothing of this package is imported for a plain values file, but for what recognises one.
# ruff: noqa: PLC0415

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.sources import detect
from liqo_values.values.release_inputs import read_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.model.source_text import Source
    from liqo_values.sources.flux import Beside
    from liqo_values.sources.manifests import Manifest
    from liqo_values.sources.release import Release
    from liqo_values.values.release_inputs import Step

#: How values files are called; other files of a chart are none.
_VALUES = r"values[^/\\]*$"


class Found(NamedTuple):
    """What a file that is no plain values file holds.

    Attributes:
        releases: The releases of Liqo in it.
        peering: The objects in it by which Liqo's clusters are peered.
    """

    releases: Sequence[Release] = ()
    peering: Sequence[Manifest] = ()

    def __bool__(self) -> bool:
        return bool(self.releases or self.peering)


def mentions_liqo(source: Source) -> bool:
    """Tell, at little cost, whether a file can hold anything of Liqo's."""
    return "liqo" in source.text or bool(_prefix(source))


def find(source: Source, folders: dict[Path, Beside] | None = None) -> Found | None:
    """Look for Liqo in a file; None for a plain values file.

    Args:
        source: The file.
        folders: What was read beside other files already; added to.

    Raises:
        InputError: a manifest gives Helm an argument that Helm would refuse.
    """
    if detect.like_manifests(source.text):
        from liqo_values.sources import manifests

        file = manifests.read(source)
        if any(manifests.is_object(document) for document in file.documents):
            return _in_manifests(manifests.objects(file), folders)
        if file.unreadable:
            return None
    if detect.like_helmfile(source.text):
        from liqo_values.sources import helmfile, manifests

        file = manifests.read(source)
        if helmfile.is_one(file):
            return Found(list(helmfile.releases(file)))
    return _in_umbrella(source)


def _in_manifests(objects: list[Manifest], folders: dict[Path, Beside] | None) -> Found:
    from liqo_values.parsing import placeholders
    from liqo_values.sources import argocd, flux

    stream = flux.Stream(objects, folders)
    releases: list[Release] = []
    peering: list[Manifest] = []
    for manifest in objects:
        releases += argocd.releases(manifest)
        releases += flux.releases(manifest, stream)
        if manifest.group.endswith(".liqo.io") or manifest.group == "liqo.io":
            placeholders.restore(manifest.root, (), manifest.file.source)
            peering.append(manifest)
    return Found(releases, peering)


def _in_umbrella(source: Source) -> Found | None:
    folder = Path(source.name).parent
    prefix = _prefix(source)
    if not prefix:
        return None
    is_set = re.search(rf"^{re.escape(prefix)}[ ]*:", source.text, re.MULTILINE)
    if not (is_set or re.search(_VALUES, source.name)):
        return None
    from liqo_values.sources import umbrella
    from liqo_values.sources.release import Release

    below: Iterator[Step] = iter(()) if Path(source.name).name == "values.yaml" else umbrella.own_values(folder, source)
    return Found([Release("", [*below, read_file(source)], prefix=prefix)])


def _prefix(source: Source) -> str:
    """Return the key below which the values of Liqo stand in those of the chart that a file is in, if there is one."""
    folder = Path(source.name).parent
    if not detect.like_chart(folder):
        return ""
    from liqo_values.sources import umbrella

    return umbrella.key_in(folder, source)
