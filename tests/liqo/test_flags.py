"""The known flags are those of the real programs, and those that the sources of each release declare."""

from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from liqo_values.charts.published import published, releases
from liqo_values.charts.target import ChartFamily, ours
from liqo_values.engine.check import judge
from liqo_values.liqo.extra_arguments import is_given
from liqo_values.values.release_inputs import Given
from tests.liqo.declared_flags import KLOG, table
from tests.liqo.programs import containers, usage
from tests.liqo.test_arguments import RELEASES
from tests.support.components import CONTAINERS
from tools.generate.package_data import binary
from tools.rendering import template
from tools.toolchain.build import tool

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

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


#: An argument that the chart does not render, which marks the place of the user's arguments.
MARK = {"pflag": "--klog.vmodule=mark=1", "flag": "--allowed-hosts=mark"}
#: What the chart gives only if a key is false.
UNLISTED = {"disable-kernel-version-check"}


@pytest.mark.parametrize("release", ["every option", "connected", "external-network"])
def test_the_chart_gives_the_programs_these_flags(tmp_path: Path, release: str) -> None:
    """Some before the arguments of the user, and some after them."""
    marked = {
        name: ours().programs[str(container.program)]
        for name, container in CONTAINERS.items()
        if container.program in ours().programs and ours().programs[str(container.program)].arguments
    }
    marked.pop("pre-delete-job")  # reads no arguments
    values = copy.deepcopy(dict(RELEASES[release][0]))
    values.setdefault("common", {})["extraArgs"] = []
    for program in marked.values():
        set_at(values, program.arguments, [MARK[program.parser]])
    file = tmp_path / "values.yaml"
    file.write_text(json.dumps(values))
    merged = judge(Given([str(file)])).values
    seen = set()
    manifests = template(tool("helm4"), "--set", "discovery.config.clusterID=rome", values=values)
    for container, arguments in containers(manifests):
        if container not in marked:
            continue
        program = marked[container]
        position = arguments.index(MARK[program.parser])
        for last, part in ((False, arguments[:position]), (True, arguments[position + 1 :])):
            flags = {argument.removeprefix("--").partition("=")[0] for argument in part}
            listed = {each.flag for each in program.given if each.last is last and is_given(each, merged)}
            assert listed <= flags, container
            assert not [flag for flag in flags - listed - UNLISTED if not program.flags.accumulates(flag)], container
        seen.add(container)
    assert {"controller-manager", "webhook", "crd-replicator"} <= seen


def set_at(values: dict[str, Any], path: Sequence[str | int], value: object) -> None:
    """Set a value, and create the maps that lead to it."""
    for step in path[:-1]:
        values = values.setdefault(str(step), {})
    values[str(path[-1])] = value
