"""The known flags are those of the real programs, and those that the sources of each release declare."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from liqo_values.charts.published import published, releases
from liqo_values.charts.target import ChartFamily, ours
from tests.liqo.declared_flags import KLOG, table
from tests.liqo.programs import usage
from tools.generate.package_data import binary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from liqo_values.charts.target import TargetChart

#: The types of flags, by the method that declares them; types of Liqo's own are declared with Var.
METHODS = {
    "bool": "Bool",
    "duration": "Duration",
    "int": "Int",
    "string": "String",
    "stringSlice": "StringSlice",
    "uint": "Uint",
    "uint16": "Uint16",
}
#: What the usage calls some types; it does not name booleans.
SHOWN = {"bool": "", "stringSlice": "strings", "uint64": "uint"}
#: Types of Liqo's own that call themselves texts.
CALLED_TEXT = {
    ("virtual-kubelet", "certificate-type"),
    *((program, "minimum-kernel-version") for program in ("fabric", "gateway", "gateway/geneve", "gateway/wireguard")),
    *((program, "mode") for program in ("gateway", "gateway/geneve", "gateway/wireguard")),
    ("gateway/wireguard", "implementation"),
}


def known(chart: TargetChart) -> dict[str, Mapping[str, str]]:
    """Return the types of all flags, by the folder of their program."""
    types: dict[str, Mapping[str, str]] = {name: program.flags.types for name, program in chart.programs.items()}
    # Declared by the command-line library when the program starts.
    kubelet = {name: kind for name, kind in chart.flags.items() if name != "help"}
    return types | {"virtual-kubelet": kubelet}


@pytest.mark.parametrize("release", releases())
def test_each_release_has_the_flags_that_its_sources_declare(release: str) -> None:
    declared = {(each.program, each.flag, each.method) for each in table()[release]}
    described = set()
    for program, types in known(published(ChartFamily.PUBLISHED, release)).items():
        for flag, kind in types.items():
            if flag.startswith("klog."):
                described.add((binary(program), KLOG, ""))
            else:
                method = "Var" if (program, flag) in CALLED_TEXT else METHODS.get(kind, "Var")
                described.add((binary(program), flag, method))
    assert described == declared


def test_our_chart_has_the_flags_of_the_release_that_it_installs() -> None:
    assert known(ours()) == known(published(ChartFamily.PUBLISHED, ours().release))


@pytest.mark.parametrize("program", [name for name, program in ours().programs.items() if program.parser != "none"])
def test_the_real_programs_print_these_flags_in_their_usage(program: str) -> None:
    dashes = "-" if ours().programs[program].parser == "flag" else "--"
    shown = re.findall(rf"^ +(?:-h, )?{dashes}([\w.-]+)(?: (\S+))?(?:  |$)", usage(binary(program)), re.MULTILINE)
    assert {name: kind for name, kind in shown if name != "help"} == {
        name: SHOWN.get(kind, kind) for name, kind in ours().programs[program].flags.types.items()
    }
