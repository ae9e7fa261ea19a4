"""Values inside other files: which files these are is told by what is in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.embedded import argocd, flux, helmfile, manifests, umbrella
from liqo_values.embedded.release import Release
from liqo_values.given import read_file
from liqo_values.source import templates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.embedded.manifests import Manifest
    from liqo_values.given import Step
    from liqo_values.source.text import Source

#: How values files are called; other files of a chart are none.
_VALUES = re.compile(r"values[^/\\]*$")

__all__ = ["Found", "Release", "find"]


@dataclass(slots=True)
class Found:
    """What a file that is no plain values file holds.

    Attributes:
        releases: The releases of Liqo in it.
        peering: The objects in it by which Liqo's clusters are peered.
    """

    releases: list[Release] = field(default_factory=list)
    peering: list[Manifest] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.releases or self.peering)


def mentions_liqo(source: Source) -> bool:
    """Tell, at little cost, whether a file can hold anything of Liqo's."""
    return "liqo" in source.text or bool(umbrella.key_in(Path(source.name).parent))


def find(source: Source) -> Found | None:
    """Look for Liqo in a file; None for a plain values file.

    Raises:
        InputError: a manifest gives Helm an argument that Helm would refuse.
    """
    if manifests.looks_like_manifests(source.text):
        file = manifests.read(source)
        if any(manifests.is_object(document) for document in file.documents):
            return _in_manifests(manifests.objects(file))
        if file.unreadable:
            return None
    if helmfile.looks_like_one(source.text):
        file = manifests.read(source)
        if helmfile.is_one(file):
            return Found(list(helmfile.releases(file)))
    return _in_umbrella(source)


def _in_manifests(objects: list[Manifest]) -> Found:
    found = Found()
    for manifest in objects:
        found.releases += argocd.releases(manifest)
        found.releases += flux.releases(manifest, objects)
        if manifest.group.endswith(".liqo.io") or manifest.group == "liqo.io":
            templates.restore(manifest.root, (), manifest.file.source)
            found.peering.append(manifest)
    return found


def _in_umbrella(source: Source) -> Found | None:
    folder = Path(source.name).parent
    prefix = umbrella.key_in(folder)
    is_set = re.search(rf"^{re.escape(prefix)}[ ]*:", source.text, re.MULTILINE)
    if not prefix or not (is_set or _VALUES.search(source.name)):
        return None
    below: Iterator[Step] = iter(()) if Path(source.name).name == "values.yaml" else umbrella.own_values(folder)
    return Found([Release("", [*below, read_file(source)], prefix)])
