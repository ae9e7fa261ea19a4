"""What the grammar makes of one command: which of its nodes are one word, and where it can be trusted."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from liqo_values.parsing.shell_texts import REDIRECTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tree_sitter import Node

    from liqo_values.parsing.shell_syntax import ShellTree
    from liqo_values.parsing.shell_texts import Texts

#: What follows a command: its end, a comment, or a redirection.
_AFTER_COMMAND = r"(?:[ \t]|\\\n)*(?:[0-9]*[<>]|[\n;&|)}`]|(?<=[ \t])#|\Z)"


class CommandNodes:
    """Reads the nodes of commands.

    Args:
        tree: The script.
        texts: Reads its here-documents.
    """

    def __init__(self, tree: ShellTree, texts: Texts) -> None:
        self._tree = tree
        self._texts = texts

    def groups(self, node: Node, redirects: Sequence[Node]) -> tuple[list[list[Node]], bool]:
        """Return the nodes of each word, and whether nothing else is in the command."""
        children = [child for child in node.children if child.type not in REDIRECTS and child.type != "comment"]
        own = [child for child in children if child.type != "variable_assignment"]
        readable = all(not self._gap(*pair).strip(" \t") for pair in pairwise(own))
        words = sorted([*own, *self._behind(redirects)], key=lambda one: one.start_byte)
        groups: list[list[Node]] = [[word] for word in words[:1]]
        for before, word in pairwise(words):
            if self._gap(before, word):
                groups.append([word])
            else:
                groups[-1].append(word)
        return groups, readable

    def _gap(self, before: Node, after: Node) -> str:
        """Return what is between two nodes, apart from continued lines."""
        return self._tree.text[self._tree.end(before) : self._tree.start(after)].replace("\\\n", "")

    def ends(self, node: Node, redirects: Sequence[Node]) -> bool:
        """Return whether a command ends where the grammar says so, and not at something that it drops."""
        found = [
            re.compile(_AFTER_COMMAND).match(self._tree.text, self._tree.end(one)) for one in (node, *redirects[-1:])
        ]
        is_here = any(redirect.type == "heredoc_redirect" for redirect in redirects)
        if found[0] is None or (found[-1] is None and not is_here):
            return False
        return not found[0][0].endswith("`") or _is_inside(node, "command_substitution")

    def _behind(self, redirects: Sequence[Node]) -> Iterator[Node]:
        """Yield the arguments after a redirection, and after a here-document on its line."""
        for redirect in redirects:
            yield from redirect.children_by_field_name("destination")[1:]
            begun = next((child for child in redirect.children if child.type == "heredoc_start"), None)
            if begun is None:
                continue
            line = self._texts.line_after(redirect, begun)
            for number, child in enumerate(redirect.children):
                if redirect.field_name_for_child(number) == "argument" and self._tree.start(child) < line - 1:
                    yield child

    def is_broken(self, redirects: Sequence[Node]) -> bool:
        """Return whether the grammar took what ends a command for a part of the word that ends a here-document."""
        begun = (child for redirect in redirects for child in redirect.children if child.type == "heredoc_start")
        return any(re.search("[;&|()<>]", self._tree.slice(one)) for one in begun)


def _is_inside(node: Node, kind: str) -> bool:
    """Return whether a node is inside of another of some kind."""
    parent = node.parent
    while parent is not None and parent.type != kind:
        parent = parent.parent
    return parent is not None
