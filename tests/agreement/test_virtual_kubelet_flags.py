"""The reading of ``virtualKubelet.extra.args`` against the flag parser of Liqo's real virtual kubelet."""

from __future__ import annotations

import json
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqo_values.charts.target import ours
from liqo_values.liqo.program_args import APPENDED, BOOLEANS, FLAG, Arguments, Role, Spelling, read
from tests.agreement.virtual_kubelet import virtual_kubelet
from tools.toolchain.build import tool

#: Values that are no booleans, some of which other readers take for some.
NOT_BOOLEAN = ("", "yes", "no", "on", "off", "2", "tRUE", "falsE", " true", "true ", "'true'", "null")


def test_the_list_of_flags_is_the_real_one() -> None:
    listing = subprocess.run([tool("virtual-kubelet-flags"), "--list"], capture_output=True, text=True, check=True)
    real = {flag["name"]: flag for flag in json.loads(listing.stdout)}
    known = ours().flags
    assert sorted(known) == sorted(real)
    assert {name: known[name] == "bool" for name in known} == {name: real[name]["boolean"] for name in real}
    assert known == {name: flag["type"] for name, flag in real.items()}


@pytest.mark.parametrize("value", [*BOOLEANS, *NOT_BOOLEAN])
def test_every_spelling_of_a_boolean(value: str) -> None:
    compare([f"--{FLAG}={value}"])


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        [f"--{FLAG}"],
        [f"--{FLAG}", "false"],
        [f"--{FLAG}", "--", f"--{FLAG}=false"],
        ["--", f"--{FLAG}"],
        ["--node-ip", f"--{FLAG}"],
        ["--node-ip=1.2.3.4", f"--{FLAG}"],
        ["--node-ip", "--", f"--{FLAG}"],
        ["--enable-storage", f"--{FLAG}"],
        [f"--{FLAG}=false", f"--{FLAG}"],
        [f"--{FLAG}", f"--{FLAG}=0"],
        [f"--{FLAG}=yes", f"--{FLAG}=true"],
        [f"-{FLAG}"],
        [f"--{FLAG} false"],
        [f"--{FLAG.upper()}"],
        [f"--{FLAG.replace('-', '_')}"],
        [f"---{FLAG}"],
        ["", "-", f"--{FLAG}"],
    ],
    ids=" ".join,
)
def test_what_people_write(arguments: list[str]) -> None:
    compare(arguments)


switches = st.one_of(
    st.just(f"--{FLAG}"),
    st.sampled_from([*BOOLEANS, *NOT_BOOLEAN]).map(f"--{FLAG}=".__add__),
    st.sampled_from([f"-{FLAG}", f"-{FLAG}=true", f"--{FLAG} true", "--Disable-IP-Reflection", f"---{FLAG}"]),
)
#: Whole and half flags, and what is no flag at all.
others = st.sampled_from(
    (
        *("--node-ip", "--nodename", "--node-ip=1.2.3.4", "--enable-storage", "--create-node=false"),
        *("--", "-", "", "true", "false", "x", "=", FLAG, f"{FLAG}=true"),
    )
)


@given(arguments=st.lists(st.one_of(switches, others), max_size=6))
def test_any_list_of_arguments(arguments: list[str]) -> None:
    compare(arguments)


#: Values for flags of every type, legal and not: what one type takes the other refuses.
VALUES = (
    *("", "0", "1", "-1", "+1", "7", "010", "08", "0x1F", "0b11", "0o17", "65535", "65536", "70000"),
    *("3.5", "4 ", "t", "True", "yes", "info", "WARNING", "kubelet", "aws", "AWS", "self-signed"),
    *("30s", "30", "1h30m", "1.5h", ".5m", "-2s", "1d", "5 s", "100ms", "µs", "1µs", "0s"),
    *("a=b", "a=b=c", "a=b,", ",", "a", "=", "a=1", "a=1,b=2,", "a=x", "pod.go:1", "pod.go:0", "pod:1", "a\nb=c"),
)


@given(
    name=st.sampled_from([*ours().flags, "v", "config", "Listen-Port", "listen_port", ""]),
    # Quotes and underscores are legal in places where nobody has a use for them.
    value=st.one_of(st.sampled_from(VALUES), st.text(st.characters(exclude_characters='"_\n\r'), max_size=4)),
    dashes=st.sampled_from(["--", "--", "--", "-", "---", ""]),
    joint=st.sampled_from(["=", "=", None, " ", ":"]),
)
def test_any_flag_with_any_value(name: str, value: str, dashes: str, joint: str | None) -> None:
    text = f"{dashes}{name}"
    compare([text, value] if joint is None else [f"{text}{joint}{value}"])


@pytest.mark.parametrize("name", ours().flags)
def test_every_flag_at_the_end_of_the_list(name: str) -> None:
    compare([f"--{name}"])


def compare(arguments: list[str]) -> None:
    """Both read the same, or both refuse."""
    real = virtual_kubelet().read([*arguments, APPENDED])
    mine = read(arguments, ours().flags, ours().flag_values)
    faults = [argument for argument in mine.others if argument.role is Role.UNKNOWN or not argument.readable]
    if real["starts"]:
        # What is no flag at all to the program may still be refused here: it is meant as one.
        assert {occurrence.spelling for occurrence in mine.illegal} <= {Spelling.MISSPELT}, real
        # Reflection types are looked at only after the flags have been read.
        # ``--help=false`` is no use to anybody.
        assert {argument.name.partition("-")[2] for argument in faults if argument.name != "help"} <= {
            "reflection-type"
        }, real
        assert disables(mine) == real["disableIPReflection"], real
    else:
        assert mine.illegal or faults, real


def disables(arguments: Arguments) -> bool:
    """What the arguments say in the end; without a word about it, the program's own default."""
    return bool(arguments.effective and arguments.effective.value)
