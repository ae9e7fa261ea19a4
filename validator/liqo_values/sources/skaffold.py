"""Skaffold: the Helm releases of a ``skaffold.yaml``, and those of its profiles.

Skaffold (``pkg/skaffold/helm/args.go``, ``pkg/skaffold/render/renderer/helm`` and ``pkg/skaffold/deploy/helm``) passes
``valuesFiles`` and then ``overrides`` as values files, ``setValues`` and ``setValueTemplates``, each sorted by key, as
``--set``, and ``setFiles`` as ``--set-file``. Nested maps and lists under ``setValues`` become dotted keys, without
escapes. ``{{ }}`` is a Go template over environment variables. Releases under ``manifests`` are rendered with ``helm
template``, those under ``deploy`` installed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.model.errors import InputError
from liqo_values.model.layers import LayerKind
from liqo_values.model.node_lookup import find, items, text
from liqo_values.model.nodes import Entry, ListNode, MapNode
from liqo_values.parsing import placeholders
from liqo_values.sources import held_values, release
from liqo_values.sources.held_values import Argument, Holder, Named
from liqo_values.sources.release import Release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.model.nodes import Node
    from liqo_values.sources.manifests import Manifest
    from liqo_values.sources.object_lookup import Stream
    from liqo_values.values.release_inputs import Step

_GROUP, _KIND = "skaffold", "Config"
#: Where releases are, and whether they are rendered without access to the cluster.
_PLACES = {("manifests", "helm", "releases"): True, ("deploy", "helm", "releases"): False}


def releases(manifest: Manifest, stream: Stream) -> Iterator[Release]:
    """Yield the releases of Liqo's chart in a configuration of Skaffold.

    Args:
        manifest: Any manifest.
        stream: What it may refer to.
    """
    if manifest.group != _GROUP or manifest.kind != _KIND:
        return
    for config in (manifest.root, *items(manifest.root, "profiles")):
        profile = text(config, "name")
        for place, without_cluster in _PLACES.items():
            for node in items(config, *place):
                name = manifest.file.written(text(node, "name"))
                suffix = f", profile {profile}" if profile else ""
                result = Release(f"release {name}{suffix}", without_cluster=without_cluster)
                yield from _release(Holder(manifest, node, stream, result))


def _release(holder: Holder) -> Iterator[Release]:
    node, result = holder.node, holder.release
    path = text(node, "chartPath")
    chart = text(node, "remoteChart") or path
    named = Named(chart, text(node, "repo"), find(node, "version"), held_values.folder_of(holder, path))
    if not held_values.is_liqo(holder.file, named):
        return
    held_values.set_chart(holder.file, result, named)
    result.steps += held_values.files(holder, items(node, "valuesFiles"))
    result.steps += held_values.mapping(holder, find(node, "overrides"), "`overrides`")
    given = [argument for key in ("setValues", "setValueTemplates") for argument in _arguments(find(node, key))]
    result.steps += held_values.arguments(holder, given)
    result.steps += _files(holder)
    yield result


def _arguments(node: Node | None) -> list[Argument]:
    flat = [pair for entry in _entries(node) for pair in _flat(entry.key, entry, entry.value)]
    flat.sort(key=lambda pair: pair[0])
    return [
        Argument(LayerKind.SET, held_values.key_node(entry), value, f"{path}={held_values.word(value)}")
        for path, entry, value in flat
    ]


def _entries(node: Node | None) -> list[Entry]:
    return list(node.entries.values()) if isinstance(node, MapNode) else []


def _flat(path: str, entry: Entry, value: Node) -> Iterator[tuple[str, Entry, Node]]:
    """Yield the scalars below an entry, each with its dotted key."""
    if isinstance(value, MapNode):
        for inner in value.entries.values():
            yield from _flat(f"{path}.{inner.key}", inner, inner.value)
    elif isinstance(value, ListNode):
        for index, item in enumerate(value.items):
            yield from _flat(f"{path}[{index}]", entry, item)
    else:
        yield path, entry, value


def _files(holder: Holder) -> Iterator[Step]:
    for entry in sorted(_entries(find(holder.node, "setFiles")), key=lambda one: one.key):
        path = text(entry.value)
        found = None if placeholders.has_template(path) else Path(holder.folder, path)
        try:
            yield release.from_file(holder.file, held_values.key_node(entry), entry.value, found)
        except InputError as error:
            holder.reject(entry.value, error.message.partition(": ")[2], error.remedy or "write `path: file`")
