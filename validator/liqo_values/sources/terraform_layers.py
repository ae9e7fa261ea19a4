"""The layers of a ``helm_release``, in the order in which the Helm provider of Terraform merges them.

It merges ``values`` in their order, then applies ``set``, ``set_list`` and ``set_sensitive``, each with Helm's parser
of ``--set``, and last merges what ``set_wo`` makes. Versions 2 and 3 of the provider agree on this.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.layers import NOT_VERBATIM, Layer, LayerKind
from liqo_values.model.node_lookup import find, leaves
from liqo_values.model.nodes import Entry, ListNode, MapNode, Node, ScalarNode, Unknown
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import placeholders, yaml
from liqo_values.parsing.nested_yaml import Places, relocate
from liqo_values.parsing.set_flags import Assignment
from liqo_values.sources import post_renderers, release
from liqo_values.sources.manifests import File
from liqo_values.sources.terraform_functions import as_text, is_null
from liqo_values.sources.terraform_values import EncodedNode, FileNode, PartsNode, TextNode
from liqo_values.values.release_inputs import Assigned, Piece, Unread, paths_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from liqo_values.model.findings import Diagnostic
    from liqo_values.model.nodes import Path
    from liqo_values.parsing.nested_yaml import Token
    from liqo_values.values.release_inputs import Step

#: The arguments that set single values, in the order in which they are applied.
SETTERS = ("set", "set_list", "set_sensitive", "set_wo")
#: The arguments that may be blocks.
BLOCKS = (*SETTERS, "postrender")
_SENSITIVE = frozenset(("set_sensitive", "set_wo"))
_WRITE_ONLY = "set_wo"
#: The code of the rule about blocks whose order is not that of the text.
_UNORDERED = "LQ025"
_REMEDY = "write it as a literal, or check the output of `terraform show -json`"
_BY_HELM = "check the output of `helm get values` as well"
#: How many characters of an expression are shown.
_LONGEST = 60
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
        if name == _WRITE_ONLY:
            items = given.items if isinstance(given, ListNode) else [] if is_null(given) else [given]
            yield from _written(file, items, arguments.get("set_wo_revision"))
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
    given = arguments.get(_WRITE_ONLY)
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
    return f"`{_span(node).text}`" if node is not None else "nothing"


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
        yield _unread(node)


def _settings(file: File, setter: str, node: Node | None) -> Iterator[Step]:
    """Yield a layer for each item of `set` and the like."""
    if isinstance(node, PartsNode):
        yield from _of_parts(node, lambda part: _settings(file, setter, _as_list(part)))
        return
    for item in node.items if isinstance(node, ListNode) else [] if is_null(node) else [node]:
        step = _setting(file, setter, item)
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
                what = _words(shown).strip('"')
                yield _unread(shown)._replace(what=f"`{what}`", paths=paths_of(step), conditional=True)


def _is_result(node: Node) -> bool:
    """Return whether a value is unknown and more than a name, so that something in it decides or makes the value."""
    items = node.items if isinstance(node, ListNode) else [node]
    texts = [one.value for one in items if type(one) in (ScalarNode, PartsNode) and isinstance(one, ScalarNode)]
    return any(isinstance(text, Unknown) and re.fullmatch(_RESULT, text) for text in texts)


def _of_results(results: Mapping[Path, Node]) -> Iterator[Unread]:
    """Yield one layer for all values that operators and functions make, and that are not known."""
    if results:
        first = next(iter(results.values()))
        found, others = _unread(first), len(results) - 1
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
        yield from piece_of(EncodedNode(node, _span(node)))
    else:
        yield _unread(node)._replace(paths=[path])


def piece_of(node: Node) -> Iterator[Step]:
    """Yield the layers of an item of ``values``: a text, what is encoded as one, or the content of a file."""
    if isinstance(node, PartsNode):
        yield from _of_parts(node, piece_of)
    elif isinstance(node, EncodedNode) and isinstance(node.root, PartsNode):
        yield from _of_parts(node.root, lambda part: piece_of(EncodedNode(part, _span(part))))
    elif isinstance(node, EncodedNode) and isinstance(node.root, MapNode):
        inner: dict[Path, PartsNode] = {}
        root = _without_parts(node.root, inner)
        yield _encoded(root)
        yield from _of_results({path: leaf for path, leaf in leaves(root) if _is_result(leaf)})
        for path, parts in inner.items():
            yield from _of_parts(parts, partial(_at, path))
    elif isinstance(node, FileNode):
        yield release.values_file(_file(node), node, node.path, f"the values file {node.path.name}")
    elif isinstance(node, TextNode) and node.control is not None:
        yield _unread(ScalarNode(None, node.control))
    elif isinstance(node, TextNode):
        yield from _text(node)
    elif isinstance(node, ScalarNode) and isinstance(node.value, str) and not isinstance(node.value, Unknown):
        yield from _text(in_json(node, node.value))
    else:
        yield _unread(node)


def in_json(node: ScalarNode, value: str) -> TextNode:
    """Return a string of JSON as a text with the places of its characters."""
    span = _span(node)
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
    source = _span(root).source
    return Piece(Layer(LayerKind.FILE, source.name, source, verbatim=False, hcl=True), root)


def _text(node: TextNode) -> Iterator[Step]:
    """Read YAML in a text; lines that Terraform fills in may set what no other line of the text sets."""
    place = Places(node.origin, node.content, node.tokens)
    parsed, filled = _parsed(node)
    if filled and _is_unreadable(parsed):
        yield _unread(node)
        return
    for line in filled:
        yield _unread(ScalarNode(None, place(line)))
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


class _Value(NamedTuple):
    """What an argument sets a path to.

    Attributes:
        node: Where it is written.
        text: The text that is passed to Helm's parser, with stand-ins for what is unknown.
        unknown: What the stand-ins replace, as it is written.
    """

    node: Node
    text: str
    unknown: Mapping[str, str]


def _setting(file: File, setter: str, item: Node | None) -> Step:
    """Read an item of ``set``, ``set_list`` or ``set_sensitive``."""
    name = find(item, "name")
    path = as_text(name) if name is not None else None
    if item is None or name is None or path is None:
        return _unread(name or item or ScalarNode(None, Span(file.source, 0, 0)))
    if name.span is not None:
        file = _file(name)  # what a call of a module passes is in another file
    given = item.entries.get("value") if isinstance(item, MapNode) else None
    node = given.value if given is not None else ScalarNode("", name.span)
    kind = as_text(find(item, "type") or ScalarNode(""))
    if setter in _SENSITIVE:
        _conceal(file.source, node)
    if kind == "literal":
        return _literal(file, name, path, node)
    value = _listed(node) if setter == "set_list" else _single(node)
    option = LayerKind.SET_STRING if kind == "string" else LayerKind.SET
    return _revealed(release.parameter(file, option, name, value.node, f"{path}={value.text}"), value)


def _conceal(source: Source, node: Node) -> None:
    text = as_text(node)
    if text:
        source.secrets.update((text, *(line.strip() for line in text.splitlines())))


def _single(node: Node) -> _Value:
    if isinstance(node, TextNode) and node.control is None:
        shown = node.value if isinstance(node.value, str) else ""
        return _Value(node, node.content, dict.fromkeys(re.findall(r"[\ue800-\uf7ff]", node.content), shown))
    if is_null(node):
        return _Value(node, "", {})
    text = as_text(node)
    return _Value(node, text, {}) if text is not None else _unknown(node, next(placeholders.stand_ins()))


def _unknown(node: Node, stand_in: str) -> _Value:
    shown = node.value if isinstance(node, ScalarNode) and isinstance(node.value, str) else _span(node).text
    return _Value(node, stand_in, {stand_in: shown})


def _listed(node: Node) -> _Value:
    """Return the items of ``set_list`` as Helm's parser takes them; version 2 leaves out what is empty."""
    if not isinstance(node, ListNode):
        return _unknown(node, next(placeholders.stand_ins()))
    texts: list[str] = []
    unknown: dict[str, str] = {}
    for item, stand_in in zip(node.items, placeholders.stand_ins(), strict=False):
        if is_null(item):
            continue
        text = as_text(item)
        if text is None:
            unknown |= _unknown(item, stand_in).unknown
        texts.append(stand_in if text is None else text)
    return _Value(node, f"{{{','.join(texts)}}}", unknown)


def _revealed(step: Assigned, value: _Value) -> Assigned:
    """Mark the values that stand-ins are part of as unknown."""

    def reveal(node: ScalarNode, _: Span) -> None:
        stand_in = re.search(r"[\ue800-\uf7ff]", node.value) if isinstance(node.value, str) else None
        if stand_in is not None:
            node.value = Unknown(value.unknown.get(stand_in[0], _span(value.node).text))

    for assignment in step.assignments:
        if assignment.value is not None and value.unknown:
            relocate(assignment.value, lambda span: span, reveal)
    return step


def _literal(file: File, name: Node, path: str, node: Node) -> Assigned:
    """Read a value of the type ``literal``: it is YAML, and its name is one key, whatever dots it contains."""
    value: Node = ScalarNode(node.value if isinstance(node, ScalarNode) else None, node.span)
    text = as_text(node)
    if text is not None:
        documents, _ = yaml.parse_stream(Source(file.source.name, text))
        value = documents[0] if documents else ScalarNode(None, node.span)
        relocate(value, lambda _: _span(node))
    layer = Layer(LayerKind.PARAMETER, file.source.name, file.source)
    return Assigned(layer, [Assignment((path,), value, name.span)])


def _written(file: File, items: Sequence[Node | None], revision: Node | None) -> Iterator[Step]:
    """Read ``set_wo``, whose arguments make a map of their own that is merged over the others."""
    if is_null(revision):
        return
    root = MapNode({}, revision.span if revision else None)
    for item in items:
        step = _setting(file, _WRITE_ONLY, item)
        if not isinstance(step, Assigned):
            yield step
            continue
        for assignment in step.assignments:
            _put(root, assignment)
    if root.entries:
        yield Piece(Layer(LayerKind.FILE, file.source.name, file.source, verbatim=False), root)


def _put(root: MapNode, assignment: Assignment) -> None:
    """Set a value at a path; lists are extended with nulls."""
    here: Node = root
    for step, following in pairwise((*assignment.path, None)):
        last = following is None
        fresh: Node = (assignment.value or ScalarNode("")) if last else MapNode({}, assignment.key_span)
        if not last and isinstance(following, int):
            fresh = ListNode([], assignment.key_span)
        if isinstance(step, str) and isinstance(here, MapNode):
            entry = here.entries.get(step)
            if entry is None or last or type(entry.value) is not type(fresh):
                entry = here.entries[step] = Entry(step, fresh, assignment.key_span)
            here = entry.value
        elif isinstance(step, int) and isinstance(here, ListNode):
            here.items += [ScalarNode(None, assignment.key_span) for _ in range(step + 1 - len(here.items))]
            if last or type(here.items[step]) is not type(fresh):
                here.items[step] = fresh
            here = here.items[step]


def _span(node: Node) -> Span:
    return node.span or Span(Source("", ""), 0, 0)


def _file(node: Node) -> File:
    return File.of_text(_span(node).source)


def _unread(node: Node) -> Unread:
    """Make a layer of what only Terraform knows."""
    return release.unread(_file(node), node, f"the result of `{_words(node)}`")._replace(remedy=_REMEDY)


def _words(node: Node) -> str:
    """Return the beginning of an expression."""
    first, *more = _span(node).text.split("\n")
    return first.strip() if not more and len(first) <= _LONGEST else f"{first.strip()[:_LONGEST]}…"
