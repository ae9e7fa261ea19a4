"""Manifests and templates that refer to Liqo's chart, but describe no release that can be read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.charts.target import ours
from liqo_values.model.findings import NOT_CHECKED
from liqo_values.model.node_lookup import find, text
from liqo_values.model.nodes import ListNode, MapNode, ScalarNode
from liqo_values.parsing import placeholders
from liqo_values.sources import chart_reference, detect, own_values, release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.model.findings import Diagnostic
    from liqo_values.model.nodes import Node
    from liqo_values.model.source_text import Source
    from liqo_values.sources.manifests import Manifest

#: The kinds of objects that install charts, by their API group.
_KINDS = {
    "argoproj.io": ("Application", "ApplicationSet"),
    "helm.toolkit.fluxcd.io": ("HelmRelease",),
    "helm.cattle.io": ("HelmChart", "HelmChartConfig"),
    "fleet.cattle.io": ("Bundle", "HelmOp"),
    "addons.cluster.x-k8s.io": ("HelmChartProxy", "HelmReleaseProxy"),
    "helm.crossplane.io": ("Release",),
    "config.projectsveltos.io": ("ClusterProfile", "Profile"),
}
#: Other kinds of objects that may contain values, or objects that install charts.
_HOLDERS = ("ConfigMap", "Secret", "List", "Composition", "Config", "Kustomization", "Component")
#: The kind of an object, wherever in a text it is, and where a text names Liqo's chart.
_KIND = r"""(?m)^[ \t-]*["']?kind["']?[ \t]*:[ \t]*["']?([^\s"'#,]+)"""
_CHART_REFERENCE = (
    r"""\bhelm\.liqo\.io\b|\bdeployments/liqo\b|(?i:chart|path)\w*["']?[ \t]*:[ \t]*["']?(?:[^\s"']*/)?liqo\b"""
)
#: Keys that name a chart or its folder, and those that name a repository, which counts if the chart is not written.
_CHARTS = frozenset({"chart", "chartName", "path"})
_REPOSITORIES = frozenset({"repoURL", "repo", "url", "repository", "repositoryURL"})
#: Where Liqo publishes its chart, or keeps its sources.
_LIQO = r"\bliqo\.io\b|\bliqotech/"
#: Keys that contain something else: values, and what only names objects.
_OTHERS = frozenset({"metadata", "values", "valuesObject", "valuesInline", "valuesContent", "destination", "dependsOn"})
#: A command line, in a script of any manifest, that installs Liqo or peers clusters.
_COMMAND = r"(?m)^[^#\n]*\b(?:liqoctl\s+(?:install|peer)|helm\s+(?:install|upgrade)[^\n]*\sliqo/liqo)\b"
_REMEDY = "check what is installed: `helm get values RELEASE -n NAMESPACE -o yaml | liqo-values check -`"


def may_install(source: Source) -> bool:
    """Return whether a text that mentions Liqo, but cannot be read, may install it or contain its values.

    Others only mention it: manifests of other kinds, and the configuration of tools, such as the one for a release of
    Liqo's own programs.
    """
    if detect.like_kustomization(source) or own_values.possible(source.name, source.text):
        return True
    if re.search(_COMMAND, source.text):
        return True
    if detect.like_object(source.text):
        kinds = set(re.findall(_KIND, source.text))
        installs = {*_HOLDERS, *(kind for kinds in _KINDS.values() for kind in kinds), *ours().objects}
        return bool(kinds & installs) or any("{{" in kind for kind in kinds)
    return bool(re.search(_CHART_REFERENCE, source.text))


def unread(manifest: Manifest) -> Iterator[Diagnostic]:
    """Yield a diagnostic for a manifest without a release of Liqo, if it names Liqo's chart nevertheless.

    A folder of the repository is searched itself. Objects that contain such a manifest count as well, such as the
    Compositions of Crossplane.
    """
    if manifest.kind not in _KINDS.get(manifest.group, ()):
        for inner in _inner(manifest):
            yield from unread(inner)
        return
    if find(manifest.root, "spec", "templatePatch"):
        return
    file = manifest.file
    named = [(key, node, file.written(str(node.value))) for key, node in _named(manifest.root)]
    elsewhere = not any(chart_reference.is_repository(written) for _, _, written in named)
    if any(key in _CHARTS and not placeholders.has_template(written) for key, _, written in named):
        named = [one for one in named if one[0] in _CHARTS]
    for key, node, written in named:
        in_folder = key in _CHARTS and "/" in written
        found = release.above(file.source, written) if key in _CHARTS else None
        in_repository = found is not None and (found.is_dir() if in_folder else detect.like_chart(found))
        called_liqo = in_folder and elsewhere and manifest.name == release.CHART
        if (_is_liqo(key, written) or called_liqo) and not in_repository:
            message = f"the values of {manifest} are not available here, although it refers to Liqo: it is not checked"
            yield release.noticed(file, NOT_CHECKED, message, _REMEDY, node)
            return


def _inner(manifest: Manifest) -> Iterator[Manifest]:
    """Yield the objects in an object that install charts."""
    rest: list[Node] = [manifest.root] if release.CHART in manifest.file.source.text else []
    while rest:
        node = rest.pop(0)
        if isinstance(node, ListNode):
            rest += node.items
        elif isinstance(node, MapNode):
            kind, (group, _, version) = text(node, "kind"), text(node, "apiVersion").rpartition("/")
            if node is not manifest.root and kind in _KINDS.get(group, ()):
                yield manifest._replace(root=node, group=group, version=version, kind=kind)
            else:
                rest += (entry.value for entry in node.entries.values())


def _is_liqo(key: str, written: str) -> bool:
    return release.is_liqo(written) if key in _CHARTS else bool(re.search(_LIQO, written))


def _named(node: Node) -> Iterator[tuple[str, ScalarNode]]:
    if isinstance(node, ListNode):
        for item in node.items:
            yield from _named(item)
    for key, entry in node.entries.items() if isinstance(node, MapNode) else ():
        if key in _OTHERS:
            continue
        if key in _CHARTS | _REPOSITORIES and isinstance(entry.value, ScalarNode):
            yield key, entry.value
        else:
            yield from _named(entry.value)
