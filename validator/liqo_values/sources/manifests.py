"""Read Kubernetes manifests, including Lists and the output of ``kubectl get -o yaml``, as objects with places."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.findings import Diagnostic
from liqo_values.model.layers import Layer, LayerKind
from liqo_values.model.node_lookup import find, text
from liqo_values.model.nodes import ListNode, MapNode, Node, ScalarNode
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import placeholders, yaml
from liqo_values.parsing.nested_yaml import Places, relocate
from liqo_values.values.release_inputs import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class File(NamedTuple):
    """A file that contains something other than values.

    Attributes:
        source: The original text of the file.
        masked: The same with stand-ins for templates. Places in the documents refer to this text until they are
            restored.
        documents: Its documents.
        diagnostics: The diagnostics of the parser, with places in ``masked``.
        verbatim: Whether the file contains its documents exactly as they are read.
    """

    source: Source
    masked: Source
    documents: Sequence[Node]
    diagnostics: Sequence[Diagnostic]
    verbatim: bool = True

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
        return Span(self.source, span.start, span.end)

    def piece(self, root: MapNode, diagnostics: Sequence[Diagnostic] = (), *, verbatim: bool = True) -> Piece:
        """Make a layer of a map in this file; ``verbatim`` says whether the file contains it exactly as it is read."""
        inside = [one for one in self.diagnostics if _within(one.primary.span, root.span)]
        restored = placeholders.restore(root, [*inside, *diagnostics], self.source)
        layer = Layer(LayerKind.FILE, self.source.name, self.source, verbatim and self.verbatim)
        return Piece(layer, root, restored if layer.verbatim else [one.replace(fix=None) for one in restored])

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


def _within(span: Span | None, around: Span | None) -> bool:
    return span is not None and around is not None and around.start <= span.start <= span.end <= around.end


def read(source: Source) -> File:
    """Read a file as a stream of documents."""
    masked = placeholders.hidden(source)
    documents, diagnostics = yaml.parse_stream(masked)
    return File(source, masked, documents, diagnostics)


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
