"""Which variables a script may change, and where: what makes it impossible to know the value of one."""

from __future__ import annotations

import re
from itertools import dropwhile
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.parsing.placeholders import STAND_IN
from liqo_values.parsing.shell_syntax import ShellTree, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tree_sitter import Node

NAME = r"[A-Za-z_]\w*"
#: Commands that assign variables which they name, those that do so with an option, and those that may assign any.
_ASSIGNS = frozenset(("read", "mapfile", "readarray", "getopts", "unset", "let"))
_DECLARES = frozenset(("export", "readonly", "declare", "typeset", "local"))
_ASSIGNS_WITH = {"printf": "-v", "wait": "-p"}
_ASSIGNS_ALL = frozenset(("source", ".", "eval"))
#: The arguments of a function or script, all of them first, and the commands that change which they are.
ARGUMENTS = ("@", *map(str, range(1, 10)))
_CHANGES_ARGUMENTS = frozenset(("shift", "set"))
#: What a text for `eval` assigns, and what shows that it may assign anything.
_ASSIGNMENT = rf"(?:^|[\s;&|(){{}}])({NAME})\+?="
_MAY_ASSIGN = r"[$`]|\(\("
#: What may come before the name of a command.
_BEFORE = frozenset(("command", "builtin", "time", "!"))
#: The nodes in which variables are assigned.
_ASSIGNING = ("variable_assignment", "declaration_command", "unset_command", "command", "for_statement")
#: Declarations of variables that only a function has, unless an option makes them global.
_LOCAL = frozenset(("local", "declare", "typeset"))
_GLOBAL = r"^\w+[ \t]+-\w*g"
#: Options of declarations that change what is assigned later, and the one that makes a second name of a variable.
_CHANGING = r"-\w*[iulc]"
_REFERENCE = r"-\w*n"
#: Arithmetic that assigns.
_ARITHMETIC = ("arithmetic_expansion", "compound_statement", "c_style_for_statement")
_CALCULATES = r"\+\+|--|(?:^|[^=!<>])=(?!=)|(?:<<|>>)="
#: An assignment that adds arguments: `A="$A more"`, `A+=" more"`, `A=("${A[@]}" more)` and `A+=(more)`.
_ADDS = (
    r"(?s)(?P<name>\w+)(?:=\"\$(?:\{(?P=name)\}|(?P=name)(?=\s))|\+=\")(?P<text>\s[^\"]*)\""
    r"|(?P<list>\w+)(?:=\(\s*\"?\$\{(?P=list)\[@\]\}\"?(?=\s)|\+=\()(?P<items>[^()]*)\)"
)
_ASSIGNED_DEFAULT = (":=", "=")
#: Variables that the shell changes itself.
_OF_SHELL = frozenset(
    (
        *("_", "BASHPID", "BASH_COMMAND", "COPROC", "DIRSTACK", "EPOCHREALTIME", "EPOCHSECONDS", "EUID"),
        *("FUNCNAME", "GROUPS", "HISTCMD", "LINENO", "MAPFILE", "OLDPWD", "OPTARG", "OPTIND"),
        *("PIPESTATUS", "PPID", "PWD", "RANDOM", "REPLY", "SECONDS", "SRANDOM", "UID"),
    )
)
_OTHERS = r"\bcoproc[ \t]+([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\}[<>]"


class Changes(NamedTuple):
    """What a script changes anywhere in it.

    Attributes:
        functions: Its functions.
        leaking: The variables that its functions change outside of them.
        of_functions: All that its functions assign.
        any_in_function: Whether a function may assign any variable.
        last: The byte at which each variable is assigned for the last time.
        last_any: The byte at which any variable may be assigned for the last time.
        never: The variables whose values are never known.
        references: Whether variables have second names.
    """

    functions: frozenset[str]
    leaking: frozenset[str]
    of_functions: frozenset[str]
    any_in_function: bool
    last: dict[str, int]
    last_any: int
    never: frozenset[str]
    references: bool


def changes(tree: ShellTree) -> Changes:
    """Return what a script changes anywhere in it."""
    functions = list(named(tree.root, "function_definition"))
    names = (function.child_by_field_name("name") for function in functions)
    assigned_in = [assigned(tree, function) for function in functions]
    leaking = (
        all_of - _own(tree, function) - {*ARGUMENTS} for function, all_of in zip(functions, assigned_in, strict=True)
    )
    return Changes(
        frozenset(tree.slice(name) for name in names if name is not None),
        frozenset().union(*leaking),
        frozenset().union(*assigned_in).difference(ARGUMENTS),
        any(assigns_any(tree, function) for function in functions),
        {name: node.start_byte for node in named(tree.root, *_ASSIGNING) for name in _by(tree, node) or ()},
        max((node.start_byte for node in named(tree.root, *_ASSIGNING) if _by(tree, node) is None), default=-1),
        _never_known(tree),
        any(_has_option(tree, node, _REFERENCE) for node in named(tree.root, "declaration_command")),
    )


def assigned(tree: ShellTree, node: Node) -> set[str]:
    """Return the names of the variables that may be assigned inside of a node."""
    return {name for inner in named(node, *_ASSIGNING) for name in _by(tree, inner) or ()}


def extended(tree: ShellTree, node: Node) -> dict[str, tuple[int, int]]:
    """Return the variables to which all assignments inside of a node add arguments, and where the first one does."""
    added: dict[str, tuple[int, int]] = {}
    changed: set[str] = set()
    for inner in named(node, *_ASSIGNING):
        more = _added(tree, inner) if inner.type == "variable_assignment" else None
        for name in _by(tree, inner) or ():
            if more is None:
                changed.add(name)
            else:
                added.setdefault(name, more)
    return {name: more for name, more in added.items() if name not in changed}


def _added(tree: ShellTree, assignment: Node) -> tuple[int, int] | None:
    """Return the place of the arguments that an assignment adds to its variable; None if it does anything else."""
    found = re.fullmatch(_ADDS, tree.slice(assignment))
    if found is None:
        return None
    start = tree.start(assignment)
    group = "text" if found["name"] else "items"
    return start + found.start(group), start + found.end(group)


def assigns_any(tree: ShellTree, node: Node) -> bool:
    """Return whether any variable may be assigned inside of a node."""
    return any(_by(tree, inner) is None for inner in named(node, *_ASSIGNING))


def splits_elsewhere(tree: ShellTree) -> bool:
    """Return whether a script changes where unquoted values are split, for more than one command."""
    return any(
        (name := node.child_by_field_name("name")) is not None and tree.slice(name) == "IFS" and not _is_of_one(node)
        for node in named(tree.root, "variable_assignment")
    )


def changed_by(words: Sequence[str]) -> set[str] | None:
    """Return the names of the variables that a command changes; None if it may change any.

    Args:
        words: Its name and arguments, as they are written or with stand-ins.
    """
    rest = list(words)
    prefixed = False
    while rest and (rest[0] in _BEFORE or (prefixed and rest[0].startswith("-"))):
        prefixed = True
        del rest[0]
    if not rest:
        return set()
    name, *arguments = rest
    if name == "eval":
        return _by_text(" ".join(arguments))
    if name in _ASSIGNS_ALL:
        return None
    if name in _CHANGES_ARGUMENTS:
        return {*ARGUMENTS}
    if prefixed and "=" in name:
        return set(re.findall(NAME, name)[:1])
    option = _ASSIGNS_WITH.get(name)
    if option is not None:
        arguments = arguments if any(one.startswith(option) for one in arguments) else []
        return None if any(map(_is_unknown, arguments[1:2])) else _names(arguments, option)
    if name in _DECLARES:
        return None if any(map(_is_unknown, arguments)) else _names(one.partition("=")[0] for one in arguments)
    return _names(arguments) if name in _ASSIGNS else set()


def _by_text(text: str) -> set[str] | None:
    """Return the names of the variables that a script in a text changes; None if it may change any."""
    commands = {*_ASSIGNS, *_DECLARES, *_ASSIGNS_WITH, *_ASSIGNS_ALL, *_BEFORE}
    if STAND_IN in text or re.search(_MAY_ASSIGN, text) or commands.intersection(re.split(r"[\s;&|(){}'\"]+", text)):
        return None
    return set(re.findall(_ASSIGNMENT, text))


def _names(arguments: Iterable[str], option: str = "") -> set[str]:
    return {name for one in arguments for name in re.findall(NAME, one.removeprefix(option))}


def _is_unknown(argument: str) -> bool:
    """Return whether not even the name is known of a variable that a command assigns."""
    return argument.lstrip("\"'").startswith(("$", "`", STAND_IN))


def _by(tree: ShellTree, node: Node) -> set[str] | None:
    """Return the names of the variables that a node assigns; None for any."""
    if node.type in ("command", "declaration_command"):
        words = [tree.slice(child) for child in node.children if not child.type.endswith("redirect")]
        own = dropwhile(lambda word: re.match(rf"{NAME}\+?=", word), words) if node.type == "command" else words
        return changed_by([*own])
    if node.type in ("variable_assignment", "for_statement"):
        name = node.child_by_field_name("name" if node.type == "variable_assignment" else "variable")
        return set(re.findall(NAME, tree.slice(name))[:1]) if name is not None else set()
    return set(re.findall(NAME, tree.slice(node)))


def _own(tree: ShellTree, function: Node) -> set[str]:
    """Return the names of the variables that only a function has."""
    own: set[str] = set()
    for declared in named(function, "declaration_command"):
        if declared.children[0].type in _LOCAL and not re.search(_GLOBAL, tree.slice(declared)):
            names = (child.child_by_field_name("name") or child for child in declared.children if child.is_named)
            own |= {tree.slice(name) for name in names if name.type == "variable_name"}
    return own


def _never_known(tree: ShellTree) -> frozenset[str]:
    names = set(_OF_SHELL)
    for match in re.finditer(_OTHERS, tree.text):
        names |= {match[1] or match[2]}
    for node in named(tree.root, *_ARITHMETIC, "expansion", "declaration_command", "command"):
        names |= set(_changed_oddly(tree, node))
    return frozenset(names)


def _changed_oddly(tree: ShellTree, node: Node) -> Iterator[str]:
    """Yield the variables that a node changes other than by an assignment."""
    if node.type in _ARITHMETIC:
        inside = tree.slice(node) if node.children and node.children[0].type in ("((", "$((", "$[", "for") else ""
        head = inside.partition("))")[0] if node.type == "c_style_for_statement" else inside
        if re.search(_CALCULATES, head):
            yield from re.findall(NAME, head)
    elif node.type == "expansion":
        children = [child for child in node.children if child.type != "${"]
        if len(children) > 1 and children[1].type in _ASSIGNED_DEFAULT:
            yield tree.slice(children[0])
    elif node.type == "declaration_command":
        if _has_option(tree, node, _CHANGING):
            yield from re.findall(NAME, tree.slice(node))
    elif tree.text.startswith("trap", tree.start(node)):
        yield from re.findall(rf"({NAME})\+?=", tree.slice(node))


def _has_option(tree: ShellTree, node: Node, option: str) -> bool:
    return any(child.type == "word" and re.match(option, tree.slice(child)) for child in node.children)


def _is_of_one(node: Node) -> bool:
    """Return whether an assignment is for one command only."""
    after = node.next_sibling
    return (
        node.parent is not None
        and node.parent.type == "command"
        and after is not None
        and after.start_point[0] == node.end_point[0]
    )
