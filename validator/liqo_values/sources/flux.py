"""Flux: the HelmReleases of Liqo's chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.node_lookup import find, is_true, text
from liqo_values.sources import chart_reference, flux_values, release, umbrella
from liqo_values.sources.chart_reference import scalar
from liqo_values.sources.release import Release

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from liqo_values.charts.selection import Selected
    from liqo_values.model.findings import Label
    from liqo_values.model.nodes import Node
    from liqo_values.sources.manifests import Manifest
    from liqo_values.sources.object_lookup import Stream

GROUP, KIND = "helm.toolkit.fluxcd.io", "HelmRelease"
#: The keys of a GitRepository that name what is checked out, the one that counts first.
_REVISIONS = ("commit", "name", "semver", "tag", "branch")


def releases(manifest: Manifest, stream: Stream) -> Iterator[Release]:
    """Yield the release of a HelmRelease of Liqo's chart.

    Args:
        manifest: Any manifest.
        stream: What it may refer to.
    """
    if manifest.group != GROUP or manifest.kind != KIND:
        return
    chart = _chart(manifest, stream)
    folder = release.above(manifest.file.source, chart) if chart.startswith("./") else None
    prefix = umbrella.key_in(folder, manifest.file.source)
    if not release.is_liqo(chart) and not prefix:
        return
    result = Release(str(manifest), prefix=prefix)
    if prefix and folder:
        result.is_for(*umbrella.chart_in(folder, manifest.file.source))
    else:
        result.is_for(*_target_chart(manifest, stream, folder))
    if prefix:
        result.around = umbrella.own_values(folder, manifest.file.source)
    # If installs or upgrades skip the check, not all of them are checked.
    result.schema = not any(
        is_true(manifest.root, "spec", when, "disableSchemaValidation") for when in ("install", "upgrade")
    )
    values = flux_values.merged(manifest, stream)
    result.steps += values.steps
    result.diagnostics += values.diagnostics
    yield result


def _chart(manifest: Manifest, stream: Stream) -> str:
    """Return the name, path or URL of the chart."""
    direct = text(manifest.root, "spec", "chart", "spec", "chart")
    if direct:
        return direct
    name, kind = (text(manifest.root, "spec", "chartRef", key) for key in ("name", "kind"))
    namespace = text(manifest.root, "spec", "chartRef", "namespace") or manifest.namespace
    other = stream.source(manifest, kind, name, namespace)
    return (text(other.root, "spec", "chart") or text(other.root, "spec", "url")) if other else name


def _target_chart(manifest: Manifest, stream: Stream, folder: Path | None) -> tuple[Selected, Label | None]:
    """Return the target chart of a HelmRelease, and where its version is written."""
    holder, spec = manifest, find(manifest.root, "spec", "chart", "spec")
    if spec is None:
        reference = find(manifest.root, "spec", "chartRef")
        found = _source(manifest, stream, reference)
        if found is None:
            return chart_reference.missing(f"the {text(reference, 'kind')} `{text(reference, 'name')}`", ""), None
        holder, spec = found, find(found.root, "spec")
    if holder.kind == "OCIRepository":
        return _in_registry(holder)
    version = find(spec, "version")
    chart = _in_source(holder, stream, spec, folder)
    return chart, release.label(holder.file, version, "is older than Liqo 1.0")


def _in_registry(source: Manifest) -> tuple[Selected, Label | None]:
    reference = find(source.root, "spec", "ref")
    node = find(reference, "semver") or find(reference, "tag")
    address, version = map(source.file.written, (text(source.root, "spec", "url"), scalar(node)))
    return (
        chart_reference.in_repository(address, version),
        release.label(source.file, node, "is older than Liqo 1.0"),
    )


def _in_source(holder: Manifest, stream: Stream, spec: Node | None, folder: Path | None) -> Selected:
    """Return the chart that a HelmRelease or HelmChart takes from a repository.

    Args:
        holder: The HelmRelease or HelmChart.
        stream: What it may refer to.
        spec: The part of it that names chart, version and source.
        folder: The folder of the chart, if it is in the repository of the manifest.
    """
    reference = find(spec, "sourceRef")
    kind, name = text(reference, "kind"), text(reference, "name")
    chart, version = (holder.file.written(scalar(spec, key)) for key in ("chart", "version"))
    source = _source(holder, stream, reference)
    address = source.file.written(text(source.root, "spec", "url")) if source else ""
    if kind == "GitRepository":
        if folder is not None and not chart_reference.is_source(address, chart):
            return chart_reference.in_folder(folder, holder.file.source)
        references = find(source.root, "spec", "ref") if source else None
        revision = next((found for key in _REVISIONS if (found := scalar(references, key))), "")
        if source is not None:
            return chart_reference.in_git(address, chart, source.file.written(revision))
        return chart_reference.missing(f"the GitRepository `{name}`", "")
    if not address:
        return chart_reference.missing(f"the {kind or 'source'} `{name}`", version)
    return chart_reference.in_repository(address, version)


def _source(holder: Manifest, stream: Stream, reference: Node | None) -> Manifest | None:
    namespace = text(reference, "namespace") or holder.namespace
    return stream.source(holder, text(reference, "kind"), text(reference, "name"), namespace)
