"""The files of a helmfile: its bases, which it is merged over, and the helmfiles that it names.

As in helmfile's ``pkg/state/create.go`` and ``pkg/app/app.go``: lists of bases come before those of the helmfile, and
all paths in them are relative to its folder. A nested helmfile has its own folder, bases and environments. Over those
are the values that the entry passes, and below them what it ``inherits``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.findings import NOT_CHECKED
from liqo_values.model.node_lookup import find, items, text
from liqo_values.model.nodes import Entry, MapNode, Node
from liqo_values.parsing import placeholders
from liqo_values.sources import detect, helmfile_environment, manifests, release
from liqo_values.sources.helmfile_environment import Environment, Files, Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from liqo_values.model.findings import Diagnostic
    from liqo_values.model.source_text import Source
    from liqo_values.sources.manifests import File

_BASES, _NESTED = "bases", "helmfiles"
#: The keys that name other files.
REFERENCES = (_BASES, _NESTED)
#: How many helmfiles may lead to each other.
_DEEPEST = 10
#: The files of a folder that helmfile reads.
_IN_FOLDER = ("*.yaml", "*.yml", "*.yaml.gotmpl", "*.yml.gotmpl")
#: What a release needs of its helmfile, and a nested one may inherit.
_INHERITED = frozenset(("repositories", "helmDefaults", "templates", "environments"))
_HELP = "correct the path, or render the helmfile: `helmfile write-values` writes the values of each release"


class _Parent(NamedTuple):
    """What a nested helmfile gets from the one that names it.

    Attributes:
        above: The values that it passes.
        below: The documents that it inherits from.
        trail: The files that led to it.
    """

    above: Sequence[tuple[File, Node]] = ()
    below: Sequence[Part] = ()
    trail: tuple[str, ...] = ()


class Helmfile:
    """A helmfile with its bases.

    Args:
        main: The file.
        parent: What it gets from the helmfile that names it.

    Attributes:
        main: The file.
        folder: The folder that all paths are relative to.
        parts: The documents of its bases, and its own.
        files: The files that they are in.
        notices: Which of the files that it names cannot be read.
    """

    def __init__(self, main: File, parent: _Parent) -> None:
        self.main = main
        self.folder = Path(main.source.name).parent
        self.notices: list[Diagnostic] = []
        self._parent = parent
        self._environments: dict[str, Environment] = {}
        self.parts = [Part(main, document) for document in main.documents]
        self.parts = [*parent.below, *self._bases(), *self.parts]
        self.files = Files([*self.parts, Part(main, MapNode())])

    @property
    def environments(self) -> Sequence[str]:
        """The names of its environments."""
        return helmfile_environment.names(self.parts)

    def environment(self, name: str) -> Environment:
        """Return an environment."""
        if name not in self._environments:
            above = self._parent.above
            self._environments[name] = helmfile_environment.load(name, self.parts, self.folder, above)
        return self._environments[name]

    def context(self, environment: Environment) -> Node | None:
        """Return the Kubernetes context of an environment, or else that of all, as ``kubeConnectionFlags`` does.

        Args:
            environment: The environment.
        """
        paths = (("environments", environment.name), ("helmDefaults",))
        nodes = [find(part.root, *path, "kubeContext") for path in paths for part in reversed(self.parts)]
        found = next((node for node in nodes if text(node)), None)
        return environment.filled(found, self.files) if found is not None else None

    @property
    def replaced(self) -> Sequence[Node]:
        """Its documents whose releases helmfile drops: each document of a template replaces lists of earlier ones.

        This is ``renderAndLoad`` in ``pkg/app/desired_state_file_loader.go``; files that are no templates are read at
        once, and their lists are appended (``Parse`` in ``pkg/state/create.go``).
        """
        listing = [document for document in self.main.documents if items(document, "releases")]
        return listing[:-1] if self.main.source.name.endswith(detect.GOTMPL) else []

    def setting(self, key: str) -> str:
        """Return a text at the top level: that of the last document that has it."""
        return next(filter(None, (text(part.root, key) for part in reversed(self.parts))), "")

    def _bases(self) -> Iterator[Part]:
        for part in self.parts:
            for node in items(part.root, _BASES):
                for _, file in self._read(part.file, node, text(node)):
                    yield from (Part(file, document) for document in file.documents)

    def nested(self) -> Iterator[Helmfile]:
        """Yield the helmfiles that it names."""
        for part in self.parts:
            for node in items(part.root, _NESTED):
                values = [(part.file, one) for one in items(node, "values")]
                wanted = {text(one) for one in items(node, "inherits")} & _INHERITED
                below = [Part(one.file, _only(one.root, wanted)) for one in self.parts] if wanted else []
                for path, file in self._read(part.file, node, text(node) or text(node, "path")):
                    trail = (*self._parent.trail, _real(self.main.source))
                    if os.path.realpath(path) in trail:
                        message = f"the helmfile `{release.shown(path)}` leads back to itself, so helmfile does not end"
                        self._notice(part.file, node, release.REJECTED, message)
                    elif len(trail) < _DEEPEST:
                        yield Helmfile(file, _Parent(values, below, trail))

    def _read(self, file: File, node: Node, path: str) -> Iterator[tuple[Path, File]]:
        """Yield the helmfiles that a path names; say which of them cannot be read."""
        found = [] if placeholders.has_template(path) else helmfile_environment.paths(self.folder, path, file.source)
        for one in found:
            for inner in _in_folder(one):
                source = release.source_of(inner, self.main.source)
                read = manifests.read(source) if source is not None else None
                if read is None or read.unreadable:
                    message = f"the helmfile `{release.shown(inner)}` cannot be read here: its releases are not checked"
                    self._notice(file, node, NOT_CHECKED, message)
                else:
                    yield inner, read
        if not found and (placeholders.has_template(path) or "://" in path):
            message = f"the helmfile `{file.written(path)}` is not available here: its releases are not checked"
            self._notice(file, node, NOT_CHECKED, message)
        elif not found and self.setting("missingFileHandler") not in helmfile_environment.SKIPPING:
            self._notice(file, node, release.REJECTED, f"the helmfile `{path}` does not exist, so that helmfile fails")

    def _notice(self, file: File, node: Node, code: str, message: str) -> None:
        """Say that a file cannot be read, if it may be for Liqo."""
        if release.CHART in self.main.source.text:
            self.notices.append(release.noticed(file, code, message, _HELP, find(node, "path") or node))


def load(file: File) -> Helmfile:
    """Return a helmfile that no other one names."""
    return Helmfile(file, _Parent())


def named_by(file: File) -> Iterator[Path]:
    """Yield the helmfiles that a helmfile names, and its bases."""
    folder = Path(file.source.name).parent
    for document in file.documents:
        for key in REFERENCES:
            for node in items(document, key):
                for path in helmfile_environment.paths(folder, text(node) or text(node, "path"), file.source):
                    yield from _in_folder(path)


def nested_in(named: Mapping[str, set[str]]) -> set[str]:
    """Return the helmfiles that others contain; of those that name each other, all but the first.

    Args:
        named: The files that each helmfile names.
    """
    below = {one: _reached(one, named) for one in named}
    return {
        inner for outer, files in below.items() for inner in files if outer not in below.get(inner, ()) or outer < inner
    }


def _reached(start: str, named: Mapping[str, set[str]]) -> set[str]:
    """Return the files that a helmfile leads to."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = named.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _in_folder(path: Path) -> list[Path]:
    """Return the helmfiles in a folder; a file is the only one."""
    return sorted(one for pattern in _IN_FOLDER for one in path.glob(pattern)) if path.is_dir() else [path]


def _only(root: Node, keys: set[str]) -> MapNode:
    entries = root.entries if isinstance(root, MapNode) else {}
    kept: dict[str, Entry] = {key: entry for key, entry in entries.items() if key in keys}
    return MapNode(kept, root.span)


def _real(source: Source) -> str:
    return os.path.realpath(source.name)
