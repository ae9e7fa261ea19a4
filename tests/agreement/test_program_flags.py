"""The reading of ``extraArgs`` against the flag parsers of Liqo's real programs, and against the chart."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from liqo_values.charts.target import ours
from liqo_values.liqo.program_args import Role, read_flags
from tests.agreement.verdicts import Case, disagreements
from tests.liqo.programs import complaint
from tests.support.generated import differential
from tools.generate.package_data import binary

PROGRAMS = {
    name: program for name, program in ours().programs.items() if program.arguments and program.parser != "none"
}
#: What flags of some type accept, and others reject.
VALUES = (
    *(
        "",
        "0",
        "1",
        "-1",
        "+7",
        "010",
        "08",
        "0x1F",
        "1_000",
        "65536",
        "3.5",
        "4 ",
        "t",
        "True",
        "yes",
        "info",
        "FATAL",
    ),
    *(
        "30s",
        "30",
        "1h30m",
        ".5m",
        "-2s",
        "1d",
        "a=b",
        "a=b,c",
        "cpu=4",
        "cpu=4x",
        "memory=8Gi,cpu=.5",
        "a=1e3",
        "cpu=",
    ),
    *("5.10", "5", "5.10.0-generic", "5.x", "a.go:1", "a=2", '"a",b', 'a"', "rome", "--klog.v=2"),
    *("9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809"),
)
#: The validator rejects values of these that the programs reject only once they run.
LATER = {"cluster-id"}


def rejects(program: str, arguments: list[str]) -> bool:
    """Whether the validator expects that the program exits on the arguments."""
    known = PROGRAMS[program]
    read = read_flags(arguments, known.flags, go_flags=known.parser == "flag")
    return any(argument.role is Role.UNKNOWN or not argument.readable for argument in read)


def one_item(program: str) -> st.SearchStrategy[list[str]]:
    """Return arguments with one flag, known or not, written in one way or another, with a value or without."""
    others = ["v", "config", "Webhook-Port", "webhook_port", ""]
    names = st.sampled_from([name for name in [*PROGRAMS[program].flags.types, *others] if name not in LATER])
    return st.builds(
        lambda dashes, name, joint, value: (
            [f"{dashes}{name}", value] if joint is None else [f"{dashes}{name}{joint}{value}"]
        ),
        st.sampled_from(["--", "--", "--", "-", "---"]),
        names,
        st.sampled_from(["=", "=", "=", None, " ", ":"]),
        st.sampled_from(VALUES),
    )


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_flag_alone(program: str) -> None:
    """A flag that needs a value takes ``--help`` as one here, which is none for numbers."""
    types = PROGRAMS[program].flags.types
    alone = [f"--{name}" for name, kind in types.items() if kind == "bool"]
    assert not complaint(binary(program), alone)
    assert not rejects(program, alone)


@pytest.mark.parametrize("program", PROGRAMS)
@differential(40)
@given(data=st.data())
def test_any_flag_with_any_value(program: str, data: st.DataObject) -> None:
    arguments = data.draw(one_item(program))
    known = PROGRAMS[program]
    read = read_flags([*arguments, "--help"], known.flags, go_flags=known.parser == "flag")
    assume(read[-1].role is Role.UNKNOWN)  # otherwise, the program would not read --help, but start
    assume(not arguments[0].startswith("-h"))  # asks for help, too
    assert rejects(program, arguments) is bool(complaint(binary(program), arguments)), arguments


@differential(40)
@given(data=st.data())
def test_the_chart_reads_the_same(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Lists of arguments for all programs and for each; both name the same items."""
    values: dict[str, Any] = {
        "networking": {"enabled": data.draw(st.booleans())},
        "ipam": {"podCIDR": "10.244.0.0/16", "serviceCIDR": "10.96.0.0/12"},
    }
    stray = st.sampled_from([["--"], ["-"], ["word"], [""], ["--help"], ["$(X)"], ["--klog.v=$(X)"], ["--klog.v"]])
    for program in [None, *data.draw(st.sets(st.sampled_from(sorted(PROGRAMS)), max_size=3))]:
        drawn = data.draw(st.lists(st.one_of(one_item(program or "liqo-controller-manager"), stray), max_size=3))
        path = ("common", "extraArgs") if program is None else PROGRAMS[program].arguments
        put(values, tuple(map(str, path)), [item for items in drawn for item in items])
    file = tmp_path_factory.mktemp("values") / "values.yaml"
    file.write_text(json.dumps(values))
    assert disagreements([Case(files=(str(file),))]) == []


def put(values: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    """Set a value, and create the maps that lead to it."""
    for step in path[:-1]:
        values = values.setdefault(step, {})
    values[path[-1]] = value
