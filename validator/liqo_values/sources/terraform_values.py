"""What expressions of Terraform mean, as far as the files of a module tell; everything else is unknown.

Locals are followed, and so are variables that a call of the module or a ``.tfvars`` file sets. Others are unknown in a
root module, because a default is only what they are if nobody sets them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.node_lookup import find
from liqo_values.model.nodes import Entry, ListNode, MapNode, Node, Scalar, ScalarNode, Unknown
from liqo_values.parsing import hcl, hcl_expressions, placeholders
from liqo_values.parsing.nested_yaml import relocate
from liqo_values.sources import release

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


class TextNode(ScalarNode):
    """A string with the places of its characters.

    Attributes:
        origin: Where it is written.
        tokens: The pieces of its content; a stand-in for each part that is unknown.
        heredoc: Whether it is the content of a heredoc, as it is.
        control: What adds or removes lines, so that its structure is not known; None if it is.
    """

    __slots__ = ("control", "heredoc", "origin", "tokens")

    def __init__(
        self, value: Scalar, span: Span, tokens: Sequence[Token], *, heredoc: bool = False, control: Span | None = None
    ) -> None:
        super().__init__(value, span)
        self.origin = span
        self.tokens = tokens
        self.heredoc = heredoc
        self.control = control

    @property
    def content(self) -> str:
        """The text, with stand-ins for unknown parts."""
        return "".join(token[0] for token in self.tokens)


class EncodedNode(ScalarNode):
    """The YAML or JSON of a value; as a text it is not known.

    Attributes:
        root: The value.
    """

    __slots__ = ("root",)

    def __init__(self, root: Node, span: Span) -> None:
        super().__init__(Unknown(span.text), span)
        self.root = root


class FileNode(ScalarNode):
    """The content of a file, as it is.

    Attributes:
        path: The file.
    """

    __slots__ = ("path",)

    def __init__(self, path: Path, span: Span) -> None:
        super().__init__(Unknown(span.text), span)
        self.path = path


class SetNode(ListNode):
    """A set: Terraform sorts its items, and leaves out those that are there twice."""

    __slots__ = ()


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
        return self._by_condition(expression, depth + 1) or _unknown(expression)

    def _by_condition(self, expression: Expression, depth: int) -> Node | None:
        """Return what a condition decides; None if it is not known, and for all other expressions."""
        if not isinstance(expression, hcl_expressions.Conditional | hcl_expressions.Not):
            return None
        decided = {"true": True, "false": False}.get(as_text(self.evaluate(expression.condition, depth)) or "")
        if decided is None:
            return None
        if isinstance(expression, hcl_expressions.Not):
            return ScalarNode(not decided, expression.span)
        return self.evaluate(expression.yes if decided else expression.no, depth)

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
        if name in ("merge", "concat"):
            return self._joined(expression, depth) or _unknown(expression)
        given = self.evaluate(arguments[0], depth) if arguments else None
        if name == "toset" and len(arguments) == 1 and isinstance(given, ListNode):
            return SetNode(given.items, span)
        if name == "keys" and len(arguments) == 1 and isinstance(given, MapNode):
            return _keys(given, span) or _unknown(expression)
        path = as_text(given) if given is not None else None
        if path is None:
            return _unknown(expression)
        if name == "file" and len(arguments) == 1:
            return FileNode(self._folder / path, span)
        if name == "templatefile" and len(arguments) > 1:
            return self._template_file(self._folder / path, arguments[1], span, depth)
        return _unknown(expression)

    def _joined(self, expression: hcl_expressions.Call, depth: int) -> Node | None:
        """Join maps or lists that are known."""
        kind = MapNode if expression.name == "merge" else ListNode
        parts = [self._part(argument, expression.span, depth) for argument in expression.arguments]
        if not all(isinstance(part, kind) for part in parts):
            return None
        if kind is ListNode:
            return ListNode(
                [item for part in parts if isinstance(part, ListNode) for item in part.items], expression.span
            )
        entries = {key: entry for part in parts if isinstance(part, MapNode) for key, entry in part.entries.items()}
        return MapNode(entries, expression.span)

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


def as_text(node: Node) -> str | None:
    """Convert a scalar to a text as Terraform does; None if it is unknown, null, or no scalar."""
    value = node.value if isinstance(node, ScalarNode) else None
    if isinstance(value, Unknown) or value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, float) and "e" in text else text
