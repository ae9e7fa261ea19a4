"""HCL, the language of Terraform: from the tree of its grammar to expressions with places.

Nothing is evaluated here. Attributes are converted when they are asked for, because few of a file are.
"""

from __future__ import annotations

import re
from array import array
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from liqo_values.model.nodes import Scalar
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import grammars

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tree_sitter import Node as TreeNode

    from liqo_values.parsing.nested_yaml import Token

_ESCAPE = r"""\\(?:[nrt"\\]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|\$\$\{|%%\{"""
_ESCAPED = {"\\n": "\n", "\\r": "\r", "\\t": "\t", '\\"': '"', "\\\\": "\\"}
_DOUBLED = ("$${", "%%{")
_IN_HEREDOC = r"\$\$\{|%%\{"
_HOLES = ("template_interpolation", "template_directive")
_IDENTIFIER = r"[^\W\d][\w-]*"
#: How deep expressions may nest; those inside are not converted.
MAX_DEPTH = 64
#: The end of a text that is read as a heredoc.
_MARK = "LIQO_VALUES"
_WHOLE = r"[0-9]+"
_LARGEST, _SURROGATES = 0x10FFFF, range(0xD800, 0xE000)


class Literal(NamedTuple):
    """A number, a boolean or null."""

    value: Scalar
    span: Span


class Hole(NamedTuple):
    """A part of a template that Terraform fills in: ``${…}``, or a directive, which is of no known kind."""

    value: Expression
    span: Span


class Template(NamedTuple):
    """A string, in quotes or as a heredoc.

    Attributes:
        parts: Its text, with places, and what Terraform fills in.
        span: Its place, without the quotes or the marks of the heredoc.
        whole: Its place with them.
        heredoc: Whether it is a heredoc.
        control: The first directive in it (``%{ if … }``), or the first hole that removes the blanks around it; None if
            there is none.
    """

    parts: Sequence[Token | Hole]
    span: Span
    whole: Span
    heredoc: bool
    control: Span | None


class Tuple(NamedTuple):
    """A list of expressions."""

    items: Sequence[Expression]
    span: Span


class Object(NamedTuple):
    """Keys and values; a key without quotes is a string."""

    pairs: Sequence[tuple[Expression, Expression]]
    span: Span


class Call(NamedTuple):
    """A call of a function."""

    name: str
    arguments: Sequence[Expression]
    span: Span


class Reference(NamedTuple):
    """A name with attributes and indices: ``local.values["liqo"]``."""

    steps: Sequence[str | int]
    span: Span


class For(NamedTuple):
    """A list or an object with an item for each item of a collection, without a condition.

    Attributes:
        names: The names of an item: its value, or its key and its value.
        collection: The collection.
        key: The keys of the object; None for a list.
        value: The items.
        span: Its place.
    """

    names: Sequence[str]
    collection: Expression
    key: Expression | None
    value: Expression
    span: Span


class Other(NamedTuple):
    """Any other expression, which only Terraform evaluates."""

    span: Span


Expression: TypeAlias = Literal | Template | Tuple | Object | Call | Reference | For | Other


def place(expression: Expression) -> Span:
    """Return the place of an expression, with the quotes of a string."""
    return expression.whole if isinstance(expression, Template) else expression.span


class Attribute:
    """A name with a value."""

    def __init__(self, reader: _Reader, node: TreeNode, name: TreeNode, value: TreeNode) -> None:
        self._reader = reader
        self._value = value
        self.name = reader.text(name)
        self.name_span = reader.span(name)
        self.span = reader.span(node)

    @cached_property
    def value(self) -> Expression:
        """The expression."""
        return self._reader.expression(self._value)


class Block:
    """A block with its labels: ``resource "helm_release" "liqo" { … }``."""

    def __init__(self, reader: _Reader, node: TreeNode) -> None:
        names = [child for child in node.named_children if child.type in ("identifier", "string_lit")]
        self.kind, *self.labels = (reader.text(name).strip('"') for name in names)
        self.span = reader.span(node)
        self.head = Span(reader.source, self.span.start, reader.span(names[-1]).end)
        self._reader = reader
        self._node = node

    @cached_property
    def body(self) -> Body:
        """What is in it."""
        return Body(self._reader, next((one for one in self._node.named_children if one.type == "body"), self._node))

    @property
    def broken(self) -> Span | None:
        """The first place in it that is not HCL; None if there is none."""
        return self._reader.broken(self._node)


class Body:
    """The attributes and blocks of a file or block."""

    def __init__(self, reader: _Reader, node: TreeNode) -> None:
        self.attributes: dict[str, Attribute] = {}
        self.blocks: list[Block] = []
        for child in node.named_children:
            if child.type == "block" and child.named_children:
                self.blocks.append(Block(reader, child))
            elif child.type == "attribute" and len(child.named_children) > 1:
                made = Attribute(reader, child, child.named_children[0], child.named_children[-1])
                self.attributes[made.name] = made

    def of_kind(self, kind: str) -> Iterator[Block]:
        """Yield the blocks of a kind."""
        return (block for block in self.blocks if block.kind == kind)


class File(NamedTuple):
    """A file in HCL.

    Attributes:
        body: What is in it.
        broken: The first place that is not HCL; None if there is none.
    """

    body: Body
    broken: Span | None


def parse(source: Source) -> File:
    """Read a file.

    Raises:
        InputError: the grammar is not installed.
    """
    reader = _Reader(source)
    root = grammars.parser("hcl").parse(reader.data).root_node
    body = next((child for child in root.named_children if child.type == "body"), root)
    return File(Body(reader, body), reader.broken(root))


def template(source: Source) -> Template:
    """Read a whole text as a template, as ``templatefile`` does.

    Raises:
        InputError: the grammar is not installed.
    """
    whole = Span(source, 0, len(source.text))
    before, after = f"x = <<{_MARK}\n", f"\n{_MARK}\n"
    reader = _Reader(source, before, after)
    node = grammars.parser("hcl").parse(reader.data).root_node
    end = node.end_byte
    while node.type != "heredoc_template" and node.named_children:
        node = node.named_children[-1]
    if node.type != "heredoc_template" or node.has_error or end - node.end_byte > 1 or _MARK in source.text:
        return Template((), whole, whole, heredoc=True, control=whole)
    return reader.in_heredoc(node, whole, whole)


class _Reader:
    """Converts the tree of a file.

    Args:
        source: The file.
        before: What is read before its text.
        after: What is read after it.
    """

    def __init__(self, source: Source, before: str = "", after: str = "") -> None:
        self.source = source
        self._text = source.text.encode("utf-8", "replace")
        self._before = len(before)
        self._depth = 0
        self.data = b"".join((before.encode(), self._text, after.encode()))

    @cached_property
    def _offsets(self) -> Sequence[int] | None:
        """The offset of each byte in code points; None if every character is one byte."""
        if len(self._text) == len(self.source.text):
            return None
        offsets = array("Q")
        for number, character in enumerate(self.source.text):
            offsets.extend([number] * len(character.encode("utf-8", "replace")))
        offsets.append(len(self.source.text))
        return offsets

    def _offset(self, byte: int) -> int:
        inside = min(max(byte - self._before, 0), len(self._text))
        return inside if self._offsets is None else self._offsets[inside]

    def span(self, node: TreeNode) -> Span:
        """Return the place of a node."""
        return Span(self.source, self._offset(node.start_byte), self._offset(node.end_byte))

    def text(self, node: TreeNode) -> str:
        """Return the text of a node."""
        return self.span(node).text

    def broken(self, node: TreeNode) -> Span | None:
        """Return the first place in a node that is not HCL; None if there is none."""
        while node.has_error:
            child = next((one for one in node.children if one.has_error or one.is_missing), None)
            if child is None or node.is_error or node.is_missing:
                return self.span(node)
            node = child
        return None

    def expression(self, node: TreeNode) -> Expression:
        """Convert an expression."""
        while node.type in ("expression", "literal_value", "collection_value", "template_expr", "operation"):
            parts = [child for child in node.named_children if child.type != "comment"]
            if len(parts) != 1:
                return self._reference(node, parts)
            node = parts[0]
        convert = {
            "string_lit": self._quoted,
            "quoted_template": self._quoted,
            "heredoc_template": self._heredoc,
            "numeric_lit": self._number,
            "unary_operation": self._negative,
        }.get(node.type)
        if self._depth > MAX_DEPTH or (convert is not None and node.has_error):
            return Other(self.span(node))
        self._depth += 1
        try:
            return self._simple(node) if convert is None else convert(node)
        finally:
            self._depth -= 1

    def _simple(self, node: TreeNode) -> Expression:
        if node.type in ("bool_lit", "null_lit"):
            return Literal({"true": True, "false": False}.get(self.text(node)), self.span(node))
        return self._compound(node)

    def _compound(self, node: TreeNode) -> Expression:
        inner = [child for child in node.named_children if child.type == "expression"]
        if node.type == "tuple":
            return Tuple([self.expression(child) for child in inner], self.span(node))
        if node.type == "object":
            elements = [child for child in node.named_children if child.type == "object_elem"]
            return Object([self._pair(child) for child in elements], self.span(node))
        if node.type == "for_expr" and node.named_children:
            return self._for(node.named_children[0])
        if node.type == "function_call":
            return self._call(node)
        if node.type == "variable_expr":
            return Reference((self.text(node),), self.span(node))
        return Other(self.span(node))

    def _pair(self, node: TreeNode) -> tuple[Expression, Expression]:
        key, value = (child for child in node.named_children if child.type == "expression")
        name = self.span(key)
        if re.fullmatch(_IDENTIFIER, name.text):
            whole = Template(((name.text, name.start, name.end),), name, name, heredoc=False, control=None)
            return whole, self.expression(value)
        return self.expression(key), self.expression(value)

    def _for(self, node: TreeNode) -> Expression:
        intro, *results = [child for child in node.named_children if child.type in ("for_intro", "expression")]
        others = any(child.type in ("for_cond", "ellipsis") for child in node.named_children)
        inner = [child for child in intro.named_children if child.type in ("identifier", "expression")]
        if others or intro.type != "for_intro" or not inner or inner[-1].type != "expression" or not results:
            return Other(self.span(node))
        names = [self.text(child) for child in inner[:-1]]
        key = self.expression(results[0]) if len(results) > 1 else None
        return For(names, self.expression(inner[-1]), key, self.expression(results[-1]), self.span(node))

    def _call(self, node: TreeNode) -> Expression:
        arguments = next((child for child in node.named_children if child.type == "function_arguments"), None)
        given = arguments.named_children if arguments else []
        if any(child.type == "ellipsis" for child in given):
            return Other(self.span(node))
        converted = [self.expression(child) for child in given if child.type == "expression"]
        return Call(self.text(node.named_children[0]), converted, self.span(node))

    def _reference(self, node: TreeNode, parts: Sequence[TreeNode]) -> Expression:
        """Convert a name with attributes and indices; anything else is not evaluated."""
        steps: list[str | int] = []
        for part in parts:
            if part.type == "variable_expr" and not steps:
                steps.append(self.text(part))
            elif part.type == "get_attr" and steps:
                steps.append(self.text(part).removeprefix(".").strip())
            elif part.type == "index" and steps:
                index = self.text(part).strip("[] \t\n")
                if re.fullmatch(_WHOLE, index):
                    steps.append(int(index[:9]))
                elif re.fullmatch(rf'"{_IDENTIFIER}"', index):
                    steps.append(index.strip('"'))
                else:
                    return Other(self.span(node))
            else:
                return Other(self.span(node))
        return Reference(steps, self.span(node)) if steps else Other(self.span(node))

    def _number(self, node: TreeNode) -> Expression:
        return _number(self.text(node), self.span(node))

    def _negative(self, node: TreeNode) -> Expression:
        text = self.text(node)
        if not re.fullmatch(r"-\s*[0-9.eE+-]+", text):
            return Other(self.span(node))
        return _number(re.sub(r"\s", "", text), self.span(node))

    def _quoted(self, node: TreeNode) -> Expression:
        whole = self.span(node)
        span = Span(self.source, whole.start + 1, whole.end - 1)
        parts, control = self._parts(node, span)
        tokens: list[Token | Hole] = []
        for part in parts:
            if isinstance(part, Hole):
                tokens.append(part)
            else:
                tokens += _tokens(part, _ESCAPE)
        return Template(tokens, span, whole, heredoc=False, control=control)

    def _heredoc(self, node: TreeNode) -> Expression:
        marks = [child for child in node.named_children if child.type == "heredoc_identifier"]
        text, whole = self.source.text, self.span(node)
        start = text.find("\n", self.span(marks[0]).end) + 1
        end = max(start, text.rfind("\n", 0, self.span(marks[-1]).start) + 1)
        return self.in_heredoc(node, Span(self.source, start, end), whole)

    def in_heredoc(self, node: TreeNode, span: Span, whole: Span) -> Template:
        """Convert the content of a heredoc."""
        parts, control = self._parts(node, span)
        lines = [line for part in parts for line in ([part] if isinstance(part, Hole) else _lines(part))]
        if whole.text.startswith("<<-") and whole != span:
            lines = list(_outdented(lines))
        tokens: list[Token | Hole] = []
        for line in lines:
            if isinstance(line, Hole):
                tokens.append(line)
            else:
                tokens += _tokens(line, _IN_HEREDOC)
        return Template(tokens, span, whole, heredoc=True, control=control)

    def _parts(self, node: TreeNode, span: Span) -> tuple[list[Span | Hole], Span | None]:
        """Split a template into its texts and holes; also return the first directive, or hole with a strip marker."""
        parts: list[Span | Hole] = []
        control: Span | None = None
        at = span.start
        for child in node.named_children:
            if child.type not in _HOLES:
                continue
            hole = self.span(child)
            parts += [Span(self.source, at, hole.start)] if at < hole.start else []
            inner = next((one for one in child.named_children if one.type == "expression"), None)
            if child.type == "template_directive" or any(one.type == "strip_marker" for one in child.children):
                control = control or hole
            parts.append(Hole(Other(hole) if inner is None else self.expression(inner), hole))
            at = hole.end
        parts += [Span(self.source, at, span.end)] if at < span.end else []
        return parts, control


def _number(text: str, span: Span) -> Expression:
    try:
        value = float(text)
    except ValueError:
        return Other(span)
    whole = value.is_integer()
    return Literal(int(text) if re.fullmatch(r"-?[0-9]{1,400}", text) else int(value) if whole else value, span)


def _lines(span: Span) -> Iterator[Span]:
    """Split a text at its line ends."""
    at = span.start
    while at < span.end:
        end = span.source.text.find("\n", at, span.end) + 1 or span.end
        yield Span(span.source, at, end)
        at = end


def _outdented(parts: Sequence[Span | Hole]) -> Iterator[Span | Hole]:
    """Remove the indentation that all lines have, as ``<<-`` does; blank lines do not count, and stay."""
    begins: dict[int, int] = {}  # the indentation of the lines, by the number of their first part
    at_start = True
    for number, part in enumerate(parts):
        if at_start and isinstance(part, Hole):
            begins[number] = 0
        elif at_start and not isinstance(part, Hole) and (part.text.strip() or not part.text.endswith("\n")):
            begins[number] = len(part.text) - len(part.text.lstrip())
        at_start = not isinstance(part, Hole) and part.text.endswith("\n")
    smallest = min(begins.values(), default=0)
    for number, part in enumerate(parts):
        if number in begins and not isinstance(part, Hole):
            yield Span(part.source, part.start + smallest, part.end)
        else:
            yield part


def _tokens(span: Span, escapes: str) -> Iterator[Token]:
    """Split a text of a template into what it means, with places."""
    text, at = span.source.text, span.start
    for found in re.compile(escapes).finditer(text, span.start, span.end):
        if at < found.start():
            yield text[at : found.start()], at, found.start()
        if found[0] in _DOUBLED:
            yield found[0][0], found.start(), found.end() - 1
            yield "{", found.end() - 1, found.end()
        else:
            yield _ESCAPED.get(found[0]) or _character(found[0][2:]), found.start(), found.end()
        at = found.end()
    if at < span.end:
        yield text[at : span.end], at, span.end


def _character(code: str) -> str:
    number = int(code, 16)
    return chr(number) if number <= _LARGEST and number not in _SURROGATES else "\ufffd"
