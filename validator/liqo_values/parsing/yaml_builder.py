"""Build values from libyaml's events: a mirror of go.yaml.in/yaml/v2 ``decode.go`` that keeps positions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import yaml

from liqo_values.model.findings import Diagnostic, Edit, Fix
from liqo_values.model.node_lookup import nodes
from liqo_values.model.nodes import MAX_DEPTH, Entry, ListNode, MapNode, Node, Scalar, ScalarNode
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing.refusals import RefusedError, noticed, refuse, unreadable
from liqo_values.parsing.scalars import MERGE, ScalarError, key_text, resolve, to_json
from liqo_values.parsing.yaml_limits import Decodes

if TYPE_CHECKING:
    from liqo_values.parsing.libyaml_quirks import StandIns

#: The rule about a key that is set twice.
DUPLICATE_KEY = "LQ006"
_PROPERTIES = r"(?:[&!]\S*(?:\s+|#[^\n\r]*|$)+)+"
_QUOTE = "quote the value if it is meant as text"
_NOT_A_KEY = ("a list or a mapping cannot be a key", "write a plain word before the colon")
_NO_KEY = "\ufffe"  # begins the stand-in for a key that JSON cannot have; no YAML text contains it
_TAG = r"(?:&\S*\s+)?(!\S*)"
_VERBATIM = "!<"
_BRACKET = r"[,\[\]{}]"
_ESCAPED_SLASH = r"(?<!\\)(?:\\\\)*\\/"
_BLOCK_STYLES = ("|", ">")
_TRAILING_SPACE = " \t\r\n\x85\u2028\u2029"


class _Value:
    """A finished value, and what a later alias to it needs to know.

    Attributes:
        node: The value with its place.
        raw: For a scalar, its Go value before JSON, from which a key is made.
        decodes: The number of steps in which goyaml decodes it, with its aliases expanded.
        height: How many levels deep it is nested.
        open: Whether its end has not been reached yet.
        aliased: Whether it is here because of an alias.
    """

    __slots__ = ("aliased", "decodes", "height", "node", "open", "raw")

    def __init__(
        self, node: Node, raw: Scalar = None, decodes: int = 1, height: int = 0, *, aliased: bool = False
    ) -> None:
        self.node = node
        self.raw = raw
        self.decodes = decodes
        self.height = height
        self.open = False
        self.aliased = aliased


class _Key(NamedTuple):
    text: str
    span: Span
    raw: Scalar
    merge: bool = False
    error: Diagnostic | None = None


class _Frame:
    """A list or mapping whose end has not been reached yet."""

    __slots__ = ("end", "flow", "items", "key", "merged", "value")

    def __init__(self, value: _Value, end: int, *, flow: bool) -> None:
        self.value = value
        self.end = end
        self.flow = flow
        self.key: _Key | None = None
        self.items: list[_Value] = []  # the items of a merge key's list
        self.merged: set[str] = set()  # keys that a merge key set


class Builder:
    """Builds one document from its events.

    As in goyaml, the last of duplicate keys wins; a merge key overrides the keys before it, and is overridden by those
    after it; the first of several merged maps wins; an alias to what contains it, and excessive aliasing (alias
    bombs), are rejected.

    Attributes:
        done: Whether the document is complete.
        root: The document's value; None if it has none.
        end: Offset at which the document ends.
        diagnostics: Duplicate keys.
        last_block: The last block scalar of a text that does not end with a line end.
    """

    def __init__(self, source: Source, offset: int, stand_ins: StandIns) -> None:
        self.done = False
        self.root: Node | None = None
        self.end = offset
        self.diagnostics: list[Diagnostic] = []
        self._source = source
        self._offset = offset
        self._stand_ins = stand_ins
        self._stack: list[_Frame] = []
        self._anchors: dict[str, _Value] = {}
        self._typed: dict[int, tuple[Entry, Scalar]] = {}  # keys that were not strings originally
        self._not_json: list[tuple[Node, Diagnostic]] = []
        self._decodes = Decodes(source, offset)
        self._empty_key: MapNode | None = None  # `{}` at the beginning, before its end
        self._cut_off = not source.text.endswith("\n")
        self.last_block: tuple[ScalarNode, Span] | None = None

    def feed(self, event: yaml.Event) -> None:
        """Take the next event.

        Raises:
            RefusedError: Helm rejects the document.
        """
        if self._empty_key is not None:
            self._end_with(self._empty_key, event)
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent):
            self._open(event, MapNode())
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open(event, ListNode())
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close(event)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentEndEvent):
            self._check_json()
            self.done = True
            self.end = self._end(event)
        elif isinstance(event, yaml.StreamEndEvent):
            self.done = True
            self.end = len(self._source.text)

    def _span(self, event: yaml.Event) -> Span:
        start = self._offset + (event.start_mark.index if event.start_mark else 0)
        return Span(self._source, start, self._end(event))

    def _end(self, event: yaml.Event) -> int:
        """Return where an event ends; a line end that was added to the last line does not count."""
        return min(self._offset + (event.end_mark.index if event.end_mark else 0), len(self._source.text))

    def _without_properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> Span:
        """Return the place of an event without its anchor and tag."""
        span = self._span(event)
        tag = event.tag and re.compile(_TAG).match(self._source.text, span.start)
        if tag and not tag[1].startswith(_VERBATIM) and re.search(_BRACKET, tag[1]):
            refuse(f"Helm reads all of `{tag[1]}` as a tag", "put a blank after the tag", span)
        if event.anchor or event.tag:
            found = re.compile(_PROPERTIES).match(self._source.text, span.start, span.end)
            if found:
                return Span(self._source, found.end(), span.end)
        return span

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        span = self._without_properties(event)
        if event.style in _BLOCK_STYLES:  # libyaml counts the line end, and blank lines after it
            span = Span(self._source, span.start, span.start + len(span.text.rstrip(_TRAILING_SPACE)))
        plain = event.implicit[0]
        self._check_newer_syntax(event, span)
        expects_key = self._expects_key()
        if expects_key and event.value == "<<" and (plain or event.tag == MERGE):
            self._stack[-1].key = _Key("<<", span, None, merge=True)
            return
        try:
            raw = resolve(self._stand_ins.restore(event.value), event.tag, plain=plain)
        except ScalarError as error:
            refuse(str(error), _QUOTE, span)
        self._decodes.count(1, 0)
        finished = _Value(self._scalar_node(raw, span, as_key=expects_key), raw)
        if event.style in _BLOCK_STYLES and self._cut_off and isinstance(finished.node, ScalarNode):
            self.last_block = finished.node, span
        if event.anchor:
            self._anchors[event.anchor] = finished
        self._add(finished, span)

    def _check_newer_syntax(self, event: yaml.ScalarEvent, span: Span) -> None:
        """Reject syntax that libyaml supports only since it was ported to Go."""
        if event.style == '"' and self._stand_ins.escaped_slashes and re.search(_ESCAPED_SLASH, span.text):
            refuse("Helm's YAML parser does not know the escape `\\/`", "write `/` alone", span)
        if not event.style and self._stack and self._stack[-1].flow and "?" in event.value:
            refuse("inside brackets, Helm reads `?` as the start of a key", "quote the value", span)

    def _alias(self, event: yaml.AliasEvent) -> None:
        span = self._span(event)
        target = self._anchors.get(event.anchor or "")
        if target is None:
            refuse(
                f"no anchor `&{event.anchor}` before this alias", "define the anchor first, or quote the value", span
            )
        if target.open:
            refuse(f"the value of the anchor `&{event.anchor}` contains itself", "remove the alias", span)
        self._decodes.count(1, 0)
        self._decodes.count(target.decodes, target.decodes)
        self._check_depth(len(self._stack) + target.height, span)
        node: Node
        if isinstance(target.node, MapNode):  # its content keeps its own places
            node = MapNode(target.node.entries, span)
        elif isinstance(target.node, ListNode):
            node = ListNode(target.node.items, span)
        else:
            node = self._scalar_node(target.raw, span, as_key=self._expects_key())
        self._add(_Value(node, target.raw, target.decodes + 1, target.height, aliased=True), span)

    def _open(self, event: yaml.CollectionStartEvent, node: MapNode | ListNode) -> None:
        span = self._without_properties(event)
        self._check_depth(len(self._stack) + 1, span)
        if self._begins_with(event, span):
            self._empty_key = MapNode(span=span)
            return
        if self._expects_key():
            refuse(*_NOT_A_KEY, span)
        self._decodes.count(1, 0)
        node.span = span
        value = _Value(node, height=1)
        value.open = True
        if event.anchor:
            self._anchors[event.anchor] = value
        self._stack.append(_Frame(value, span.end, flow=bool(event.flow_style)))

    def _begins_with(self, event: yaml.CollectionStartEvent, span: Span) -> bool:
        """Return whether a map in braces begins the document as its first key: to Helm, `{}` is the whole document."""
        if len(self._stack) != 1 or not event.flow_style or not isinstance(event, yaml.MappingStartEvent):
            return False
        outer = self._stack[0].value.node.span
        return outer is not None and outer.start == span.start and not (event.anchor or event.tag)

    def _end_with(self, node: MapNode, event: yaml.Event) -> None:
        """End the document with `{}`; anything in the braces makes it a key, which Helm rejects."""
        span = self._span(event)
        if not isinstance(event, yaml.MappingEndEvent):
            refuse(*_NOT_A_KEY, node.span or span)
        begin = node.span.start if node.span else span.start
        node.span = Span(self._source, begin, span.end)
        self.root, self.end, self.done = node, len(self._source.text), True
        message = "Helm reads `{}` at the beginning as the whole document, and ignores everything after it"
        self.diagnostics.append(noticed("LQ007", message, "write a plain word before the colon", node.span))

    def _close(self, event: yaml.CollectionEndEvent) -> None:
        frame = self._stack.pop()
        node = frame.value.node
        if node.span is not None:
            end = self._end(event) if frame.flow else frame.end
            node.span = Span(self._source, min(node.span.start, end), end)
            frame.value.open = False
            self._add(frame.value, node.span, frame.items)

    def _expects_key(self) -> bool:
        return bool(self._stack) and isinstance(self._stack[-1].value.node, MapNode) and self._stack[-1].key is None

    def _check_depth(self, depth: int, span: Span) -> None:
        if depth > MAX_DEPTH:
            refuse(
                f"nested more than {MAX_DEPTH} levels deep",
                "check the brackets; no value of the chart is as deep",
                span,
            )

    def _add(self, value: _Value, span: Span, items: list[_Value] | None = None) -> None:
        """Put a finished value where it belongs: into the list or mapping around it, or at the root."""
        if not self._stack:
            self.root = value.node
            return
        frame = self._stack[-1]
        frame.end = max(frame.end, span.end)
        parent = frame.value
        node = parent.node
        parent.decodes += value.decodes
        parent.height = max(parent.height, value.height + 1)
        if isinstance(node, ListNode):
            node.items.append(value.node)
            if len(self._stack) > 1 and _is_merge(self._stack[-2]):
                frame.items.append(value)
        elif isinstance(node, MapNode):
            if frame.key is None:
                frame.key = self._key(value, span)
                return
            if frame.key.merge:
                self._merge(frame, node, value, items, span)
            else:
                self._set(frame, node, frame.key, value.node)
            frame.key = None

    def _key(self, value: _Value, span: Span) -> _Key:
        if not isinstance(value.node, ScalarNode):
            refuse(*_NOT_A_KEY, span)
        try:
            key = _Key(key_text(value.raw), span, value.raw)
        except ScalarError as error:
            rejected = unreadable(str(error), "write the key in quotes", span)
            return _Key(f"{_NO_KEY}{value.raw}", span, value.raw, error=rejected)
        self._check_rewritten(key)
        return key

    def _check_rewritten(self, key: _Key) -> None:
        """Report a key that changes because Helm reads it as a boolean or a number first."""
        if not isinstance(key.raw, str) and key.text != key.span.text:
            what = f"the key `{key.span.text}` is `{key.text}` to Helm"
            quoted = f'"{key.span.text}"'
            fix = Fix("put the key in quotes", (Edit(key.span, quoted),), safe=True)
            self.diagnostics.append(noticed("LQ008", what, f"write `{quoted}`, in quotes", key.span, fix=fix))

    def _set(self, frame: _Frame, node: MapNode, key: _Key, value: Node) -> None:
        if key.error is not None:
            self._not_json.append((value, key.error))
        entry = Entry(key.text, value, key.span)
        if not isinstance(key.raw, str):
            self._typed[id(entry)] = entry, key.raw
        earlier = node.entries.get(key.text)
        if earlier is not None:
            self._twice(entry, earlier, expected=key.text in frame.merged)
        frame.merged.discard(key.text)
        node.entries[key.text] = entry

    def _merge(self, frame: _Frame, node: MapNode, value: _Value, items: list[_Value] | None, span: Span) -> None:
        """Apply ``<<``; goyaml decodes the merged maps immediately, over the keys before it."""
        maps = list(reversed(items or [])) if isinstance(value.node, ListNode) and not value.aliased else [value]
        for merged in maps:
            if not isinstance(merged.node, MapNode):
                refuse("a merge key `<<` needs a mapping or a list of mappings", "give it an alias to a mapping", span)
            for name, entry in merged.node.entries.items():
                earlier = node.entries.get(name)
                if earlier is not None:
                    self._twice(entry, earlier, expected=name in frame.merged, merge=frame.key)
                node.entries[name] = entry
                frame.merged.add(name)

    def _twice(self, entry: Entry, earlier: Entry, *, expected: bool, merge: _Key | None = None) -> None:
        """Report a key that is set twice, unless it overrides a key that a merge key set."""
        ours, theirs = self._raw_key(entry), self._raw_key(earlier)
        same = type(ours) is type(theirs) and ours == theirs
        if (expected and same) or entry.key_span is None or earlier.key_span is None:
            return
        effect = "only the last one counts" if same else "which one Helm uses is random"
        remedy = "keep one of the two, or merge what is below them"
        span = entry.key_span
        if merge is not None:
            span, what = merge.span, f"the merge key `<<` sets `{entry.key}` again"
            remedy = "write `<<` before the keys that override it"
        elif same:
            what = f"`{entry.key}` is set twice"
        else:
            what = f"`{earlier.key_span.text}` and `{entry.key_span.text}` are the same key to Helm"
        related = ((earlier.key_span, "first set here"),)
        self.diagnostics.append(noticed(DUPLICATE_KEY, f"{what}, and {effect}", remedy, span, related))

    def _raw_key(self, entry: Entry) -> Scalar:
        typed = self._typed.get(id(entry))
        return typed[1] if typed else entry.key

    def _scalar_node(self, raw: Scalar, span: Span, *, as_key: bool) -> ScalarNode:
        if as_key:
            return ScalarNode(raw, span)
        try:
            return ScalarNode(to_json(raw), span)
        except ScalarError as error:
            node = ScalarNode(None, span)
            self._not_json.append((node, unreadable(str(error), _QUOTE, span)))
            return node

    def _check_json(self) -> None:
        """Reject what JSON cannot express, unless a later duplicate has replaced it."""
        if not self._not_json or self.root is None:
            return
        reachable = {id(node) for node in nodes(self.root)}
        for node, error in self._not_json:
            if id(node) in reachable:
                raise RefusedError(error)


def _is_merge(frame: _Frame) -> bool:
    return frame.key is not None and frame.key.merge
