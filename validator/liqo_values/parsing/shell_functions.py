"""Functions of a script, and the arguments that calls pass to them."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

from liqo_values.parsing.shell_pieces import Variable, Word
from liqo_values.parsing.shell_syntax import named
from liqo_values.parsing.shell_variables import ARGUMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tree_sitter import Node

    from liqo_values.parsing.shell_pieces import Command
    from liqo_values.parsing.shell_state import State
    from liqo_values.parsing.shell_syntax import ShellTree

#: What shows that a function uses its arguments.
_USES = r"\$\{?[@*1-9]"
#: How many calls are followed in a script: functions that call each other multiply.
_MOST = 300


class Functions:
    """The functions of a script whose bodies are followed for each call: those that use arguments, or call others.

    Attributes:
        never_called: What is known of the commands of each function without its arguments; empty once it is called.

    Args:
        tree: The script.
    """

    def __init__(self, tree: ShellTree) -> None:
        nodes = {node: node.child_by_field_name("name") for node in named(tree.root, "function_definition")}
        names = {node: tree.slice(name) for node, name in nodes.items() if name is not None}
        once = [name for name, count in Counter(names.values()).items() if count == 1]
        other = re.compile(rf"(?<![\w$-])(?:{'|'.join(map(re.escape, once))})(?![\w-])") if once else None
        self._bodies: dict[str, Node] = {}
        for node, name in names.items():
            body = node.child_by_field_name("body")
            text = tree.slice(body) if body is not None else ""
            if body is not None and name in once and (re.search(_USES, text) or (other and other.search(text))):
                self._bodies[name] = body
        self._running: list[str] = []
        self._left = _MOST
        self.never_called: dict[str, list[Command]] = {}
        self._called: set[str] = set()

    def defined(self, name: str, commands: list[Command]) -> None:
        """Take note of what is known of a function without its arguments."""
        if name not in self._called:
            self.never_called.setdefault(name, []).extend(commands)

    @contextmanager
    def call(self, words: Sequence[Word], state: State) -> Iterator[Node | None]:
        """Give the body of the function that a command calls, with its arguments in the state; None for all others."""
        name = words[0].text if words and words[0].known else ""
        body = self._bodies.get(name) if name not in self._running and self._left else None
        if body is None:
            yield None
            return
        self._left -= 1
        self._called.add(name)
        without_arguments = self.never_called.pop(name, [])
        self._running.append(name)
        before = state.copy()
        state.forget(ARGUMENTS)
        state.variables |= _arguments(words[1:], words[0].end)
        yield body
        state.become(before)
        self._running.pop()
        if not self._left:  # some calls in it were not followed
            self.never_called[name] = without_arguments


def shifted(state: State, words: Sequence[Word]) -> dict[str, Variable]:
    """Return the arguments after `shift`; empty if they are not known."""
    texts = [word.text for word in words]
    given = state.variables.get("@")
    if given is None or texts not in (["shift"], ["shift", "1"]) or any(item.many for item in given.items[:1]):
        return {}
    return _arguments(given.items[1:], words[0].end)


def given_anew(words: Sequence[Word]) -> dict[str, Variable]:
    """Return the arguments after `set -- …`; empty for all other commands."""
    if [word.text for word in words[:2]] != ["set", "--"]:
        return {}
    return _arguments(words[2:], words[1].end)


def _arguments(words: Sequence[Word], end: int) -> dict[str, Variable]:
    """Return the variables of arguments: those that are not given are empty."""
    known = {"@": Variable(tuple(words), is_list=True)}
    for number, name in enumerate(ARGUMENTS[1:]):
        if any(word.many for word in words[: number + 1]):
            break
        known[name] = Variable((words[number] if number < len(words) else Word((), end, end),))
    return known
