"""Arguments as the flag parsers of Liqo's programs read them: pflag, and Go's own flag package in the proxy.

The rules of pflag that matter here:

* ``--`` ends the flags; everything after it is positional.
* ``--name=value`` sets the value. ``--name`` alone means true for a boolean flag; any other flag takes the *next* item
  as its value, even if that item starts with dashes.
* A single dash starts a series of one-letter flags; Liqo's programs have none.
* Items without a leading dash, the empty item and ``-`` are positional; Liqo's programs ignore them.
* If a flag occurs several times, the last occurrence wins, but the first error ends the program.

Go's own package differs in two rules: a single dash is as good as two, and the first positional item ends the flags.
"""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from liqo_values.charts.flag_sets import FlagSet, FlagValues
    from liqo_values.model.nodes import Plain

FLAG = "disable-ip-reflection"
SWITCH = f"--{FLAG}"

#: The only texts that Go's ``strconv.ParseBool`` accepts.
BOOLEANS: Mapping[str, bool] = {
    **dict.fromkeys(("1", "t", "T", "TRUE", "true", "True"), True),
    **dict.fromkeys(("0", "f", "F", "FALSE", "false", "False"), False),
}

#: Words that users write after a switch and mean as its value.
_BOOLEAN_WORDS = frozenset({"1", "0", "t", "f", "true", "false", "y", "n", "yes", "no", "on", "off"})

_BLANK = r"[ \t\r\n\f\v]"
_DASH = r"[-\u2010-\u2015\u2212]"
#: Go matches the long s as an s in another case; Python does not in an ASCII-only expression.
_S = "[s\u017f]"
#: What users write when they mean the switch: another case, underscores, a plural, blanks, typographic dashes or none.
#: The chart's helper ``liqo.virtualKubelet.fault`` has the same expression.
_MEANT = (
    rf"(?ais){_BLANK}*{_DASH}*{_BLANK}*di{_S}able(?:{_DASH}|_)?ip{_S}?(?:{_DASH}|_)?reflection{_S}?"
    rf"{_BLANK}*(?:[=: \t\r\n\f\v].*)?"
)
#: A part of every match: most items are other flags, for which the expression need not be compiled.
_SURELY = "disable"


class Spelling(StrEnum):
    """How an occurrence of the switch is written, which decides how pflag reads it."""

    ALONE = "alone"  #: ``--disable-ip-reflection``: true.
    ASSIGNED = "assigned"  #: ``--disable-ip-reflection=VALUE``.
    SINGLE_DASH = "single-dash"  #: ``-disable-ip-reflection``: the program exits.
    MISSPELT = "misspelt"  #: Meant as the switch, but unknown to the program: it exits, or ignores the item.
    SWALLOWED = "swallowed"  #: Taken as the value of the item before it.
    AFTER_DASHES = "after-dashes"  #: After ``--``: positional, ignored.


class Role(StrEnum):
    """How a program reads an item."""

    FLAG = "flag"  #: A flag that the program has.
    UNKNOWN = "unknown"  #: Begins with a dash, but is not a flag: the program exits.
    VALUE = "value"  #: Taken as the value of the flag before it.
    STRAY = "stray"  #: Not a flag: ignored.
    END = "end"  #: ``--``.
    AFTER_DASHES = "after-dashes"  #: After ``--``: ignored.


class Argument(NamedTuple):
    """One item of the list.

    Attributes:
        position: Its index in the list.
        item: The item as written.
        role: How the program reads it.
        name: For a flag, its name without the dashes.
        value: For a flag, the value that the program reads; None for a boolean flag alone.
        taken: For a flag, the index of the item that it takes as its value: the length of the list if the flag is the
            last item; None if the value follows ``=`` or there is none.
        readable: For a flag, whether the program can read the value.
    """

    position: int
    item: str
    role: Role
    name: str = ""
    value: str | None = None
    taken: int | None = None
    readable: bool = True


#: What the controller manager appends to the list: the value of a last flag that needs one.
APPENDED = "--metrics-enabled=false"


class Occurrence(NamedTuple):
    """One item that is, or is meant as, ``--disable-ip-reflection``.

    Attributes:
        position: Its index in the list.
        item: The item as written.
        spelling: How it is written.
        value: The value that the program reads; None if it reads none or rejects the item.
        neighbour: Index of the other item involved: the flag that swallows it, the ``--`` before it, or the detached
            value after it; -1 if there is none.
    """

    position: int
    item: str
    spelling: Spelling
    value: bool | None
    neighbour: int = -1

    @property
    def illegal(self) -> bool:
        """Whether it must be rejected: the program exits on it, or it is meant as the switch but is not the switch."""
        if self.spelling is Spelling.ASSIGNED:
            return self.value is None
        return self.spelling in (Spelling.SINGLE_DASH, Spelling.MISSPELT)


class Arguments(NamedTuple):
    """The parsed list of arguments.

    Attributes:
        items: The items as text.
        occurrences: The occurrences of the switch, in order.
        arguments: All items, each with its role.
    """

    items: tuple[str, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    arguments: tuple[Argument, ...] = ()

    @property
    def legal(self) -> tuple[Occurrence, ...]:
        """The occurrences that the program reads as the switch."""
        return tuple(occurrence for occurrence in self.occurrences if occurrence.value is not None)

    @property
    def illegal(self) -> tuple[Occurrence, ...]:
        """The occurrences that must be rejected."""
        return tuple(occurrence for occurrence in self.occurrences if occurrence.illegal)

    @property
    def effective(self) -> Occurrence | None:
        """The occurrence that decides: the last one read. None if no argument concerns IP reflection."""
        return self.legal[-1] if self.legal else None

    @property
    def ends_program(self) -> bool:
        """Whether the program exits on one of the items."""
        return any(argument.role is Role.UNKNOWN or not argument.readable for argument in self.arguments)

    @property
    def others(self) -> tuple[Argument, ...]:
        """All items except those that are, or are meant as, the switch."""
        switches = {occurrence.position for occurrence in self.occurrences}
        return tuple(argument for argument in self.arguments if argument.position not in switches)


def read(
    items: Sequence[str],
    flags: Mapping[str, str],
    values: Mapping[str, FlagValues] | None = None,
    appended: str = APPENDED,
) -> Arguments:
    """Read the arguments.

    Args:
        items: The list, every item as text.
        flags: The types of the virtual kubelet's flags, by name without dashes. An unknown flag without ``=`` is
            assumed to need no value: pflag rejects it anyway.
        values: The format of the flags' values; a flag that is not listed accepts any text.
        appended: What follows the list: the value of a last flag that needs one.
    """
    arguments = islice(_all([*items, appended], _Parser(flags, values or {})), len(items))
    return Arguments(tuple(items), tuple(_switches(items, flags)), tuple(arguments))


def read_flags(items: Sequence[str], flags: FlagSet, *, go_flags: bool) -> tuple[Argument, ...]:
    """Read the arguments of a program other than the virtual kubelet.

    A flag that needs a value is unreadable at the end of the list.

    Args:
        items: The list, every item as text.
        flags: The flags of the program.
        go_flags: Whether the program uses Go's own flag package instead of pflag.
    """
    return tuple(_all(items, _Parser(flags.types, flags.values, go_flags=go_flags)))


def as_text(item: Plain) -> str:
    """Write an item as a template would; items that are not strings are rejected anyway, but keep their place."""
    if isinstance(item, str):
        return item
    if isinstance(item, bool):
        return "true" if item else "false"
    return "" if item is None or isinstance(item, (dict, list)) else str(item)


class _Parser(NamedTuple):
    """How a program reads its arguments.

    Attributes:
        flags: The types of its flags, by name.
        values: The format of their values.
        go_flags: Whether it uses Go's own flag package.
    """

    flags: Mapping[str, str]
    values: Mapping[str, FlagValues]
    go_flags: bool = False


def _all(items: Sequence[str], parser: _Parser) -> Iterator[Argument]:
    ended = False
    taken = -1
    for index, item in enumerate(items):
        if ended:
            yield Argument(index, item, Role.AFTER_DASHES)
        elif index == taken:
            yield Argument(index, item, Role.VALUE)
        elif item == "--":
            ended = True
            yield Argument(index, item, Role.END)
        elif item == "-" or not item.startswith("-"):
            ended = parser.go_flags
            yield Argument(index, item, Role.STRAY)
        else:
            argument = _flag(items, index, parser)
            taken = -1 if argument.taken is None else argument.taken
            yield argument


def _flag(items: Sequence[str], index: int, parser: _Parser) -> Argument:
    item = items[index]
    single = parser.go_flags and not item.startswith("--")
    name, equals, written = item.removeprefix("-" if single else "--").partition("=")
    if name not in parser.flags or name == "help":  # with --help, the program only prints its flags
        return Argument(index, item, Role.UNKNOWN, name)
    if equals:
        return Argument(index, item, Role.FLAG, name, written, None, _readable(parser, name, written))
    if parser.flags[name] == "bool":
        return Argument(index, item, Role.FLAG, name)
    value = next(iter(items[index + 1 :]), None)
    readable = value is not None and _readable(parser, name, value)
    return Argument(index, item, Role.FLAG, name, value, index + 1, readable)


def _readable(parser: _Parser, name: str, value: str) -> bool:
    return name not in parser.values or parser.values[name].match(value)


def _switches(items: Sequence[str], flags: Mapping[str, str]) -> list[Occurrence]:
    occurrences: list[Occurrence] = []
    index = 0
    while index < len(items):
        item = items[index]
        if item == "--":
            occurrences += _after_dashes(items, index)
            break
        occurrence = _occurrence(items, index)
        if occurrence is not None:
            occurrences.append(occurrence)
        if _takes_next(item, flags):
            if index + 1 < len(items) and _is_switch(items[index + 1]):
                occurrences.append(Occurrence(index + 1, items[index + 1], Spelling.SWALLOWED, None, index))
            index += 1
        index += 1
    return occurrences


def may_be_switch(item: str) -> bool:
    """Return whether an item that a template has yet to fill in may become the switch."""
    name = re.match(r"--([a-z0-9-]+)=", item)
    return name is None or name[1] == FLAG


def _after_dashes(items: Sequence[str], dashes: int) -> list[Occurrence]:
    return [
        Occurrence(index, items[index], Spelling.AFTER_DASHES, None, dashes)
        for index in range(dashes + 1, len(items))
        if _is_switch(items[index])
    ]


def _occurrence(items: Sequence[str], index: int) -> Occurrence | None:
    item = items[index]
    name, equals, value = item.partition("=")
    if name == SWITCH and equals:
        return Occurrence(index, item, Spelling.ASSIGNED, BOOLEANS.get(value))
    if name == SWITCH:
        detached = index + 1 < len(items) and items[index + 1].strip().lower() in _BOOLEAN_WORDS
        return Occurrence(index, item, Spelling.ALONE, True, index + 1 if detached else -1)
    if _SURELY not in item.casefold() or not re.fullmatch(_MEANT, item):
        return None
    single = item.startswith("-") and not item.startswith("--")
    return Occurrence(index, item, Spelling.SINGLE_DASH if single else Spelling.MISSPELT, None)


def _is_switch(item: str) -> bool:
    return item.partition("=")[0] in (SWITCH, f"-{FLAG}")


def _takes_next(item: str, flags: Mapping[str, str]) -> bool:
    if not item.startswith("--") or "=" in item:
        return False
    return flags.get(item[2:], "bool") != "bool"
