"""Pulumi programs in YAML: the charts among their resources. For other languages, see ``programs``.

Pulumi (pulumi-kubernetes, ``provider/pkg/provider/helm_release.go`` and ``provider/pkg/helm/values.go``) merges
``values`` over the ``valueYamlFiles``. A ``Release`` is installed, a ``Chart`` only rendered. ``${ }`` and functions
(``fn::…``) are unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.node_lookup import find, items, text
from liqo_values.model.nodes import Entry, ListNode, MapNode, ScalarNode, Unknown
from liqo_values.sources import held_values, manifests
from liqo_values.sources.found import Found
from liqo_values.sources.held_values import Holder, Named
from liqo_values.sources.manifests import Manifest
from liqo_values.sources.object_lookup import Stream
from liqo_values.sources.release import Release

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from liqo_values.model.nodes import Node
    from liqo_values.model.source_text import Source
    from liqo_values.sources.object_lookup import Beside

#: The types of resources, by the beginning and the end of their names; some leave out the module in between.
_TYPE, _RELEASE, _CHART = "kubernetes:helm.sh/v", "Release", "Chart"
_FUNCTION = "fn::"


def read(source: Source, folders: dict[Path | None, Beside] | None, run: Sequence[str]) -> Found | None:
    """Read a ``Pulumi.yaml``, or another file of such a program; return None if it is not about Liqo.

    Args:
        source: The file.
        folders: What has already been read next to other files; extended.
        run: All files of the run.
    """
    file = manifests.read(source)
    stream = Stream((), folders, run)
    found: list[Release] = []
    for document in file.documents:
        resources = find(document, "resources")
        for entry in resources.entries.values() if isinstance(resources, MapNode) else ():
            kind = text(entry.value, "type")
            if isinstance(document, MapNode) and kind.startswith(_TYPE) and kind.endswith((_RELEASE, _CHART)):
                manifest = Manifest(file, document, "", "", "", "", "")
                result = Release(f"resource {file.written(entry.key)}", without_cluster=kind.endswith(_CHART))
                properties = find(entry.value, "properties") or MapNode()
                found += _release(Holder(manifest, properties, stream, result))
    return Found(found) if found else None


def _release(holder: Holder) -> Iterator[Release]:
    node, result = holder.node, holder.release
    address = text(node, "repositoryOpts", "repo") or text(node, "fetchOpts", "repo")
    path = text(node, "path") or text(node, "chart")
    local = None if address else held_values.folder_of(holder, path)
    named = Named(path, address, find(node, "version"), local)
    if not held_values.is_liqo(holder.file, named):
        return
    held_values.set_chart(holder.file, result, named)
    assets = [find(item, f"{_FUNCTION}fileAsset") or item for item in items(node, "valueYamlFiles")]
    result.steps += held_values.files(holder, assets)
    values = find(node, "values")
    layers = held_values.mapping(holder, None if values is None else _without_functions(values), "`values`")
    result.steps += (held_values.of_any_type(step, lambda _: False) for step in layers)
    yield result


def _without_functions(node: Node) -> Node:
    """Replace the calls of functions by what is unknown."""
    if isinstance(node, ListNode):
        return ListNode([_without_functions(item) for item in node.items], node.span)
    if not isinstance(node, MapNode):
        return node
    call = next((key for key in node.entries if key.startswith(_FUNCTION)), None)
    if call is not None:
        return ScalarNode(Unknown(call), node.span)
    entries = {key: Entry(key, _without_functions(one.value), one.key_span) for key, one in node.entries.items()}
    return MapNode(entries, node.span)
