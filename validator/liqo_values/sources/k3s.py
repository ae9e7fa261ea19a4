"""k3s and RKE2: what only a HelmChart and its HelmChartConfig do.

The Job that the controller makes (k3s-io/helm-controller, ``pkg/controllers/chart/chart.go``) passes the files below
``/config`` in the order of their names (k3s-io/klipper-helm, ``entry``): ``valuesContent``, ``values`` and
``valuesSecrets`` of the HelmChart, then those of the HelmChartConfig with its name and namespace. ``set`` is sorted by
key and becomes ``--set`` for integers and the texts ``true``, ``false`` and ``null``, and ``--set-string`` with
escaped commas for other texts.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from liqo_values.model.layers import LayerKind
from liqo_values.model.node_lookup import find, items, text
from liqo_values.model.nodes import MapNode, ScalarNode
from liqo_values.sources import chart_reference, held_values, release
from liqo_values.sources.held_values import Argument, Holder
from liqo_values.sources.release import Release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.model.nodes import Entry, Node
    from liqo_values.sources.manifests import Manifest
    from liqo_values.sources.object_lookup import Stream
    from liqo_values.values.release_inputs import Step

GROUP = "helm.cattle.io"
CHART, CONFIG = "HelmChart", "HelmChartConfig"
_TYPED = frozenset(("true", "false", "null"))
#: A comma with the backslashes before it.
_COMMA = r"\\*,"


def is_packed_liqo(manifest: Manifest) -> bool:
    """Return whether a HelmChart contains the chart itself, and is named like Liqo's chart."""
    packed = find(manifest.root, "spec", "chartContent") is not None
    return packed and manifest.group == GROUP and manifest.name == release.CHART


def values(holder: Holder) -> Iterator[Step]:
    """Yield the values files of a HelmChart or HelmChartConfig."""
    spec = find(holder.node, "spec")
    yield from held_values.written(holder, find(spec, "valuesContent"), "`valuesContent`")
    yield from held_values.mapping(holder, find(spec, "values"), "`values`")
    for secret in items(spec, "valuesSecrets"):
        for key in items(secret, "keys"):
            yield held_values.from_object(holder, "Secret", secret, text(key))


def values_of_config(holder: Holder) -> Iterator[Step]:
    """Yield the values files of the HelmChartConfig of a HelmChart."""
    config = _other(holder.manifest, holder.stream, CONFIG)
    if config is not None:
        yield from values(Holder(config, config.root, holder.stream, holder.release))


def arguments(holder: Holder) -> Iterator[Step]:
    """Yield the arguments under ``set``."""
    given = find(holder.node, "spec", "set")
    entries = given.entries if isinstance(given, MapNode) else {}
    found = (_argument(holder, entries[key]) for key in sorted(entries))
    yield from held_values.arguments(holder, [argument for argument in found if argument is not None])


def _argument(holder: Holder, entry: Entry) -> Argument | None:
    value = entry.value.value if isinstance(entry.value, ScalarNode) else None
    if isinstance(value, bool | float) or not isinstance(entry.value, ScalarNode):
        message = f"`set` takes only strings and integers, so the API server rejects `{entry.key}`"
        shown = f'"{held_values.word(entry.value)}"' if isinstance(value, bool | float) else "a string"
        holder.reject(entry.value, message, f"write {shown}, or write the value under `valuesContent`")
        return None
    if value is None:
        return None
    kind = LayerKind.SET if isinstance(value, int) or value.lower() in _TYPED else LayerKind.SET_STRING
    written = str(value) if kind is LayerKind.SET else re.sub(_COMMA, _escaped, str(value))
    return Argument(kind, held_values.key_node(entry), entry.value, f"{entry.key}={written}")


def _escaped(comma: re.Match[str]) -> str:
    return "\\" + comma[0] if len(comma[0]) % 2 else comma[0]


def chart_outside_run(manifest: Manifest, stream: Stream) -> Manifest | None:
    """Return the HelmChart of a HelmChartConfig, if it is not in one of the files of the run, which are checked anyway.

    Args:
        manifest: Any manifest.
        stream: What it may refer to.
    """
    if manifest.group != GROUP or manifest.kind != CONFIG:
        return None
    chart = _other(manifest, stream, CHART)
    checked = {os.path.realpath(name) for name in (manifest.file.source.name, *stream.run)}
    return chart if chart is not None and os.path.realpath(chart.file.source.name) not in checked else None


def lone_config(manifest: Manifest, stream: Stream) -> Iterator[Release]:
    """Yield the release of a HelmChartConfig whose HelmChart is not one of the files of the run.

    Args:
        manifest: Any manifest.
        stream: What it may refer to.
    """
    if manifest.group != GROUP or manifest.kind != CONFIG or manifest.name != release.CHART:
        return
    if _other(manifest, stream, CHART) is not None:
        return
    result = Release(str(manifest))
    what = f"the HelmChart {manifest.name}"
    result.is_for(chart_reference.missing(what, ""), None)
    node: Node = find(manifest.root, "metadata", "name") or manifest.root
    result.steps.append(release.unread(manifest.file, node, what))
    result.steps += values(Holder(manifest, manifest.root, stream, result))
    yield result


def _other(manifest: Manifest, stream: Stream, kind: str) -> Manifest | None:
    """Return the object of another kind with the same name and namespace."""
    found = stream.source(manifest, kind, manifest.name, manifest.namespace)
    return found if found is not None and found.group == GROUP else None
