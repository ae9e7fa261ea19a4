"""Values of Terraform of which more is known than a text: where its parts are written, or what is encoded in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.nodes import ListNode, Node, Scalar, ScalarNode, Unknown
from liqo_values.model.source_text import Source, Span
from liqo_values.sources import release
from liqo_values.sources.manifests import File

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from liqo_values.parsing.nested_yaml import Token
    from liqo_values.values.release_inputs import Unread

_REMEDY = "write it as a literal, or check the output of `terraform show -json`"
#: How many characters of an expression are shown.
_LONGEST = 60


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


class PartsNode(ScalarNode):
    """A list or map of which only parts are known; as a value, it is not known.

    Attributes:
        parts: Its items, or the maps that it is merged from, in order; some of them are unknown.
        conditional: Whether it is only one of several values, so that each of the parts may be missing.
        of_lists: Whether the parts are items.
    """

    __slots__ = ("conditional", "of_lists", "parts")

    def __init__(self, parts: Sequence[Node], span: Span, *, conditional: bool = False, of_lists: bool = False) -> None:
        super().__init__(Unknown(f"${{{span.text}}}"), span)
        self.parts = parts
        self.conditional = conditional
        self.of_lists = of_lists


class SetNode(ListNode):
    """A set: Terraform sorts its items, and leaves out those that are there twice."""

    __slots__ = ()


def span_of(node: Node) -> Span:
    """Return the place of a value; an empty one if it has none."""
    return node.span or Span(Source("", ""), 0, 0)


def file_of(node: Node) -> File:
    """Return the file that contains a value."""
    return File.of_text(span_of(node).source)


def unread(node: Node) -> Unread:
    """Make a layer of what only Terraform knows."""
    return release.unread(file_of(node), node, f"the result of `{words(node)}`")._replace(remedy=_REMEDY)


def words(node: Node) -> str:
    """Return the beginning of an expression."""
    first, *more = span_of(node).text.split("\n")
    return first.strip() if not more and len(first) <= _LONGEST else f"{first.strip()[:_LONGEST]}…"
