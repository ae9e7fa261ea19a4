"""Finds the objects that a manifest refers to: in its file, in the files next to it, or in another file of the run."""

from __future__ import annotations

import base64
import binascii
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from liqo_values.model.node_lookup import find, items, text
from liqo_values.model.nodes import Node, ScalarNode
from liqo_values.parsing import placeholders
from liqo_values.sources import detect, helmfile_files, manifests, release
from liqo_values.sources.detect import KUSTOMIZATIONS
from liqo_values.sources.manifests import File, Manifest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.model.source_text import Source

_GENERATORS = {"ConfigMap": "configMapGenerator", "Secret": "secretGenerator"}
#: Objects that hold values.
HOLDERS = "ConfigMap", "Secret"
#: What a HelmRelease takes its chart from.
SOURCES = "HelmRepository", "OCIRepository", "GitRepository", "Bucket", "HelmChart"
_NEXT_TO = "|".join((*HOLDERS, *_GENERATORS.values(), *SOURCES))
_IN_RUN = "|".join((*HOLDERS, *SOURCES, "HelmRelease", "Kustomization"))


class Key(NamedTuple):
    """A key of a ConfigMap or Secret.

    Attributes:
        kind: The kind of the object.
        name: Its name.
        key: The key.
    """

    kind: str
    name: str
    key: str

    def __str__(self) -> str:
        return f"the {self.kind} {self.name}"


class Content(NamedTuple):
    """The value of a key in a ConfigMap or Secret.

    Attributes:
        text: What it is once the API server has it.
        file: The manifest that contains it, or the Kustomization that generates it.
        node: Where it is written in that file.
        source: The file that it is the whole of; None if a manifest contains it.
        of_secret: Whether it is in a Secret.
        encoded: Whether it is written in base64.
    """

    text: str
    file: File
    node: ScalarNode
    source: Source | None = None
    of_secret: bool = False
    encoded: bool = False


class Stream:
    """The manifests of a file, and those in the files next to it, which are read at most once.

    Args:
        objects: All manifests of the file.
        folders: What has already been read next to other files, by folder; with None, in all files of the run.
        run: All files of the run.
    """

    def __init__(
        self,
        objects: Sequence[Manifest],
        folders: dict[Path | None, Beside] | None = None,
        run: Sequence[str] = (),
    ) -> None:
        self._objects = _by_name(objects)
        self._folders = {} if folders is None else folders
        self._run = run
        self._near: Sequence[Source] = ()

    def near(self, sources: Sequence[Source]) -> Stream:
        """Return the same, with files next to which objects are looked for before those next to a manifest."""
        other = Stream((), self._folders, self._run)
        other._objects, other._near = self._objects, sources
        return other

    @property
    def run(self) -> Sequence[str]:
        """All files of the run."""
        return self._run

    def named(self, kind: str, name: str) -> Sequence[Manifest]:
        """Return the objects of the file with a kind and name."""
        return self._objects.get((kind, name), ())

    def beside(self, source: Source) -> Beside:
        """Return the content of the files next to a file."""
        folder = Path(source.name).parent
        if folder not in self._folders:
            for other in [other for other in self._folders if other is not None]:
                del self._folders[other]  # files come folder by folder
            paths = sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])
            self._folders[folder] = Beside(paths, source, _NEXT_TO)
        return self._folders[folder]

    def source(self, manifest: Manifest, kind: str, name: str, namespace: str) -> Manifest | None:
        """Find the source of a chart: in the file, next to it, or in another file of the run."""
        found = _in_namespace(self.named(kind, name), namespace)
        if found is None:
            found = _in_namespace(self.beside(manifest.file.source).objects(kind, name), namespace)
        in_run = self.in_run(manifest.file.source)
        if found is None and in_run:
            found = _in_namespace(in_run.objects(kind, name), namespace)
        return found

    def content(self, manifest: Manifest, wanted: Key) -> Content | None:
        """Find the value of a key of a ConfigMap or Secret, also in what Kustomize generates next to the manifest."""
        for near in (*reversed(self._near), manifest.file.source):
            contents = (content_in(other, wanted.key) for other in self.candidates(manifest, near, wanted))
            found = next((content for content in contents if content is not None), None)
            found = found or self.beside(near).generated(wanted)
            if found is not None:
                return found
        return None

    def replaced_files(self, manifest: Manifest, wanted: Key) -> Iterator[str]:
        """Yield the files that the Kustomizations around a manifest generate a key from, the last of which counts."""
        for near in (*self._near, manifest.file.source) if self._near else ():
            found = self.beside(near).generated(wanted)
            if found is not None and found.source is not None:
                yield found.source.name

    def releases(self, manifest: Manifest) -> Iterator[Manifest]:
        """Yield the objects with the kind, name and namespace of a manifest, in its file or in others of the run."""
        in_run = self.in_run(manifest.file.source)
        wanted = (manifest.kind, manifest.name)
        for other in (*self.named(*wanted), *(in_run.objects(*wanted) if in_run else ())):
            if other.root is not manifest.root and (other.group, other.namespace) == (
                manifest.group,
                manifest.namespace,
            ):
                yield other

    def candidates(self, manifest: Manifest, near: Source, wanted: Key) -> Iterator[Manifest]:
        """Yield the ConfigMaps or Secrets of its namespace that a manifest may refer to, the likeliest first.

        Args:
            manifest: What refers to it.
            near: The file next to which it may be.
            wanted: Its kind and name.
        """
        in_run = self.in_run(near)
        far = in_run.objects(wanted.kind, wanted.name) if in_run else ()
        for other in (*self.named(wanted.kind, wanted.name), *self.beside(near).objects(wanted.kind, wanted.name)):
            if not other.group and other.namespace in ("", manifest.namespace):
                yield other
        yield from (one for one in far if not one.group and one.namespace == manifest.namespace != "")

    def in_run(self, near: Source) -> Beside | None:
        """Return the content of all files of the run; None if there are no others."""
        if not self._run:
            return None
        if None not in self._folders:
            paths = [path for path in map(Path, self._run) if path.is_file()]
            self._folders[None] = Beside(paths, near, _IN_RUN)
        return self._folders[None]


def _in_namespace(objects: Sequence[Manifest], namespace: str) -> Manifest | None:
    """Return the object in a namespace; one without a namespace may be in any."""
    return next((one for one in objects if namespace in ("", one.namespace) or not one.namespace), None)


class Beside:
    """Objects in some files, such as those of a folder, and those that Kustomize generates from files there.

    Attributes:
        kustomizations: Those of the files that are Kustomizations.
        overlays: What they change (of ``kustomize_overlays``); None until it is known.
        nested_helmfiles: The real paths of helmfiles and bases that helmfiles among them name.
    """

    def __init__(self, paths: Sequence[Path], near: Source, kinds: str) -> None:
        self.kustomizations = [path for path in paths if path.name in KUSTOMIZATIONS]
        self.overlays: Any = None
        self._found: dict[tuple[str, str], list[Manifest]] = {}
        self._generators: list[tuple[File, str, Node]] = []
        helmfiles: dict[str, set[str]] = {}
        for path in paths:
            source = release.source_of(path, near)
            if source is not None and detect.like_parent(source.text):
                named = helmfile_files.named_by(manifests.read(source))
                helmfiles[os.path.realpath(path)] = {os.path.realpath(one) for one in named}
            if source is not None and re.search(kinds, source.text):
                self._add(source)
        self.nested_helmfiles = helmfile_files.nested_in(helmfiles)

    def objects(self, kind: str, name: str) -> Sequence[Manifest]:
        """Return the objects with a kind and name."""
        return self._found.get((kind, name), ())

    def of_kind(self, kind: str) -> Iterator[Manifest]:
        """Yield the objects of a kind."""
        for (found, _), objects in self._found.items():
            if found == kind:
                yield from objects

    def generated(self, wanted: Key) -> Content | None:
        """Find the value of a key in what Kustomize generates."""
        for file, kind, entry in self._generators:
            if (kind, text(entry, "name")) == wanted[:2]:
                found = _from_files(file, entry, wanted) or _from_pairs(file, entry, wanted)
                if found is not None:
                    return found
        return None

    def _add(self, source: Source) -> None:
        file = manifests.read(source)
        for document in file.documents:
            for kind, generator in _GENERATORS.items():
                self._generators += ((file, kind, entry) for entry in items(document, generator))
        for key, objects in _by_name(manifests.objects(file)).items():
            self._found.setdefault(key, []).extend(objects)


def _by_name(objects: Sequence[Manifest]) -> dict[tuple[str, str], list[Manifest]]:
    named: dict[tuple[str, str], list[Manifest]] = {}
    for manifest in objects:
        named.setdefault((manifest.kind, manifest.name), []).append(manifest)
    return named


def content_in(manifest: Manifest, key: str) -> Content | None:
    """Return the value of a key of a ConfigMap or Secret; None if it has no such key."""
    of_secret = manifest.kind == "Secret"
    plain = find(manifest.root, "stringData" if of_secret else "data", key)
    if isinstance(plain, ScalarNode):
        return Content(_text(plain), manifest.file, plain, of_secret=of_secret)
    encoded = find(manifest.root, "data", key)
    if not of_secret or not isinstance(encoded, ScalarNode):
        return None
    if placeholders.has_template(_text(encoded)):
        return Content(_text(encoded), manifest.file, encoded, of_secret=True)
    if encoded.span is not None:  # whoever sees it sees all that is in it
        manifest.file.source.secrets.update(map(str.strip, encoded.span.text.splitlines()))
    return Content(_decoded(_text(encoded)), manifest.file, encoded, of_secret=True, encoded=True)


def keys_of(manifest: Manifest) -> Iterator[str]:
    """Yield the keys of a ConfigMap or Secret."""
    for part in ("data", "stringData"):
        yield from getattr(find(manifest.root, part), "entries", ())


def _text(node: ScalarNode) -> str:
    return node.value if isinstance(node.value, str) else ""


def _decoded(written: str) -> str:
    try:
        return base64.b64decode(written).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _from_files(file: File, entry: Node, wanted: Key) -> Content | None:
    """Find the file from which Kustomize generates a key."""
    folder = Path(file.source.name).parent
    for item in items(entry, "files"):
        before, equals, after = text(item).partition("=")
        path = folder / (after if equals else before)
        source = release.source_of(path, file.source) if (before if equals else path.name) == wanted.key else None
        if source is not None and isinstance(item, ScalarNode):
            return Content(source.text, file, item, source, wanted.kind == "Secret")
    return None


def _from_pairs(file: File, entry: Node, wanted: Key) -> Content | None:
    """Find a key that Kustomize generates from `key=value`, in the Kustomization or in a file."""
    folder = Path(file.source.name).parent
    of_secret = wanted.kind == "Secret"
    for item in items(entry, "literals"):
        key, _, value = text(item).partition("=")
        if key == wanted.key and isinstance(item, ScalarNode):
            return Content(_unquoted(value), file, item, of_secret=of_secret)
    single = find(entry, "env")
    for item in (*items(entry, "envs"), *((single,) if single is not None else ())):
        source = release.source_of(folder / text(item), file.source)
        for line in source.text.splitlines() if source else ():
            key, _, value = line.partition("=")
            if key == wanted.key and isinstance(item, ScalarNode):
                return Content(value, file, item, of_secret=of_secret)
    return None


def _unquoted(value: str) -> str:
    """Remove the quotes around a literal, as Kustomize does."""
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
