"""Helmfile: the releases of Liqo's chart in a ``helmfile.yaml``, which is a Go template before it is YAML."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from liqo_values.model.errors import InputError
from liqo_values.model.findings import NOT_CHECKED, Diagnostic, Label
from liqo_values.model.layers import LayerKind
from liqo_values.model.node_lookup import find, is_true, items, scalars, text
from liqo_values.model.nodes import MapNode, Node, ScalarNode, plain
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import placeholders, sops
from liqo_values.sources import (
    chart_reference,
    detect,
    helmfile_environment,
    helmfile_files,
    helmfile_templates,
    post_renderers,
    release,
    rendered_patches,
    umbrella,
)
from liqo_values.sources.found import Found
from liqo_values.sources.release import Release

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from liqo_values.charts.selection import Selected
    from liqo_values.sources.helmfile_environment import Environment
    from liqo_values.sources.helmfile_files import Helmfile
    from liqo_values.sources.manifests import File
    from liqo_values.values.release_inputs import Step

#: The options for the items under these keys.
_ARGUMENTS = (
    (("setTemplate", "set"), LayerKind.SET),
    (("setStringTemplate", "setString"), LayerKind.SET_STRING),
)
#: A chart in git: repository, folder and revision.
_GIT = r"git::(.+)@([^?@]*)(?:\?(?:.*&)?ref=([^&]*).*)?"
_DROPPED = "helmfile drops this release, because a later document of the template lists others"
_ONE_LIST = "list all releases in one document"
_POST_RENDERER = "postRenderer"
#: So many environments are looked at.
_MOST_ENVIRONMENTS = 50


def is_one(file: File) -> bool:
    """Return whether a file is a helmfile: it lists releases with charts, or other helmfiles."""
    entries = (entry for document in file.documents for entry in items(document, "releases"))
    if any(text(entry, "chart") or items(entry, "inherit") for entry in entries):
        return True
    return any(items(document, key) for document in file.documents for key in helmfile_files.REFERENCES)


def is_template(source: Source) -> bool:
    """Return whether a file is not YAML before it is rendered."""
    return placeholders.has_blocks(source.text)


def unrendered(source: Source) -> Diagnostic:
    """Say that a helmfile cannot be read before it is rendered."""
    start = source.text.index("{{")
    place = Label(Span(source, start, start + 2), source.name, "is a template")
    message = "this helmfile is not YAML before it is rendered, and its releases are not checked"
    return Diagnostic(message, place, release.RENDER, code=NOT_CHECKED)


def read(file: File) -> Found:
    """Return the releases of Liqo's chart in a helmfile, its bases, and the helmfiles that it names."""
    return _found(helmfile_files.load(file))


def _found(helmfile: Helmfile) -> Found:
    found: list[Release] = []
    errors: list[InputError] = []
    for part in helmfile.parts:
        for own in items(part.root, "releases"):
            for make in _releases(helmfile, own):
                try:
                    found.append(make())
                except InputError as error:  # the other releases in the file are checked
                    errors.append(error)
                    continue
                if any(part.root is one for one in helmfile.replaced):
                    found[-1].not_installed = release.noticed(part.file, NOT_CHECKED, _DROPPED, _ONE_LIST, own)
    notices = list(_missing(helmfile)) if found else []
    for nested in helmfile.nested():
        inner = _found(nested)
        found += inner.releases
        errors += inner.errors
        notices += inner.notices
    return Found(found, notices=[*helmfile.notices, *notices], errors=errors)


def _missing(helmfile: Helmfile) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each file with values of an environment that is not available here."""
    seen: set[str] = set()
    for name in helmfile.environments:
        for file, node in helmfile.environment(name).missing:
            written = file.written(text(node))
            if written not in seen:
                seen.add(written)
                message = f"the environment values {written} are not available here: what uses them is unknown"
                yield release.noticed(file, NOT_CHECKED, message, "put the file where helmfile expects it", node)


def _releases(helmfile: Helmfile, own: Node) -> Iterator[Callable[[], Release]]:
    """Yield what makes each release of Liqo of an entry; one for each environment that it may depend on."""
    entry = helmfile_templates.inherited(own, [part.root for part in helmfile.parts])
    names = helmfile.environments[: _MOST_ENVIRONMENTS if _depends(helmfile, entry) else 1]
    for name in names:
        environment = helmfile.environment(name)
        filled = environment.filled(entry, helmfile.files, helmfile.files.written(entry, "name"))
        chart = text(filled, "chart")
        local = _folder(helmfile.folder, chart)
        contains = bool(umbrella.key_in(local, helmfile.main.source))
        called = umbrella.name_of(local, helmfile.main.source) if local is not None else ""
        if contains or (called == release.CHART if called else release.is_liqo(chart)):
            made = _Entry(helmfile, environment, filled, local, f" in {name}" if len(names) > 1 else "")
            yield partial(made.release, is_umbrella=contains)


def _depends(helmfile: Helmfile, entry: Node) -> bool:
    """Return whether a release may depend on the environment: on its values, or on its cluster."""
    if find(entry, "condition") is not None or any(map(_is_template, scalars(entry))):
        return True
    contexts = {text(helmfile.context(helmfile.environment(name))) for name in helmfile.environments}
    return not text(entry, "kubeContext") and len(contexts) > 1


def _is_template(node: ScalarNode) -> bool:
    return isinstance(node.value, str) and placeholders.has_template(node.value)


def _folder(folder: Path, chart: str) -> Path | None:
    """Return the folder of a chart that is named by a path; None if it is in a repository."""
    if not chart or "://" in chart or placeholders.has_template(chart):
        return None
    return folder / chart if chart.startswith(".") or detect.like_chart(folder / chart) else None


class _Entry:
    """A release in a helmfile, with what it inherits.

    Args:
        helmfile: The helmfile.
        environment: The environment that is filled in.
        entry: The release.
        local: The folder of its chart; None if it is in a repository.
        where: Added to its name.
    """

    def __init__(
        self, helmfile: Helmfile, environment: Environment, entry: Node, local: Path | None, where: str
    ) -> None:
        self._helmfile = helmfile
        self._environment = environment
        self._entry = entry
        self._local = local
        self._where = where

    def _file(self, node: Node) -> File:
        return self._helmfile.files.of(node)

    def release(self, *, is_umbrella: bool) -> Release:
        """Return the release.

        Args:
            is_umbrella: Whether the chart is an umbrella chart that depends on Liqo's.

        Raises:
            InputError: Helm would reject an argument.
        """
        entry = self._entry
        result = Release(f"release {self._helmfile.files.written(entry, 'name')}{self._where}")
        own = find(entry, "kubeContext")
        context = own if text(own) else self._helmfile.context(self._environment)
        if context is not None:
            written = self._helmfile.files.written(context)
            result.destination = release.destination(self._file(context), "kubeContext", context, written)
        if is_umbrella:
            result.umbrella = self._local
        else:
            version = find(entry, "version")
            place = release.label(self._file(version), version, "is older than Liqo 1.0") if version else None
            result.is_for(_chart(self._helmfile, entry, self._local), place)
        result.schema = not self._is_true("skipSchemaValidation")
        for key in ("valuesTemplate", "values", "secrets"):
            for node in items(entry, key):
                result.steps += self._values(node, key)
        for keys, kind in _ARGUMENTS:
            nodes = [node for key in keys for node in items(entry, key) if text(node, "name")]
            result.steps += [step for node in nodes for step in self._argument(node, kind)]
        for node in items(entry, "env"):
            result.steps.append(release.unread(self._file(node), node, "the value of an environment variable"))
        result.diagnostics += self._changes()
        result.not_installed = self._not_installed()
        result.others = self._environment.files
        return result

    def _not_installed(self) -> Diagnostic | None:
        """Say why helmfile does not install it; None if it does, or if that is not known."""
        installed, condition = find(self._entry, "installed"), find(self._entry, "condition")
        message, node = "helmfile does not install this release, and its values are not checked", installed
        remedy = "to install it, remove `installed: false`"
        if condition is not None and self._environment.is_on(str(plain(condition))) is False:
            node = condition
            remedy = f"to install it, turn `{plain(condition)}` on in the environment `{self._environment.name}`"
        elif not isinstance(installed, ScalarNode) or installed.value is not False:
            return None
        return release.noticed(self._file(node), NOT_CHECKED, message, remedy, node) if node is not None else None

    def _changes(self) -> Iterator[Diagnostic]:
        """Yield notices about what changes the objects that the chart renders."""
        for node in items(self._entry, "jsonPatches"):
            patch, target = find(node, "patch"), find(node, "target")
            yield from rendered_patches.of_helmfile(self._file(node), patch or node, target or node)
        for node in items(self._entry, "strategicMergePatches"):
            yield from rendered_patches.of_helmfile(self._file(node), node, None)
        for node in items(self._entry, "transformers"):
            yield post_renderers.of_node(self._file(node), "this transformer", node)
        parts = reversed(self._helmfile.parts)
        defaults = [find(part.root, "helmDefaults", _POST_RENDERER) for part in parts]
        program = next((node for node in (find(self._entry, _POST_RENDERER), *defaults) if text(node)), None)
        if program is not None:
            yield post_renderers.of_node(self._file(program), f"the post-renderer `{text(program)}`", program)

    def _is_true(self, key: str) -> bool:
        parts = self._helmfile.parts
        return is_true(self._entry, key) or any(is_true(part.root, "helmDefaults", key) for part in parts)

    def _values(self, node: Node, key: str) -> Iterator[Step]:
        file = self._file(node)
        if isinstance(node, MapNode):
            yield file.piece(node, verbatim=not helmfile_environment.is_filled(node))
            return
        path = file.written(text(node))
        if placeholders.has_template(path):
            yield release.unread(file, node, f"the values file {path}")
            return
        found = helmfile_environment.paths(self._helmfile.folder, path, file.source)
        handler = text(self._entry, "missingFileHandler") or self._helmfile.setting("missingFileHandler")
        if not found and handler in helmfile_environment.SKIPPING and "://" not in path:
            return
        for one in found or [self._helmfile.folder / path]:
            if key == "secrets" and not _is_encrypted(one, file):
                yield release.unread(file, node, f"the values file {path}", one)
            else:
                yield release.values_file(file, node, one, f"the values file {path}")

    def _argument(self, node: Node, kind: LayerKind) -> Iterator[Step]:
        """Yield the layer of an argument: helmfile passes a value, else a file, else a list, else nothing."""
        file, name = self._file(node), find(node, "name") or node
        listed, path, value = items(node, "values"), find(node, "file"), find(node, "value")
        key = _escaped(text(name))
        if _word(value):
            yield release.parameter(file, kind, name, value or node, f"{key}={_escaped(_word(value))}")
        elif path is not None:
            found = None if placeholders.has_template(text(path)) else self._helmfile.folder / text(path)
            yield release.from_file(file, name, path, found)
        elif listed:
            joined = ",".join(_escaped(_word(item)) for item in listed)
            yield release.parameter(file, kind, name, find(node, "values") or node, f"{key}={{{joined}}}")


def _is_encrypted(path: Path, file: File) -> bool:
    """Return whether a file is encrypted with SOPS, so that its keys may be known."""
    source = release.source_of(path, file.source)
    return source is not None and sops.ENCRYPTED in source.text


def _chart(helmfile: Helmfile, entry: Node, local: Path | None) -> Selected:
    """Return the chart that a release names: in a repository that the helmfile lists, a registry, git, or a folder."""
    files, near = helmfile.files, helmfile.main.source
    chart = files.written(entry, "chart")
    version = find(entry, "version")
    written = files.of(version).written(chart_reference.scalar(version)) if version is not None else ""
    if isinstance(version, ScalarNode) and helmfile_environment.is_filled(version):
        written = str(version.value)
    if local is not None:
        return chart_reference.in_folder(local, near)
    in_git = re.fullmatch(_GIT, chart)
    if in_git:
        return chart_reference.in_git(in_git[1], in_git[2], in_git[3] or "")
    if "://" in chart:
        return chart_reference.in_repository(chart, written)
    name = chart.partition("/")[0]
    repositories = [one for part in helmfile.parts for one in items(part.root, "repositories")]
    address = next((files.written(one, "url") for one in repositories if text(one, "name") == name), "")
    if not address:
        return chart_reference.missing(f"the repository `{name}`", written)
    return chart_reference.in_repository(address, written)


def _word(node: Node | None) -> str:
    """Write a scalar as helmfile passes it to Helm."""
    value = node.value if isinstance(node, ScalarNode) else ""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _escaped(value: str) -> str:
    return re.sub(r"([{},])", r"\\\1", value)
