"""What programs say of their own subcommands and flags."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tools.toolchain.build import tool

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The programs by the name they are typed with; oc is kubectl and more, and not available as a Go module.
_TOOLS = {"helm": "helm4", "kind": "kind", "kubectl": "kubectl", "liqoctl": "liqoctl", "oc": "kubectl"}
_FLAG = re.compile(r"^\s+(?:(-\w), )?(--[\w-]+)", re.MULTILINE)
#: A list of commands; kubectl has several, by what they are for.
_COMMANDS = re.compile(r"^.*\bCommands\b.*:\n((?:  \S.*\n)+)", re.MULTILINE)
_USAGE = re.compile(r"^Usage:\n((?: +\S.*\n)+)", re.MULTILINE)
#: How the usage of a command ends that only has others below it.
_ONLY_OTHERS = ("[command]", "[flags] [options]")


def subcommand(words: Sequence[str]) -> tuple[str, ...]:
    """Return the part of a command that names what is to be done, such as ``create virtualnode``.

    Raises:
        LookupError: The program has no such command.
    """
    program, *rest = words
    path: tuple[str, ...] = ()
    for word in rest:
        if word not in _subcommands(program, path):
            break
        path = (*path, word)
    if not path or _needs_subcommand(program, path):
        message = f"{program} has no command {' '.join(rest[: len(path) + 1])}"
        raise LookupError(message)
    return path


def known_flags(program: str, path: tuple[str, ...]) -> set[str]:
    """Return all flags of a command, in their long and short forms."""
    text = help_of(program, path)
    if _TOOLS.get(program) == "kubectl":
        text += _run(program, ("options",))
    return {name for pair in _FLAG.findall(text) for name in pair if name} | {"-h", "--help"}


def _subcommands(program: str, path: tuple[str, ...]) -> set[str]:
    return {line.split()[0] for block in _COMMANDS.findall(help_of(program, path)) for line in block.splitlines()}


def _needs_subcommand(program: str, path: tuple[str, ...]) -> bool:
    """Tell whether a command only has others below it; `liqoctl install` has some and does something by itself."""
    usage = [line for block in _USAGE.findall(help_of(program, path)) for line in block.splitlines()]
    return bool(_subcommands(program, path)) and all(line.endswith(_ONLY_OTHERS) for line in usage)


def help_of(program: str, path: tuple[str, ...]) -> str:
    """Return the help of a command."""
    return _run(program, (*path, "--help"))


@cache
def _run(program: str, arguments: tuple[str, ...]) -> str:
    executable = tool(_TOOLS[program]) if program in _TOOLS else Path(sys.executable).parent / program
    result = subprocess.run([executable, *arguments], capture_output=True, text=True, check=False)
    return result.stdout + result.stderr
