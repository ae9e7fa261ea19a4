"""The layers of a ``helm_release``, in the order in which the Helm provider of Terraform merges them.

It merges ``values`` in their order, then applies ``set``, ``set_list`` and ``set_sensitive``, each with Helm's parser
of ``--set``, and last merges what ``set_wo`` makes. Versions 2 and 3 of the provider agree on this.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from liqo_values.model.layers import NOT_VERBATIM, Layer, LayerKind
from liqo_values.model.node_lookup import find, leaves
from liqo_values.model.nodes import Entry, ListNode, MapNode, Node, ScalarNode, Unknown
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import placeholders, yaml
from liqo_values.parsing.nested_yaml import Places, relocate
from liqo_values.sources import post_renderers, release
from liqo_values.sources.manifests import File
from liqo_values.sources.terraform_functions import as_text, is_null
from liqo_values.sources.terraform_nodes import (
    EncodedNode,
    FileNode,
    PartsNode,
    TextNode,
    file_of,
    span_of,
    unread,
    words,
)
from liqo_values.sources.terraform_settings import SETTERS, WRITE_ONLY, setting, written
from liqo_values.values.release_inputs import Assigned, Piece, Unread, paths_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from liqo_values.model.findings import Diagnostic
    from liqo_values.model.nodes import Path
    from liqo_values.parsing.nested_yaml import Token
    from liqo_values.values.release_inputs import Step

#: The arguments that may be blocks.
BLOCKS = (*SETTERS, "postrender")
#: The code of the rule about blocks whose order is not that of the text.
_UNORDERED = "LQ025"
_BY_HELM = "check the output of `helm get values` as well"
#: A value that operators and functions make; of one that is only a name, everyone sees that it is decided elsewhere.
_RESULT = r"(?s)\$\{(?![\w.*\[\]\"-]+\}\Z).*\}"
#: A line with nothing but what Terraform fills in, which may be several lines: without indentation, and with any.
_FILLED_AT_START = r"(?m)^[\ue800-\uf7ff]+[ \t]*\r?$"
_FILLED_LINE = r"(?m)^[ \t]*[\ue800-\uf7ff]+[ \t]*\r?$"


def layers(file: File, arguments: Mapping[str, Node]) -> Iterator[Step]:
    """Yield the layers of a release.

    Args:
        file: The file that describes it.
        arguments: Its arguments; blocks are the items of a list.

    Raises:
        InputError: Helm would reject an argument.
    """
    reused = arguments.get("reuse_values")
    if reused is not None and as_text(reused) != "false" and not _is_true(arguments.get("reset_values")):
        what = "what `reuse_values` keeps of the installed release"
        yield release.unread(file, reused, what)._replace(remedy=_BY_HELM)
    yield from _values(arguments.get("values"))
    for name in SETTERS:
        given = arguments.get(name)
        if name == WRITE_ONLY:
            items = given.items if isinstance(given, ListNode) else [] if is_null(given) else [given]
            yield from written(file, items, arguments.get("set_wo_revision"))
        else:
            yield from _settings(file, name, given)


class Blocks(ListNode):
    """Blocks of one kind: version 2 of the provider takes those of ``set`` as a set, without an order."""

    __slots__ = ()


def notes(file: File, arguments: Mapping[str, Node]) -> Iterator[Diagnostic]:
    """Yield diagnostics about arguments that the provider ignores or applies in no certain order, and programs."""
    for setter in ("set", "set_sensitive"):
        blocks = arguments.get(setter)
        if isinstance(blocks, Blocks):
            yield from _twice(file, setter, blocks)
    given = arguments.get(WRITE_ONLY)
    if given is not None and not is_null(given) and is_null(arguments.get("set_wo_revision")):
        message = "`set_wo` has no effect without `set_wo_revision`"
        help_text = "add `set_wo_revision = 1`, and increase it with every change"
        yield release.noticed(file, release.IGNORED, message, help_text, given)
    yield from _post_renderers(file, arguments.get(BLOCKS[-1]))


def _post_renderers(file: File, given: Node | None) -> Iterator[Diagnostic]:
    """Yield a notice for each program that changes what Helm renders."""
    for one in given.items if isinstance(given, ListNode) else [given]:
        program = find(one, "binary_path") if isinstance(one, MapNode) else one
        if program is not None and not is_null(program) and as_text(program) != "":
            written = as_text(program)
            what = f"the post-renderer `{written}`" if written else "this post-renderer"
            yield post_renderers.of_node(file, what, program)


def _twice(file: File, setter: str, blocks: Blocks) -> Iterator[Diagnostic]:
    """Report a path that several blocks set to different values."""
    first: dict[str, Node] = {}
    for block in blocks.items:
        name = find(block, "name")
        path = as_text(name) if name is not None else None
        if name is None or path is None:
            continue
        earlier = first.setdefault(path, block)
        old, new = (_shown(find(one, "value")) for one in (earlier, block))
        if old != new:
            message = f"several `{setter}` blocks set `{path}` to different values"
            help_text = "keep one of them: version 2 of the Helm provider ignores their order"
            other = find(earlier, "name") or earlier
            yield release.noticed(file, _UNORDERED, message, help_text, name, (other, f"sets it to {old}"))


def _shown(node: Node | None) -> str:
    return f"`{span_of(node).text}`" if node is not None else "nothing"


def _is_true(node: Node | None) -> bool:
    return node is not None and as_text(node) == "true"


def _values(node: Node | None) -> Iterator[Step]:
    if isinstance(node, ListNode):
        for item in node.items:
            if not is_null(item):
                yield from piece_of(item)
    elif isinstance(node, PartsNode):
        yield from _of_parts(node, lambda part: _values(_as_list(part)))
    elif node is not None and not is_null(node):
        yield unread(node)


def _settings(file: File, setter: str, node: Node | None) -> Iterator[Step]:
    """Yield a layer for each item of `set` and the like."""
    if isinstance(node, PartsNode):
        yield from _of_parts(node, lambda part: _settings(file, setter, _as_list(part)))
        return
    for item in node.items if isinstance(node, ListNode) else [] if is_null(node) else [node]:
        step = setting(file, setter, item)
        yield step
        value = find(item, "value") if isinstance(item, MapNode) else None
        if value is not None and _is_result(value):
            yield from _of_results(dict.fromkeys(paths_of(step), value) if isinstance(step, Assigned) else {})


def _as_list(part: Node) -> Node:
    """Return a part of a list of which not all is known; items become a list again."""
    several = isinstance(part, ListNode) or (isinstance(part, PartsNode) and part.of_lists)
    return part if several or _is_unknown(part) else ListNode([part], part.span)


def _is_unknown(node: Node) -> bool:
    return type(node) is ScalarNode and isinstance(node.value, Unknown)


def _of_parts(node: PartsNode, read: Callable[[Node], Iterable[Step]]) -> Iterator[Step]:
    """Yield the layers of all parts; if a condition decides about them, each is followed by one that says so."""
    for part in node.parts:
        for step in () if isinstance(part, MapNode) and not part.entries else read(part):
            yield step
            if node.conditional and not isinstance(step, Unread) and paths_of(step):
                shown = ScalarNode(None, step.assignments[0].key_span) if isinstance(step, Assigned) else part
                what = words(shown).strip('"')
                yield unread(shown)._replace(what=f"`{what}`", paths=paths_of(step), conditional=True)


def _is_result(node: Node) -> bool:
    """Return whether a value is unknown and more than a name, so that something in it decides or makes the value."""
    items = node.items if isinstance(node, ListNode) else [node]
    texts = [one.value for one in items if type(one) in (ScalarNode, PartsNode) and isinstance(one, ScalarNode)]
    return any(isinstance(text, Unknown) and re.fullmatch(_RESULT, text) for text in texts)


def _of_results(results: Mapping[Path, Node]) -> Iterator[Unread]:
    """Yield one layer for all values that operators and functions make, and that are not known."""
    if results:
        first = next(iter(results.values()))
        found, others = unread(first), len(results) - 1
        more = f" and of {others} other expression{'s' * (others > 1)}" if others else ""
        yield found._replace(what=f"{found.what}{more}", paths=[*results])


def _without_parts(node: MapNode, found: dict[Path, PartsNode], path: Path = ()) -> MapNode:
    """Return a map without the maps in it of which not all is known, and put these into a dictionary."""
    entries: dict[str, Entry] = {}
    for key, entry in node.entries.items():
        value = entry.value
        if isinstance(value, PartsNode) and _has_map(value):
            found[(*path, key)] = value
        elif isinstance(value, MapNode):
            entries[key] = Entry(key, _without_parts(value, found, (*path, key)), entry.key_span)
        else:
            entries[key] = entry
    return MapNode(entries, node.span)


def _has_map(node: PartsNode) -> bool:
    return any(isinstance(part, MapNode) or (isinstance(part, PartsNode) and _has_map(part)) for part in node.parts)


def _at(path: Path, node: Node) -> Iterator[Step]:
    """Yield the layers of a part of a map in the values, which is at this path."""
    if isinstance(node, PartsNode) and _has_map(node):
        yield from _of_parts(node, partial(_at, path))
    elif isinstance(node, MapNode):
        for key in reversed(path):
            node = MapNode({str(key): Entry(str(key), node, node.span)}, node.span)
        yield from piece_of(EncodedNode(node, span_of(node)))
    else:
        yield unread(node)._replace(paths=[path])


def piece_of(node: Node) -> Iterator[Step]:
    """Yield the layers of an item of ``values``: a text, what is encoded as one, or the content of a file."""
    if isinstance(node, PartsNode):
        yield from _of_parts(node, piece_of)
    elif isinstance(node, EncodedNode) and isinstance(node.root, PartsNode):
        yield from _of_parts(node.root, lambda part: piece_of(EncodedNode(part, span_of(part))))
    elif isinstance(node, EncodedNode) and isinstance(node.root, MapNode):
        inner: dict[Path, PartsNode] = {}
        root = _without_parts(node.root, inner)
        yield _encoded(root)
        yield from _of_results({path: leaf for path, leaf in leaves(root) if _is_result(leaf)})
        for path, parts in inner.items():
            yield from _of_parts(parts, partial(_at, path))
    elif isinstance(node, FileNode):
        yield release.values_file(file_of(node), node, node.path, f"the values file {node.path.name}")
    elif isinstance(node, TextNode) and node.control is not None:
        yield unread(ScalarNode(None, node.control))
    elif isinstance(node, TextNode):
        yield from _text(node)
    elif isinstance(node, ScalarNode) and isinstance(node.value, str) and not isinstance(node.value, Unknown):
        yield from _text(in_json(node, node.value))
    else:
        yield unread(node)


def in_json(node: ScalarNode, value: str) -> TextNode:
    """Return a string of JSON as a text with the places of its characters."""
    span = span_of(node)
    return TextNode(value, span, list(_json_tokens(span)))


def _json_tokens(span: Span) -> Iterator[Token]:
    at, end = span.start + 1, span.end - 1
    for found in re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})').finditer(span.source.text, at, end):
        if at < found.start():
            yield span.source.text[at : found.start()], at, found.start()
        code = found[0][1:]
        meaning = (
            chr(int(code[1:], 16))
            if code[1:]
            else {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}.get(code, code)
        )
        yield meaning, found.start(), found.end()
        at = found.end()
    if at < end:
        yield span.source.text[at:end], at, end


def _encoded(root: MapNode) -> Piece:
    source = span_of(root).source
    return Piece(Layer(LayerKind.FILE, source.name, source, verbatim=False, hcl=True), root)


def _text(node: TextNode) -> Iterator[Step]:
    """Read YAML in a text; lines that Terraform fills in may set what no other line of the text sets."""
    place = Places(node.origin, node.content, node.tokens)
    parsed, filled = _parsed(node)
    if filled and _is_unreadable(parsed):
        yield unread(node)
        return
    for line in filled:
        yield unread(ScalarNode(None, place(line)))
    relocate(parsed.root, place)
    placeholders.reveal(parsed.root)
    verbatim = node.heredoc and place.exact
    moved = [diagnostic.moved(place) for diagnostic in parsed.diagnostics]
    layer = Layer(LayerKind.FILE, node.origin.source.name, node.origin.source, verbatim)
    yield Piece(layer, parsed.root, moved if verbatim else [one.unfixable(NOT_VERBATIM) for one in moved])


def _parsed(node: TextNode) -> tuple[yaml.Parsed, list[Span]]:
    """Parse a text; if that fails, parse it without the lines that Terraform fills in, and return these as well."""
    source = Source(node.origin.source.name, node.content)
    parsed, filled = yaml.parse(source), list[Span]()
    for pattern in (_FILLED_AT_START, _FILLED_LINE) if placeholders.is_stand_in(node.content) else ():
        if not _is_unreadable(parsed):
            break
        filled = [_stripped(Span(source, *found.span())) for found in re.finditer(pattern, node.content)]
        parsed = yaml.parse(Source(source.name, re.sub(pattern, lambda found: " " * len(found[0]), node.content)))
    return parsed, filled


def _stripped(line: Span) -> Span:
    text = line.text
    return Span(line.source, line.start + len(text) - len(text.lstrip()), line.end - len(text) + len(text.rstrip()))


def _is_unreadable(parsed: yaml.Parsed) -> bool:
    return any(diagnostic.unreadable for diagnostic in parsed.diagnostics)
