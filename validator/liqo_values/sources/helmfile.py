"""Helmfile: the releases of Liqo's chart in a ``helmfile.yaml``, which is a Go template before it is YAML."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.model.errors import InputError
from liqo_values.model.findings import NOT_CHECKED, Diagnostic, Label
from liqo_values.model.layers import LayerKind
from liqo_values.model.node_lookup import find, is_true, items, text
from liqo_values.model.nodes import MapNode, Node, ScalarNode
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import placeholders, sops
from liqo_values.sources import chart_reference, detect, helmfile_templates, release, umbrella, umbrella_keys
from liqo_values.sources.manifests import File
from liqo_values.sources.release import Release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.charts.selection import Selected
    from liqo_values.values.release_inputs import Step

#: The options for the items under these keys.
_ARGUMENTS = (
    (("setTemplate", "set"), LayerKind.SET),
    (("setStringTemplate", "setString"), LayerKind.SET_STRING),
)
#: How helmfile may treat a missing values file other than with an error.
_SKIPPING = ("Warn", "Info", "Debug")
#: A chart in git: repository, folder and revision.
_GIT = r"git::(.+)@([^?@]*)(?:\?(?:.*&)?ref=([^&]*).*)?"


def is_one(file: File) -> bool:
    """Return whether a file is a helmfile: it lists releases, each with a chart of its own or of a template."""
    entries = (entry for document in file.documents for entry in items(document, "releases"))
    return any(text(entry, "chart") or items(entry, "inherit") for entry in entries)


def is_template(source: Source) -> bool:
    """Return whether a file is not YAML before it is rendered."""
    return placeholders.has_blocks(source.text)


def unrendered(source: Source) -> Diagnostic:
    """Say that a helmfile cannot be read before it is rendered."""
    start = source.text.index("{{")
    place = Label(Span(source, start, start + 2), source.name, "is a template")
    message = "this helmfile is not YAML before it is rendered, and its releases are not checked"
    return Diagnostic(message, place, release.RENDER, code=NOT_CHECKED)


def releases(file: File, errors: list[InputError]) -> Iterator[Release]:
    """Yield the releases of Liqo's chart.

    Args:
        file: The helmfile.
        errors: The list to add an error to for each release with a value under ``set`` that Helm would reject.
    """
    folder = Path(file.source.name).parent
    for document in file.documents:
        for own in items(document, "releases"):
            entry = helmfile_templates.inherited(own, file.documents)
            chart = text(entry, "chart")
            local = _folder(folder, chart)
            keys = umbrella.keys_in(local, file.source)
            for key in keys or ([""] if release.is_liqo(chart) else []):
                try:
                    yield _Entry(file, document, entry, local).release(key)
                except InputError as error:  # the other releases in the file are checked
                    errors.append(error)


def _folder(folder: Path, chart: str) -> Path | None:
    """Return the folder of a chart that is named by a path; None if it is in a repository."""
    if not chart or "://" in chart or placeholders.has_template(chart):
        return None
    return folder / chart if chart.startswith(".") or detect.like_chart(folder / chart) else None


class _Entry:
    """A release in a helmfile, with what it inherits.

    Args:
        file: The helmfile.
        document: The document that lists it.
        entry: The release.
        local: The folder of its chart; None if it is in a repository.
    """

    def __init__(self, file: File, document: Node, entry: Node, local: Path | None) -> None:
        self._file = file
        self._document = document
        self._entry = entry
        self._local = local

    def release(self, prefix: str) -> Release:
        """Return the release.

        Args:
            prefix: The key that contains Liqo's values in those of an umbrella chart; empty for Liqo's own chart.
        """
        file, entry = self._file, self._entry
        result = Release(f"release {file.written(text(entry, 'name'))}", prefix=prefix)
        if prefix and self._local:
            result.is_for(*umbrella.chart_in(self._local, file.source, prefix))
            result.around = umbrella.own_values(self._local, file.source)
        else:
            place = release.label(file, find(entry, "version"), "is older than Liqo 1.0")
            result.is_for(_chart(file, entry, self._local), place)
        result.schema = not self._is_true("skipSchemaValidation")
        for key in ("valuesTemplate", "values", "secrets"):
            for node in items(entry, key):
                result.steps += self._values(node, key)
        for keys, kind in _ARGUMENTS:
            nodes = [node for key in keys for node in items(entry, key) if text(node, "name")]
            result.steps += [step for node in nodes for step in _argument(file, node, kind)]
        for node in items(entry, "env"):
            result.steps.append(release.unread(file, node, "the value of an environment variable"))
        if prefix and self._local:
            umbrella_keys.examine(self._local, file.source, result)
        return self._if_installed(result)

    def _if_installed(self, result: Release) -> Release:
        installed = find(self._entry, "installed")
        if isinstance(installed, ScalarNode) and installed.value is False:
            message = "helmfile does not install this release, and its values are not checked"
            remedy = "to install it, remove `installed: false`"
            result.not_installed = release.noticed(self._file, NOT_CHECKED, message, remedy, installed)
        return result

    def _is_true(self, key: str) -> bool:
        return is_true(self._entry, key) or is_true(self._document, "helmDefaults", key)

    def _values(self, node: Node, key: str) -> Iterator[Step]:
        file = self._file
        if isinstance(node, MapNode):
            yield file.piece(node)
            return
        path = file.written(text(node))
        if placeholders.has_template(path):
            yield release.unread(file, node, f"the values file {path}")
            return
        found = Path(file.source.name).parent / path
        handler = text(self._entry, "missingFileHandler") or text(self._document, "missingFileHandler")
        if handler in _SKIPPING and "://" not in path and not found.exists():
            return
        if key == "secrets" and not _is_encrypted(found, file):
            yield release.unread(file, node, f"the values file {path}", found)
            return
        yield release.values_file(file, node, found, f"the values file {path}")


def _is_encrypted(path: Path, file: File) -> bool:
    """Return whether a file is encrypted with SOPS, so that its keys may be known."""
    source = release.source_of(path, file.source)
    return source is not None and sops.ENCRYPTED in source.text


def _chart(file: File, entry: Node, local: Path | None) -> Selected:
    """Return the chart that a release names: in a repository that the helmfile lists, a registry, git, or a folder."""
    chart, version = (file.written(chart_reference.scalar(entry, key)) for key in ("chart", "version"))
    if local is not None:
        return chart_reference.in_folder(local, file.source)
    in_git = re.fullmatch(_GIT, chart)
    if in_git:
        return chart_reference.in_git(in_git[1], in_git[2], in_git[3] or "")
    if "://" in chart:
        return chart_reference.in_repository(chart, version)
    name = chart.partition("/")[0]
    repositories = (one for document in file.documents for one in items(document, "repositories"))
    listed = (file.written(text(one, "url")) for one in repositories if text(one, "name") == name)
    address = next(listed, "")
    if not address:
        return chart_reference.missing(f"the repository `{name}`", version)
    return chart_reference.in_repository(address, version)


def _argument(file: File, node: Node, kind: LayerKind) -> Iterator[Step]:
    """Yield the layer of an argument: helmfile passes a value, else a file, else a list, and nothing for neither."""
    name = find(node, "name") or node
    listed, path, value = items(node, "values"), find(node, "file"), find(node, "value")
    key = _escaped(text(name))
    if _word(value):
        yield release.parameter(file, kind, name, value or node, f"{key}={_escaped(_word(value))}")
    elif path is not None:
        found = None if placeholders.has_template(text(path)) else Path(file.source.name).parent / text(path)
        yield release.from_file(file, name, path, found)
    elif listed:
        joined = ",".join(_escaped(_word(item)) for item in listed)
        yield release.parameter(file, kind, name, find(node, "values") or node, f"{key}={{{joined}}}")


def _word(node: Node | None) -> str:
    """Write a scalar as helmfile passes it to Helm."""
    value = node.value if isinstance(node, ScalarNode) else ""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _escaped(value: str) -> str:
    return re.sub(r"([{},])", r"\\\1", value)
