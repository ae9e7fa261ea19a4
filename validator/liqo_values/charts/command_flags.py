"""The options of `helm` and `liqoctl`, the commands that install Liqo and peer clusters."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from liqo_values.charts import versions
from liqo_values.charts.flag_sets import FlagValues
from liqo_values.charts.target import load_data

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class Options(NamedTuple):
    """The options of a command.

    Attributes:
        text: Those that take a value.
        switch: Those that do not.
        optional: Those that take one only after ``=``.
        letters: The names of those that have a letter.
    """

    text: frozenset[str]
    switch: frozenset[str]
    optional: frozenset[str]
    letters: Mapping[str, str]

    @property
    def names(self) -> frozenset[str]:
        """All of them."""
        return self.text | self.switch | self.optional


def helm_commands() -> Collection[str]:
    """Return the subcommands of Helm that take a chart and values."""
    commands: Collection[str] = _facts()["helm"]["commands"]
    return commands


@cache
def helm_options() -> Options:
    """Return the options of these subcommands."""
    facts = _facts()["helm"]
    text, switch, optional = (frozenset(facts[kind]) for kind in ("text", "switch", "optional"))
    return Options(text, switch, optional, facts["letters"])


def liqoctl_commands() -> Collection[str]:
    """Return the known commands of liqoctl, such as ``install eks`` and ``network connect``."""
    commands: Collection[str] = _facts()["liqoctl"]["commands"]
    return commands


@cache
def liqoctl_options(command: str, release: str = "") -> Options:
    """Return the options of a command of liqoctl.

    Args:
        command: The command.
        release: A release of Liqo; empty for all of them together.
    """
    facts = _facts()["liqoctl"]
    parent = command.partition(" ")[0]
    parts = [facts["common"], facts["commands"][command], *([facts["commands"][parent]] if parent == "install" else [])]
    without = {*facts["commands"][command].get("without", ()), *(_later(command, release) if release else ())}
    text, switch = (
        frozenset(flag for part in parts for flag in part.get(kind, ()) if flag not in without)
        for kind in ("text", "switch")
    )
    return Options(text, switch, frozenset(), facts["letters"])


def allowed_values(command: str, flag: str) -> Collection[str]:
    """Return the only values of a flag of liqoctl; none if it accepts others."""
    entry = _entry("values", command, flag)
    return entry["values"] if entry else ()


def gone_commands() -> Mapping[str, str]:
    """Return the commands of liqoctl that peered clusters before Liqo 1.0, and what to do instead."""
    return {entry["command"]: entry["instead"] for entry in _facts()["liqoctl"]["gone_commands"]}


def value_type(flag: str) -> FlagValues | None:
    """Return what the values of a flag of liqoctl look like; None if it takes any text."""
    kind = next((kind for kind, flags in _facts()["liqoctl"]["types"].items() if flag in flags), None)
    return FlagValues(**load_data("flags.json")["types"][kind]) if kind else None


def renamed(command: str, flag: str) -> str:
    """Return the present name of a flag of liqoctl; empty if it has none."""
    entry = _entry("renamed", command, flag)
    return str(entry["new"]) if entry else ""


def instead_of(command: str, flag: str) -> str:
    """Return what to do instead of giving a flag that liqoctl no longer has; empty if that is not known."""
    entry = _entry("gone", command, flag)
    return str(entry["instead"]) if entry else ""


def providers_with(flag: str) -> list[str]:
    """Return the providers of `liqoctl install` that have a flag."""
    return [
        command.partition(" ")[2]
        for command in liqoctl_commands()
        if flag in liqoctl_options(command).names and " " in command and command.startswith("install")
    ]


def _entry(part: str, command: str, flag: str) -> dict[str, Any] | None:
    names = {command, "install"} if command.startswith("install") else {command}
    entries = (one for one in _facts()["liqoctl"][part] if one["flag"] == flag and names & set(one["commands"]))
    return next(entries, None)


def _later(command: str, release: str) -> set[str]:
    """Return the flags that a release does not have yet."""
    version = versions.read(release)
    bounds = (entry for entry in _facts()["liqoctl"]["bounds"] if entry["command"] == command)
    since = ((entry["flag"], versions.read(str(entry["since"]))) for entry in bounds)
    return {flag for flag, first in since if version is not None and first is not None and version.rank < first.rank}


@cache
def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = load_data("command-flags.json")
    return facts
