"""The expressions of HCL, the language of Terraform, with their places; nothing is evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from liqo_values.model.nodes import Scalar
from liqo_values.model.source_text import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.parsing.nested_yaml import Token


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


class Conditional(NamedTuple):
    """One of two values: ``var.install ? 1 : 0``.

    Attributes:
        condition: What decides.
        yes: The value if it is true.
        no: The value if it is false.
        span: Its place.
    """

    condition: Expression
    yes: Expression
    no: Expression
    span: Span


class Not(NamedTuple):
    """The opposite of a condition."""

    condition: Expression
    span: Span


class Operation(NamedTuple):
    """Two expressions with an operator between them: ``var.mode == "off"``.

    Attributes:
        operator: The operator.
        left: What is before it.
        right: What is after it.
        span: The place of all of it.
    """

    operator: str
    left: Expression
    right: Expression
    span: Span


class Other(NamedTuple):
    """Any other expression, which only Terraform evaluates."""

    span: Span


Expression: TypeAlias = (
    Literal | Template | Tuple | Object | Call | Reference | For | Conditional | Not | Operation | Other
)


def place(expression: Expression) -> Span:
    """Return the place of an expression, with the quotes of a string."""
    return expression.whole if isinstance(expression, Template) else expression.span
