"""Kustomize: charts under ``helmCharts`` or ``helmChartInflationGenerator``, and HelmChartInflationGenerators.

Kustomize (``api/internal/builtins/HelmChartInflationGenerator.go`` and ``api/types/helmchartargs.go``) renders with
``helm template``. It passes one file that it merges itself, then ``additionalValuesFiles``. That file is
``valuesFile``, by default the chart's own ``values.yaml``. If there is a ``valuesInline``, ``valuesMerge`` decides:
``override`` (the default) puts it over the file, ``merge`` puts the file over it, and ``replace`` ignores the file.
Its merge (``kyaml/yaml/merge2``) removes a key if the upper side is null, so that Helm does not see the null, and
rejects two values of different kinds. A chart that is already in ``chartHome`` is used as it is.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.node_lookup import find, items, text
from liqo_values.model.nodes import Entry, ListNode, MapNode, ScalarNode
from liqo_values.parsing import placeholders
from liqo_values.sources import (
    chart_reference,
    held_values,
    kustomize_patch_files,
    kustomize_resources,
    manifests,
    release,
    rendered_patches,
    umbrella,
)
from liqo_values.sources.found import Found
from liqo_values.sources.held_values import Holder, Named
from liqo_values.sources.manifests import Manifest
from liqo_values.sources.object_lookup import Stream
from liqo_values.sources.release import Release
from liqo_values.values.release_inputs import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.model.nodes import Node
    from liqo_values.model.source_text import Source
    from liqo_values.sources.manifests import File
    from liqo_values.sources.object_lookup import Beside
    from liqo_values.values.release_inputs import Step

GENERATOR = "HelmChartInflationGenerator"
_OVERRIDE, _MERGE, _REPLACE = "override", "merge", "replace"
_CHART_HOME = "charts"
_IGNORED = "LQ021"


class _Fields(NamedTuple):
    """The names of the fields of an entry."""

    chart: str
    address: str
    version: str
    inline: str
    file: str
    under: tuple[str, ...] = ()


_NEW = _Fields("name", "repo", "version", "valuesInline", "valuesFile", ("helmCharts",))
_OLD = _Fields("chartName", "chartRepoUrl", "chartVersion", "valuesLocal", "values", ("helmChartInflationGenerator",))


def read(source: Source, folders: dict[Path | None, Beside] | None, run: Sequence[str]) -> Found | None:
    """Read a ``kustomization.yaml``, which need not say that it is one; return None if it is not, or not about Liqo.

    Args:
        source: The file.
        folders: What has already been read next to other files; extended.
        run: All files of the run.
    """
    file = manifests.read(source)
    found: list[Release] = []
    for document in file.documents:
        if not isinstance(document, MapNode):
            continue
        manifest = Manifest(file, document, "", "", "", "", text(document, "namespace"))
        stream = Stream((), folders, run)
        before = len(found)
        home = text(document, "helmGlobals", "chartHome")
        old_homes = [text(entry, "chartHome") for entry in items(document, *_OLD.under)]
        home = home or next((one for one in reversed(old_homes) if one), "")
        for fields in (_NEW, _OLD):
            for entry in items(document, *fields.under):
                found += _releases(manifest, entry, stream, fields, home)
        for generator in _inline_generators(file, document):
            found += releases(generator, stream)
        for one in found[before:]:
            one.diagnostics += rendered_patches.of_kustomization(file, document)
    return Found(found, notices=list(kustomize_resources.notices(source))) if found else None


def _inline_generators(file: File, document: MapNode) -> Iterator[Manifest]:
    """Yield the generators that are written as text under ``generators``."""
    for node in items(document, "generators"):
        if isinstance(node, ScalarNode) and "\n" in text(node):
            documents, verbatim = kustomize_patch_files.nested_documents(file, node)
            for one in documents:
                placeholders.restore(one, (), file.source)
            yield from manifests.objects(file._replace(documents=documents, verbatim=file.verbatim and verbatim))


def releases(manifest: Manifest, stream: Stream) -> Iterator[Release]:
    """Yield the release of a generator that is an object.

    Args:
        manifest: Any manifest.
        stream: What it may refer to.
    """
    if manifest.kind == GENERATOR:
        fields = _OLD if find(manifest.root, _OLD.chart) is not None else _NEW
        yield from _releases(manifest, manifest.root, stream, fields, text(manifest.root, "chartHome"))


def _releases(manifest: Manifest, entry: Node, stream: Stream, fields: _Fields, home: str) -> Iterator[Release]:
    file = manifest.file
    chart, address = text(entry, fields.chart), text(entry, fields.address)
    version = find(entry, fields.version)
    written = chart_reference.scalar(version)
    name = file.written(text(entry, "releaseName") or chart)
    result = Release(str(manifest) if manifest.kind else f"release {name}", without_cluster=True)
    holder = Holder(manifest, entry, stream, result)
    folder = Path(home or _CHART_HOME)
    if address and written:
        folder /= f"{chart}-{written}"
    local = held_values.folder_of(holder, str(folder / chart)) if chart else None
    where = f"the chart `{folder / chart}`"
    repository = f"{address.rstrip('/')}/{chart}" if address.startswith("oci://") else address
    named = Named(chart, repository, version, local, "" if address else where)
    if not held_values.is_liqo(file, named):
        return
    held_values.set_chart(file, result, named)
    result.steps += _Merge(holder, fields, local).steps()
    result.steps += held_values.files(holder, items(entry, "additionalValuesFiles"))
    yield result


class _Merge:
    """The file that Kustomize makes of ``valuesFile`` and ``valuesInline``."""

    def __init__(self, holder: Holder, fields: _Fields, local: Path | None) -> None:
        self._holder = holder
        self._fields = fields
        self._local = local

    def steps(self) -> Iterator[Step]:
        holder, fields = self._holder, self._fields
        inline, path = find(holder.node, fields.inline), find(holder.node, fields.file)
        file = next(held_values.files(holder, [path]), None) if path is not None else None
        if not isinstance(inline, MapNode):
            yield from held_values.mapping(holder, inline, f"`{fields.inline}`")
        if not isinstance(inline, MapNode) or not inline.entries:
            yield from () if file is None else (file,)
            return
        how = self._how()
        if how == _REPLACE:
            if path is not None:
                message = f"`{fields.file}` has no effect, because of `valuesMerge: {_REPLACE}`"
                self._ignored(path, message, f"remove it, or write `valuesMerge: {_OVERRIDE}`")
                holder.release.others = held_values.names(holder, [path])
            yield holder.file.piece(inline)
        elif how == _MERGE:
            yield from self._below(inline, file, path)
        else:
            yield from self._over(inline, file)

    def _how(self) -> str:
        node = find(self._holder.node, "valuesMerge")
        how = text(node) or _OVERRIDE
        if node is not None and how not in (_OVERRIDE, _MERGE, _REPLACE) and not placeholders.has_template(how):
            message = f"`valuesMerge: {how}` is not known to Kustomize"
            self._holder.reject(node, message, f"write `{_OVERRIDE}`, `{_MERGE}` or `{_REPLACE}`")
        return how

    def _over(self, inline: MapNode, file: Step | None) -> Iterator[Step]:
        """Put ``valuesInline`` over the file."""
        base = file.root if isinstance(file, Piece) else MapNode()
        below, over = self._merged(base, inline, inline=True)
        if isinstance(file, Piece):
            yield file._replace(root=below)
        elif file is not None:
            yield file
        yield self._holder.file.piece(over)

    def _below(self, inline: MapNode, file: Step | None, path: Node | None) -> Iterator[Step]:
        """Put the file over ``valuesInline``."""
        if isinstance(file, Piece):
            below, over = self._merged(inline, file.root, inline=False)
            yield self._holder.file.piece(below)
            yield file._replace(root=over)
        elif file is not None or path is not None:
            yield self._holder.file.piece(inline)
            yield from () if file is None else (file,)
        else:
            yield self._holder.file.piece(self._without(inline, self._own_values(), ""))

    def _own_values(self) -> MapNode:
        """Return the chart's own values."""
        own = umbrella.own_values(self._local, self._holder.file.source)
        chart = self._holder.release.chart
        return own.root if own is not None else chart.chart.defaults if chart is not None else MapNode()

    def _without(self, inline: MapNode, own: MapNode, path: str) -> MapNode:
        """Leave out what the chart's own values override."""
        entries: dict[str, Entry] = {}
        for key, entry in inline.entries.items():
            other, here = own.entries.get(key), f"{path}{key}"
            if other is None:
                entries[key] = entry
            elif isinstance(entry.value, MapNode) and isinstance(other.value, MapNode):
                entries[key] = Entry(key, self._without(entry.value, other.value, f"{here}."), entry.key_span)
            else:
                message = f"`{here}` has no effect: `valuesMerge: {_MERGE}` prefers the chart's own values"
                self._ignored(held_values.key_node(entry), message, f"write `valuesMerge: {_OVERRIDE}`, or remove it")
        return MapNode(entries, inline.span)

    def _merged(self, base: MapNode, over: MapNode, *, inline: bool, path: str = "") -> tuple[MapNode, MapNode]:
        """Return both sides as they are after the merge; ``inline`` says that the upper one is ``valuesInline``."""
        below = {key: entry for key, entry in base.entries.items() if not _is_bare_null(entry.value)}
        above: dict[str, Entry] = {}
        for key, entry in over.entries.items():
            other, here = below.get(key), f"{path}{key}"
            if _is_null(entry.value):
                below.pop(key, None)
                self._lost(entry, here, inline=inline)
            elif isinstance(entry.value, MapNode):
                lower = other.value if other is not None and isinstance(other.value, MapNode) else MapNode()
                self._check_kinds(entry, other, here, inline=inline)
                low, high = self._merged(lower, entry.value, inline=inline, path=f"{here}.")
                if other is not None and isinstance(other.value, MapNode):
                    below[key] = Entry(key, low, other.key_span)
                above[key] = Entry(key, high, entry.key_span)
            else:
                self._check_kinds(entry, other, here, inline=inline)
                above[key] = entry
        return MapNode(below, base.span), MapNode(above, over.span)

    def _lost(self, entry: Entry, path: str, *, inline: bool) -> None:
        if inline:
            message = f"`{path}` is null, and Kustomize removes nulls in `{self._fields.inline}`: the default applies"
            help_text = "write the value that you want, or write the null in one of the `additionalValuesFiles`"
            self._ignored(held_values.key_node(entry), message, help_text)

    def _check_kinds(self, entry: Entry, other: Entry | None, path: str, *, inline: bool) -> None:
        if other is None or _is_null(other.value) or _kind(other.value) == _kind(entry.value):
            return
        node = entry if inline else other
        what = f"`{path}` is {_kind(entry.value)} in one place and {_kind(other.value)} in another"
        files = f"`{self._fields.inline}` and `{self._fields.file}`"
        message = f"{what}, so Kustomize cannot merge {files}"
        self._holder.reject(held_values.key_node(node), message, "write the same kind of value in both")

    def _ignored(self, node: Node, message: str, help_text: str) -> None:
        diagnostic = release.noticed(self._holder.file, _IGNORED, message, help_text, node)
        self._holder.release.diagnostics.append(diagnostic)


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.value is None


def _is_bare_null(node: Node) -> bool:
    """Return whether a value is null because nothing is written."""
    return _is_null(node) and (node.span is None or not node.span.text)


def _kind(node: Node) -> str:
    return "a map" if isinstance(node, MapNode) else "a list" if isinstance(node, ListNode) else "a single value"
