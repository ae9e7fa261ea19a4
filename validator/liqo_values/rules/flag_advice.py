"""What to write instead of a flag or a value that a program does not accept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from liqo_values.charts.flag_sets import FlagValues

_TRUE = frozenset({"yes", "y", "on", "true"})
_FALSE = frozenset({"no", "n", "off", "false"})


class Advice(NamedTuple):
    """What to do about an item.

    Attributes:
        text: The help.
        item: What to write in its place; empty if that is not known.
        safe: Whether it surely means the same.
        guessed: Whether it is only the most similar flag.
    """

    text: str
    item: str = ""
    safe: bool = False
    guessed: bool = False


def instead_of(item: str, flags: Mapping[str, str]) -> Advice | None:
    """Return what was meant with an item that is not a flag; None if no flag is similar.

    Args:
        item: The item, with its dashes.
        flags: The types of the program's flags, by name.
    """
    name, equals, value = item.lstrip("-").partition("=")
    first, *rest = re.split(r"[\s:]+", item.lstrip("-"), maxsplit=1)
    known = _known(first.partition("=")[0], flags)
    if known and rest:
        if rest[0].startswith("-"):
            return Advice("write each flag as a separate item")
        if "=" not in first:
            return _write(f"--{known}={rest[0]}", safe=known == first and flags[known] != "bool")
    known = _known(name, flags)
    if known:
        return _write(f"--{known}{equals}{value}", safe=known == name)
    near = did_you_mean.nearest(name, tuple(flags))
    if near is None:
        return None
    wanted = f"--{near}{equals}{value}"
    return Advice(f"did you mean `{wanted}`?", wanted, near == name.lower().replace("_", "-"), guessed=True)


def _known(name: str, flags: Mapping[str, str]) -> str:
    """Return the flag of a name, which for the logs begins with `klog.`; empty if there is none."""
    return next((flag for flag in (name, f"klog.{name}") if flag in flags), "")


def readable(value: str, kind: str, values: FlagValues) -> str:
    """Return the value that was clearly meant, in the form that the flag accepts; empty if that is unclear.

    Args:
        value: The value as written.
        kind: The type of the flag.
        values: The format of its values.
    """
    value = value.strip()
    if kind == "bool":
        return "true" if value.lower() in _TRUE else "false" if value.lower() in _FALSE else ""
    words = [word for word in values.pattern.split("|") if word.lower() == value.lower()]
    unquoted = value.strip("'\"")
    return next((word for word in (*words, unquoted) if values.match(word)), "")


def _write(item: str, *, safe: bool) -> Advice:
    return Advice(f"write `{item}`", item, safe)
