"""Environments of helmfile: the values that templates and conditions in a helmfile refer to.

As in helmfile's ``pkg/state/create.go``, ``values`` of the helmfile are the defaults, over which those of the
environment are merged, and its ``secrets`` last. What a parent helmfile passes to a nested one is above all of them.
Templates are only filled in if they are a single reference: everything else needs helmfile itself.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.errors import InputError
from liqo_values.model.node_lookup import find, items, text
from liqo_values.model.nodes import Entry, ListNode, MapNode, Node, ScalarNode, Unknown
from liqo_values.parsing import placeholders, repository, scalars, sops
from liqo_values.sources import release
from liqo_values.values.release_inputs import read_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.model.source_text import Source
    from liqo_values.sources.manifests import File

DEFAULT = "default"
#: How helmfile may treat a missing file other than with an error.
SKIPPING = ("Warn", "Info", "Debug")
#: A template that is nothing but a reference.
_REFERENCE = r"\{\{ *\.(Values|StateValues|Environment|Release)\.(\w+(?:\.\w+)*) *\}\}"
_GLOB = r"[*?\[]"
_QUOTES = ("'", '"', "|", ">")


class Part(NamedTuple):
    """A document of a helmfile or of one of its bases, and the file that contains it."""

    file: File
    root: Node


class Environment:
    """The values of an environment.

    Args:
        name: Its name.

    Attributes:
        values: Its values, as far as they are known.
        missing: Where files are named that are not available here: their values may override all others.
        files: The files that its values are in.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.values = MapNode()
        self.missing: list[tuple[File, Node]] = []
        self.files: list[str] = []

    def at(self, path: Sequence[str]) -> Node | None:
        """Return a value; None if it is not known."""
        return None if self.missing else find(self.values, *path)

    def is_on(self, condition: str) -> bool | None:
        """Return whether a condition such as ``liqo.enabled`` is met; None if that is not known."""
        if condition.lower() in ("true", "false"):
            return condition.lower() == "true"
        *above, last = condition.split(".")
        section = self.at(above)
        if last != "enabled" or not isinstance(section, MapNode):
            return None
        value = find(section, last)
        if isinstance(value, ScalarNode) and isinstance(value.value, Unknown):
            return None
        return isinstance(value, ScalarNode) and value.value is True

    def filled(self, node: Node, file_of: Files, name: str = "") -> Node:
        """Return a copy of a part of a helmfile in which references to the environment are filled in.

        Args:
            node: The part.
            file_of: The files that it may be in.
            name: The name of the release; empty if it has none.
        """
        if isinstance(node, MapNode):
            entries = {
                key: Entry(key, self.filled(entry.value, file_of, name), entry.key_span)
                for key, entry in node.entries.items()
            }
            return MapNode(entries, node.span)
        if isinstance(node, ListNode):
            return ListNode([self.filled(item, file_of, name) for item in node.items], node.span)
        value = node.value
        if not isinstance(value, str) or not placeholders.has_template(value):
            return type(node)(value, node.span)
        known = self._known(file_of.written(node), name)
        if known is None:
            return ScalarNode(value, node.span)
        plain = node.span is None or not node.span.text.startswith(_QUOTES)
        return ScalarNode(scalars.resolve(known, None, plain=plain), node.span)

    def _known(self, written: str, name: str) -> str | None:
        """Return a text with its references filled in; None if one of them is not known."""

        def meaning(found: re.Match[str]) -> str:
            kind, path = found[1], found[2]
            if kind in ("Environment", "Release"):
                known = {"Environment.Name": self.name, "Release.Name": name}
                return known.get(f"{kind}.{path}") or found[0]
            value = self.at(path.split("."))
            return _word(value) or found[0]

        known = re.sub(_REFERENCE, meaning, written)
        return None if placeholders.has_template(known) else known


class Files:
    """The files of a helmfile, by the texts that places are in."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._main = parts[-1].file
        self._files = {id(text): part.file for part in parts for text in (part.file.masked, part.file.source)}

    def of(self, node: Node) -> File:
        """Return the file that contains a node."""
        return self._files.get(id(node.span.source), self._main) if node.span is not None else self._main

    def written(self, node: Node | None, *path: str) -> str:
        """Return a text as it is written."""
        found = find(node, *path)
        return self.of(found).written(text(found)) if found is not None else ""


def _word(node: Node | None) -> str:
    """Write a value as a template does; empty if it is not known, or no scalar."""
    value = node.value if isinstance(node, ScalarNode) else None
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int) and not isinstance(value, Unknown) else ""


def is_filled(node: Node) -> bool:
    """Return whether a part of a helmfile contains what was filled in."""
    if isinstance(node, MapNode):
        return any(is_filled(entry.value) for entry in node.entries.values())
    if isinstance(node, ListNode):
        return any(map(is_filled, node.items))
    if node.span is None or not placeholders.has_template(node.span.text):
        return False
    return not isinstance(node.value, str) or not placeholders.has_template(node.value)


def names(parts: Sequence[Part]) -> list[str]:
    """Return the names of all environments; the default one if there are no others."""
    found = [find(part.root, "environments") for part in parts]
    return list(dict.fromkeys(key for node in found if isinstance(node, MapNode) for key in node.entries)) or [DEFAULT]


def load(name: str, parts: Sequence[Part], folder: Path, above: Sequence[tuple[File, Node]] = ()) -> Environment:
    """Read the values of an environment.

    Args:
        name: Its name.
        parts: The documents of the helmfile.
        folder: The folder that paths are relative to.
        above: What a parent helmfile passes.
    """
    result = Environment(name)
    handler = next((text(part.root, "missingFileHandler") for part in reversed(parts)), "")
    own = [(part, find(part.root, "environments", name)) for part in parts]
    defaults = [(part.file, node) for part in parts for node in items(part.root, "values")]
    values = [(part.file, node) for part, spec in own for node in items(spec, "values")]
    if any(text(spec, "mergeStrategy") == "fallback" for _, spec in own):
        values.reverse()
    secrets = [(part.file, node) for part, spec in own for node in items(spec, "secrets")]
    handlers = [text(spec, "missingFileHandler") for _, spec in own]
    handler = next(filter(None, reversed(handlers)), handler)
    for given, secret in ((defaults, False), (values, False), (secrets, True), (above, False)):
        for file, node in given:
            _add(result, file, node, folder, secret=secret, skips=handler in SKIPPING)
    return result


def _add(result: Environment, file: File, node: Node, folder: Path, *, secret: bool, skips: bool) -> None:
    if isinstance(node, MapNode):
        copied = Environment("").filled(node, Files([Part(file, node)]))
        placeholders.restore(copied, (), file.source)
        result.values = merged(result.values, copied)
        return
    found = [] if placeholders.has_template(text(node)) else paths(folder, text(node), file.source)
    roots = [_read(file, path, secret=secret) for path in found]
    result.files += map(release.shown, found)
    if (not roots and not skips) or None in roots:
        result.missing.append((file, node))
    for root in roots:
        result.values = merged(result.values, root) if root is not None else result.values


def _read(file: File, path: Path, *, secret: bool) -> MapNode | None:
    """Return the content of a file with values; None if it cannot be read here."""
    source = release.source_of(path, file.source)
    if source is None or path.suffix == ".hcl" or (secret and sops.ENCRYPTED not in source.text):
        return None
    try:
        piece = read_file(source) if secret else release.read_template(source)
    except InputError:
        return None
    return piece.root if piece is not None else None


def paths(folder: Path, path: str, near: Source) -> list[Path]:
    """Return the files in the repository that a path or a pattern names, sorted.

    Args:
        folder: The folder that it is relative to.
        path: The path or pattern.
        near: A file of the repository.
    """
    if "://" in path or not path:
        return []
    parts = Path(path).parts
    fixed = next((index for index, part in enumerate(parts) if re.search(_GLOB, part)), len(parts))
    base = folder.joinpath(*parts[:fixed])
    if not repository.is_inside(base, repository.root_of(near)) or not base.exists():
        return []
    try:
        return sorted(base.glob("/".join(parts[fixed:]))) if parts[fixed:] else [base]
    except ValueError:  # not a pattern
        return []


def merged(base: Node, over: Node) -> MapNode:
    """Merge maps: those in both are merged, everything else is replaced."""
    below, above = (node.entries if isinstance(node, MapNode) else {} for node in (base, over))
    entries = dict(below)
    for key, entry in above.items():
        old = below.get(key)
        both = old is not None and isinstance(old.value, MapNode) and isinstance(entry.value, MapNode)
        entries[key] = Entry(key, merged(old.value, entry.value), entry.key_span) if both and old else entry
    return MapNode(entries, over.span)
