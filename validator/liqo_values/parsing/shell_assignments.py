"""Assignments in a script, and declarations such as `export` and `local`."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from liqo_values.parsing import shell_variables
from liqo_values.parsing.shell_pieces import Variable, Word
from liqo_values.parsing.shell_texts import REDIRECTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from liqo_values.parsing.shell_state import State
    from liqo_values.parsing.shell_syntax import ShellTree
    from liqo_values.parsing.shell_variables import Changes
    from liqo_values.parsing.shell_words import Words

#: Options of `declare` and `local` that do not change what is assigned.
_HARMLESS = r"-[agrx]+"
_NAME = shell_variables.NAME
#: What may follow a word; nothing is the end of the script. The grammar may end a word too early.
_AFTER_WORD = ("", *" \t\n;&|)<>")


class Assignments:
    """Follows the assignments of a script.

    Args:
        tree: The script.
        state: What is known while the script is followed.
        words: Evaluates its words.
        changes: What the script changes anywhere in it.
        follow: Follows the commands in the words of a node.
    """

    def __init__(
        self, tree: ShellTree, state: State, words: Words, changes: Changes, follow: Callable[[Node], None]
    ) -> None:
        self._tree = tree
        self._state = state
        self._words = words
        self._changes = changes
        self._follow = follow
        #: All values that are assigned, with their places; what is unknown has none of their text.
        self.values: list[Word] = []

    def follow(self, node: Node) -> None:
        """Follow assignments, and declarations such as `export` and `local`."""
        if node.type == "unset_command":
            self._follow(node)
            self._state.forget(re.findall(_NAME, self._tree.slice(node)))
            return
        if node.type == "variable_assignment":
            self._assign(node)
            return
        if shell_variables.assigns_any(self._tree, node):
            self._state.variables.clear()
        options = [child for child in node.children if child.type == "word"]
        changes = any(not re.fullmatch(_HARMLESS, self._tree.slice(option)) for option in options)
        keeps = node.children[0].type in ("export", "readonly") if node.children else False
        for child in node.children:
            if child.type == "variable_assignment" and not changes and not self._has_braces(child):
                self._assign(child)
                continue
            self._follow(child)
            if child.is_named and (child.type != "variable_name" or not keeps):
                self._state.forget(re.findall(_NAME, self._tree.slice(child)))

    def of_command(self, node: Node) -> None:
        """Assign what the grammar takes for a part of a command although a line end follows."""
        children = [child for child in node.children if child.type not in REDIRECTS and child.type != "comment"]
        for before, child in pairwise(children):
            if before.type == "variable_assignment":
                gap = self._tree.text[self._tree.end(before) : self._tree.start(child)]
                if not gap:  # the grammar ended the value too early
                    self._state.forget(re.findall(_NAME, self._tree.slice(before))[:1])
                if "\n" in gap.replace("\\\n", ""):
                    for assignment in children[: children.index(child)]:
                        if assignment.type == "variable_assignment":
                            self._assign(assignment)
        if all(child.type == "variable_assignment" for child in children):
            for child in children:
                self._assign(child)

    def _has_braces(self, node: Node) -> bool:
        """Return whether a declaration has braces that the shell expands, unlike in an assignment."""
        value = node.child_by_field_name("value")
        plain = value is not None and value.type in ("word", "concatenation")
        return plain and "{" in self._tree.slice(node).replace("${", "")

    def _assign(self, node: Node) -> None:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is None:
            return
        variable = self._tree.slice(name)
        appends = any(child.type == "+=" for child in node.children)
        self._follow(node)
        if name.type == "subscript":
            self._state.forget(re.findall(_NAME, variable)[:1])
            return
        end = self._tree.end(node)
        given = self._value(value, end) if self._tree.text[end : end + 1] in _AFTER_WORD else None
        if value is not None:
            tokens = given.items[0].tokens if given is not None and not given.is_list else ()
            self.values.append(Word(tokens, self._tree.start(value), self._tree.end(value)))
        earlier = self._state.variables.get(variable)
        if appends:
            given = _appended(earlier, given)
        if given is None or variable in self._changes.never or self._changes.references:
            self._state.forget([variable])
        else:
            self._state.variables[variable] = given

    def _value(self, node: Node | None, end: int) -> Variable | None:
        if node is None:
            return Variable((Word((), end, end),))
        if node.type != "array":
            return Variable((self._words.text(node),))
        items = [child for child in node.children if child.is_named and child.type != "comment"]
        if node.has_error or any(self._tree.slice(item).startswith("[") for item in items):
            return None
        groups: list[list[Node]] = []
        for item in items:
            start = self._tree.start(item)
            gap = self._tree.text[self._tree.end(groups[-1][-1]) : start] if groups else " "
            if gap.replace("\\\n", ""):
                groups.append([item])
            else:
                groups[-1].append(item)
        words = [word for group in groups for word in self._words.expanded(group)]
        return Variable(tuple(words), is_list=True)


def _appended(earlier: Variable | None, given: Variable | None) -> Variable | None:
    if earlier is None or given is None or earlier.is_list is not given.is_list:
        return None
    if given.is_list:
        return Variable((*earlier.items, *given.items), is_list=True)
    first, second = earlier.items[0], given.items[0]
    return Variable((second._replace(tokens=(*first.tokens, *second.tokens)),))
