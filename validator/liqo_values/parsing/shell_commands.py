"""The commands that a script runs, with the arguments that they get as far as the script alone decides them.

The script is followed from top to bottom, not run. Variables that are assigned a text keep it; after a condition, a
loop, or a call of a function of the script that changes them, they are unknown.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.parsing import shell_variables
from liqo_values.parsing.placeholders import STAND_IN
from liqo_values.parsing.shell_syntax import DEEPEST, ShellTree, named
from liqo_values.parsing.shell_words import Content, Variable, Word, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tree_sitter import Node

    from liqo_values.parsing.nested_yaml import Token

_REDIRECTS = frozenset(("file_redirect", "heredoc_redirect", "herestring_redirect"))
_BRANCHES = frozenset(("if_statement", "case_statement"))
_LOOPS = frozenset(("for_statement", "while_statement", "c_style_for_statement"))
_ASSIGNMENTS = frozenset(("variable_assignment", "declaration_command", "unset_command"))
_INNER = frozenset(("command_substitution", "process_substitution", "subshell"))
#: Options of `declare` and `local` that do not change what is assigned.
_HARMLESS = r"-[agrx]+"
_NAME = shell_variables.NAME
#: What follows a command: its end, a comment, or a redirection.
_AFTER_COMMAND = r"(?:[ \t]|\\\n)*(?:[0-9]*[<>]|[\n;&|)}`]|(?<=[ \t])#|\Z)"
#: What may follow a word; nothing is the end of the script. The grammar may end a word too early.
_AFTER_WORD = ("", *" \t\n;&|)<>")
#: Nodes in which a line end does not end a line.
_OPAQUE = ("string", "raw_string", "ansi_c_string", "command_substitution", "process_substitution", "expansion")
_LEAST = 2  # the name of a command, and something after it


class Command(NamedTuple):
    """One command.

    Attributes:
        words: Its name and arguments.
        start: Where it begins in the script.
        end: Where it ends.
        readable: Whether the grammar could follow it completely.
        stdin: What it reads from standard input; None if that is not known.
        folder: The folder that it runs in, relative to that of the script; None if it is not known.
        files: What the script has written to files, by their names; None for what is not known.
    """

    words: Sequence[Word]
    start: int
    end: int
    readable: bool
    stdin: Content | None
    folder: str | None
    files: dict[str, Content | None]


class _State:
    """What is known at one place of a script.

    Attributes:
        variables: The values of variables.
        folder: The current folder; None if it is not known.
        files: What has been written to files.
    """

    def __init__(self) -> None:
        self.variables: dict[str, Variable] = {}
        self.folder: str | None = ""
        self.files: dict[str, Content | None] = {}

    def copy(self) -> _State:
        same = _State()
        same.variables, same.folder, same.files = dict(self.variables), self.folder, dict(self.files)
        return same

    def become(self, other: _State) -> None:
        # in place: the words refer to the variables
        if other.variables is not self.variables:
            kept = dict(other.variables)
            self.variables.clear()
            self.variables.update(kept)
        self.folder, self.files = other.folder, dict(other.files)

    def forget_unlike(self, others: Iterable[_State]) -> None:
        """Keep only what is the same in other states."""
        for other in others:
            for name in [*self.variables]:
                same = other.variables.get(name)
                if same is None or same.text != self.variables[name].text:
                    del self.variables[name]
            for name, content in [*self.files.items(), *other.files.items()]:
                if other.files.get(name) != content or self.files.get(name) != content:
                    self.files[name] = None
            self.folder = self.folder if self.folder == other.folder else None

    def forget(self, names: Iterable[str]) -> None:
        for name in names:
            self.variables.pop(name, None)


class Followed(NamedTuple):
    """What was read from a script.

    Attributes:
        commands: Its commands, in order.
        complete: Whether the grammar could follow all of it.
    """

    commands: list[Command]
    complete: bool


def follow(text: str, *, braces: bool = True) -> Followed:
    """Read the commands of a script.

    Args:
        text: The script.
        braces: Whether the shell expands ``{a,b}``, as Bash does.

    Raises:
        InputError: the grammar is not installed.
    """
    tree = ShellTree(text)
    return Followed(_Follower(tree, braces=braces).follow(), not tree.root.has_error)


class _WordsWithOutput(Words):
    """Words of which process substitutions can be read."""

    def __init__(
        self, tree: ShellTree, state: _State, output: Callable[[Node], Content | None], *, braces: bool
    ) -> None:
        super().__init__(tree, state.variables, braces=braces)
        self._output = output

    def output_of(self, node: Node) -> Content | None:
        """Return what the command in a substitution prints; None if it is not known."""
        return self._output(node)


class _Follower:
    def __init__(self, tree: ShellTree, *, braces: bool) -> None:
        self._tree = tree
        self._state = _State()
        self._words = _WordsWithOutput(tree, self._state, self._output, braces=braces)
        self._found: list[Command] = []
        self._changes = shell_variables.changes(tree)
        self._depth = 0
        self._by_kind: dict[str, Callable[[Node], None]] = {
            "command": self._simple,
            "redirected_statement": self._redirected,
            "list": self._list,
            "pipeline": self._pipeline,
            "function_definition": self._function,
            **dict.fromkeys(_ASSIGNMENTS, self._assignments),
            **dict.fromkeys(_BRANCHES, self._branches),
            **dict.fromkeys(_LOOPS, self._loop),
            **dict.fromkeys(_INNER, self._apart),
        }
        self._stdin: Content | None = None
        #: Redirections that the grammar gives to a list, but that are those of its last command.
        self._for_last: tuple[Sequence[Node], Node] | None = None

    def follow(self) -> list[Command]:
        self._words.splits = not shell_variables.splits_elsewhere(self._tree)
        self._visit(self._tree.root)
        return sorted(self._found, key=lambda command: command.start)

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
                self._visit(child)
                self._state.become(before)
                stdin = self._printed(child, stdin)
        self._stdin = None
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
        before: _State | None = None
        ends: list[_State] = []
        exhaustive = False
        for child in node.children:
            if child.type in ("elif_clause", "else_clause", "case_item"):
                before = before or self._state.copy()
                ends.append(self._state.copy())
                self._state.become(before)
                exhaustive = exhaustive or child.type == "else_clause"
                self._each(child.children)
            elif child.type == "then":
                before = self._state.copy()
            elif child.is_named and not (node.type == "case_statement" and before is None):
                self._visit(child)
        if not exhaustive and before is not None:
            ends.append(before)
        if node.type == "case_statement":
            ends = ends[1:]
        self._state.forget_unlike(ends)

    def _loop(self, node: Node) -> None:
        self._forget_inside(node)
        before = self._state.copy()
        self._each(child for child in node.children if child.type != "variable_name")
        self._forget_inside(node)
        self._state.forget_unlike([before])

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
        before = self._state.copy()
        changes = self._changes
        if changes.last_any >= node.end_byte or changes.any_in_function:
            self._state.variables.clear()
        later = {name for name in self._state.variables if changes.last.get(name, 0) >= node.end_byte}
        self._state.forget(later | changes.of_functions)
        self._state.folder = None
        body = node.child_by_field_name("body")
        if body is not None:
            self._visit(body)
        self._state.become(before)

    def _redirected(self, node: Node) -> None:
        """Follow a command with redirections."""
        body = node.child_by_field_name("body")
        redirects = [child for child in node.children if child.type in _REDIRECTS]
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
                self._pipeline(child, self._cat(body, redirects) if body is not None else None)
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
        own = [child for child in node.children if child.type in _REDIRECTS]
        inputs = sorted([*redirects, *own], key=lambda one: one.start_byte)
        replaced = any(child.type == "<" for redirect in inputs for child in redirect.children)
        stdin = self._input(inputs) or (None if replaced else self._stdin)
        self._stdin = None
        groups, readable = self._groups(node, [*redirects, *own])
        for child in node.children:
            self._substitutions_of(child)
        words = [word for group in groups for word in self._words.expanded(group)]
        end = self._tree.end(whole or node)
        self._found.append(
            Command(
                words,
                self._tree.start(node),
                end,
                readable
                and self._ends(node, redirects)
                and not (whole or node).has_error
                and not self._is_broken(redirects),
                stdin,
                self._state.folder,
                self._state.files,
            )
        )
        self._effects(words, [*redirects, *own], node)

    def _substitutions_of(self, child: Node) -> None:
        if child.type in ("command_substitution", "process_substitution"):
            self._visit(child)
        elif child.children and child.type not in _REDIRECTS:
            self._substitutions(child)

    def _groups(self, node: Node, redirects: Sequence[Node]) -> tuple[list[list[Node]], bool]:
        """Return the nodes of each word, and whether nothing else is in the command."""
        children = [child for child in node.children if child.type not in _REDIRECTS and child.type != "comment"]
        own = [child for child in children if child.type != "variable_assignment"]
        readable = all(not self._gap(*pair).strip(" \t") for pair in pairwise(own))
        self._assign_alone(children, own)
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

    def _ends(self, node: Node, redirects: Sequence[Node]) -> bool:
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
            line = self._line_after(redirect, begun)
            for number, child in enumerate(redirect.children):
                if redirect.field_name_for_child(number) == "argument" and self._tree.start(child) < line - 1:
                    yield child

    def _is_broken(self, redirects: Sequence[Node]) -> bool:
        """Return whether the grammar took what ends a command for a part of the word that ends a here-document."""
        begun = (child for redirect in redirects for child in redirect.children if child.type == "heredoc_start")
        return any(re.search("[;&|()<>]", self._tree.slice(one)) for one in begun)

    def _assign_alone(self, children: Sequence[Node], named: Sequence[Node]) -> None:
        """Assign what the grammar takes for a part of the command although a line end follows."""
        for before, child in pairwise(children):
            if before.type == "variable_assignment":
                gap = self._tree.text[self._tree.end(before) : self._tree.start(child)]
                if not gap:  # the grammar ended the value too early
                    self._state.forget(re.findall(_NAME, self._tree.slice(before))[:1])
                if "\n" in gap.replace("\\\n", ""):
                    for assignment in children[: children.index(child)]:
                        if assignment.type == "variable_assignment":
                            self._assign(assignment)
        if not named:
            for child in children:
                self._assign(child)

    def _effects(self, words: Sequence[Word], redirects: Sequence[Node], node: Node) -> None:
        """Take note of what a command changes."""
        name = words[0].text if words else ""
        if name == "cd":
            self._change_folder(words)
        changed = shell_variables.changed_by([word.text for word in words])
        if changed is None:
            self._state.variables.clear()
        else:
            self._state.forget(changed)
        if self._changes.functions.intersection(word.text for word in words):
            self._call()
            self._state.folder = None
        self._write(words, redirects, node)

    def _change_folder(self, words: Sequence[Word]) -> None:
        known = len(words) == _LEAST and words[1].known and self._state.folder is not None
        target = words[1].text if known else ""
        plain = known and target and not target.startswith("-")
        self._state.folder = f"{self._state.folder}{target.rstrip('/')}/" if plain else None
        if plain and target.startswith("/"):
            self._state.folder = None

    def _write(self, words: Sequence[Word], redirects: Sequence[Node], node: Node) -> None:
        """Take note of files that a command writes, such as `cat > values.yaml <<EOF`."""
        content = self._cat(node, redirects)
        for redirect in redirects:
            operator = next((child.type for child in redirect.children if child.type.startswith((">", "&>"))), "")
            target = redirect.child_by_field_name("destination")
            if redirect.type == "file_redirect" and operator and operator != ">&" and target is not None:
                self._written(target, content if operator in (">", ">|") else None)
        if words and words[0].text == "tee":
            for word in words[1:]:
                if word.known and not word.text.startswith("-"):
                    self._state.files = {**self._state.files, word.text: content if len(words) == _LEAST else None}

    def _written(self, target: Node, content: Content | None) -> None:
        words = self._words.expanded([target])
        if len(words) == 1 and words[0].known:
            self._state.files = {**self._state.files, words[0].text: content}

    def _cat(self, node: Node, redirects: Sequence[Node]) -> Content | None:
        """Return what `cat` prints, and what `tee` writes, if it reads a here-document and nothing else."""
        words = [child for child in node.children if child.type in ("command_name", "word", "string", "concatenation")]
        texts = [self._tree.slice(word) for word in words]
        if texts and (texts in (["cat"], ["cat", "-"]) or (texts[0] == "tee" and len(texts) == _LEAST)):
            return self._input([*redirects, *(child for child in node.children if child.type in _REDIRECTS)])
        return None

    def _printed(self, node: Node, stdin: Content | None) -> Content | None:
        """Return what a command of a pipeline prints, if that is known."""
        if node.type == "redirected_statement":
            body = node.child_by_field_name("body")
            redirects = [child for child in node.children if child.type in _REDIRECTS]
            return self._cat(body, redirects) if body is not None else None
        if node.type != "command":
            return None
        texts = [self._tree.slice(child) for child in node.children if child.type not in _REDIRECTS]
        if texts in (["cat"], ["cat", "-"]):
            return self._cat(node, ()) or stdin
        if texts[:1] == ["echo"] and len(texts) == _LEAST:
            words = self._words.expanded([node.children[1]])
            escaped = len(words) != 1 or "\\" in words[0].text or words[0].many
            return None if escaped else Content(words[0].tokens)
        return None

    def _output(self, node: Node) -> Content | None:
        """Return what the command in a substitution prints; None if it is not known."""
        inner = [child for child in node.children if child.is_named and child.type != "comment"]
        return self._printed(inner[0], None) if len(inner) == 1 else None

    def _input(self, redirects: Sequence[Node]) -> Content | None:
        """Return what a command reads, if that is in the script."""
        for redirect in reversed(redirects):
            if any(child.type == "<" for child in redirect.children):
                return None
            if redirect.type == "heredoc_redirect":
                return self._heredoc(redirect)
            if redirect.type == "herestring_redirect":
                word = self._words.text(redirect.children[-1])
                end = self._tree.end(redirect)
                return Content((*word.tokens, ("\n", end, end)))
        return None

    def _heredoc(self, node: Node) -> Content | None:
        kinds = {child.type: child for child in node.children}
        begun, ended = kinds.get("heredoc_start"), kinds.get("heredoc_end")
        if begun is None or ended is None:
            return None
        text = self._tree.text
        stop = text.rfind("\n", 0, self._tree.start(ended)) + 1
        start = min(self._line_after(node, begun), stop)
        quoted = bool(set("'\"\\") & set(self._tree.slice(begun)))
        tokens = _straight(text, start, stop) if quoted else self._here_text(start, stop)
        if "<<-" in kinds:
            tokens = list(_without_tabs(tokens))
        return Content(tuple(tokens), verbatim="".join(token[0] for token in tokens) == text[start:stop])

    def _line_after(self, redirect: Node, begun: Node) -> int:
        """Return where the line after a here-document's operator begins, which may have more arguments."""
        text = self._tree.text
        quoted = [(self._tree.start(one), self._tree.end(one)) for one in named(redirect, *_OPAQUE)]
        at = self._tree.end(begun)
        while True:
            at = text.find("\n", at)
            if at < 0:
                return len(text)
            inside = next((end for start, end in quoted if start < at < end), 0)
            at = max(at + 1, inside)
            if not inside and not text.endswith("\\", 0, at - 1):
                return at

    def _here_text(self, start: int, stop: int) -> list[Token]:
        """Read a here-document with variables: like text in double quotes, but with quotes of its own."""
        body = self._tree.text[start:stop]
        if not {"$", "`"} & set(body):
            return self._words.in_text(start, stop, (), "$`\\")
        tree = ShellTree('"' + body.replace('"', "'") + '"')
        string = next(named(tree.root, "string"), None)
        if string is None or tree.root.has_error or tree.end(string) != len(tree.text):
            return [(STAND_IN, start, stop)]
        words = Words(tree, self._state.variables, braces=False)
        moved: list[Token] = []
        for text, begin, end in words.in_text(1, len(body) + 1, words.holes(string), "$`\\"):
            as_written = text == tree.text[begin:end]
            moved.append((body[begin - 1 : end - 1] if as_written else text, begin + start - 1, end + start - 1))
        return moved

    def _assignments(self, node: Node) -> None:
        """Follow assignments, and declarations such as `export` and `local`."""
        if node.type == "unset_command":
            self._substitutions(node)
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
            self._substitutions_of(child)
            if child.is_named and (child.type != "variable_name" or not keeps):
                self._state.forget(re.findall(_NAME, self._tree.slice(child)))

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
        self._substitutions(node)
        if name.type == "subscript":
            self._state.forget(re.findall(_NAME, variable)[:1])
            return
        end = self._tree.end(node)
        given = self._value(value, end) if self._tree.text[end : end + 1] in _AFTER_WORD else None
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


def _is_inside(node: Node, kind: str) -> bool:
    """Return whether a node is inside of another of some kind."""
    parent = node.parent
    while parent is not None and parent.type != kind:
        parent = parent.parent
    return parent is not None


def _appended(earlier: Variable | None, given: Variable | None) -> Variable | None:
    if earlier is None or given is None or earlier.is_list is not given.is_list:
        return None
    if given.is_list:
        return Variable((*earlier.items, *given.items), is_list=True)
    first, second = earlier.items[0], given.items[0]
    return Variable((second._replace(tokens=(*first.tokens, *second.tokens)),))


def _straight(text: str, start: int, stop: int) -> list[Token]:
    return [(text[start:stop], start, stop)] if stop > start else []


def _without_tabs(tokens: Iterable[Token]) -> Iterator[Token]:
    """Drop the tabs at the beginning of lines, as `<<-` does."""
    beginning = True
    for text, start, end in tokens:
        if end - start != len(text):
            yield text, start, end
            beginning = False
            continue
        at = start
        for line in text.splitlines(keepends=True):
            shown = line.lstrip("\t") if beginning else line
            if shown:
                yield shown, at + len(line) - len(shown), at + len(line)
            at += len(line)
            beginning = line.endswith("\n")
