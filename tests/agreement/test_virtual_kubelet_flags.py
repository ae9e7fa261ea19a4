"""The reading of ``virtualKubelet.extra.args`` against the flag parser of Liqo's real virtual kubelet."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqo_values.charts.target import ours
from liqo_values.liqo.program_args import APPENDED, BOOLEANS, FLAG, Arguments, Role, Spelling, read
from tests.agreement.helm import ask
from tests.agreement.verdicts import Case, disagreements
from tests.agreement.virtual_kubelet import virtual_kubelet
from tests.support.generated import differential
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
    # Quotes and underscores are legal in places where they are never needed.
    value=st.one_of(st.sampled_from(VALUES), st.text(st.characters(exclude_characters='"_\n\r'), max_size=4)),
    dashes=st.sampled_from(["--", "--", "--", "-", "---", ""]),
    joint=st.sampled_from(["=", "=", None, " ", ":"]),
)
def test_any_flag_with_any_value(name: str, value: str, dashes: str, joint: str | None) -> None:
    text = f"{dashes}{name}"
    compare([text, value] if joint is None else [f"{text}{joint}{value}"])


#: One flag for each way of reading a value.
ONE_OF_EACH = {
    ours().flag_values[name].pattern + str(ours().flag_values[name].maximum): name
    for name in ours().flag_values
    if name not in ("help", FLAG)
}
#: Where numbers stop to fit: into 16, 31, 32, 63 and 64 bits, and Go's durations.
EDGES = [
    edge + more for edge in (0, *(2**bits for bits in (16, 31, 32, 63, 64)), 10**19, 10**20) for more in (-1, 0, 1)
]
numbers = st.one_of(st.sampled_from(EDGES), st.integers(0, 2**65)).flatmap(
    lambda number: st.sampled_from(
        [f"{number}", f"0x{number:x}", f"0X{number:X}", f"0o{number:o}", f"0{number:o}", f"0b{number:b}", f"{number:_}"]
        + [f"000{number}", f"-{number}", f"+{number}", f"0x{number:_x}", f"{number}_", f"_{number}", f"{number}__0"]
    )
)
fractions = st.sampled_from(["", "", ".", ".5", ".0000000001", ".999999999999999999999999", f".{2**63}"])
units = st.sampled_from(["ns", "us", "\u00b5s", "\u03bcs", "ms", "s", "m", "h", ""])
#: Whole numbers near the largest duration, counted in each unit.
amounts = st.tuples(st.sampled_from([1, 10**3, 10**6, 10**9, 60 * 10**9, 3600 * 10**9]), st.integers(-2, 2)).map(
    lambda edge: 2**63 // edge[0] + edge[1]
)
durations = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "", "-", "+"]),
        st.lists(
            st.tuples(st.one_of(amounts, st.integers(0, 99)).map(str), fractions, units).map("".join), max_size=3
        ).map("".join),
    ),
)
lines = st.text(st.sampled_from('ab,"\n\r 1'), max_size=6)
#: Texts in other cases, among them the two letters that only Go folds.
words = st.sampled_from(["info", "WARNING", "eRRor", "fatal", "\u0131nfo", "WARN\u0131NG", "\u0130NFO", "1nfo", ""])
specs = st.lists(st.tuples(st.sampled_from(["a", "*", ""]), st.sampled_from(["=", "", ":"]), numbers), max_size=2).map(
    lambda parts: ",".join(map("".join, parts))
)
traces = st.tuples(st.sampled_from(["a.go", "a", "."]), st.sampled_from([":", "", "="]), numbers).map("".join)


@pytest.mark.parametrize("name", sorted(ONE_OF_EACH.values()))
@differential(50)
@given(value=st.one_of(numbers, durations, lines, words, specs, traces))
def test_values_near_the_limits(name: str, value: str) -> None:
    compare([f"--{name}={value}"])


@pytest.mark.parametrize(
    "item",
    [
        *("--vk-lease-duration=9223372037s", "--resync-period=2562048h", "--resync-period=2562047h47m16.854775807s"),
        *(
            "--resync-period=2562047h47m16.854775808s",
            "--resync-period=-2562047h47m16.854775808s",
            "--resync-period=0.1ns",
        ),
        *(
            "--client-qps=18446744073709551615",
            "--client-qps=18446744073709551616",
            "--client-qps=0x1_0000_0000_0000_0000",
        ),
        *(
            "--listen-port=1_0",
            "--listen-port=0177777",
            "--listen-port=0200000",
            "--listen-port=6_5_536",
            "--klog.v=010",
        ),
        *("--klog.v=2147483647", "--klog.v=2147483648", "--klog.v=-2147483648", "--klog.v=-2147483649", "--klog.v=1_0"),
        *(
            "--local-podcidr=\n",
            "--local-podcidr=\r\n\r",
            "--local-podcidr=\na",
            '--local-podcidr="a",b',
            '--local-podcidr=a"',
        ),
        *(
            "--klog.stderrthreshold=\u0131nfo",
            "--klog.vmodule=a=2147483648",
            "--klog.vmodule=a=-0",
            "--klog.vmodule=a=010",
        ),
        *("--klog.log_backtrace_at=a.go:9223372036854775808", "--klog.log_backtrace_at=a.go:9223372036854775807"),
    ],
)
def test_values_at_the_limits(item: str, tmp_path: Path) -> None:
    """By the program, the validator and the chart."""
    compare([item])
    path = tmp_path / "values.yaml"
    path.write_text(json.dumps({"networking": {"enabled": False}, "virtualKubelet": {"extra": {"args": [item]}}}))
    assert disagreements([Case(files=(str(path),))]) == []


@pytest.mark.parametrize(
    "item", ["--di\u017fable-ip-reflection", "--disable-ip-reflection\u017f", "--d\u0131sable-ip-reflection"]
)
def test_letters_that_are_folded_differently(item: str, tmp_path: Path) -> None:
    path = tmp_path / "values.yaml"
    path.write_text(json.dumps({"networking": {"enabled": False}, "virtualKubelet": {"extra": {"args": [item]}}}))
    assert disagreements([Case(files=(str(path),))]) == []


@differential(30)
@given(
    values=st.lists(
        st.tuples(st.sampled_from(sorted(ONE_OF_EACH.values())), st.one_of(numbers, durations, specs, traces))
    )
)
def test_the_chart_reads_the_same(tmp_path_factory: pytest.TempPathFactory, values: list[tuple[str, str]]) -> None:
    """Lists of arguments, of which the validator and the chart name the same ones."""
    items = [f"--{name}={value}" for name, value in values]
    path = tmp_path_factory.mktemp("values") / "values.yaml"
    path.write_text(json.dumps({"networking": {"enabled": False}, "virtualKubelet": {"extra": {"args": items}}}))
    case = Case(files=(str(path),))
    mine = read(items, ours().flags, ours().flag_values)
    refused = [argument.position for argument in mine.others if not argument.readable]
    told = ask(tool("helm4"), case.options).output
    assert [int(number) for number in re.findall(r"extra\.args\[(\d+)\] is", told)] == refused, told


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
        # ``--help=false`` is legal, but useless.
        assert {argument.name.partition("-")[2] for argument in faults if argument.name != "help"} <= {
            "reflection-type"
        }, real
        assert disables(mine) == real["disableIPReflection"], real
    else:
        assert mine.illegal or faults, real


def disables(arguments: Arguments) -> bool:
    """Whether the arguments turn off IP reflection; by default, the program does not."""
    return bool(arguments.effective and arguments.effective.value)
