"""The values of one source of an Argo CD Application, applied as its repository server does.

``valueFiles``, then ``values`` or ``valuesObject`` (with an object, the text is ignored), then ``parameters`` and
``fileParameters``, which become ``--set``, ``--set-string`` and ``--set-file``. The files ``.argocd-source.yaml`` and
``.argocd-source-NAME.yaml`` next to the chart change the source before all of that.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.model.layers import LayerKind
from liqo_values.model.node_lookup import find, is_true, items, text
from liqo_values.model.nodes import Node, ScalarNode
from liqo_values.parsing import placeholders, repository
from liqo_values.sources import (
    argocd_files,
    argocd_order,
    argocd_patterns,
    argocd_variables,
    chart_reference,
    expected_mode,
    manifests,
    release,
)
from liqo_values.sources.argocd_application import (
    NO_EFFECT,
    NOT_FILLED_IN,
    OCI,
    REJECTED,
    Application,
    Part,
    in_repository,
)
from liqo_values.sources.argocd_values import Values, filled_in
from liqo_values.sources.release import Release
from liqo_values.values.release_inputs import Piece, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.charts.selection import Selected
    from liqo_values.values.release_inputs import Step

OWN_VALUES = "values.yaml"
#: Files next to a chart that change its source; the second one only for the Application with this name.
_OVERRIDES = (".argocd-source.yaml", ".argocd-source-{}.yaml")
#: Argo CD escapes commas, except in lists and if they are already escaped.
_COMMA = r"(?<!\\),"
#: The schemes of URLs that Argo CD allows unless it is configured.
_SCHEMES = ("http", "https")
_HELM_VERSIONS = ("", "v3", "v4")


class HelmSource:
    """One source of an Application.

    Args:
        application: The Application.
        source: The source.
        sources: All sources, with their ``ref``.
        folder: The folder of the chart; None if it is not available here.
    """

    def __init__(self, application: Application, source: Node, sources: Sequence[Node], folder: Path | None) -> None:
        self._application = application
        self._file = application.file
        self._source = source
        self._folder = folder
        self._parts = [Part(self._file, find(source, "helm")), *self._overrides()]
        namespace = text(application.root, "metadata", "namespace") or application.manifest.namespace
        chart = application.written(source, "path")
        self._folders = argocd_files.Folders(
            argocd_variables.of_source(application.name, namespace, application.spec, source),
            {text(other, "ref") for other in sources} - {""},
            lambda path: in_repository(self._file, path),
            repository.root_of(self._file.source),
            in_repository(self._file, chart) if chart else None,
        )
        self._release = Release(application.shown, without_cluster=True)
        self._release.expectations = expected_mode.annotated(self._file, application.root, application.parameters.fill)
        if application.is_generated:
            self._release.expectations += expected_mode.without_effect(self._file, application.manifest.root)
        self._release.destination = application.destination

    def release(self, *, is_umbrella: bool = False) -> Release:
        """Return the release.

        Args:
            is_umbrella: Whether the chart is an umbrella chart that depends on Liqo's.
        """
        result = self._release
        if is_umbrella:
            result.umbrella = self._folder
        else:
            version = release.label(self._file, find(self._source, "targetRevision"), "is older than Liqo 1.0")
            result.is_for(self._chart(), version)
        result.schema = not self._is_true("skipSchemaValidation")
        self._reject_version()
        result.steps += self._value_files()
        result.steps += Values(self._application, self._parts, result.diagnostics).steps()
        result.steps += self._parameters()
        result.steps += self._file_parameters()
        if self._application.patch is not None:
            result.steps.append(filled_in(self._file, self._application.patch, "the result of `templatePatch`"))
        return result

    def _overrides(self) -> Iterator[Part]:
        """Yield what the files next to a chart in a repository change."""
        name = self._application.name
        for pattern in _OVERRIDES if self._folder and text(self._source, "path") else ():
            path = self._folder / pattern.format(name) if self._folder else None
            if path is None or (placeholders.has_template(name) and "{}" in pattern):
                continue
            source = release.source_of(path, self._file.source)
            file = manifests.read(source) if source else None
            for document in file.documents[:1] if file else ():
                yield Part(file or self._file, find(document, "helm"))

    def _part(self, key: str) -> Part:
        """Return what counts for a field: the last that has it."""
        return next((part for part in reversed(self._parts) if find(part.helm, key) is not None), self._parts[0])

    def _is_true(self, key: str) -> bool:
        return is_true(self._part(key).helm, key)

    def _chart(self) -> Selected:
        """Return the chart that the source names: in a Helm repository or a registry, or a folder in git."""
        address, path, revision, chart = (self._written(key) for key in ("repoURL", "path", "targetRevision", "chart"))
        if chart or address.startswith(OCI):
            return chart_reference.in_repository(address, revision)
        if self._folder is not None and not chart_reference.is_source(address, path):
            return chart_reference.in_folder(self._folder, self._file.source)
        return chart_reference.in_git(address, path, revision)

    def _written(self, key: str) -> str:
        return self._application.written(self._source, key)

    def _text(self, part: Part, node: Node | None, *path: str) -> str:
        """Return a text of one of the files with the templates that are known filled in."""
        return self._application.parameters.fill(part.file.written(text(node, *path)))

    def _reject_version(self) -> None:
        part = self._part("version")
        version = text(part.helm, "version")
        if version not in _HELM_VERSIONS and not placeholders.has_template(version):
            node = find(part.helm, "version") or self._source
            self._note(part, REJECTED, f"there is no Helm `{version}` in Argo CD", "remove `version`", node)

    def _value_files(self) -> Iterator[Step]:
        part = self._part("valueFiles")
        nodes = items(part.helm, "valueFiles")
        places = [self._folders.find(self._text(part, node)) for node in nodes]
        paths = [place.path for place in places if place.path is not None]
        explicit = {argocd_files.real(path) for path in paths if not argocd_patterns.is_pattern(str(path))}
        read: set[str] = set()
        for node, place in zip(nodes, places, strict=True):
            if place.ref:
                self._no_ref(part, node, place.ref)
            if place.path is not None and argocd_patterns.is_pattern(str(place.path)):
                yield from self._matching(part, node, place.path, explicit, read)
            elif place.path is None or argocd_files.real(place.path) not in read:
                read |= {argocd_files.real(place.path)} if place.path else set()
                yield from self._value_file(part, node, place)

    def _value_file(self, part: Part, node: Node, place: argocd_files.Place) -> Iterator[Step]:
        path = self._text(part, node)
        if path == OWN_VALUES and text(self._source, "chart"):
            yield from self._defaults_again(part, node)
            return
        optional = self._is_true("ignoreMissingValueFiles") and place.known and not place.scheme
        optional &= place.path is None or repository.is_inside(place.path, self._folders.root)
        if optional and place.path is None and (path.startswith("$") or text(self._source, "path")):
            return
        if optional and place.path is not None and not place.path.exists():
            return
        step = release.values_file(part.file, node, place.path, f"the values file {path}")
        forbidden = place.scheme and place.scheme.lower() not in _SCHEMES
        remedy = f"Argo CD rejects it unless its setting `helm.valuesFileSchemes` contains `{place.scheme}`"
        yield step._replace(remedy=remedy) if forbidden and isinstance(step, Unread) else step

    def _defaults_again(self, part: Part, node: Node) -> Iterator[Step]:
        """Apply the chart's own values once more, if they follow other files, and say so."""
        chart = self._release.chart
        if not self._release.steps or chart is None:
            return
        self._note(
            part,
            NO_EFFECT,
            "the chart's own `values.yaml` overrides the files before it with its defaults",
            "remove it: Helm reads it first in any case",
            node,
        )
        yield Piece(part.file.layer._replace(verbatim=False), chart.chart.defaults)

    def _matching(self, part: Part, node: Node, pattern: Path, explicit: set[str], read: set[str]) -> Iterator[Step]:
        """Read the files of a pattern, except those that are named as well or were read before."""
        below = argocd_files.below(pattern, self._folders.root)
        if not argocd_patterns.is_valid(below):
            self._not_a_pattern(part, node)
            return
        expanded = below and not argocd_patterns.is_too_large(below)
        found = argocd_patterns.matches(below, self._folders.root) if expanded else []
        if not found and not (expanded and self._is_true("ignoreMissingValueFiles")):
            yield release.unread(part.file, node, f"the values file {self._text(part, node)}", pattern)
        for path in found:
            if argocd_files.real(path) not in explicit | read:
                read.add(argocd_files.real(path))
                yield release.values_file(part.file, node, path, f"the values file {release.shown(path)}")

    def _not_a_pattern(self, part: Part, node: Node) -> None:
        message = f"the pattern `{self._text(part, node)}` is rejected: Argo CD renders nothing"
        self._note(part, REJECTED, message, "close its bracket or brace, or write a backslash before it", node)

    def _no_ref(self, part: Part, node: Node, ref: str) -> None:
        message = f"no source has `ref: {ref}`, so that Argo CD replaces `${ref}` with nothing"
        self._note(
            part, NOT_FILLED_IN, message, f"add `ref: {ref}` to the source with the files, under `sources`", node
        )

    def _note(
        self, part: Part, code: str, message: str, help_text: str, node: Node, *related: tuple[Node, str]
    ) -> None:
        self._release.diagnostics.append(part.note(code, message, help_text, node, *related))

    def _parameters(self) -> Iterator[Step]:
        part = self._part("parameters")
        given = items(part.helm, "parameters")
        forced_strings = self._forced_strings(part)
        for forced, kind in ((False, LayerKind.SET), (True, LayerKind.SET_STRING)):
            chosen = [node for node in given if (id(node) in forced_strings) is forced]
            last = {self._text(part, node, "name"): node for node in chosen}
            steps = [self._parameter(part, kind, name, node) for name, node in last.items()]
            yield from self._in_any_order(part, list(last.values()), steps)

    def _in_any_order(self, part: Part, nodes: Sequence[Node], steps: Sequence[Step]) -> Iterator[Step]:
        """Report parameters of one kind that set the same value, which is not known then."""
        result = argocd_order.ordered(steps)
        for number, other in result.overlapping.items():
            names = [self._text(part, nodes[one], "name") for one in (number, other)]
            message = f"`{names[0]}` may have no effect: Argo CD passes it and `{names[1]}` in any order"
            place, related = (find(nodes[one], "name") or nodes[one] for one in (number, other))
            self._note(part, NO_EFFECT, message, "set the value in one parameter", place, (related, "sets it as well"))
        yield from result.steps

    def _forced_strings(self, part: Part) -> set[int]:
        """Return the parameters that are forced to be strings.

        A parameter of a file next to the chart that does not say so is as the one that it replaces: Argo CD decodes the
        list over the one before it, and Go keeps the fields that an element lacks.
        """
        forced: list[bool] = []
        for one in self._parts[: self._parts.index(part) + 1]:
            if find(one.helm, "parameters") is not None:
                nodes = items(one.helm, "parameters")
                before = [*forced, *[False] * len(nodes)]
                forced = [
                    is_true(node, "forceString") if find(node, "forceString") is not None else old
                    for node, old in zip(nodes, before, strict=False)
                ]
        return {id(node) for node, one in zip(items(part.helm, "parameters"), forced, strict=True) if one}

    def _parameter(self, part: Part, kind: LayerKind, name: str, node: Node) -> Step:
        value = find(node, "value")
        if value is not None and not (isinstance(value, ScalarNode) and isinstance(value.value, str | None)):
            message = f"the value of `{name}` must be a string: the API server rejects the manifest"
            self._note(part, REJECTED, message, "write it in quotes", value)
        written = self._application.parameters.fill(part.file.written(chart_reference.scalar(node, "value")))
        filled = self._folders.variables.expand(written)
        for variable in filled.nothing:
            message = f"there is no variable `{variable}` in Argo CD, which replaces it with nothing"
            self._note(part, NOT_FILLED_IN, message, "write the value; `$$` is a dollar sign", value or node)
        place = value or find(node, "name") or node
        argument = f"{name}={_escaped(filled.text)}"
        templated = placeholders.has_template(filled.text)
        if templated:  # braces would begin a list
            argument = f"{name}={placeholders.STAND_IN}"
        unknown = written if templated or not filled.known else ""
        return release.parameter(part.file, kind, find(node, "name") or node, place, argument, unknown=unknown)

    def _file_parameters(self) -> Iterator[Step]:
        part = self._part("fileParameters")
        last = {self._text(part, node, "name"): node for node in items(part.helm, "fileParameters")}
        if "" in last and self._is_there(part, last[""]):
            del last[""]  # Helm reads the file, and ignores it
        steps = [self._file_parameter(part, node) for node in last.values()]
        yield from self._in_any_order(part, list(last.values()), steps)

    def _is_there(self, part: Part, node: Node) -> bool:
        """Return whether the file of a parameter can be read."""
        path = self._folders.find(self._text(part, node, "path")).path
        return path is not None and repository.is_inside(path, self._folders.root) and path.is_file()

    def _file_parameter(self, part: Part, node: Node) -> Step:
        path = find(node, "path") or node
        place = self._folders.find(self._text(part, path))
        return release.from_file(part.file, find(node, "name") or node, path, place.path)


def _escaped(value: str) -> str:
    if value.startswith("{") and value.endswith("}"):
        return value
    return re.sub(_COMMA, r"\\,", value)
