"""The flags of Liqo's programs in the release that a chart installs, from generated files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from liqo_values.charts import go_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from liqo_values.model.nodes import Path

    #: Returns whether a chart is of a release that an entry with ``since`` or ``until`` is about.
    Holds = Callable[[Mapping[str, Any]], bool]


class FlagValues(NamedTuple):
    """The format of a flag's values.

    Attributes:
        pattern: A regular expression for the whole value.
        expected: The format in words.
        minimum: The smallest number in a value.
        maximum: The largest number in a value; None if its numbers have no limits.
        numbers: A regular expression for the numbers in a value; empty if the whole value is a number.
        nanoseconds: Whether the value is a duration, which Go counts in nanoseconds.
        decimal: Whether numbers are decimal; otherwise a prefix such as 0x sets the base.
    """

    pattern: str
    expected: str
    minimum: int = 0
    maximum: int | None = None
    numbers: str = ""
    nanoseconds: bool = False
    decimal: bool = False

    def match(self, value: str) -> bool:
        """Return whether the flag accepts a value."""
        if re.fullmatch(self.pattern, value, re.ASCII) is None:
            return False
        if self.maximum is None:
            return True
        if self.nanoseconds:
            return go_numbers.duration_fits(value)
        numbers = re.findall(self.numbers, value) if self.numbers else [value]
        any_base = not self.numbers and not self.decimal
        return all(
            go_numbers.fits(number.lstrip("=:"), self.minimum, self.maximum, any_base=any_base) for number in numbers
        )


class FlagSet(NamedTuple):
    """The flags of a program in one release.

    Attributes:
        types: Their types (``bool``, ``string`` …), by name without the dashes.
        values: The format of their values, for flags that do not accept every string.
        accumulating: The types of flags that keep the values of all their occurrences.
    """

    types: Mapping[str, str]
    values: Mapping[str, FlagValues]
    accumulating: frozenset[str]

    def accumulates(self, name: str) -> bool:
        """Return whether a flag keeps the values of all its occurrences, instead of the last one."""
        return self.types.get(name) in self.accumulating


class Given(NamedTuple):
    """A flag that the chart gives a program.

    Attributes:
        flag: Its name without the dashes.
        key: The key that it is made from; empty if there is none.
        when: The key that has to be true or set, or more than 1; empty if the flag is always given.
        last: Whether it comes after the user's arguments instead of before.
    """

    flag: str
    key: Path
    when: Path
    last: bool


class Program(NamedTuple):
    """One of Liqo's programs, except the virtual kubelet.

    Attributes:
        what: What users call it: ``the fabric``.
        parser: How it reads its arguments: ``pflag``, Go's own ``flag``, or ``none`` if it reads none.
        everywhere: Whether our chart, like the published ones, gives it ``common.extraArgs``.
        arguments: The key of the user's arguments for it; empty if there is none.
        network: Whether it belongs to the networking module.
        switch: The key that turns it on and off; empty if there is none.
        unless: The key that replaces it by something else; empty if there is none.
        flags: Its flags.
        later: The flags that only later releases have, with the first release.
        given: What the chart gives it.
    """

    what: str
    parser: str
    everywhere: bool
    arguments: Path
    network: bool
    switch: Path
    unless: Path
    flags: FlagSet
    later: Mapping[str, str]
    given: tuple[Given, ...]


def flag_set(kubelet: Mapping[str, Any], flags: Mapping[str, Any], holds: Holds) -> FlagSet:
    """Return the flags of a program that a release has.

    Args:
        kubelet: The content of ``flags.json``, which describes all types.
        flags: The flags of the program, in all releases.
        holds: Whether an entry is about this release.
    """
    formats = {name: FlagValues(**entry) for name, entry in kubelet["types"].items()}
    types: dict[str, str] = {}
    values: dict[str, FlagValues] = {}
    for name, entry in flags.items():
        if not holds(entry):
            continue
        own = entry["earlier"] if "earlier" in entry and holds(entry["earlier"]) else entry
        types[name] = own["type"]
        described = formats.get(own.get("values", own["type"]))
        if described is not None:
            values[name] = described
    return FlagSet(types, values, frozenset(kubelet["accumulating"]))


def programs(kubelet: Mapping[str, Any], listed: Mapping[str, Any], holds: Holds) -> dict[str, Program]:
    """Return the programs with their flags in a release, by their folders below ``cmd/`` of Liqo's sources."""
    return {name: _program(kubelet, entry, holds) for name, entry in listed.items()}


def _program(kubelet: Mapping[str, Any], entry: Mapping[str, Any], holds: Holds) -> Program:
    flags = flag_set(kubelet, entry["flags"], holds)
    later = {name: flag["since"] for name, flag in entry["flags"].items() if name not in flags.types}
    return Program(
        what=entry["what"],
        parser=entry["parser"],
        everywhere=entry["everywhere"],
        arguments=_path(entry.get("arguments")),
        network="module" in entry,
        switch=_path(entry.get("switch")),
        unless=_path(entry.get("unless")),
        flags=flags,
        later=later,
        given=tuple(
            Given(flag, _path(given.get("key")), _path(given.get("when")), given.get("last", False))
            for flag, given in entry["given"].items()
            if flag in flags.types
        ),
    )


def _path(dotted: str | None) -> Path:
    return tuple(dotted.split(".")) if dotted else ()
