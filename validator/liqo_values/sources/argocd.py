"""Argo CD: the values in Applications and ApplicationSets, applied as its repository server does.

``valueFiles``, then ``values`` or ``valuesObject`` (with an object, the text is ignored), then ``parameters`` and
``fileParameters``, which become ``--set``, ``--set-string`` and ``--set-file``. The ``templatePatch`` of an
ApplicationSet is merged into its ``template`` before all of that.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.layers import LayerKind
from liqo_values.model.node_lookup import find, is_true, items, text
from liqo_values.model.nodes import ListNode, MapNode, Node, ScalarNode, merged
from liqo_values.parsing import placeholders, repository
from liqo_values.sources import chart_reference, release, umbrella
from liqo_values.sources.manifests import File, Manifest
from liqo_values.sources.release import Release

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.charts.selection import Selected
    from liqo_values.sources.object_lookup import Stream
    from liqo_values.values.release_inputs import Step

GROUP = "argoproj.io"
OWN_VALUES = "values.yaml"
#: The path of the Application, by kind.
_APPLICATIONS: dict[str, tuple[str, ...]] = {"Application": (), "ApplicationSet": ("spec", "template")}
#: How the URL of a registry begins; it is that of the chart itself.
_OCI = "oci://"
#: Argo CD escapes commas, except in lists and if they are already escaped.
_COMMA = r"(?<!\\),"


def releases(manifest: Manifest, _: Stream) -> Iterator[Release]:
    """Yield a release for every source that is Liqo's chart.

    Args:
        manifest: Any manifest.

    Raises:
        InputError: Helm would reject a parameter.
    """
    if manifest.group != GROUP or manifest.kind not in _APPLICATIONS:
        return
    application = _application(manifest)
    sources = items(application.spec, "sources") or [
        node for node in (find(application.spec, "source"),) if node is not None
    ]
    for source in sources:
        in_repository = text(source, "path")
        oci = text(source, "repoURL").startswith(_OCI)
        folder = _local(manifest.file, in_repository) if in_repository and not oci else None
        wrapped = umbrella.key_in(folder, manifest.file.source)
        if wrapped or _is_liqo(source, folder, manifest.file):
            yield _Source(application, source, sources, folder).release(wrapped)


class _Application(NamedTuple):
    """An Application, or the one that an ApplicationSet generates.

    Attributes:
        name: Its name in reports.
        file: The file that contains it.
        spec: Its ``spec``.
        patch: A ``templatePatch`` that is not YAML until its template is filled in.
    """

    name: str
    file: File
    spec: Node | None
    patch: Node | None = None


def _application(manifest: Manifest) -> _Application:
    name, file = str(manifest), manifest.file
    template = find(manifest.root, *_APPLICATIONS[manifest.kind])
    patch = find(manifest.root, "spec", "templatePatch") if manifest.kind == "ApplicationSet" else None
    spec = find(template, "spec")
    if not isinstance(patch, ScalarNode) or not isinstance(template, MapNode):
        return _Application(name, file, spec)
    changes = file.nested(patch)
    if changes.unreadable:
        return _Application(name, file, spec, patch)
    file = file._replace(diagnostics=[*file.diagnostics, *changes.diagnostics], verbatim=changes.verbatim)
    return _Application(name, file, find(merged(template, changes.root), "spec"))


def _is_liqo(source: Node, folder: Path | None, file: File) -> bool:
    """Return whether a source is Liqo's chart, and not something else with its name."""
    chart = text(source, "chart")
    if not chart and text(source, "repoURL").startswith(_OCI):
        return release.is_liqo(text(source, "repoURL"))
    if chart or folder is None:
        return release.is_liqo(chart or text(source, "path")) and bool(chart or find(source, "helm"))
    return umbrella.name_of(folder, file.source) == release.CHART


def _local(file: File, path: str) -> Path | None:
    """Find a path of a source's repository, which is assumed to be the manifest's own."""
    return None if placeholders.has_template(path) else release.above(file.source, path or ".")


class _Source:
    """One source of an Application."""

    def __init__(self, application: _Application, source: Node, sources: Sequence[Node], folder: Path | None) -> None:
        self._file = application.file
        self._patch = application.patch
        self._source = source
        self._folder = folder
        self._helm = find(source, "helm")
        self._refs = {text(other, "ref") for other in sources} - {""}
        self._release = Release(application.name, without_cluster=True)

    def release(self, prefix: str) -> Release:
        result = self._release
        result.prefix = prefix
        if prefix and self._folder:
            result.is_for(*umbrella.chart_in(self._folder, self._file.source))
        else:
            version = release.label(self._file, find(self._source, "targetRevision"), "is older than Liqo 1.0")
            result.is_for(self._chart(), version)
        result.schema = not is_true(self._helm, "skipSchemaValidation")
        if prefix:
            result.around = umbrella.own_values(_local(self._file, text(self._source, "path")), self._file.source)
        result.steps += self._value_files()
        result.steps += self._values()
        result.steps += self._parameters()
        if self._patch is not None:
            result.steps.append(self._filled_in(self._patch, "the result of `templatePatch`"))
        return result

    def _chart(self) -> Selected:
        """Return the chart that the source names: in a Helm repository or a registry, or a folder in git."""
        address, path, revision = (self._written(key) for key in ("repoURL", "path", "targetRevision"))
        if text(self._source, "chart") or address.startswith(_OCI):
            return chart_reference.in_repository(address, revision)
        if self._folder is not None and not chart_reference.is_source(address, path):
            return chart_reference.in_folder(self._folder, self._file.source)
        return chart_reference.in_git(address, path, revision)

    def _written(self, key: str) -> str:
        return self._file.written(chart_reference.scalar(self._source, key))

    def _value_files(self) -> Iterator[Step]:
        optional = is_true(self._helm, "ignoreMissingValueFiles")
        for node in items(self._helm, "valueFiles"):
            path = text(node)
            if path == OWN_VALUES and text(self._source, "chart"):
                continue  # the chart's defaults, which are known
            found = self._find(path)
            if found is None and optional and not placeholders.has_template(path) and self._is_here(path):
                continue
            yield release.values_file(self._file, node, found, f"the values file {path}")

    def _is_here(self, path: str) -> bool:
        return path.startswith("$") or bool(text(self._source, "path"))

    def _find(self, path: str) -> Path | None:
        """Find a file: ``$ref/path`` and ``/path`` from the root of a repository, else next to the chart."""
        if path.startswith("$"):
            ref, _, path = path[1:].partition("/")
            return _local(self._file, path) if ref in self._refs else None
        chart = text(self._source, "path")
        if not chart or placeholders.has_template(path):
            return None  # in a downloaded chart
        if path.startswith("/"):
            return repository.root_of(self._file.source) / path.lstrip("/")
        folder = _local(self._file, chart)
        return folder / path if folder else None

    def _values(self) -> Iterator[Step]:
        given, written = find(self._helm, "valuesObject"), find(self._helm, "values")
        if isinstance(given, MapNode):
            if isinstance(written, ScalarNode) and written.value:
                self._note(
                    "`values` has no effect, because Argo CD uses `valuesObject`",
                    "put everything under `valuesObject`, and remove `values`",
                    written,
                    (given, "is used instead"),
                )
            self._drop_nulls(given)
            yield self._file.piece(given)
        elif isinstance(written, ScalarNode) and isinstance(written.value, str):
            nested = self._file.nested(written)
            if nested.unreadable and placeholders.has_template(written.value):
                yield self._filled_in(written, "the result of the template in `values`")
            else:
                yield self._file.piece(nested.root, nested.diagnostics, verbatim=nested.verbatim)

    def _filled_in(self, node: Node, what: str) -> Step:
        """Make a layer of a text that is not YAML until its template is filled in."""
        remedy = "check the Application that Argo CD generates from it"
        return release.unread(self._file, node, what)._replace(remedy=remedy)

    def _drop_nulls(self, node: Node) -> None:
        """Remove the nulls of an object, which are dropped before Argo CD reads it."""
        if isinstance(node, ListNode):
            for item in node.items:
                self._drop_nulls(item)
        if not isinstance(node, MapNode):
            return
        for key, entry in list(node.entries.items()):
            if isinstance(entry.value, ScalarNode) and entry.value.value is None:
                del node.entries[key]
                self._note(
                    f"`{key}` is null, and nulls in `valuesObject` are dropped: the chart's default applies",
                    "write the value that you want, or write the values as text under `values: |`",
                    ScalarNode(None, entry.key_span),
                )
            else:
                self._drop_nulls(entry.value)

    def _note(self, message: str, help_text: str, node: Node, *related: tuple[Node, str]) -> None:
        self._release.diagnostics.append(release.noticed(self._file, "LQ021", message, help_text, node, *related))

    def _parameters(self) -> Iterator[Step]:
        given = [node for node in items(self._helm, "parameters") if text(node, "name")]
        for forced, kind in ((False, LayerKind.SET), (True, LayerKind.SET_STRING)):
            for node in given:
                if is_true(node, "forceString") is forced:
                    yield self._parameter(kind, node, _escaped(text(node, "value")))
        for node in items(self._helm, "fileParameters"):
            path = find(node, "path") or node
            found = self._find(text(path))
            yield release.from_file(self._file, find(node, "name") or node, path, found)

    def _parameter(self, kind: LayerKind, node: Node, value: str) -> Step:
        name = find(node, "name") or node
        place = find(node, "value") or find(node, "path") or name
        return release.parameter(self._file, kind, name, place, f"{text(name)}={value}")


def _escaped(value: str) -> str:
    if value.startswith("{") and value.endswith("}"):
        return value
    return re.sub(_COMMA, r"\\,", value)
