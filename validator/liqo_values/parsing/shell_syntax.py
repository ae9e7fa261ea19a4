"""Parse shell scripts into syntax trees, with tree-sitter's grammar of Bash."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from liqo_values.parsing import grammars

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node, Parser


#: What the grammar reads wrongly, although the shell does not: an escaped blank at the end of a word, escaped
#: backquotes and backslashes in some quotes, and a dash before a here-document. It gets an ordinary character instead.
_ESCAPED = r"(?s)\\(.)"
_MISREAD = "\\` \t"
_DASH = r"(?<=[ \t])-(?=[ \t]*<<)"
#: A comment in backquotes, which is nothing, but which the grammar cannot read.
_COMMENT = r"(?<=[ \t])`[ \t]*#[^`\n]*`(?=[ \t\n;&|)]|\Z)"
#: Trees that are nested deeper are not followed further.
DEEPEST = 150


class ShellTree:
    """The syntax tree of a script; places in it are converted to characters.

    Attributes:
        text: The script.
        root: The tree.
    """

    def __init__(self, text: str) -> None:
        """Parse a script.

        Raises:
            InputError: the grammar is not installed.
        """
        self.text = text
        readable = re.sub(_COMMENT, _blank, re.sub(_DASH, "x", re.sub(_ESCAPED, _plainly, text)))
        self.root: Node = _parser().parse(grammars.encoded(readable)).root_node
        self._offsets = grammars.Offsets(text)

    def start(self, node: Node) -> int:
        """Return where a node begins, in characters."""
        return self.at(node.start_byte)

    def end(self, node: Node) -> int:
        """Return where a node ends, in characters."""
        return self.at(node.end_byte)

    def slice(self, node: Node) -> str:
        """Return the text of a node."""
        return self.text[self.start(node) : self.end(node)]

    def at(self, byte: int) -> int:
        """Convert an offset in bytes to one in characters."""
        return self._offsets.at(byte)


def _plainly(escape: re.Match[str]) -> str:
    return "\\x" if escape[1] in _MISREAD else escape[0]


def _blank(comment: re.Match[str]) -> str:
    return " " * len(grammars.encoded(comment[0]))


@cache
def _parser() -> Parser:
    return grammars.parser("bash")


def named(node: Node, *kinds: str) -> Iterator[Node]:
    """Yield all nodes of some kinds."""
    rest = [node]
    while rest:
        inner = rest.pop()
        if inner.type in kinds:
            yield inner
        rest.extend(reversed(inner.children))
