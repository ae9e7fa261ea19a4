"""Ansible: tasks with ``kubernetes.core.helm`` in playbooks and roles.

The module (ansible-collections/kubernetes.core, ``plugins/modules/helm.py`` and ``plugins/module_utils/helm.py``)
passes ``values_files``, then ``release_values`` (or ``values``) as values files, and each item of ``set_values`` as
``--set`` or, by its ``value_type``, as ``--set-string``, ``--set-json`` or ``--set-file``. With ``reset_values:
false``, ``reuse_values`` and ``reset_then_reuse_values`` keep the values of the last release. Paths are on the host
that runs the task. ``{{ }}`` and ``{% %}`` are Jinja: a variable that the same file sets, and a file that ``lookup``
reads, are used; everything else is unknown.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.model.layers import LayerKind
from liqo_values.model.node_lookup import find, is_true, text
from liqo_values.model.nodes import ListNode, MapNode
from liqo_values.sources import chart_reference, held_values, manifests, release
from liqo_values.sources.found import Found
from liqo_values.sources.held_values import Argument, Holder, Named
from liqo_values.sources.manifests import Manifest
from liqo_values.sources.object_lookup import Stream
from liqo_values.sources.release import Release
from liqo_values.values.release_inputs import read_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from liqo_values.model.nodes import Node
    from liqo_values.model.source_text import Source
    from liqo_values.sources.manifests import File
    from liqo_values.sources.object_lookup import Beside
    from liqo_values.values.release_inputs import Step

_MODULES = ("kubernetes.core.helm", "community.kubernetes.helm", "community.general.helm", "helm")
_TASKS = ("tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always")
_VARIABLE = r"\{\{-?\s*(\w+)\s*-?\}\}"
_LOOKUP = r"""\{\{-?\s*lookup\(\s*["'](?:ansible\.builtin\.)?(file|template)["']\s*,\s*["']([^"'{}]+)["']\s*\).*\}\}"""
_BLOCK = "{%"
#: Folders that Ansible names by variables, relative to the file.
_FOLDERS = (
    (r"\{\{\s*playbook_dir\s*\}\}/", ""),
    (r"\{\{\s*role_path\s*\}\}/", "../"),
)
_KINDS = {"string": LayerKind.SET_STRING, "json": LayerKind.SET_JSON, "raw": LayerKind.SET}


def read(source: Source, folders: dict[Path | None, Beside] | None, run: Sequence[str]) -> Found | None:
    """Read a playbook or the tasks of a role; return None if it is neither, or not about Liqo.

    Args:
        source: The file.
        folders: What has already been read next to other files; extended.
        run: All files of the run.
    """
    file = manifests.read(source)
    stream = Stream((), folders, run)
    found = [one for document in file.documents for one in _below(file, document, stream, {})]
    return Found(found) if found else None


def _below(file: File, node: Node, stream: Stream, around: Mapping[str, Node]) -> Iterator[Release]:
    """Yield the releases of a list of plays or tasks, including those in blocks.

    Args:
        file: The file.
        node: The list.
        stream: What the file may refer to.
        around: The variables that are set around it.
    """
    for entry in node.items if isinstance(node, ListNode) else ():
        own = find(entry, "vars")
        known = around
        if isinstance(own, MapNode):
            known = {**around, **{key: one.value for key, one in own.entries.items()}}
        for key in _TASKS:
            inner = find(entry, key)
            if inner is not None:
                yield from _below(file, inner, stream, known)
        given = next((found for name in _MODULES if isinstance(found := find(entry, name), MapNode)), None)
        if given is not None:
            yield from _Task(file, entry, given, stream, known).releases()


class _Task:
    """One task.

    Args:
        file: The file.
        task: The task.
        given: The arguments of the module.
        stream: What the file may refer to.
        known: The variables that the file sets.
    """

    def __init__(self, file: File, task: Node, given: Node, stream: Stream, known: Mapping[str, Node]) -> None:
        self._file = file
        self._given = given
        self._known = known
        name = text(task, "name") or self._text("release_name", "name")
        manifest = Manifest(file, given if isinstance(given, MapNode) else MapNode(), "", "", "", "", "")
        self._holder = Holder(manifest, given, stream, Release(f"task {file.written(name)}"))

    def releases(self) -> Iterator[Release]:
        holder, result = self._holder, self._holder.release
        chart, address = self._text("chart_ref"), self._text("chart_repo_url")
        if self._text("release_state", "state") == "absent":
            return
        local = held_values.folder_of(holder, chart) if chart.startswith(".") else None
        named = Named(chart, address, self._find("chart_version"), local)
        if not held_values.is_liqo(self._file, named):
            return
        held_values.set_chart(self._file, result, named)
        result.schema = not is_true(self._given, "skip_schema_validation")
        result.steps += self._kept()
        result.steps += held_values.files(holder, self._items("values_files"), self._path)
        result.steps += (held_values.of_any_type(step, lambda text: _BLOCK in text) for step in self._values())
        result.steps += held_values.arguments(holder, list(self._arguments()))
        yield result

    def _find(self, *names: str) -> Node | None:
        """Return the argument with one of these names; a variable is replaced by its value."""
        found = next((node for name in names if (node := find(self._given, name)) is not None), None)
        for _ in self._known:
            variable = re.fullmatch(_VARIABLE, self._file.written(text(found)).strip())
            if variable is None or variable[1] not in self._known:
                break
            found = self._known[variable[1]]
        return found

    def _text(self, *names: str) -> str:
        return chart_reference.scalar(self._find(*names))

    def _items(self, name: str) -> Sequence[Node]:
        found = self._find(name)
        return found.items if isinstance(found, ListNode) else ()

    def _kept(self) -> Iterator[Step]:
        """Yield what the last release keeps."""
        reset = find(self._given, "reset_values")
        for key in ("reuse_values", "reset_then_reuse_values"):
            if reset is not None and not is_true(reset) and is_true(self._given, key):
                yield release.unread(self._file, find(self._given, key) or self._given, "the last release")

    def _values(self) -> Iterator[Step]:
        node = self._find("release_values", "values")
        lookup = re.match(_LOOKUP, self._file.written(text(node)).strip())
        path = self._near(f"{lookup[1]}s", lookup[2]) if lookup else None
        source = release.source_of(path, self._file.source) if path else None
        if lookup is None or node is None or source is None:
            yield from held_values.mapping(self._holder, node, "`release_values`")
            return
        step = read_file(source, templated=lookup[1] == "template")
        blocks = any(diagnostic.unreadable for diagnostic in step.diagnostics) and _BLOCK in source.text
        yield held_values.filled_in(self._file, node, f"`{lookup[2]}`") if blocks else step

    def _near(self, kind: str, name: str) -> Path | None:
        """Find a file where Ansible looks for it: next to the playbook, or in the folder of the role."""
        folder = self._holder.folder
        places = (folder / name, folder / kind / name, folder.parent / kind / name)
        return next((place for place in places if release.source_of(place, self._file.source)), None)

    def _path(self, name: str) -> Path | None:
        written = self._file.written(name)
        for pattern, folder in _FOLDERS:
            written = re.sub(pattern, folder, written)
        return None if "{{" in written else self._holder.folder / written

    def _arguments(self) -> Iterator[Argument]:
        for node in self._items("set_values"):
            value, kind = find(node, "value"), text(node, "value_type") or "raw"
            if kind in _KINDS and value is not None:
                yield Argument(_KINDS[kind], value, value, held_values.word(value))
