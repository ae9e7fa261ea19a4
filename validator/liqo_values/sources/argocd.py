"""Argo CD: the releases in Applications and ApplicationSets.

``argocd_source`` reads the values of each source. The ``templatePatch`` of an ApplicationSet is merged into its
``template`` before, and what its generators fill in is known if the manifest says it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.errors import InputError
from liqo_values.model.findings import NOT_CHECKED
from liqo_values.model.node_lookup import find, items, text
from liqo_values.model.nodes import MapNode, Node, ScalarNode, merged
from liqo_values.sources import application_sets, chart_reference, missing_charts, release, umbrella
from liqo_values.sources.application_sets import KIND as SET
from liqo_values.sources.application_sets import Parameters
from liqo_values.sources.argocd_application import OCI, REJECTED, Application, in_repository
from liqo_values.sources.argocd_source import HelmSource

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from liqo_values.model.findings import Diagnostic
    from liqo_values.sources.manifests import File, Manifest
    from liqo_values.sources.object_lookup import Stream
    from liqo_values.sources.release import Release

GROUP = "argoproj.io"
_KINDS = ("Application", SET)


def releases(manifest: Manifest, _: Stream) -> Iterator[Release]:
    """Yield a release for every source that is Liqo's chart; of an ApplicationSet, for each known Application.

    Args:
        manifest: Any manifest.

    Raises:
        InputError: Helm would reject a parameter.
    """
    if manifest.group != GROUP or manifest.kind not in _KINDS:
        return
    notes = list(_rejected(manifest)) if manifest.kind == SET else []
    nothing = _nothing(manifest) if manifest.kind == SET else None
    for application in _applications(manifest):
        sources = _sources(application.spec)
        for source in sources:
            folder = _folder(application, source)
            contains = bool(umbrella.key_in(folder, manifest.file.source))
            found = []
            if contains or _is_liqo(source, folder, application):
                found = [HelmSource(application, source, sources, folder).release(is_umbrella=contains)]
            for result in found or _of_missing_chart(application, source, sources, folder):
                result.diagnostics += notes
                notes = []
                result.not_installed = result.not_installed or nothing
                yield result


def _of_missing_chart(
    application: Application, source: Node, sources: Sequence[Node], folder: Path | None
) -> Iterator[Release]:
    """Yield the release of a chart that is not available here, if its values are plainly Liqo's."""
    if (
        (folder is not None and folder.is_dir())
        or find(source, "helm") is None
        or not missing_charts.may_be_liqo(application.file)
    ):
        return
    if chart_reference.is_repository(application.written(source, "repoURL")):
        return
    try:
        result = HelmSource(application, source, sources, None).release()
    except InputError:  # it is for another chart, as far as is known
        return
    path = application.written(source, "path")
    names = (application.name, text(source, "helm", "releaseName"), text(application.spec, "destination", "namespace"))
    key = missing_charts.key_in(result.steps, "\n".join(names), in_folder=bool(path))
    if key is not None:
        result.prefix = key
        what = path or application.written(source, "chart") or application.written(source, "repoURL")
        result.is_for(chart_reference.missing(f"the chart `{what}`", ""), None)
        yield result


def _sources(spec: Node | None) -> list[Node]:
    """Return the sources of an Application: several, one, or the one that is hydrated."""
    single = (find(spec, "source"), find(spec, "sourceHydrator", "drySource"))
    return list(items(spec, "sources")) or [node for node in single if node is not None][:1]


def _applications(manifest: Manifest) -> Iterator[Application]:
    """Yield the Application, or those that an ApplicationSet generates if they are known."""
    if manifest.kind != SET:
        yield Application(manifest, manifest.file, manifest.root)
        return
    several = application_sets.parameters(manifest.root, manifest.file)
    for parameters in several:
        template = find(manifest.root, "spec", "template")
        patch = find(manifest.root, "spec", "templatePatch")
        if len(several) > 1 or parameters.known:
            template = application_sets.copied(template) if template else None
        yield _patched(manifest, template, patch, parameters)


def _patched(manifest: Manifest, template: Node | None, patch: Node | None, parameters: Parameters) -> Application:
    file = manifest.file
    if not isinstance(patch, ScalarNode) or not isinstance(template, MapNode):
        return Application(manifest, file, template, parameters)
    changes = file.nested(patch)
    if changes.unreadable:
        return Application(manifest, file, template, parameters, patch)
    file = file._replace(diagnostics=[*file.diagnostics, *changes.diagnostics], verbatim=changes.verbatim)
    return Application(manifest, file, merged(template, changes.root), parameters)


def _rejected(manifest: Manifest) -> Iterator[Diagnostic]:
    for node in application_sets.other_than_strings(manifest.root):
        message = "without `goTemplate: true`, every value of an element must be a string: Argo CD generates nothing"
        yield release.noticed(manifest.file, REJECTED, message, "write it in quotes, or set `goTemplate: true`", node)
    for error in application_sets.rejected(manifest.root, manifest.file):
        yield release.noticed(manifest.file, REJECTED, error.message, error.remedy, error.node)


def _nothing(manifest: Manifest) -> Diagnostic | None:
    """Return the notice about an ApplicationSet that generates no Application; None if it may generate one."""
    generators = find(manifest.root, "spec", "generators")
    if generators is None or not application_sets.is_empty(manifest.root, manifest.file):
        return None
    message = "the generators generate no Application: nothing is installed, and the values are not checked"
    return release.noticed(manifest.file, NOT_CHECKED, message, "add an element, or change the selector", generators)


def _folder(application: Application, source: Node) -> Path | None:
    """Return the folder of the chart of a source in git, if it is available here."""
    path, address = application.written(source, "path"), application.written(source, "repoURL")
    return in_repository(application.file, path) if path and not address.startswith(OCI) else None


def _is_liqo(source: Node, folder: Path | None, application: Application) -> bool:
    """Return whether a source is Liqo's chart, and not something else with its name."""
    file: File = application.file
    chart, address = application.written(source, "chart"), application.written(source, "repoURL")
    if not chart and address.startswith(OCI):
        return release.is_liqo(address)
    if chart or folder is None:
        return release.is_liqo(chart or text(source, "path")) and bool(chart or find(source, "helm"))
    return umbrella.name_of(folder, file.source) == release.CHART
