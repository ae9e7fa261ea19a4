"""Every argument that the chart renders, before the flag parser of the program that gets it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.chart.sample_values import MODES
from tests.liqo.library import ask
from tests.liqo.programs import PROGRAMS, complaint, containers
from tests.support.components import OF_MODULE
from tools.manifests import Manifest, pods
from tools.rendering import template
from tools.toolchain.build import tool

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

EVERY_OPTION: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "every-option.yaml").read_text())
EVERY_OPTION_OFF = {section: {"enabled": False} for section in ("authentication", "offloading", "storage", "proxy")}
_NETWORKING = {**EVERY_OPTION["networking"], "enabled": False, "reflectIPs": False}
_IPAM = {**EVERY_OPTION["ipam"], "external": {"enabled": True, "url": "ipam.example.org:6000"}}

#: Values by what they are of, with the programs that do not run then.
RELEASES: Mapping[str, tuple[Mapping[str, Any], AbstractSet[str]]] = {
    **{mode: (values, set() if mode.startswith("connected") else OF_MODULE) for mode, values in MODES.items()},
    "every option": (EVERY_OPTION, set()),
    "every option, networking off": ({**EVERY_OPTION, "networking": _NETWORKING}, OF_MODULE),
    "every option, IPAM elsewhere": ({**EVERY_OPTION, "ipam": _IPAM}, {"ipam"}),
    "every option off": ({**MODES["connected"], **EVERY_OPTION_OFF}, {"proxy"}),
}

#: For every program a flag of a type, and what is not of that type.
MISFITS = {
    "liqo-controller-manager": "--webhook-port=http",
    "liqo-crd-replicator": "--workers=many",
    "liqo-fabric": "--geneve-port=70000",
    "liqo-gateway": "--ping-interval=2",
    "liqo-geneve": "--geneve-port=none",
    "liqo-ipam": "--sync-interval=2",
    "liqo-metric-agent": "--read-timeout=30",
    "liqo-proxy": "--port=http",
    "liqo-telemetry": "--cluster-labels=novalue",
    "liqo-virtual-kubelet": "--enable-storage=yes",
    "liqo-webhook": "--webhook-port=-1",
    "liqo-wireguard": "--implementation=hardware",
}


def _rendered(release: str) -> list[Manifest]:
    values, _ = RELEASES[release]
    return template(tool("helm4"), "--set", "discovery.config.clusterID=rome", values=values)


def _started(manifests: Sequence[Manifest]) -> list[tuple[str, str, list[str]]]:
    """All containers that run one of Liqo's programs: from the release, and those that these create from templates."""
    of_release = [("release", name, arguments) for name, arguments in containers(manifests) if name in PROGRAMS]
    return [*of_release, *ask(manifests).containers]


@pytest.mark.parametrize("release", RELEASES)
def test_every_program_accepts_its_arguments(release: str) -> None:
    started = _started(_rendered(release))
    _, absent = RELEASES[release]
    assert {name for _, name, _ in started} == set(PROGRAMS) - absent
    for of, name, arguments in started:
        assert not (said := complaint(PROGRAMS[name], arguments)), f"{name} of the {of}, {arguments}: {said}"


@pytest.mark.parametrize("release", RELEASES)
def test_nothing_is_left_to_fill_in(release: str) -> None:
    """A variable that the container does not have, or a part of a template that Liqo does not know, stays as it is."""
    for of, name, arguments in _started(_rendered(release)):
        assert not [each for each in arguments if re.search(r"\$\(|\{\{|<no value>|%!", each)], f"{name} of the {of}"


@pytest.mark.parametrize("release", ["connected", "every option"])
def test_no_required_flag_is_missing(release: str) -> None:
    """These programs end before they begin without them, but not where they are asked for help."""
    manifests = _rendered(release)
    required = ask(manifests).required
    assert set(required) == {"fabric", "gateway", "geneve", "wireguard"}
    for of, name, arguments in _started(manifests):
        given = {argument.removeprefix("--").partition("=")[0] for argument in arguments}
        missing = set(required.get(name, [])) - given
        # The server has no endpoint to call.
        assert missing <= ({"endpoint-address"} if of == "gateway server" else set()), f"{name} of the {of}"


def test_every_container_is_known() -> None:
    names = {name for name, _ in containers(_rendered("every option"))}
    made = {"gateway", "geneve", "virtual-kubelet", "wireguard"}
    assert names == set(PROGRAMS) - made | {"pre-delete-job"}


@pytest.mark.parametrize("program", PROGRAMS.values())
def test_an_unknown_flag_is_noticed(program: str) -> None:
    assert re.search(
        r"unknown flag: --nonsense|provided but not defined: -nonsense", complaint(program, ["--nonsense"])
    )


@pytest.mark.parametrize(("program", "argument"), MISFITS.items())
def test_a_value_of_another_type_is_noticed(program: str, argument: str) -> None:
    assert re.search(r"invalid (argument|value) \S+ for", complaint(program, [argument]))


def test_every_program_has_a_misfit() -> None:
    assert set(MISFITS) == set(PROGRAMS.values())


def test_the_uninstaller_reads_no_arguments() -> None:
    """So it is given none but those that the user asks for, which do nothing."""
    (job,) = (pod for workload, pod in pods(_rendered("connected")) if workload == "Job liqo-pre-delete")
    assert "args" not in job["containers"][0]
