"""Fills in the variables of a manifest as the kustomize-controller of Flux does after a build (``postBuild``).

The controller writes each object as YAML, replaces the variables in the text, and reads it again. Quotes that YAML does
not need are gone by then: with `NETWORK: "false"`, both `${NETWORK}` and `"${NETWORK}"` become the boolean.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml as pyyaml

from liqo_values.model.node_lookup import find, items, text
from liqo_values.model.nodes import Entry, ListNode, MapNode, Node, ScalarNode, Unknown
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import placeholders, yaml
from liqo_values.parsing.nested_yaml import relocate
from liqo_values.sources.object_lookup import Key, content_in, keys_of

if TYPE_CHECKING:
    from liqo_values.sources.manifests import Manifest
    from liqo_values.sources.object_lookup import Stream

_DISABLED = "kustomize.toolkit.fluxcd.io/substitute"
#: A variable with or without a default, or an escaped `$`. Anything else that begins like a variable is not read.
_VARIABLE = r"\$(\$)|\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[=-])([^${}\\]*))?\}"
_REST = r"\$\{"
_STRING, _LIST, _MAP = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))
_KEY = pyyaml.ScalarNode(_STRING, "k")


class Variables:
    """The variables of a Kustomization of Flux.

    Args:
        manifest: The Kustomization.
        stream: What it may refer to.
    """

    def __init__(self, manifest: Manifest, stream: Stream) -> None:
        self._found: dict[str, str] = {}
        self._complete = True
        post_build = find(manifest.root, "spec", "postBuild")
        self.given = post_build is not None
        for reference in items(post_build, "substituteFrom"):
            self._add(manifest, stream, Key(text(reference, "kind"), text(reference, "name"), ""))
        self._inline: dict[str, str] = {}
        inline = find(post_build, "substitute")
        for key, entry in inline.entries.items() if isinstance(inline, MapNode) else ():
            self._put(self._inline, key, entry.value)

    def _add(self, manifest: Manifest, stream: Stream, wanted: Key) -> None:
        """Read the variables in a ConfigMap or Secret."""
        holder = next(stream.candidates(manifest, manifest.file.source, wanted), None)
        if holder is None:
            self._complete = False
            return
        contents = {key: content_in(holder, key) for key in keys_of(holder)}
        self._found |= {key: one.text.replace("\n", "") for key, one in contents.items() if one is not None}

    def _put(self, into: dict[str, str], key: str, node: Node) -> None:
        if isinstance(node, ScalarNode) and isinstance(node.value, str):
            into[key] = node.value.replace("\n", "")

    def value(self, name: str, operator: str, default: str) -> str | None:
        """Return what a variable is replaced with; None if that is not known."""
        found = self._inline.get(name, self._found.get(name) if self._complete else None)
        if found is None and not (self._complete and operator):
            return None
        if found is not None and placeholders.has_template(found):
            return None
        return found or (default if operator else "")

    def substituted(self, root: MapNode) -> MapNode:
        """Return an object with its variables filled in; those that are not known stay."""
        metadata = find(root, "metadata")
        if any(text(metadata, part, _DISABLED) == "disabled" for part in ("labels", "annotations")):
            return root
        return MapNode({key: self._entry(entry) for key, entry in root.entries.items()}, root.span)

    def in_text(self, root: MapNode) -> MapNode:
        """Return values in the text of a ConfigMap with variables filled in: there, quotes stay as they are."""
        kept = {key: Entry(one.key, self._in_text(one.value), one.key_span) for key, one in root.entries.items()}
        return MapNode(kept, root.span)

    def _in_text(self, node: Node) -> Node:
        if isinstance(node, MapNode):
            return self.in_text(node)
        if isinstance(node, ListNode):
            return ListNode([self._in_text(item) for item in node.items], node.span)
        place = node.span
        if place is None or "$" not in place.text or place.text[:1] in ("|", ">"):
            return node
        filled = self._filled(place.text)
        read = find(yaml.parse(Source("", f"k: {filled}\n")).root, "k") if filled is not None else None
        if read is None:
            return node
        relocate(read, lambda _: Span(place.source, place.start, place.end))
        return read

    def _entry(self, entry: Entry) -> Entry:
        return Entry(entry.key, self._node(entry.value), entry.key_span)

    def _node(self, node: Node, *, in_list: bool = False) -> Node:
        if isinstance(node, MapNode):
            return MapNode({key: self._entry(entry) for key, entry in node.entries.items()}, node.span)
        if isinstance(node, ListNode):
            return ListNode([self._node(item, in_list=True) for item in node.items], node.span)
        if not isinstance(node.value, str) or "$" not in node.value:
            return node
        value = _content(node)
        if value is None or "\n" in value:
            return node if value is None else self._lines(value, node)
        filled = self._filled(_as_yaml(value, in_list=in_list))
        if filled is None:
            return node
        documents, _ = yaml.parse_stream(Source("", filled))
        read = find(documents[0], "k") if documents else None
        if documents and isinstance(documents[0], ListNode):
            read = documents[0].items[0]
        if read is None:
            return ScalarNode(None, node.span)
        place = node.span
        if place is not None:
            relocate(read, lambda _: Span(place.source, place.start, place.end))
        return read

    def _lines(self, value: str, node: ScalarNode) -> ScalarNode:
        """Fill in a text of several lines, which stays a text."""
        filled = self._filled(value)
        if filled is None or any(line != line.strip() or not line for line in filled.removesuffix("\n").split("\n")):
            return node  # what the indentation then is, is not read
        return ScalarNode(filled, node.span)

    def _filled(self, written: str) -> str | None:
        """Replace the variables in a text; None if one of them is not known or not read."""
        known = True

        def replaced(found: re.Match[str]) -> str:
            nonlocal known
            if found[1]:
                return "$"
            value = self.value(found[2], found[3] or "", found[4] or "")
            known = known and value is not None
            return value or ""

        pieces = re.split(_VARIABLE, written)
        if any(re.search(_REST, piece) for piece in pieces[::5] if piece):
            return None
        filled = re.sub(_VARIABLE, replaced, written)
        return filled if known else None


def _content(node: ScalarNode) -> str | None:
    """Return the content of a scalar, of which a template keeps what is written; None for a block scalar."""
    if node.span is None or not isinstance(node.value, Unknown):
        return str(node.value)
    if node.span.text[:1] in ("|", ">"):
        return None
    documents, _ = yaml.parse_stream(Source("", node.span.text))
    read = documents[0] if documents else node
    return read.value if isinstance(read, ScalarNode) and isinstance(read.value, str) else None


def _as_yaml(value: str, *, in_list: bool) -> str:
    """Write a text of one line as Flux does: in quotes only if it needs them."""
    dumper = getattr(pyyaml, "CSafeDumper", pyyaml.SafeDumper)
    scalar = pyyaml.ScalarNode(_STRING, value)
    node = pyyaml.SequenceNode(_LIST, [scalar]) if in_list else pyyaml.MappingNode(_MAP, [(_KEY, scalar)])
    return str(pyyaml.serialize(node, Dumper=dumper, width=2**20, allow_unicode=True))
