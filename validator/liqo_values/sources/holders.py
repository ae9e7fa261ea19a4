"""Kubernetes objects that each hold releases of Helm charts in the same way: one table says where.

What each controller does was read in its source code:

- k3s and RKE2 (k3s-io/helm-controller, ``pkg/controllers/chart/chart.go``; k3s-io/klipper-helm, ``entry``): the Job
  passes ``valuesContent``, ``values`` and ``valuesSecrets`` as values files in this order, those of the HelmChart
  before those of its HelmChartConfig, and ``set`` as ``--set`` and ``--set-string``. See ``k3s``.
- Cluster API (cluster-api-addon-provider-helm, ``internal/value_substitutions.go`` and ``internal/helm_client.go``):
  ``valuesTemplate`` is a Go template over the objects of a cluster; the result is one values file.
- Crossplane (provider-helm, ``pkg/controller/*/release/values.go``): ``valuesFrom`` in order, ``values`` over them,
  then each item of ``set`` as ``--set``. A ``url`` overrides the other fields of the chart. The patches in
  ``patchesFrom`` change what Helm renders.
- Sveltos (addon-controller, ``controllers/handlers_helm.go`` and ``getValuesFrom`` in ``handlers_utils.go``):
  ``values``, which may be a Go template, then all keys of each object in ``valuesFrom``, sorted by name; objects with
  the annotation ``projectsveltos.io/template`` come last. ``patches`` of Kustomize change what Helm renders.
- k0s (``pkg/apis/helm/v1beta1/chart_types.go``, ``pkg/apis/k0s/v1beta1/extensions.go``): ``values`` is a values file
  in a string.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.layers import LayerKind
from liqo_values.model.node_lookup import find, is_true, items, text
from liqo_values.parsing import placeholders
from liqo_values.sources import (
    expected_mode,
    held_values,
    k3s,
    object_lookup,
    post_renderers,
    release,
    rendered_patches,
)
from liqo_values.sources.held_values import Argument, Holder, Named
from liqo_values.sources.release import Release

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from liqo_values.model.findings import Diagnostic
    from liqo_values.model.nodes import Node
    from liqo_values.sources.manifests import Manifest
    from liqo_values.sources.object_lookup import Stream
    from liqo_values.values.release_inputs import Step

    #: Yields some layers of a release.
    Layers = Callable[[Holder], Iterator[Step]]
    Keys = tuple[str, ...]

#: A source of Flux, and the folder of the chart in it.
_FLUX_SOURCE = r"(?:gitrepository|ocirepository|bucket)://([^/]+/[^/]+)/(.+)"
_SVELTOS_TEMPLATE = "projectsveltos.io/template"


class Shape(NamedTuple):
    """Where a kind of object has what Helm is given.

    Attributes:
        groups: The API groups.
        kinds: The kinds.
        chart: The name of the chart.
        version: Its version.
        layers: Its layers, lowest first.
        address: The URL of its repository.
        url: The URL of a packaged chart, which overrides the other fields.
        listed: The list of releases, which all other paths start from; empty if the object is one release.
        repositories: A list of repositories with names, which charts refer to.
        skips_schema: Whether Helm skips the schema.
        unless: What is ``Uninstall`` for a release that is removed.
        changed_by: What yields diagnostics about what changes the objects that the chart renders.
    """

    groups: tuple[str, ...]
    kinds: tuple[str, ...]
    chart: Keys
    version: Keys
    layers: tuple[Layers, ...]
    address: Keys = ()
    url: Keys = ()
    listed: Keys = ()
    repositories: Keys = ()
    skips_schema: Keys = ()
    unless: Keys = ()
    changed_by: Callable[[Manifest], Iterator[Diagnostic]] | None = None

    def matches(self, manifest: Manifest) -> bool:
        """Return whether an object is of this kind."""
        return manifest.group in self.groups and manifest.kind in self.kinds


def _written(*path: str) -> Layers:
    """Read YAML in a string."""
    return lambda holder: held_values.written(holder, find(holder.node, *path), f"`{path[-1]}`")


def _map(*path: str) -> Layers:
    """Read a map."""
    return lambda holder: held_values.mapping(holder, find(holder.node, *path), f"`{path[-1]}`")


def _references(*path: str) -> Layers:
    """Read a list of ``configMapKeyRef`` and ``secretKeyRef``."""
    return lambda holder: held_values.key_references(holder, items(holder.node, *path))


def _crossplane_set(holder: Holder) -> Iterator[Step]:
    for node in items(holder.node, "spec", "forProvider", "set"):
        name, value = find(node, "name") or node, find(node, "value")
        given = text(value)
        reference = find(node, "valueFrom")
        if reference is not None:
            unread = release.unread(holder.file, reference, f"the value of `{text(name)}`")
            for step in held_values.arguments(holder, [Argument(LayerKind.SET, name, name, f"{text(name)}=x")]):
                yield unread._replace(paths=[one.path for one in step.assignments])
        elif given:
            argument = Argument(LayerKind.SET, name, value or name, f"{text(name)}={given}")
            yield from held_values.arguments(holder, [argument])
        else:
            message = f"`set` has no value for `{text(name)}`, so Crossplane rejects the Release"
            holder.reject(name, message, "write the value as a string in quotes, or write it under `values`")


def _sveltos_objects(holder: Holder) -> Iterator[Step]:
    last: list[Step] = []
    for reference in items(holder.node, "valuesFrom"):
        kind, name = text(reference, "kind"), text(reference, "name")
        found = [] if placeholders.has_template(name) else _objects(holder, kind, name)
        if not found:
            yield release.unread(holder.file, find(reference, "name") or reference, f"the {kind} {name}")
        for other in found[:1]:
            annotations = find(other.root, "metadata", "annotations")
            templated = find(annotations, _SVELTOS_TEMPLATE) is not None
            layers = list(_all_keys(holder, other))
            if templated:
                last += layers
            else:
                yield from layers
    yield from last


def _objects(holder: Holder, kind: str, name: str) -> list[Manifest]:
    found = [*holder.stream.named(kind, name), *holder.stream.beside(holder.file.source).objects(kind, name)]
    return [one for one in found if not one.group]


def _all_keys(holder: Holder, other: Manifest) -> Iterator[Step]:
    for key in sorted(set(object_lookup.keys_of(other))):
        yield held_values.from_object(holder, other.kind, find(other.root, "metadata"), key)


def _patches_elsewhere(manifest: Manifest) -> Iterator[Diagnostic]:
    """Yield a notice for each object whose patches Crossplane applies to what it renders."""
    for one in items(manifest.root, *_PROVIDER, "patchesFrom"):
        yield post_renderers.of_node(manifest.file, "this patch", one)


_K0S_HELM = ("spec", "extensions", "helm")
_K0SCTL_HELM = ("spec", "k0s", "config", *_K0S_HELM)
_CHART_API, _PROVIDER = ("addons.cluster.x-k8s.io",), ("spec", "forProvider")

SHAPES = (
    Shape(
        (k3s.GROUP,),
        (k3s.CHART,),
        ("spec", "chart"),
        ("spec", "version"),
        (k3s.values, k3s.values_of_config, k3s.arguments),
        address=("spec", "repo"),
    ),
    Shape(
        _CHART_API,
        ("HelmChartProxy",),
        ("spec", "chartName"),
        ("spec", "version"),
        (_written("spec", "valuesTemplate"),),
        address=("spec", "repoURL"),
    ),
    Shape(
        _CHART_API,
        ("HelmReleaseProxy",),
        ("spec", "chartName"),
        ("spec", "version"),
        (_written("spec", "values"),),
        address=("spec", "repoURL"),
    ),
    Shape(
        ("helm.crossplane.io", "helm.m.crossplane.io"),
        ("Release",),
        (*_PROVIDER, "chart", "name"),
        (*_PROVIDER, "chart", "version"),
        (_references(*_PROVIDER, "valuesFrom"), _map(*_PROVIDER, "values"), _crossplane_set),
        address=(*_PROVIDER, "chart", "repository"),
        url=(*_PROVIDER, "chart", "url"),
        changed_by=_patches_elsewhere,
    ),
    Shape(
        ("config.projectsveltos.io",),
        ("ClusterProfile", "Profile"),
        ("chartName",),
        ("chartVersion",),
        (_written("values"), _sveltos_objects),
        address=("repositoryURL",),
        listed=("spec", "helmCharts"),
        skips_schema=("options", "skipSchemaValidation"),
        unless=("helmChartAction",),
        changed_by=rendered_patches.of_profile,
    ),
    Shape(
        ("helm.k0sproject.io",),
        ("Chart",),
        ("spec", "chartName"),
        ("spec", "version"),
        (_written("spec", "values"),),
        address=("spec", "repository", "url"),
    ),
    *(
        Shape(
            (group,),
            (kind,),
            ("chartname",),
            ("version",),
            (_written("values"),),
            listed=(*helm, "charts"),
            repositories=(*helm, "repositories"),
        )
        for group, kind, helm in (
            ("k0s.k0sproject.io", "ClusterConfig", _K0S_HELM),
            ("k0sctl.k0sproject.io", "Cluster", _K0SCTL_HELM),
        )
    ),
)


def releases(manifest: Manifest, stream: Stream) -> Iterator[Release]:
    """Yield the releases of Liqo's chart in an object of one of the kinds in the table.

    Args:
        manifest: Any manifest.
        stream: What it may refer to.
    """
    yield from k3s.lone_config(manifest, stream)
    manifest = k3s.chart_outside_run(manifest, stream) or manifest
    for shape in SHAPES:
        if shape.matches(manifest):
            nodes = items(manifest.root, *shape.listed) if shape.listed else [manifest.root]
            for node in nodes:
                yield from _release(shape, manifest, node, stream)


def _release(shape: Shape, manifest: Manifest, node: Node, stream: Stream) -> Iterator[Release]:
    named = _named(shape, manifest, node)
    if not (held_values.is_liqo(manifest.file, named) or k3s.is_packed_liqo(manifest)):
        return
    if shape.unless and text(node, *shape.unless) == "Uninstall":
        return
    name = text(node, "releaseName") or text(node, "name")
    title = str(manifest).strip()
    result = Release(f"{title}, release {manifest.file.written(name)}" if shape.listed and name else title)
    result.expectations = expected_mode.annotated(manifest.file, manifest.root)
    held_values.set_chart(manifest.file, result, named)
    result.schema = not is_true(node, *shape.skips_schema) if shape.skips_schema else True
    holder = Holder(manifest, node, stream, result)
    for layers in shape.layers:
        result.steps += layers(holder)
    if shape.changed_by is not None:
        result.diagnostics += shape.changed_by(manifest)
    yield result


def _named(shape: Shape, manifest: Manifest, node: Node) -> Named:
    chart, address = text(node, *shape.chart), text(node, *shape.address) if shape.address else ""
    url = text(node, *shape.url) if shape.url else ""
    if url:
        return Named(url, "", find(node, *shape.version))
    if shape.repositories and "://" not in chart:
        alias = chart.partition("/")[0]
        listed = items(manifest.root, *shape.repositories)
        address = next((text(one, "url") for one in listed if text(one, "name") == alias), "")
    in_flux = re.fullmatch(_FLUX_SOURCE, address)
    if in_flux:
        return Named(in_flux[2], "", None, None, f"the source `{in_flux[1]}` of Flux")
    packed = "the chart in `chartContent`" if not chart else ""
    return Named(chart, address, find(node, *shape.version), None, packed)
