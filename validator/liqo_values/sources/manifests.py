"""Read Kubernetes manifests, including Lists and the output of ``kubectl get -o yaml``, as objects with places."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.findings import Diagnostic
from liqo_values.model.layers import NOT_VERBATIM, Layer, LayerKind
from liqo_values.model.node_lookup import find, text
from liqo_values.model.nodes import Entry, ListNode, MapNode, Node, ScalarNode
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import placeholders, yaml
from liqo_values.parsing.nested_yaml import Places, relocate
from liqo_values.parsing.set_flags import Assignment
from liqo_values.values.release_inputs import Assigned, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


class File(NamedTuple):
    """A file that contains something other than values.

    Attributes:
        source: The original text of the file.
        masked: The same with stand-ins for templates. Places in the documents refer to this text until they are
            restored.
        documents: Its documents.
        diagnostics: The diagnostics of the parser, with places in ``masked``.
        verbatim: Whether the file contains its documents exactly as they are read.
        others: Other files that its documents have parts from, by the identity of their text. The places in such
            documents are those in the original texts.
    """

    source: Source
    masked: Source
    documents: Sequence[Node]
    diagnostics: Sequence[Diagnostic]
    verbatim: bool = True
    others: Mapping[int, File] = MappingProxyType({})

    @classmethod
    def of_text(cls, source: Source) -> File:
        """Return a file that is not YAML, and has no templates."""
        return cls(source, source, (), ())

    @property
    def layer(self) -> Layer:
        """A new layer for this file."""
        return Layer(LayerKind.FILE, self.source.name, self.source)

    @property
    def unreadable(self) -> bool:
        """Whether it is not YAML."""
        return any(diagnostic.unreadable for diagnostic in self.diagnostics)

    def written(self, text: str) -> str:
        """Return a string of a document with its templates restored."""
        return placeholders.written(text, self.masked.text, self.source.text)

    def place(self, span: Span) -> Span:
        """Convert a place in ``masked`` to one in ``source``."""
        if id(span.source) in self.others:
            return span
        return Span(self.source, span.start, span.end)

    def piece(
        self, root: MapNode, diagnostics: Sequence[Diagnostic] = (), *, verbatim: bool = True, remedy: str = ""
    ) -> Piece:
        """Make a layer of a map in this file.

        Args:
            root: The map.
            diagnostics: Those of its parser, if it is in a string.
            verbatim: Whether the file contains it exactly as it is read.
            remedy: What to do about a template in quotes where a string is not allowed.
        """
        inside = [one for one in self.diagnostics if _within(one.primary.span, root.span)]
        restored = placeholders.restore(root, [*inside, *diagnostics], self.source, remedy or placeholders.UNQUOTE)
        layer = Layer(LayerKind.FILE, self.source.name, self.source, verbatim and self.verbatim)
        return Piece(layer, root, restored if layer.verbatim else [one.unfixable(NOT_VERBATIM) for one in restored])

    def pieces(self, root: MapNode) -> list[Piece | Assigned]:
        """Make layers of a map: one for each file that it has parts from, and one for each item of a mixed list."""
        if not self.others:
            return [self.piece(root)]
        parts: dict[int, MapNode] = {id(self.source): MapNode(span=root.span)}
        lists: list[Piece | Assigned] = []
        for path, entries, value in _leaves(root, ()):
            owners = {id(span.source): span for span in _spans(value)}
            if isinstance(value, ListNode) and len(owners) > 1:
                for index, item in enumerate(value.items):
                    span = next(_spans(item), root.span)
                    layer = self._layer_of(span)._replace(kind=LayerKind.PARAMETER)
                    lists.append(Assigned(layer, [Assignment((*path, index), item, span)]))
                continue
            owner = next(iter(owners), id(self.source))
            _put(parts.setdefault(owner, MapNode(span=next(_spans(value), None))), entries, value)
        inside = [one.moved(self.place) for one in self.diagnostics if _within(one.primary.span, root.span)]
        layers = [Piece(self._layer_of(part.span), part) for part in parts.values() if part.entries]
        return [*(one._replace(diagnostics=inside) for one in layers[:1]), *layers[1:], *lists]

    def _layer_of(self, span: Span | None) -> Layer:
        file = self.others.get(id(span.source), self) if span is not None else self
        return Layer(LayerKind.FILE, file.source.name, file.source, file.verbatim)

    def nested(self, node: ScalarNode) -> Nested:
        """Read the YAML in a string of this file."""
        content = node.value if isinstance(node.value, str) else ""
        span = node.span or Span(self.masked, 0, 0)
        place = Places(span, content)
        parsed = yaml.parse(Source(self.source.name, content))
        relocate(parsed.root, place)
        diagnostics = [diagnostic.moved(place) for diagnostic in parsed.diagnostics]
        return Nested(parsed.root, diagnostics, verbatim=place.exact and span.text.startswith("|"))


class Nested(NamedTuple):
    """YAML in a string of a file, with its places in that file.

    Attributes:
        root: The mapping.
        diagnostics: The diagnostics of the parser.
        verbatim: Whether the file contains it exactly as it is read, except for indentation: in a literal block.
    """

    root: MapNode
    diagnostics: Sequence[Diagnostic]
    verbatim: bool

    @property
    def unreadable(self) -> bool:
        """Whether it is not YAML."""
        return any(diagnostic.unreadable for diagnostic in self.diagnostics)


class Manifest(NamedTuple):
    """A Kubernetes object.

    Attributes:
        file: The file that contains it.
        root: The whole object.
        group: The API group, empty for the core.
        version: The version in its API group.
        kind: Its kind.
        name: Its name.
        namespace: Its namespace; empty if it names none.
    """

    file: File
    root: MapNode
    group: str
    version: str
    kind: str
    name: str
    namespace: str

    def __str__(self) -> str:
        name = f"{self.namespace}/{self.name}" if self.namespace else self.name
        return f"{self.kind} {name}"


def _leaves(
    node: MapNode, path: tuple[str, ...], above: tuple[Entry, ...] = ()
) -> Iterator[tuple[tuple[str, ...], tuple[Entry, ...], Node]]:
    """Yield everything that is not a map with keys, with its path and the entries that lead to it."""
    for key, entry in node.entries.items():
        if isinstance(entry.value, MapNode) and entry.value.entries:
            yield from _leaves(entry.value, (*path, key), (*above, entry))
        else:
            yield (*path, key), (*above, entry), entry.value


def _spans(node: Node) -> Iterator[Span]:
    """Yield the places of a value and of everything in it."""
    if isinstance(node, MapNode):
        for entry in node.entries.values():
            if entry.key_span is not None:
                yield entry.key_span
            yield from _spans(entry.value)
    elif isinstance(node, ListNode) and node.items:
        for item in node.items:
            yield from _spans(item)
        return
    if node.span is not None:
        yield node.span


def _put(root: MapNode, entries: Sequence[Entry], value: Node) -> None:
    """Add a value at the end of a path to a tree of new maps."""
    for entry in entries[:-1]:
        inner = root.entries.setdefault(entry.key, Entry(entry.key, MapNode(span=entry.value.span), entry.key_span))
        if isinstance(inner.value, MapNode):
            root = inner.value
    last = entries[-1]
    root.entries[last.key] = Entry(last.key, value, last.key_span)


def _within(span: Span | None, around: Span | None) -> bool:
    return span is not None and around is not None and around.start <= span.start <= span.end <= around.end


def read(source: Source) -> File:
    """Read a file as a stream of documents."""
    masked = placeholders.hidden(source)
    documents, diagnostics = yaml.parse_stream(masked)
    return File(source, masked, documents, diagnostics)


def read_literally(source: Source) -> File:
    """Read a file as a stream of documents in which nothing is a template."""
    documents, diagnostics = yaml.parse_stream(source)
    return File(source, source, documents, diagnostics)


def objects(file: File) -> list[Manifest]:
    """Return the Kubernetes objects of a file, including those in Lists."""
    return [found for document in file.documents for found in _objects(file, document)]


def is_object(node: Node) -> bool:
    """Return whether a document is a Kubernetes object, including an empty List."""
    return bool(text(node, "apiVersion") and text(node, "kind"))


def _objects(file: File, node: Node) -> Iterator[Manifest]:
    if not isinstance(node, MapNode) or not is_object(node):
        return
    api_version, kind = text(node, "apiVersion"), text(node, "kind")
    items = find(node, "items")
    if kind.endswith("List") and isinstance(items, ListNode):
        for item in items.items:
            yield from _objects(file, item)
        return
    group, _, version = api_version.rpartition("/")
    name, namespace = (file.written(text(node, "metadata", key)) for key in ("name", "namespace"))
    yield Manifest(file, node, group, version, kind, name, namespace)
