"""HCL, the language of Terraform: from the tree of its grammar to expressions with places.

Nothing is evaluated here. Attributes are converted when they are asked for, because few of a file are.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import grammars, hcl_texts
from liqo_values.parsing.hcl_expressions import (
    Call,
    Conditional,
    Expression,
    For,
    Hole,
    Literal,
    Not,
    Object,
    Operation,
    Other,
    Reference,
    Template,
    Tuple,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tree_sitter import Node as TreeNode


_HOLES = ("template_interpolation", "template_directive")
_IDENTIFIER = r"[^\W\d][\w-]*"
#: How deep expressions may nest; those inside are not converted.
MAX_DEPTH = 64
#: The parts of a conditional: what decides, and two values.
_PARTS = 3
#: The end of a text that is read as a heredoc.
_MARK = "LIQO_VALUES"
_WHOLE = r"[0-9]+"


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
        self._text = grammars.encoded(source.text)
        self._offsets = grammars.Offsets(source.text)
        self._before = len(before)
        self._depth = 0
        self.data = b"".join((before.encode(), self._text, after.encode()))

    def _offset(self, byte: int) -> int:
        return self._offsets.at(min(max(byte - self._before, 0), len(self._text)))

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
            "unary_operation": self._unary,
            "binary_operation": self._binary,
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
        if node.type == "conditional" and len(inner) == _PARTS:
            condition, yes, no = (self.expression(child) for child in inner)
            return Conditional(condition, yes, no, self.span(node))
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

    def _binary(self, node: TreeNode) -> Expression:
        parts = [child for child in node.children if child.type != "comment"]
        at = next((number for number, child in enumerate(parts) if not child.is_named), None)
        if at is None or not 0 < at < len(parts) - 1:
            return Other(self.span(node))
        left, right = (self._operand(one) for one in (parts[:at], parts[at + 1 :]))
        return Operation(self.text(parts[at]), left, right, self.span(node))

    def _operand(self, parts: Sequence[TreeNode]) -> Expression:
        """Convert the nodes on one side of an operator."""
        if len(parts) == 1:
            return self.expression(parts[0])
        span = Span(self.source, self.span(parts[0]).start, self.span(parts[-1]).end)
        return self._steps(span, parts)

    def _reference(self, node: TreeNode, parts: Sequence[TreeNode]) -> Expression:
        """Convert a name with attributes and indices; anything else is not evaluated."""
        return self._steps(self.span(node), parts)

    def _steps(self, span: Span, parts: Sequence[TreeNode]) -> Expression:
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
                    return Other(span)
            else:
                return Other(span)
        return Reference(steps, span) if steps else Other(span)

    def _number(self, node: TreeNode) -> Expression:
        return _number(self.text(node), self.span(node))

    def _unary(self, node: TreeNode) -> Expression:
        text = self.text(node)
        if text.startswith("!"):
            parts = [child for child in node.named_children if child.type != "comment"]
            inner = self.expression(parts[0]) if len(parts) == 1 else self._reference(node, parts)
            return Not(inner, self.span(node))
        if not re.fullmatch(r"-\s*[0-9.eE+-]+", text):
            return Other(self.span(node))
        return _number(re.sub(r"\s", "", text), self.span(node))

    def _quoted(self, node: TreeNode) -> Expression:
        whole = self.span(node)
        span = Span(self.source, whole.start + 1, whole.end - 1)
        parts, control = self._parts(node, span)
        tokens = list(hcl_texts.tokens(parts, hcl_texts.ESCAPE))
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
        lines = [line for part in parts for line in ([part] if isinstance(part, Hole) else hcl_texts.lines(part))]
        if whole.text.startswith("<<-") and whole != span:
            lines = list(hcl_texts.outdented(lines))
        tokens = list(hcl_texts.tokens(lines, hcl_texts.IN_HEREDOC))
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
