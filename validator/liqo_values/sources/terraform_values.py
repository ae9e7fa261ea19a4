"""What expressions of Terraform mean, as far as the files of a module tell; everything else is unknown.

Locals are followed, and so are variables that a call of the module or a ``.tfvars`` file sets. Others are unknown in a
root module, because a default is only what they are if nobody sets them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.node_lookup import find
from liqo_values.model.nodes import Entry, ListNode, MapNode, Node, ScalarNode, Unknown
from liqo_values.parsing import hcl, hcl_expressions, placeholders
from liqo_values.parsing.nested_yaml import relocate
from liqo_values.sources import release, terraform_functions
from liqo_values.sources.terraform_functions import as_text, is_null
from liqo_values.sources.terraform_nodes import EncodedNode, FileNode, PartsNode, SetNode, TextNode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from liqo_values.model.source_text import Source, Span
    from liqo_values.parsing.hcl_expressions import Expression, Template
    from liqo_values.parsing.nested_yaml import Token
    from liqo_values.sources.terraform_module import Module

#: So many expressions are evaluated for one file: locals can refer to each other many times over.
MOST_EXPRESSIONS = 50_000
#: The names of the folder of a module, of the root module, and of the one that Terraform was started in.
_FOLDERS = frozenset(("module", "root", "cwd"))
#: The attributes of an item in a dynamic block.
_KEY, _VALUE = "key", "value"
_ENCODERS = ("yamlencode", "jsonencode")
_FILES = ("file", "templatefile")
#: Functions that make one map or list of several.
_JOINS = ("merge", "concat", "flatten", "compact")


class Evaluator:
    """Evaluates the expressions of a module.

    Args:
        folder: The folder of the module.
        near: A file of the module.
        module: Knows the locals; None for a template, which cannot see them.
        names: The variables of a template, or of a loop.
        defaults: Whether a variable has the value of its default.
    """

    def __init__(
        self,
        folder: Path,
        near: Source,
        module: Module | None,
        names: Mapping[str, Node] | None = None,
        *,
        defaults: bool = False,
    ) -> None:
        self._folder = folder
        self._near = near
        self._module = module
        self._names = names or {}
        self._defaults = defaults
        self._left = MOST_EXPRESSIONS
        self._within: list[tuple[str, str]] = []
        #: The names of the locals that were looked up, and of the variables whose default was.
        self.used: set[str] = set()
        self.defaulted: set[str] = set()

    def evaluate(self, expression: Expression, depth: int = 0) -> Node:
        """Return the value of an expression; its places are in the file that contains it, or in that of a local."""
        self._left -= 1
        if self._left < 0 or depth > hcl.MAX_DEPTH:
            return _unknown(expression)
        if isinstance(expression, hcl_expressions.Literal):
            return ScalarNode(expression.value, expression.span)
        if isinstance(expression, hcl_expressions.Template):
            return self._template(expression, depth + 1)
        if isinstance(expression, hcl_expressions.Tuple):
            return ListNode(
                [self._part(item, expression.span, depth + 1) for item in expression.items], expression.span
            )
        if isinstance(expression, hcl_expressions.Object):
            return self._object(expression, depth + 1)
        if isinstance(expression, hcl_expressions.Call):
            return self._call(expression, depth + 1)
        if isinstance(expression, hcl_expressions.For):
            return self._for(expression, depth + 1) or _unknown(expression)
        if isinstance(expression, hcl_expressions.Reference):
            return self._reference(expression, depth + 1) or _unknown(expression)
        return self._logical(expression, depth + 1) or _unknown(expression)

    def _logical(self, expression: Expression, depth: int) -> Node | None:
        """Return what a condition decides, or the result of an operator; None if it is not known."""
        if isinstance(expression, hcl_expressions.Conditional):
            return self._conditional(expression, depth)
        if isinstance(expression, hcl_expressions.Operation):
            left, right = (self.evaluate(one, depth) for one in (expression.left, expression.right))
            return terraform_functions.operation(expression.operator, left, right, expression.span)
        if isinstance(expression, hcl_expressions.Not):
            decided = terraform_functions.as_bool(self.evaluate(expression.condition, depth))
            return None if decided is None else ScalarNode(not decided, expression.span)
        return None

    def _conditional(self, expression: hcl_expressions.Conditional, depth: int) -> Node | None:
        """Return one of two values; if it is not known which, what both consist of."""
        decided = terraform_functions.as_bool(self.evaluate(expression.condition, depth))
        if decided is not None:
            chosen, other = (expression.yes, expression.no) if decided else (expression.no, expression.yes)
            value = self.evaluate(chosen, depth)
            return terraform_functions.of_one_type(value, lambda: self.evaluate(other, depth))
        both = [self._part(one, expression.span, depth) for one in (expression.yes, expression.no)]
        of_lists = any(isinstance(one, ListNode) for one in both)
        parts = [part for part in _flat(both) if not is_null(part)]
        return PartsNode(parts, expression.span, conditional=True, of_lists=of_lists)

    def argument(self, expression: Expression) -> Node:
        """Return the value of an argument; the items of a list keep their places in other files."""
        if isinstance(expression, hcl_expressions.Tuple):
            return ListNode([self.evaluate(item) for item in expression.items], expression.span)
        return self.evaluate(expression)

    def map(self, given: Mapping[str, Expression], span: Span) -> MapNode:
        """Return a map of expressions by name, such as the attributes of a block."""
        entries = {
            name: Entry(name, self._part(value, span, 0), hcl_expressions.place(value)) for name, value in given.items()
        }
        return MapNode(entries, span)

    def _part(self, expression: Expression, around: Span, depth: int) -> Node:
        """Evaluate a part of a value; what is in another file has the place of the reference to it."""
        node = self.evaluate(expression, depth)
        if node.span is not None and node.span.source is not around.source:
            relocate(node, lambda _: expression.span)
        return node

    def _object(self, expression: hcl_expressions.Object, depth: int) -> Node:
        entries: dict[str, Entry] = {}
        for key, value in expression.pairs:
            name = self.evaluate(key, depth)
            written = as_text(name)
            shown = Unknown(hcl_expressions.place(key).text) if written is None else written
            entries[shown] = Entry(shown, self._part(value, expression.span, depth), hcl_expressions.place(key))
        return MapNode(entries, expression.span)

    def each(self, expression: Expression, names: Sequence[str], depth: int = 0) -> Iterator[Node | None]:
        """Yield the value of each item of a collection, while its key and value have these names.

        Terraform sorts the keys of a map. If the collection is not known, the only value is None.
        """
        collection = self.evaluate(expression, depth)
        if isinstance(collection, ListNode):
            pairs = [(ScalarNode(index, item.span), item) for index, item in enumerate(collection.items)]
        elif isinstance(collection, MapNode) and not any(isinstance(key, Unknown) for key in collection.entries):
            entries = sorted(collection.entries.items())
            pairs = [(ScalarNode(key, entry.key_span), entry.value) for key, entry in entries]
        else:
            yield None
            return
        outer = self._names
        try:
            for key, value in pairs:
                self._names = {**outer, **dict(zip(reversed(names), (value, key), strict=False))}
                yield value
        finally:
            self._names = outer

    def each_block(self, expression: Expression, name: str) -> Iterator[Node | None]:
        """Yield the value of each item of a collection, while ``name`` has it and its key, as in a dynamic block."""
        for value in self.each(expression, (_KEY, _VALUE)):
            if value is not None:
                inner = {key: Entry(key, self._names[key]) for key in (_KEY, _VALUE)}
                self._names = {**self._names, name: MapNode(inner, value.span)}
            yield value

    def each_instance(self, expression: Expression) -> list[MapNode] | None:
        """Return what ``each`` is in each instance of a block with this ``for_each``; None if that is not known.

        It takes maps and sets of texts. In a set, keys and values are the same.
        """
        collection: Node | None = self.evaluate(expression)
        if isinstance(collection, SetNode):
            collection = _by_themselves(collection)
        elif isinstance(collection, ListNode) and not collection.items:  # in a condition, it becomes an empty set
            return []
        if not isinstance(collection, MapNode) or any(isinstance(key, Unknown) for key in collection.entries):
            return None
        return [
            MapNode(
                {_KEY: Entry(_KEY, ScalarNode(key, entry.key_span)), _VALUE: Entry(_VALUE, entry.value)},
                entry.value.span,
            )
            for key, entry in sorted(collection.entries.items())
        ]

    def _for(self, expression: hcl_expressions.For, depth: int) -> Node | None:
        items: list[Node] = []
        entries: dict[str, Entry] = {}
        for found in self.each(expression.collection, expression.names, depth):
            if found is None:
                return None
            value = self._part(expression.value, expression.span, depth)
            if expression.key is None:
                items.append(value)
                continue
            key = as_text(self.evaluate(expression.key, depth))
            if key is None:
                return None
            entries[key] = Entry(key, value, hcl_expressions.place(expression.key))
        return MapNode(entries, expression.span) if expression.key else ListNode(items, expression.span)

    def _template(self, expression: Template, depth: int) -> Node:
        only = expression.parts[0] if len(expression.parts) == 1 else None
        if isinstance(only, hcl_expressions.Hole) and not expression.heredoc and not expression.control:
            return self._part(only.value, expression.span, depth)
        stand_ins = placeholders.stand_ins()
        tokens: list[Token] = []
        for part in expression.parts:
            if isinstance(part, hcl_expressions.Hole):
                tokens += self._filled(part, stand_ins, depth)
            else:
                tokens.append(part)
        known = not expression.control and not any(placeholders.is_stand_in(token[0]) for token in tokens)
        value = "".join(token[0] for token in tokens) if known else Unknown(expression.span.text)
        return TextNode(value, expression.whole, tokens, heredoc=expression.heredoc, control=expression.control)

    def _filled(self, hole: hcl_expressions.Hole, stand_ins: Iterator[str], depth: int) -> list[Token]:
        text = as_text(self.evaluate(hole.value, depth))
        if text is None:
            return [(next(stand_ins), hole.span.start, hole.span.end)]
        return [(character, hole.span.start, hole.span.end) for character in text]

    def _call(self, expression: hcl_expressions.Call, depth: int) -> Node:
        name, arguments, span = expression.name, expression.arguments, expression.span
        if name in _ENCODERS and len(arguments) == 1:
            root = self.evaluate(arguments[0], depth)
            return EncodedNode(root, span)
        if name in _JOINS:
            return self._joined(expression, depth)
        given = self.evaluate(arguments[0], depth) if arguments else None
        if name == "toset" and len(arguments) == 1 and isinstance(given, ListNode):
            return SetNode(given.items, span)
        if name == "keys" and len(arguments) == 1 and isinstance(given, MapNode):
            return _keys(given, span) or _unknown(expression)
        if name not in _FILES:
            values = [self._part(argument, span, depth) for argument in arguments]
            return terraform_functions.call(name, values, span) or _unknown(expression)
        path = as_text(given) if given is not None else None
        if path is None:
            return _unknown(expression)
        if name == "file" and len(arguments) == 1:
            return FileNode(self._folder / path, span)
        if name == "templatefile" and len(arguments) > 1:
            return self._template_file(self._folder / path, arguments[1], span, depth)
        return _unknown(expression)

    def _joined(self, expression: hcl_expressions.Call, depth: int) -> Node:
        """Join maps or lists; if some of them are unknown, return what is known of the others."""
        parts = [self._part(argument, expression.span, depth) for argument in expression.arguments]
        if expression.name == "merge":
            return _merged([part for part in parts if not is_null(part)], expression.span)
        items = _flat(parts) if expression.name != "flatten" else _flat(_flat(parts))
        if expression.name == "compact":
            items = [item for item in items if not is_null(item) and not _is_empty(item)]
        certain = all(isinstance(part, ListNode) for part in parts)
        if certain and (expression.name == "concat" or not any(map(_is_unknown, items))):
            return ListNode(items, expression.span)
        return PartsNode(items, expression.span, of_lists=True)

    def _template_file(self, path: Path, given: Expression, span: Span, depth: int) -> Node:
        source = release.source_of(path, self._near)
        if source is None:
            return FileNode(path, span)  # the reader of the values says so
        names = self.evaluate(given, depth)
        known = {key: entry.value for key, entry in names.entries.items()} if isinstance(names, MapNode) else {}
        inner = Evaluator(self._folder, source, None, known)
        inner._left = self._left
        node = inner.evaluate(hcl.template(source), depth)
        self._left = inner._left
        return node

    def _reference(self, expression: hcl_expressions.Reference, depth: int) -> Node | None:
        first, *steps = expression.steps
        if first == "path" and len(steps) == 1 and steps[0] in _FOLDERS:
            elsewhere = self._module is not None and self._module.called and steps[0] != "module"
            here = str(self._module.root.absolute()) if self._module is not None and elsewhere else "."
            return ScalarNode(here, expression.span)
        if first in self._names:
            return _below(self._names[str(first)], steps)
        if self._module is None or not steps:
            return None
        name = str(steps[0])
        given = self._module.variables.get(name) if first == "var" else None
        if given is not None:
            return _below(given(), steps[1:])
        value = self._named(str(first), name, self._module) if (str(first), name) not in self._within else None
        if value is None:
            return None
        self._within.append((str(first), name))
        node = self.evaluate(value, depth)
        self._within.pop()
        return _below(node, steps[1:])

    def _named(self, kind: str, name: str, module: Module) -> Expression | None:
        """Return what a local value or, if defaults count, a variable is set to."""
        if kind == "local":
            self.used.add(name)
            found = module.local(name)
            return found and found.value
        if kind == "var" and (self._defaults or module.called):
            self.defaulted |= {name} if not module.called else set()
            return module.default(name)
        return None


def _flat(parts: Sequence[Node]) -> list[Node]:
    """Return the items of lists, and what is not known to be one."""
    return [item for part in parts for item in (part.items if isinstance(part, ListNode) else [part])]


def _merged(maps: Sequence[Node], span: Span) -> Node:
    """Merge maps: a key of a later one replaces all that an earlier one has below it."""
    later: set[str] = set()
    kept: list[Node] = []
    for one in reversed(maps):
        if isinstance(one, MapNode):
            kept.append(MapNode({key: entry for key, entry in one.entries.items() if key not in later}, one.span))
            later |= one.entries.keys()
        else:
            kept.append(one)
    if not all(isinstance(one, MapNode) for one in maps):
        return PartsNode([*reversed(kept)], span)
    entries = {key: entry for one in maps if isinstance(one, MapNode) for key, entry in one.entries.items()}
    return MapNode(entries, span)


def _by_themselves(items: SetNode) -> MapNode | None:
    """Return a set of texts as a map from each to itself; None if they are not known."""
    texts = [(as_text(item), item) for item in items.items]
    known = {text: Entry(text, ScalarNode(text, item.span), item.span) for text, item in texts if text is not None}
    return MapNode(known, items.span) if all(text is not None for text, _ in texts) else None


def _keys(node: MapNode, span: Span) -> ListNode | None:
    """Return the keys of a map, sorted; None if they are not known."""
    if any(isinstance(key, Unknown) for key in node.entries):
        return None
    return ListNode([ScalarNode(key, entry.key_span) for key, entry in sorted(node.entries.items())], span)


def _below(node: Node, steps: Sequence[str | int]) -> Node | None:
    for step in steps:
        if isinstance(node, ListNode) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            continue
        found = find(node, str(step)) if isinstance(node, MapNode) else None
        if found is None:
            return None
        node = found
    return node


def _unknown(expression: Expression) -> ScalarNode:
    span = hcl_expressions.place(expression)
    return ScalarNode(Unknown(f"${{{span.text}}}"), span)


def _is_empty(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.value == ""


def _is_unknown(node: Node) -> bool:
    return isinstance(node, ScalarNode) and isinstance(node.value, Unknown)
