"""Rancher Fleet: the chart in a ``fleet.yaml``, a Bundle or a HelmOp, once for each target customization.

Fleet puts ``valuesFiles`` over ``values`` (``internal/bundlereader/resources.go``), the values of a target
customization over both (``internal/cmd/controller/options/calculate.go``), each key of ``templateValues`` in place of
the key of that name (``internal/cmd/controller/target/builder.go``), and ``valuesFrom`` over everything
(``internal/helmdeployer/install.go``). ``${ … }`` is a Go template, unless ``disablePreProcess`` is set, and a text
that begins with ``global.fleet.clusterLabels.`` is a label of the cluster. If neither ``chart`` nor ``repo`` is set,
the chart is in the same folder, and ``valuesFiles`` is ignored (rancher/fleet issue 2060). Only the first
customization that matches a cluster counts; without any, the values are as they are.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.model.layers import Layer, LayerKind
from liqo_values.model.node_lookup import find, is_true, items, text
from liqo_values.model.nodes import MapNode, ScalarNode, Unknown
from liqo_values.parsing import placeholders, yaml
from liqo_values.parsing.nested_yaml import Places, relocate
from liqo_values.parsing.set_flags import Assignment
from liqo_values.sources import held_values, manifests, post_renderers, release
from liqo_values.sources.found import Found
from liqo_values.sources.held_values import Holder, Named
from liqo_values.sources.manifests import File, Manifest
from liqo_values.sources.object_lookup import Stream
from liqo_values.sources.release import Release
from liqo_values.values.release_inputs import Assigned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.model.nodes import Entry, Node
    from liqo_values.model.source_text import Source
    from liqo_values.sources.object_lookup import Beside
    from liqo_values.values.release_inputs import Step

GROUP = "fleet.cattle.io"
_IGNORED = "LQ021"
_KINDS = ("Bundle", "HelmOp")
_OCI = "oci://"
_LABEL = "global.fleet.clusterLabels."
#: The overlay of Kustomize that Fleet applies to what Helm renders.
_OVERLAY = ("kustomize", "dir")
_TARGETS = ("targetCustomizations", "targets")
#: What selects clusters; an empty selector selects all.
_SELECTORS = ("clusterName", "clusterGroup", "clusterSelector", "clusterGroupSelector")


def read(source: Source, folders: dict[Path | None, Beside] | None, run: Sequence[str]) -> Found | None:
    """Read a ``fleet.yaml``; return None if it is not one.

    Args:
        source: The file.
        folders: What has already been read next to other files; extended.
        run: All files of the run.
    """
    file = manifests.read(source)
    if any(is_true(document, "helm", "disablePreProcess") for document in file.documents):
        file = manifests.read_literally(source)
    stream = Stream((), folders, run)
    found: list[Release] = []
    for document in file.documents:
        if isinstance(document, MapNode):
            manifest = Manifest(file, document, "", "", "", "", text(document, "defaultNamespace"))
            found += _Bundle(manifest, document, stream).releases()
    is_bundle = any(isinstance(find(document, "helm"), MapNode) for document in file.documents)
    return Found(found) if found or (is_bundle and not file.unreadable) else None


def releases(manifest: Manifest, stream: Stream) -> Iterator[Release]:
    """Yield the releases of a Bundle or HelmOp of Liqo's chart.

    Args:
        manifest: Any manifest.
        stream: What it may refer to.
    """
    spec = find(manifest.root, "spec")
    if manifest.group == GROUP and manifest.kind in _KINDS and spec is not None:
        yield from _Bundle(manifest, spec, stream).releases()


class _Bundle:
    """What Fleet deploys: options, and customizations of them.

    Args:
        manifest: The object, or the document of a ``fleet.yaml``.
        spec: The part of it that has the options.
        stream: What it may refer to.
    """

    def __init__(self, manifest: Manifest, spec: Node, stream: Stream) -> None:
        self._manifest = manifest
        self._spec = spec
        self._stream = stream

    def releases(self) -> Iterator[Release]:
        customizations = [(index, one) for key in _TARGETS for index, one in enumerate(items(self._spec, key))]
        changing = [pair for pair in customizations if isinstance(find(pair[1], "helm"), MapNode) or _overlaid(pair[1])]
        counting = (one for _, one in customizations if find(one, "helm") is not None or _overlaid(one) or _none(one))
        if not any(map(_selects_all, counting)):
            yield from self._release(None, "")
        for index, one in changing:
            if not _none(one):
                yield from self._release(one, f", target {text(one, 'name') or f'{index:03}'}")

    def _release(self, target: Node | None, suffix: str) -> Iterator[Release]:
        levels = [node for node in (find(self._spec, "helm"), find(target, "helm")) if node is not None]
        chart, repository = (_last(levels, key) for key in ("chart", "repo"))
        name = _last(levels, "releaseName")
        shown = text(name) or text(self._spec, "name") or Path(self._manifest.file.source.name).parent.name
        title = str(self._manifest) if self._manifest.kind else f"bundle {self._manifest.file.written(shown)}".strip()
        result = Release(title + suffix)
        holder = Holder(self._manifest, self._spec, self._stream, result)
        named = _named(holder, text(chart), text(repository), _last(levels, "version"))
        if not held_values.is_liqo(holder.file, named):
            return
        held_values.set_chart(holder.file, result, named)
        result.schema = not is_true(find(self._spec, "helm"), "skipSchemaValidation")
        for node in (find(self._spec, *_OVERLAY), find(target, *_OVERLAY)):
            if text(node) and node is not None:
                result.diagnostics.append(post_renderers.of_node(holder.file, f"the overlay `{text(node)}`", node))
        result.steps += (held_values.of_any_type(step, _is_label) for step in self._values(holder, levels))
        yield result

    def _values(self, holder: Holder, levels: list[Node]) -> Iterator[Step]:
        for level in levels:
            yield from held_values.mapping(holder, find(level, "values"), "`values`")
            if level is find(self._spec, "helm") and not (text(level, "chart") or text(level, "repo")):
                self._ignore_files(holder, level)
            else:
                yield from held_values.files(holder, items(level, "valuesFiles"))
        templates: dict[str, Entry] = {}
        for level in levels:
            given = find(level, "templateValues")
            templates.update(given.entries if isinstance(given, MapNode) else {})
        if not any(is_true(level, "disablePreProcess") for level in levels):
            yield from (_template(holder.file, entry) for entry in templates.values())
        yield from held_values.key_references(holder, _references(levels))

    def _ignore_files(self, holder: Holder, level: Node) -> None:
        node = find(level, "valuesFiles")
        if node is not None:
            message = "`valuesFiles` has no effect, because Fleet reads it only if `chart` or `repo` is set"
            help_text = "write `chart: .` for the chart in this folder"
            holder.release.diagnostics.append(release.noticed(holder.file, _IGNORED, message, help_text, node))
            holder.release.others = held_values.names(holder, items(level, "valuesFiles"))


def _overlaid(customization: Node) -> bool:
    return bool(text(customization, *_OVERLAY))


def _none(customization: Node) -> bool:
    return is_true(customization, "doNotDeploy")


def _last(levels: Sequence[Node], key: str) -> Node | None:
    return next((found for level in reversed(levels) if (found := find(level, key)) is not None), None)


def _selects_all(customization: Node) -> bool:
    given = [found for key in _SELECTORS if (found := find(customization, key)) is not None]
    empty = (isinstance(node, MapNode) and not node.entries for node in given)
    return bool(given) and all(empty)


def _named(holder: Holder, chart: str, repository: str, version: Node | None) -> Named:
    if repository.startswith(_OCI):
        return Named(repository, "", version)
    return Named(chart, repository, version, None if repository else held_values.folder_of(holder, chart or "."))


def _references(levels: Sequence[Node]) -> list[Node]:
    """Merge the lists of references: one that is there already stays where it is."""
    merged: dict[tuple[str, ...], Node] = {}
    for level in levels:
        for node in items(level, "valuesFrom"):
            field = "configMapKeyRef" if find(node, "configMapKeyRef") is not None else "secretKeyRef"
            merged[(field, *(text(node, field, key) for key in ("namespace", "name", "key")))] = node
    return list(merged.values())


def _template(file: File, entry: Entry) -> Step:
    """Make a layer of one of the ``templateValues``: YAML that replaces the whole key."""
    value: Node = ScalarNode(Unknown(file.written(text(entry.value))), entry.value.span)
    if isinstance(entry.value, ScalarNode) and isinstance(entry.value.value, str) and entry.value.span is not None:
        documents, problems = yaml.parse_stream(file.source.with_text(entry.value.value))
        if len(documents) == 1 and not problems:
            value = documents[0]
            relocate(value, Places(entry.value.span, entry.value.value))
            placeholders.restore(value, (), file.source)
    key_span = file.place(entry.key_span) if entry.key_span else None
    return Assigned(
        Layer(LayerKind.PARAMETER, file.source.name, file.source), [Assignment((entry.key,), value, key_span)]
    )


def _is_label(text: str) -> bool:
    return text.startswith(_LABEL)
