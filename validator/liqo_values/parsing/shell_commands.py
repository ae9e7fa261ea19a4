"""The commands that a script runs, with the arguments that they get as far as the script alone decides them.

The script is followed from top to bottom, not run. Variables that are assigned a text keep it; after a condition, a
loop, or a call of a function of the script that changes them, they are unknown. Of arguments that a condition or a loop
adds to, those before it are still known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liqo_values.parsing import shell_variables, shell_variants
from liqo_values.parsing.shell_assignments import Assignments
from liqo_values.parsing.shell_command_nodes import CommandNodes
from liqo_values.parsing.shell_functions import Functions, given_anew, shifted
from liqo_values.parsing.shell_pieces import Command, Content
from liqo_values.parsing.shell_state import State
from liqo_values.parsing.shell_syntax import DEEPEST, ShellTree, named
from liqo_values.parsing.shell_texts import REDIRECTS, Texts, redirects_of
from liqo_values.parsing.shell_words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tree_sitter import Node

    from liqo_values.parsing.shell_pieces import Variable, Word

_BRANCHES = frozenset(("if_statement", "case_statement"))
_CLAUSES = frozenset(("elif_clause", "else_clause", "case_item"))
_LEAVING = frozenset(("exit", "return"))
_LOOPS = frozenset(("for_statement", "while_statement", "c_style_for_statement"))
_ASSIGNMENTS = frozenset(("variable_assignment", "declaration_command", "unset_command"))
_INNER = frozenset(("command_substitution", "process_substitution", "subshell"))
_LEAST = 2  # the name of a command, and something after it


class Followed(NamedTuple):
    """What was read from a script.

    Attributes:
        commands: Its commands, in order.
        complete: Whether the grammar could follow all of it.
        assigned: The values that it assigns to variables, also those that are unknown.
    """

    commands: list[Command]
    complete: bool
    assigned: list[Word]


def follow(text: str, *, braces: bool = True) -> Followed:
    """Read the commands of a script.

    Args:
        text: The script.
        braces: Whether the shell expands ``{a,b}``, as Bash does.

    Raises:
        InputError: the grammar is not installed.
    """
    tree = ShellTree(text)
    follower = _Follower(tree, braces=braces)
    return Followed(follower.follow(), not tree.root.has_error, follower.assigned)


class _WordsWithOutput(Words):
    """Words of which process substitutions can be read."""

    def __init__(
        self, tree: ShellTree, state: State, output: Callable[[Node], Content | None], *, braces: bool
    ) -> None:
        super().__init__(tree, state.variables, braces=braces)
        self._output = output

    def output_of(self, node: Node) -> Content | None:
        """Return what the command in a substitution prints; None if it is not known."""
        return self._output(node)


class _Follower:
    def __init__(self, tree: ShellTree, *, braces: bool) -> None:
        self._tree = tree
        self._state = State()
        self._words = _WordsWithOutput(tree, self._state, self._output, braces=braces)
        self._texts = Texts(tree, self._state, self._words)
        self._nodes = CommandNodes(tree, self._texts)
        self._found: list[Command] = []
        self._changes = shell_variables.changes(tree)
        self._functions = Functions(tree)
        self._assignments = Assignments(tree, self._state, self._words, self._changes, self._substitutions_of)
        self._depth = 0
        self._by_kind: dict[str, Callable[[Node], None]] = {
            "command": self._simple,
            "redirected_statement": self._redirected,
            "list": self._list,
            "pipeline": self._pipeline,
            "function_definition": self._function,
            **dict.fromkeys(_ASSIGNMENTS, self._assignments.follow),
            **dict.fromkeys(_BRANCHES, self._branches),
            **dict.fromkeys(_LOOPS, self._loop),
            **dict.fromkeys(_INNER, self._apart),
        }
        self._stdin: Content | None = None
        self._piped = False
        self._called_at: int | None = None
        #: Redirections that the grammar gives to a list, but that are those of its last command.
        self._for_last: tuple[Sequence[Node], Node] | None = None

    def follow(self) -> list[Command]:
        self._words.splits = not shell_variables.splits_elsewhere(self._tree)
        self._visit(self._tree.root)
        found = [*self._found, *(command for one in self._functions.never_called.values() for command in one)]
        return sorted(found, key=lambda command: command.start)

    @property
    def assigned(self) -> list[Word]:
        """The values that the script assigns to variables."""
        return self._assignments.values

    def _visit(self, node: Node) -> None:
        if self._depth >= DEEPEST:
            return
        self._depth += 1
        follow = self._by_kind.get(node.type)
        if follow is not None:
            follow(node)
        else:
            self._each(node.children)
        self._depth -= 1

    def _each(self, nodes: Iterable[Node]) -> None:
        for child in nodes:
            if child.is_named and child.type != "comment":
                if child.next_sibling is not None and child.next_sibling.type == "&":
                    self._in_background(child)
                else:
                    self._visit(child)

    def _in_background(self, node: Node) -> None:
        before = self._state.copy()
        self._visit(node)
        self._state.become(before)

    def _simple(self, node: Node) -> None:
        self._command(node, ())

    def _apart(self, node: Node) -> None:
        """Follow commands that change nothing outside: those of a subshell."""
        before = self._state.copy()
        self._each(node.children)
        self._state.become(before)

    def _list(self, node: Node) -> None:
        """Follow `a && b || c`: only the first is certain to run."""
        operands: list[Node] = []
        while node.type == "list" and node.children:
            operands.append(node.children[-1])
            node = node.children[0]
        self._visit(node)
        before = self._state.copy()
        redirected, self._for_last = self._for_last, None
        for operand in reversed(operands):
            if redirected and operand is operands[0] and operand.type == "command":
                self._command(operand, *redirected)
            else:
                self._visit(operand)
        self._state.forget_unlike([before])

    def _pipeline(self, node: Node, stdin: Content | None = None) -> None:
        """Follow the commands of a pipeline, of which each may read what the one before it prints."""
        before = self._state.copy()
        for child in node.children:
            if child.is_named and child.type != "comment":
                self._stdin = stdin if child.type in ("command", "redirected_statement") else None
                self._piped = child.next_sibling is not None
                self._visit(child)
                before.files = self._state.files
                self._state.become(before)
                stdin = self._texts.printed(child, stdin)
        self._stdin, self._piped = None, False
        if "lastpipe" in self._tree.text:
            self._forget_inside(node)

    def _branches(self, node: Node) -> None:
        """Follow the branches of `if` and `case`, each from the same state."""
        if node.type == "case_statement" and any(named(node, ";&", ";;&")):
            for child in node.children:
                self._forget_inside(node)
                self._visit(child)
            self._forget_inside(node)
            return
        before: State | None = None
        last: Node | None = None
        ends: list[State] = []
        exhaustive = False
        for child in node.children:
            if child.type in _CLAUSES:
                if before is None:
                    before = self._state.copy()
                else:
                    ends += self._ended(last)
                self._state.become(before)
                exhaustive = exhaustive or self._is_for_all_others(child)
                self._each(child.children)
                last = child.named_children[-1] if child.named_children else None
            elif child.type == "then":
                before = self._state.copy()
            elif child.is_named and not (node.type == "case_statement" and before is None):
                self._visit(child)
                last = child
        if before is None:
            return
        ends += self._ended(last)
        ends += [] if exhaustive else [before]
        if ends:
            self._state.become(ends[0])
            self._state.forget_unlike(ends[1:])

    def _is_for_all_others(self, clause: Node) -> bool:
        """Return whether a branch is the one that is taken if no other is."""
        value = clause.child_by_field_name("value")
        return clause.type == "else_clause" or (value is not None and self._tree.slice(value) == "*")

    def _ended(self, last: Node | None) -> list[State]:
        """Return the state at the end of a branch; none if its last command leaves the script or the function."""
        leaves = last is not None and last.type == "command" and self._tree.slice(last).split()[0] in _LEAVING
        return [] if leaves else [self._state.copy()]

    def _loop(self, node: Node) -> None:
        """Follow a loop: what it assigns is unknown in and after it, apart from what it only adds to."""
        extended = self._extended(node)
        self._forget_inside(node)
        self._state.variables |= extended
        before = self._state.copy()
        self._each(child for child in node.children if child.type != "variable_name")
        self._forget_inside(node)
        self._state.variables |= extended
        self._state.forget_unlike([before])

    def _extended(self, node: Node) -> dict[str, Variable]:
        """Return the variables that a loop adds arguments to, and changes in no other way."""
        if shell_variables.assigns_any(self._tree, node) or self._calls(node) or self._changes.references:
            return {}
        found = shell_variables.extended(self._tree, node)
        known = {name: self._state.variables[name] for name in found if name in self._state.variables}
        return {
            name: shell_variants.extended(variable, *found[name])
            for name, variable in known.items()
            if name not in self._changes.never
        }

    def _forget_inside(self, node: Node) -> None:
        """Forget the variables that may be assigned inside of a node."""
        self._state.forget(shell_variables.assigned(self._tree, node))
        if self._calls(node):
            self._call()
        if shell_variables.assigns_any(self._tree, node):
            self._state.variables.clear()

    def _calls(self, node: Node) -> bool:
        return bool(self._changes.functions & {self._tree.slice(name) for name in named(node, "command_name")})

    def _call(self) -> None:
        """Forget what functions change."""
        self._state.forget(self._changes.leaking)
        if self._changes.any_in_function:
            self._state.variables.clear()

    def _function(self, node: Node) -> None:
        """Follow the body of a function, which runs later: only what never changes again is known."""
        found, self._found = self._found, []
        before = self._state.copy()
        changes = self._changes
        if changes.last_any >= node.end_byte or changes.any_in_function:
            self._state.variables.clear()
        self._state.forget(shell_variables.ARGUMENTS)
        later = {name for name in self._state.variables if changes.last.get(name, 0) >= node.end_byte}
        self._state.forget(later | changes.of_functions)
        self._state.folder = None
        body, name = node.child_by_field_name("body"), node.child_by_field_name("name")
        if body is not None:
            self._visit(body)
        self._state.become(before)
        self._functions.defined(self._tree.slice(name) if name is not None else "", self._found)
        self._found = found

    def _redirected(self, node: Node) -> None:
        """Follow a command with redirections."""
        body = node.child_by_field_name("body")
        redirects = redirects_of(node)
        if body is not None and body.type == "negated_command":
            body = body.children[-1]
        if body is not None and body.type == "command":
            self._command(body, redirects, node)
        elif body is not None:
            self._for_last = (redirects, node)
            self._visit(body)
            self._for_last = None
        for redirect in redirects:
            self._after_heredoc(redirect, body, redirects)
            self._substitutions(redirect)

    def _after_heredoc(self, redirect: Node, body: Node | None, redirects: Sequence[Node]) -> None:
        """Follow what the grammar puts into a here-document although it follows on its line."""
        for child in redirect.children:
            if child.type == "pipeline":
                self._pipeline(
                    child, self._texts.output(body, self._texts.input(redirects)) if body is not None else None
                )
            elif redirect.field_name_for_child(redirect.children.index(child)) == "right":
                before = self._state.copy()
                self._visit(child)
                self._state.forget_unlike([before])

    def _substitutions(self, node: Node) -> None:
        """Follow the commands in words."""
        rest = list(reversed(node.children))
        while rest:
            child = rest.pop()
            if child.type in ("command_substitution", "process_substitution"):
                self._visit(child)
            elif child.type not in ("pipeline", "command", "list", "redirected_statement"):
                rest.extend(reversed(child.children))

    def _command(self, node: Node, redirects: Sequence[Node], whole: Node | None = None) -> None:
        own = redirects_of(node)
        inputs = sorted([*redirects, *own], key=lambda one: one.start_byte)
        replaced = any(child.type == "<" for redirect in inputs for child in redirect.children)
        stdin = self._texts.input(inputs) or (None if replaced else self._stdin)
        self._stdin = None
        groups, readable = self._nodes.groups(node, [*redirects, *own])
        self._assignments.of_command(node)
        for child in node.children:
            self._substitutions_of(child)
        words = [word for group in groups for word in self._words.expanded(group)]
        end = self._tree.end(whole or node)
        folder, files = self._state.folder, self._state.files
        piped, self._piped = self._piped, False
        with self._functions.call(words, self._state) as body:
            if body is not None:
                outer, self._called_at = (
                    self._called_at,
                    self._tree.start(node) if self._called_at is None else self._called_at,
                )
                self._visit(body)
                self._called_at = outer
        self._piped = piped
        written = self._effects(words, [*redirects, *own], self._texts.output(node, stdin))
        self._found.append(
            Command(
                words,
                self._tree.start(node),
                end,
                self._tree.start(node) if self._called_at is None else self._called_at,
                readable
                and self._nodes.ends(node, redirects)
                and not (whole or node).has_error
                and not self._nodes.is_broken(redirects),
                stdin,
                folder,
                files,
                written,
                self._piped or any(child.type == "pipeline" for one in redirects for child in one.children),
            )
        )

    def _substitutions_of(self, child: Node) -> None:
        if child.type in ("command_substitution", "process_substitution"):
            self._visit(child)
        elif child.children and child.type not in REDIRECTS:
            self._substitutions(child)

    def _effects(self, words: Sequence[Word], redirects: Sequence[Node], printed: Content | None) -> list[str]:
        """Take note of what a command changes, and return the names of the files that it writes."""
        name = words[0].text if words else ""
        if name == "cd":
            self._change_folder(words)
        changed = shell_variables.changed_by([word.text for word in words])
        left = {**shifted(self._state, words), **given_anew(words)}
        if changed is None:
            self._state.variables.clear()
        else:
            self._state.forget(changed)
            self._state.variables |= left
        if self._changes.functions.intersection(word.text for word in words):
            self._call()
            self._state.folder = None
        return [*self._redirected_to(redirects, printed), *self._tee(words, printed)]

    def _change_folder(self, words: Sequence[Word]) -> None:
        known = len(words) == _LEAST and words[1].known and self._state.folder is not None
        target = words[1].text if known else ""
        plain = known and target and not target.startswith("-")
        self._state.folder = f"{self._state.folder}{target.rstrip('/')}/" if plain else None
        if plain and target.startswith("/"):
            self._state.folder = None

    def _redirected_to(self, redirects: Sequence[Node], printed: Content | None) -> Iterator[str]:
        """Take note of files that the output goes to, such as that of `cat > values.yaml <<EOF`."""
        for redirect in redirects:
            operator = next((child.type for child in redirect.children if child.type.startswith((">", "&>"))), "")
            target = redirect.child_by_field_name("destination")
            if redirect.type == "file_redirect" and operator and operator != ">&" and target is not None:
                words = self._words.expanded([target])
                if len(words) == 1 and words[0].known:
                    yield self._written(words[0].text, printed, operator)

    def _tee(self, words: Sequence[Word], printed: Content | None) -> Iterator[str]:
        """Take note of files that `tee` writes."""
        names = [word.text for word in words if word.known]
        arguments = names[2:] if names[:2] == ["sudo", "tee"] else names[1:] if names[:1] == ["tee"] else []
        operator = ">>" if {"-a", "--append"}.intersection(arguments) else ">"
        for name in arguments:
            if not name.startswith("-"):
                yield self._written(name, printed, operator)

    def _written(self, name: str, content: Content | None, operator: str) -> str:
        earlier = self._state.files.get(name)
        if operator == ">>" and content is not None:
            content = Content((*earlier.tokens, *content.tokens), more=earlier.more) if earlier is not None else None
        self._state.files = {**self._state.files, name: content if operator in (">", ">|", ">>") else None}
        return name

    def _output(self, node: Node) -> Content | None:
        """Return what the command in a substitution prints; None if it is not known."""
        inner = [child for child in node.children if child.is_named and child.type != "comment"]
        return self._texts.printed(inner[0], None) if len(inner) == 1 else None
