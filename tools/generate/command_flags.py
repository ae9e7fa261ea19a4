"""The options of the commands that install Liqo or peer clusters, for those who read scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.generate import flags, published
from tools.generate.errors import SourceError
from tools.generate.read import Entry, read_map

if TYPE_CHECKING:
    from pathlib import Path

    from tools.generate.model import Json

FILE = "command-flags.yaml"


def command_flags(folder: Path) -> dict[str, Json]:
    """Return the options of Helm and liqoctl.

    Args:
        folder: The folder of the sources.

    Raises:
        SourceError: something about a flag names a command, a flag or a release that does not exist.
    """
    facts = read_map(folder, FILE)
    liqoctl = facts["liqoctl"]
    releases = read_map(folder, published.FILE)["releases"]
    for entry in liqoctl["bounds"]:
        if entry["flag"] not in _flags(liqoctl, entry["command"]):
            raise SourceError(entry.place("flag"), f"{entry['command']} has no such flag")
        if str(entry["since"]) not in releases:
            raise SourceError(entry.place("since"), f"{entry['since']} is unknown")
    known = read_map(folder, flags.TYPES)["types"]
    for name in liqoctl["types"]:
        if name not in known:
            raise SourceError(liqoctl["types"].place(name), f"{flags.TYPES} has no such type")
    _check_all(liqoctl)
    return {name: facts[name] for name in sorted(facts)}


def _check_all(liqoctl: Entry) -> None:
    """Check the flags and commands that have facts of their own."""
    for part, flag, exists in (("values", "flag", True), ("renamed", "new", True), ("renamed", "flag", False)):
        for entry in liqoctl[part]:
            _check(liqoctl, entry, flag, exists=exists)
    for entry in liqoctl["gone"]:
        _check(liqoctl, entry, "flag", exists=False)
    for entry in liqoctl["gone_commands"]:
        if entry["command"] in liqoctl["commands"]:
            raise SourceError(entry.place("command"), "liqoctl has this command")


def _check(liqoctl: Entry, entry: Entry, name: str, *, exists: bool) -> None:
    for command in entry["commands"]:
        if (entry[name] in _flags(liqoctl, command)) is not exists:
            raise SourceError(entry.place(name), f"{command} {'has no such' if exists else 'has this'} flag")


def _flags(liqoctl: Any, command: str) -> set[str]:  # noqa: ANN401 - a part of a YAML file
    own = liqoctl["commands"][command] or {}
    parts = (liqoctl["common"], own)
    return {flag for part in parts for kind in ("text", "switch") for flag in part.get(kind, ())}
