"""HelmReleases of Flux: their chart, and their values."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from liqo_values.model.node_lookup import find, is_true, items, text
from liqo_values.parsing import placeholders
from liqo_values.sources import chart_reference, expected_mode, flux_values, missing_charts, release, umbrella
from liqo_values.sources.chart_reference import scalar
from liqo_values.sources.release import Release
from liqo_values.values.release_inputs import Piece, read_file

if TYPE_CHECKING:
    from liqo_values.charts.selection import Selected
    from liqo_values.model.findings import Label
    from liqo_values.model.nodes import Node
    from liqo_values.sources.manifests import Manifest
    from liqo_values.sources.object_lookup import Stream
    from liqo_values.values.release_inputs import Destination

GROUP, KIND = "helm.toolkit.fluxcd.io", "HelmRelease"
#: Sources of charts that are folders.
_FOLDERS = ("GitRepository", "Bucket")
#: The keys of a GitRepository that name what is checked out, the one that counts first.
_REVISIONS = ("commit", "name", "semver", "tag", "branch")


def is_release(manifest: Manifest) -> bool:
    """Return whether a manifest is a HelmRelease, of any chart."""
    return manifest.group == GROUP and manifest.kind == KIND


def names_chart(manifest: Manifest) -> bool:
    """Return whether a HelmRelease names a chart; a patch for another one usually does not."""
    spec = find(manifest.root, "spec")
    return find(spec, "chart") is not None or find(spec, "chartRef") is not None


def release_of(manifest: Manifest, stream: Stream) -> Release | None:
    """Return the release of a HelmRelease; None if it is not of Liqo's chart.

    Args:
        manifest: The HelmRelease.
        stream: What it may refer to.
    """
    chart = _Chart(manifest, stream)
    known = chart.is_liqo or chart.is_umbrella
    if not known and not (chart.is_missing and missing_charts.may_be_liqo(manifest.file)):
        return None
    values = flux_values.merged(manifest, stream)
    prefix = "" if known else missing_charts.key_in(values.steps, chart.named, in_folder=chart.in_folder)
    if prefix is None:
        return None
    result = Release(str(manifest), prefix=prefix)
    result.expectations = expected_mode.annotated(manifest.file, manifest.root)
    result.destination = _destination(manifest)
    if chart.is_umbrella:
        result.umbrella = chart.folder
    else:
        result.is_for(*(chart.target() if known else (chart.unknown(), None)))
    chart.replace_values(result)
    # If installs or upgrades skip the check, not all of them are checked.
    result.schema = not any(
        is_true(manifest.root, "spec", when, "disableSchemaValidation") for when in ("install", "upgrade")
    )
    result.steps += values.steps
    result.diagnostics += values.diagnostics
    result.others = [*flux_values.generated_files(manifest, stream)]
    return result


def _destination(manifest: Manifest) -> Destination | None:
    """Return the cluster that a kubeconfig leads to; without one, it is the cluster that Flux runs in."""
    for key in ("secretRef", "configMapRef"):
        node = find(manifest.root, "spec", "kubeConfig", key, "name")
        written = manifest.file.written(text(node))
        if written:
            return release.destination(manifest.file, f"kubeConfig {key} in {manifest.namespace}", node, written)
    return None


class _Chart:
    """The chart of a HelmRelease.

    Args:
        manifest: The HelmRelease.
        stream: What it may refer to.

    Attributes:
        folder: Its folder, if it is in the repository of the manifest.
        is_umbrella: Whether it is an umbrella chart that depends on Liqo's.
        in_folder: Whether it is in a folder, which need not be in the repository of the manifest.
        named: What the release and its namespaces are called.
    """

    def __init__(self, manifest: Manifest, stream: Stream) -> None:
        self._stream = stream
        self._reference = find(manifest.root, "spec", "chartRef")
        self._holder: Manifest | None = manifest
        self._spec = find(manifest.root, "spec", "chart", "spec")
        if self._spec is None:
            self._holder = _source(manifest, stream, self._reference)
            self._spec = find(self._holder.root, "spec") if self._holder else None
        self._near = manifest.file.source
        self._path = text(self._spec, "chart")
        in_folder = text(self._spec, "sourceRef", "kind") in _FOLDERS or self._path.startswith("./")
        self.folder = release.above(self._near, self._path) if self._path and in_folder else None
        self.is_umbrella = bool(umbrella.key_in(self.folder, self._near))
        self.in_folder = in_folder
        names = (
            manifest.name,
            text(manifest.root, "spec", "releaseName"),
            text(manifest.root, "spec", "targetNamespace"),
        )
        self.named = "\n".join((*names, manifest.namespace))

    @property
    def is_missing(self) -> bool:
        """Whether its folder is not available here, or it is in a repository of charts."""
        return self.folder is None or not self.folder.is_dir()

    def unknown(self) -> Selected:
        """Return the chart that a folder or name which is not Liqo's counts as."""
        return chart_reference.missing(f"the chart `{self._path or text(self._reference, 'name')}`", "")

    @property
    def is_liqo(self) -> bool:
        """Whether it is Liqo's chart: by the name in its folder, or else by that of the chart."""
        name = umbrella.name_of(self.folder, self._near) if self.folder else ""
        named = self._path or text(self._spec, "url") or ("" if self._holder else text(self._reference, "name"))
        return name == release.CHART if name else release.is_liqo(named)

    def target(self) -> tuple[Selected, Label | None]:
        """Return the target chart, and where its version is written."""
        if self._holder is None:
            what = f"the {text(self._reference, 'kind')} `{text(self._reference, 'name')}`"
            return chart_reference.missing(what, ""), None
        if self._holder.kind == "OCIRepository":
            return _in_registry(self._holder)
        version = find(self._spec, "version")
        return self._in_source(self._holder), release.label(self._holder.file, version, "is older than Liqo 1.0")

    def _in_source(self, holder: Manifest) -> Selected:
        """Return the chart that a HelmRelease or HelmChart takes from a repository."""
        reference = find(self._spec, "sourceRef")
        kind, name = text(reference, "kind"), text(reference, "name")
        chart, version = (holder.file.written(scalar(self._spec, key)) for key in ("chart", "version"))
        source = _source(holder, self._stream, reference)
        address = source.file.written(text(source.root, "spec", "url")) if source else ""
        if kind in _FOLDERS:
            if self.folder is not None and not chart_reference.is_source(address, chart):
                return chart_reference.in_folder(self.folder, self._near)
            references = find(source.root, "spec", "ref") if source else None
            revision = next((found for key in _REVISIONS if (found := scalar(references, key))), "")
            if source is not None:
                return chart_reference.in_git(address, chart, source.file.written(revision))
            return chart_reference.missing(f"the {kind} `{name}`", "")
        if not address:
            return chart_reference.missing(f"the {kind or 'source'} `{name}`", version)
        return chart_reference.in_repository(address, version)

    def replace_values(self, result: Release) -> None:
        """Replace the chart's own values with its ``valuesFiles``, as Flux does when it packages the chart."""
        listed = items(self._spec, "valuesFiles")
        first = find(self._spec, "valuesFile")  # of older versions of the API
        listed = listed if first is None else [first, *listed]
        if not listed or self._holder is None:
            return
        may_miss = is_true(self._spec, "ignoreMissingValuesFiles")
        result.own = []
        for node in listed:
            path = text(node)
            if self._is_own(path):
                result.own.append(None)
                continue
            found = self._file(path)
            if found is not None:
                result.own.append(found)
            elif not (may_miss and self.folder):
                result.own = result.own if None in result.own else [None, *result.own]  # nothing counts as missing
                result.steps.append(release.unread(self._holder.file, node, f"the values file {path}"))

    def _is_own(self, path: str) -> bool:
        """Return whether a path is that of the chart's own values: for folders, it begins at the root of the source."""
        kind = text(self._spec, "sourceRef", "kind")
        folder = PurePosixPath(self._path) if kind in _FOLDERS else PurePosixPath()
        return PurePosixPath(path.lstrip("/")) == folder / umbrella.OWN_VALUES

    def _file(self, path: str) -> Piece | None:
        if self.folder is None or placeholders.has_template(path):
            return None
        root = self.folder
        for part in PurePosixPath(self._path).parts:
            root = root.parent if part not in ("/", ".") else root
        source = release.source_of(root / path.lstrip("/"), self._near)
        return read_file(source) if source is not None else None


def _in_registry(source: Manifest) -> tuple[Selected, Label | None]:
    reference = find(source.root, "spec", "ref")
    node = find(reference, "semver") or find(reference, "tag")
    address, version = map(source.file.written, (text(source.root, "spec", "url"), scalar(node)))
    return (
        chart_reference.in_repository(address, version),
        release.label(source.file, node, "is older than Liqo 1.0"),
    )


def _source(holder: Manifest, stream: Stream, reference: Node | None) -> Manifest | None:
    """Return the object that a HelmRelease or HelmChart takes its chart from."""
    namespace = text(reference, "namespace") or holder.namespace
    return stream.source(holder, text(reference, "kind"), text(reference, "name"), namespace)
