"""The options of Helm and liqoctl, compared with the programs."""

from __future__ import annotations

import re
import subprocess
from functools import cache

import pytest

from liqo_values.charts.command_flags import (
    helm_commands,
    helm_options,
    liqoctl_commands,
    liqoctl_options,
    value_type,
)
from liqo_values.charts.flag_sets import FlagValues
from liqo_values.charts.target import LIQO, load_data
from tools.toolchain.build import tool

#: An option in the help of a program: its letter, its name, the type of its value, and its value without ``=``.
_OPTION = r"(?m)^ +(?:-(\w), )? *--([\w-]+)(?: ([a-zA-Z0-9]+))?(\[=[^\]]*\])?(?:  |$)"

#: The types of flags that are checked.
_TYPED = ("int", "int32", "duration")


@cache
def options(*command: str) -> dict[str, tuple[str, str]]:
    """Return the options that the help of a command lists, each with its letter and kind."""
    done = subprocess.run([tool(command[0]), *command[1:], "--help"], capture_output=True, text=True, check=True)
    listed = done.stdout.partition("\nFlags:")[2]
    kinds = {
        name: "optional" if optional else "text" if kind else "switch" for _, name, kind, optional in found(listed)
    }
    return {name: (letter, kinds[name]) for letter, name, _, _ in found(listed)}


def found(listed: str) -> list[tuple[str, str, str, str]]:
    """Return the options in a help text."""
    return re.findall(_OPTION, listed)


@pytest.mark.parametrize("command", liqoctl_commands())
def test_the_flags_of_liqoctl(command: str) -> None:
    real = options("liqoctl", *command.split())
    ours = liqoctl_options(command, LIQO)
    assert {name for name, (_, kind) in real.items() if kind == "text"} == ours.text
    assert {name for name, (_, kind) in real.items() if kind == "switch"} == ours.switch
    letters = {letter: name for name, (letter, _) in real.items() if letter}
    assert letters.items() <= dict(ours.letters).items()


def described(kind: str) -> FlagValues:
    """Return what the values of flags of a type look like."""
    return FlagValues(**load_data("flags.json")["types"][kind])


@pytest.mark.parametrize("value", ["0", "2147483647", "2147483648", "-2147483648", "-2147483649", "0x7f_ff", "1.5", ""])
@pytest.mark.parametrize("flag", ["gw-client-port", "mtu"])
def test_liqoctl_reads_numbers(flag: str, value: str) -> None:
    command = [str(tool("liqoctl")), "peer", f"--{flag}={value}", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wanted = value_type(flag)
    assert wanted is not None
    assert wanted.match(value) is ("invalid argument" not in done.stderr)


def test_the_types_of_the_flags_of_liqoctl() -> None:
    kinds: dict[str, set[str]] = {}
    for command in liqoctl_commands():
        done = subprocess.run([tool("liqoctl"), *command.split(), "--help"], capture_output=True, text=True, check=True)
        for _, name, kind, _ in found(done.stdout.partition("\nFlags:")[2]):
            kinds.setdefault(kind, set()).add(name)
    for kind in _TYPED:
        assert all(value_type(name) == described(kind) for name in kinds[kind])
        assert not any(value_type(name) for kind, others in kinds.items() if kind not in _TYPED for name in others)


def test_the_options_of_helm() -> None:
    """Both versions of Helm and all commands share one list: an option that they read differently has no value."""
    kinds: dict[str, set[str]] = {}
    letters: dict[str, str] = {}
    for program in ("helm3", "helm4"):
        for command in helm_commands():
            for name, (letter, kind) in options(program, command).items():
                kinds.setdefault(name, set()).add(kind)
                letters |= {letter: name} if letter else {}
    ours = helm_options()
    assert {name for name, of in kinds.items() if of == {"text"}} == ours.text
    assert {name for name, of in kinds.items() if of == {"switch"}} == ours.switch
    assert {name for name, of in kinds.items() if len(of) > 1 or of == {"optional"}} == ours.optional
    assert letters == ours.letters
