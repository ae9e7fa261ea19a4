"""Read the Kubernetes objects in a file with the modules that know their kinds."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from liqo_values.charts.target import ours
from liqo_values.model.errors import InputError
from liqo_values.parsing import placeholders
from liqo_values.sources import object_lookup, references
from liqo_values.sources.found import Found

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from liqo_values.model.findings import Diagnostic
    from liqo_values.sources.manifests import Manifest
    from liqo_values.sources.object_lookup import Beside
    from liqo_values.sources.release import Release

#: The modules whose ``releases`` reads a Kubernetes manifest.
_OF_MANIFESTS = ("argocd", "flux", "holders", "kustomize", "fleet", "skaffold")


def read(objects: list[Manifest], folders: dict[Path | None, Beside] | None, run: Sequence[str]) -> Found:
    """Return what the objects in a file are: releases of Liqo, objects of its peerings, or neither.

    Args:
        objects: The objects.
        folders: What has already been read next to other files; extended.
        run: All files of the run, which may contain what a manifest refers to.
    """
    readers = [import_module(f"liqo_values.sources.{name}").releases for name in _OF_MANIFESTS]
    stream = object_lookup.Stream(objects, folders, run)
    releases: list[Release] = []
    peering: list[Manifest] = []
    notices: list[Diagnostic] = []
    errors: list[InputError] = []
    for manifest in objects:
        before = len(releases), len(errors)
        for read in readers:
            try:
                releases += read(manifest, stream)
            except InputError as error:  # the other releases in the file are checked
                errors.append(error)
        if _is_liqo(manifest):
            placeholders.restore(manifest.root, (), manifest.file.source)
            peering.append(manifest)
        elif before == (len(releases), len(errors)):
            notices += references.unread(manifest)
    return Found(releases, peering, errors=errors, notices=notices)


def _is_liqo(manifest: Manifest) -> bool:
    """Return whether an object is of one of Liqo's APIs; other projects have groups that also end in `liqo.io`."""
    chart = ours()
    return manifest.group in chart.groups or (manifest.group.endswith(".liqo.io") and manifest.kind in chart.objects)
