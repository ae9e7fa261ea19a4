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
from liqo_values.sources import chart_reference, manifests, release, umbrella
from liqo_values.sources.chart_reference import scalar
from liqo_values.sources.manifests import File, Manifest
from liqo_values.sources.release import Release
from liqo_values.values.release_inputs import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.charts.selection import Selected
    from liqo_values.model.findings import Label
    from liqo_values.values.release_inputs import Step

GROUP, KIND = "helm.toolkit.fluxcd.io", "HelmRelease"
_DEFAULT_KEY = "values.yaml"
_QUOTES = "'\""
#: The keys of a GitRepository that name what is checked out, the one that counts first.
_REVISIONS = ("commit", "name", "semver", "tag", "branch")
_GENERATORS = {"ConfigMap": "configMapGenerator", "Secret": "secretGenerator"}
_HOLDERS = r"ConfigMap|Secret|configMapGenerator|secretGenerator"
#: What a HelmRelease takes its chart from.
_SOURCES = r"HelmRepository|OCIRepository|GitRepository|HelmChart"


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
            self._folders[folder] = Beside(paths, source, f"{_HOLDERS}|{_SOURCES}")
        return self._folders[folder]

    def source(self, manifest: Manifest, kind: str, name: str, namespace: str) -> Manifest | None:
        """Find the source of a chart: in the file, next to it, or in another file of the run."""
        found = _in_namespace(self.named(kind, name), namespace)
        if found is None:
            found = _in_namespace(self.beside(manifest.file.source).objects(kind, name), namespace)
        if found is None and self._run:
            if None not in self._folders:
                paths = [path for path in map(Path, self._run) if path.is_file()]
                self._folders[None] = Beside(paths, manifest.file.source, _SOURCES)
            found = _in_namespace(self._folders[None].objects(kind, name), namespace)
        return found


def _in_namespace(objects: Sequence[Manifest], namespace: str) -> Manifest | None:
    """Return the object in a namespace; one without a namespace may be in any."""
    return next((one for one in objects if namespace in ("", one.namespace) or not one.namespace), None)


class Beside:
    """Objects in some files, such as those of a folder, and those that Kustomize generates from files there."""

    def __init__(self, paths: Sequence[Path], near: Source, kinds: str) -> None:
        self._found: dict[tuple[str, str], list[tuple[Path, Manifest | Node]]] = {}
        for path in paths:
            source = release.source_of(path, near)
            if source is not None and re.search(kinds, source.text):
                self._add(path, source)

    def objects(self, kind: str, name: str) -> list[Manifest]:
        """Return the objects with a kind and name."""
        return [found for _, found in self._found.get((kind, name), ()) if isinstance(found, Manifest)]

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
    if prefix and folder:
        result.is_for(*umbrella.chart_in(folder, manifest.file.source))
    else:
        result.is_for(*_target_chart(manifest, stream, folder))
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
    namespace = text(manifest.root, "spec", "chartRef", "namespace") or manifest.namespace
    other = stream.source(manifest, kind, name, namespace)
    return (text(other.root, "spec", "chart") or text(other.root, "spec", "url")) if other else name


def _target_chart(manifest: Manifest, stream: Stream, folder: Path | None) -> tuple[Selected, Label | None]:
    """Return the target chart of a HelmRelease, and where its version is written."""
    holder, spec = manifest, find(manifest.root, "spec", "chart", "spec")
    if spec is None:
        reference = find(manifest.root, "spec", "chartRef")
        found = _source(manifest, stream, reference)
        if found is None:
            return chart_reference.missing(f"the {text(reference, 'kind')} `{text(reference, 'name')}`", ""), None
        holder, spec = found, find(found.root, "spec")
    if holder.kind == "OCIRepository":
        return _in_registry(holder)
    version = find(spec, "version")
    chart = _in_source(holder, stream, spec, folder)
    return chart, release.label(holder.file, version, "is older than Liqo 1.0")


def _in_registry(source: Manifest) -> tuple[Selected, Label | None]:
    reference = find(source.root, "spec", "ref")
    node = find(reference, "semver") or find(reference, "tag")
    address, version = map(source.file.written, (text(source.root, "spec", "url"), scalar(node)))
    return (
        chart_reference.in_repository(address, version),
        release.label(source.file, node, "is older than Liqo 1.0"),
    )


def _in_source(holder: Manifest, stream: Stream, spec: Node | None, folder: Path | None) -> Selected:
    """Return the chart that a HelmRelease or HelmChart takes from a repository.

    Args:
        holder: The HelmRelease or HelmChart.
        stream: What it may refer to.
        spec: The part of it that names chart, version and source.
        folder: The folder of the chart, if it is in the repository of the manifest.
    """
    reference = find(spec, "sourceRef")
    kind, name = text(reference, "kind"), text(reference, "name")
    chart, version = (holder.file.written(scalar(spec, key)) for key in ("chart", "version"))
    source = _source(holder, stream, reference)
    address = source.file.written(text(source.root, "spec", "url")) if source else ""
    if kind == "GitRepository":
        if folder is not None and not chart_reference.is_source(address, chart):
            return chart_reference.in_folder(folder, holder.file.source)
        references = find(source.root, "spec", "ref") if source else None
        revision = next((found for key in _REVISIONS if (found := scalar(references, key))), "")
        if source is not None:
            return chart_reference.in_git(address, chart, source.file.written(revision))
        return chart_reference.missing(f"the GitRepository `{name}`", "")
    if not address:
        return chart_reference.missing(f"the {kind or 'source'} `{name}`", version)
    return chart_reference.in_repository(address, version)


def _source(holder: Manifest, stream: Stream, reference: Node | None) -> Manifest | None:
    namespace = text(reference, "namespace") or holder.namespace
    return stream.source(holder, text(reference, "kind"), text(reference, "name"), namespace)


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
