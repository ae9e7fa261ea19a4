"""Flux: the values of a HelmRelease, merged as its helm-controller does.

``valuesFrom`` in order, in which an item with a ``targetPath`` is one ``path=value``, then ``values`` over all of them.
"""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.model.layers import Layer, LayerKind
from liqo_values.model.node_lookup import find, is_true, items, text
from liqo_values.model.nodes import MapNode, Node, ScalarNode
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import placeholders, yaml
from liqo_values.parsing.nested_yaml import relocate
from liqo_values.sources import manifests, release, umbrella
from liqo_values.sources.manifests import File, Manifest
from liqo_values.sources.release import Release
from liqo_values.values.release_inputs import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.values.release_inputs import Step

GROUP, KIND = "helm.toolkit.fluxcd.io", "HelmRelease"
_DEFAULT_KEY = "values.yaml"
_QUOTES = "'\""
_GENERATORS = {"ConfigMap": "configMapGenerator", "Secret": "secretGenerator"}
_HOLDERS = r"ConfigMap|Secret|configMapGenerator|secretGenerator"


class Stream:
    """The manifests of a file, and those in the files next to it, which are read at most once.

    Args:
        objects: All manifests of the file.
        folders: What has already been read next to other files, by folder.
    """

    def __init__(self, objects: Sequence[Manifest], folders: dict[Path, Beside] | None = None) -> None:
        self._objects = _by_name(objects)
        self._folders = {} if folders is None else folders

    def named(self, kind: str, name: str) -> Sequence[Manifest]:
        """Return the objects of the file with a kind and name."""
        return self._objects.get((kind, name), ())

    def beside(self, source: Source) -> Beside:
        """Return the content of the files next to a file."""
        folder = Path(source.name).parent
        if folder not in self._folders:
            self._folders.clear()  # files come folder by folder
            self._folders[folder] = Beside(folder, source)
        return self._folders[folder]


class Beside:
    """ConfigMaps and Secrets in the files of a folder, and those that Kustomize generates from files there."""

    def __init__(self, folder: Path, near: Source) -> None:
        self._found: dict[tuple[str, str], list[tuple[Path, Manifest | Node]]] = {}
        for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
            source = release.source_of(path, near)
            if source is not None and re.search(_HOLDERS, source.text):
                self._add(path, source)

    def _add(self, path: Path, source: Source) -> None:
        file = manifests.read(source)
        for document in file.documents:
            for kind, generator in _GENERATORS.items():
                for entry in items(document, generator):
                    self._found.setdefault((kind, text(entry, "name")), []).append((path, entry))
        for key, objects in _by_name(manifests.objects(file)).items():
            self._found.setdefault(key, []).extend((path, other) for other in objects)

    def find(self, manifest: Manifest, wanted: tuple[str, str, str]) -> _Content | Source | None:
        """Find the value of a key in an object, by the kind and name of the object and the key."""
        for path, found in self._found.get(wanted[:2], ()):
            if path.name == Path(manifest.file.source.name).name:
                continue
            if isinstance(found, Manifest):
                content: _Content | Source | None = _content(found, wanted)
            else:
                content = _generated(found, path.parent, wanted[2], manifest.file.source)
            if content is not None:
                return content
        return None


def _by_name(objects: Sequence[Manifest]) -> dict[tuple[str, str], list[Manifest]]:
    named: dict[tuple[str, str], list[Manifest]] = {}
    for manifest in objects:
        named.setdefault((manifest.kind, manifest.name), []).append(manifest)
    return named


def releases(manifest: Manifest, stream: Stream) -> Iterator[Release]:
    """Yield the release of a HelmRelease of Liqo's chart.

    Args:
        manifest: Any manifest.
        stream: What it may refer to.

    Raises:
        InputError: Helm would reject a ``targetPath``.
    """
    if manifest.group != GROUP or manifest.kind != KIND:
        return
    chart = _chart(manifest, stream)
    folder = release.above(manifest.file.source, chart) if chart.startswith("./") else None
    prefix = umbrella.key_in(folder, manifest.file.source)
    if not release.is_liqo(chart) and not prefix:
        return
    result = Release(str(manifest), prefix=prefix)
    if prefix:
        result.around = umbrella.own_values(folder, manifest.file.source)
    # If installs or upgrades skip the check, not all of them are checked.
    result.schema = not any(
        is_true(manifest.root, "spec", when, "disableSchemaValidation") for when in ("install", "upgrade")
    )
    for reference in items(manifest.root, "spec", "valuesFrom"):
        result.steps += _referenced(manifest, stream, reference)
    values = find(manifest.root, "spec", "values")
    if isinstance(values, MapNode):
        result.steps.append(manifest.file.piece(values))
    yield result


def _chart(manifest: Manifest, stream: Stream) -> str:
    """Return the name, path or URL of the chart."""
    direct = text(manifest.root, "spec", "chart", "spec", "chart")
    if direct:
        return direct
    name, kind = (text(manifest.root, "spec", "chartRef", key) for key in ("name", "kind"))
    for other in stream.named(kind, name):
        return text(other.root, "spec", "chart") or text(other.root, "spec", "url")
    return name


def _referenced(manifest: Manifest, stream: Stream, reference: Node) -> Iterator[Step]:
    kind, name = text(reference, "kind"), text(reference, "name")
    key = text(reference, "valuesKey") or _DEFAULT_KEY
    found = _find(manifest, stream, (kind, name, key))
    path = find(reference, "targetPath")
    if found is None:
        yield release.unread(manifest.file, find(reference, "name") or reference, f"the {kind} {name}")
    elif isinstance(found, Source):
        yield _from_file(found)
    elif isinstance(path, ScalarNode):
        yield _target(manifest, path, found)
    else:
        yield _from_object(found)


class _Content:
    """The value of a key in a ConfigMap or Secret."""

    def __init__(self, file: File, node: ScalarNode, *, of_secret: bool, encoded: bool = False) -> None:
        self.file = file
        self.node = node
        self.of_secret = of_secret
        self.encoded = encoded
        if encoded and node.span is not None:  # whoever sees it sees all that is in it
            file.source.secrets.update(map(str.strip, node.span.text.splitlines()))

    @property
    def text(self) -> str:
        """Its decoded content."""
        written = self.node.value if isinstance(self.node.value, str) else ""
        if not self.encoded:
            return written
        try:
            return base64.b64decode(written).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return ""


def _find(manifest: Manifest, stream: Stream, wanted: tuple[str, str, str]) -> _Content | Source | None:
    """Find the target of a reference: in the same file, next to it, or in what Kustomize generates there."""
    for other in stream.named(*wanted[:2]):
        content = _content(other, wanted)
        if content is not None and other.namespace in ("", manifest.namespace):
            return content
    return stream.beside(manifest.file.source).find(manifest, wanted)


def _content(manifest: Manifest, wanted: tuple[str, str, str]) -> _Content | None:
    kind, name, key = wanted
    if (manifest.group, manifest.kind, manifest.name) != ("", kind, name):
        return None
    plain = find(manifest.root, "stringData" if kind == "Secret" else "data", key)
    if isinstance(plain, ScalarNode):
        return _Content(manifest.file, plain, of_secret=kind == "Secret")
    encoded = find(manifest.root, "data", key)
    if kind == "Secret" and isinstance(encoded, ScalarNode):
        hidden = placeholders.has_template(str(encoded.value))
        return _Content(manifest.file, encoded, of_secret=True, encoded=not hidden)
    return None


def _generated(entry: Node, folder: Path, key: str, near: Source) -> Source | None:
    """Find the file from which Kustomize generates the key of a ConfigMap or Secret."""
    for item in items(entry, "files"):
        before, equals, after = text(item).partition("=")
        path = folder / (after if equals else before)
        if (before if equals else path.name) == key:
            return release.source_of(path, near)
    return None


def _from_file(source: Source) -> Step:
    parsed = placeholders.parse(source)
    return Piece(Layer(LayerKind.FILE, source.name, source), parsed.root, parsed.diagnostics)


def _from_object(content: _Content) -> Step:
    if not content.encoded:
        if placeholders.has_template(content.text) and content.text.strip().count("\n") == 0:
            return release.unread(content.file, content.node, "the encrypted values")
        nested = content.file.nested(content.node)
        return content.file.piece(nested.root, nested.diagnostics, verbatim=nested.verbatim)
    span = content.node.span or Span(content.file.masked, 0, 0)
    parsed = yaml.parse(Source(content.file.source.name, content.text))
    relocate(parsed.root, lambda _: span)
    diagnostics = [diagnostic.moved(lambda _: span) for diagnostic in parsed.diagnostics]
    return content.file.piece(parsed.root, diagnostics, verbatim=False)


def _target(manifest: Manifest, path: ScalarNode, content: _Content) -> Step:
    """Apply a value at a path, as Flux does: a quoted string stays a string, anything else is read as by ``--set``."""
    value = content.text
    quoted = len(value) > 1 and value[0] in _QUOTES and value[-1] in _QUOTES
    kind = LayerKind.SET_STRING if quoted else LayerKind.SET
    if content.of_secret:
        content.file.source.secrets.add(value)
        manifest.file.source.secrets.add(value)
    argument = f"{path.value}={value.strip(_QUOTES) if quoted else value}"
    same_file = content.file is manifest.file
    return release.parameter(manifest.file, kind, path, content.node if same_file else path, argument)
