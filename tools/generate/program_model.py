"""What the source files say about Liqo's programs: their flags, and what a chart gives them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.generate.model import Path


@dataclass(frozen=True, slots=True)
class FlagType:
    """What the values of some flags have to look like.

    Attributes:
        pattern: A regular expression for the whole value.
        expected: The same in words.
        minimum: The smallest number in a value.
        maximum: The largest number in a value; None if it has no numbers that have to fit.
        numbers: A regular expression for the numbers in a value; None if a number is all of it.
        nanoseconds: Whether the value is a duration that Go counts in nanoseconds.
        decimal: Whether numbers are decimal; otherwise a prefix such as 0x sets the base.
    """

    pattern: str
    expected: str
    minimum: int = 0
    maximum: int | None = None
    numbers: str | None = None
    nanoseconds: bool = False
    decimal: bool = False


@dataclass(frozen=True, slots=True)
class EarlierType:
    """The type that a flag had up to a release."""

    until: str
    type: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag of one of Liqo's programs.

    Attributes:
        values: Name of the FlagType that its values have; None where it takes any text.
        since: The release that added it; None if all known releases have it.
        earlier: Its former type; None if all known releases agree.
    """

    name: str
    type: str
    values: str | None
    since: str | None = None
    earlier: EarlierType | None = None


@dataclass(frozen=True, slots=True)
class KubeletFlag:
    """A flag of the virtual kubelet, which has more than one that sets its flags.

    Attributes:
        set_by: Who sets it.
    """

    flag: Flag
    set_by: str
    description: str


@dataclass(frozen=True, slots=True)
class Given:
    """A flag that the chart gives a program.

    Attributes:
        key: The key that it is made from; None if there is none.
        when: The key that has to be true or set, or more than 1; None if the flag is always given.
        last: Whether it comes after the user's arguments instead of before.
    """

    flag: str
    key: Path | None
    when: Path | None
    last: bool


@dataclass(frozen=True, slots=True)
class Program:
    """One of Liqo's programs, except the virtual kubelet.

    Attributes:
        name: Its folder below ``cmd/`` of Liqo's sources.
        what: What users call it.
        parser: How it reads its arguments: ``pflag``, Go's own ``flag``, or ``none`` if it reads none.
        everywhere: Whether our chart, like the published ones, gives it ``common.extraArgs``.
        arguments: The key of the user's arguments for it; None if there is none.
        module: The module that it is a part of; None if it is always deployed.
        switch: The key that turns it on and off; None if there is none.
        unless: The key that replaces it by something else; None if there is none.
    """

    name: str
    what: str
    parser: str
    everywhere: bool
    arguments: Path | None
    module: str | None
    switch: Path | None
    unless: Path | None
    flags: tuple[Flag, ...]
    given: tuple[Given, ...]
