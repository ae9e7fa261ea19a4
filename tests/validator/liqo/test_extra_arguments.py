"""Which programs get ``extraArgs``, and how they read them, by target chart."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from liqo_values.charts.published import releases
from liqo_values.charts.selection import named
from liqo_values.charts.target import load_data, ours
from liqo_values.engine.check import judge
from liqo_values.liqo.extra_arguments import readings
from liqo_values.values.release_inputs import Given

if TYPE_CHECKING:
    from pathlib import Path

    from liqo_values.engine.result import CheckResult

CODES = {"LQ217", "LQ218", "LQ219", "LQ220", "LQ221", "LQ222"}
RANGES = {"podCIDR": "10.244.0.0/16", "serviceCIDR": "10.96.0.0/12"}
COMMON: dict[str, Any] = {"ipam": RANGES, "common": {"extraArgs": ["--klog.v=4"]}}


def checked(folder: Path, values: dict[str, Any], chart: str = "ours") -> CheckResult:
    file = folder / "values.yaml"
    file.write_text(json.dumps(values))
    return judge(Given([str(file)], chart=named(chart).chart))


def found(folder: Path, values: dict[str, Any], chart: str = "ours") -> list[str]:
    """Return code and message of the findings about arguments."""
    result = checked(folder, values, chart)
    return [f"{finding.code} {finding.message}" for finding in result.findings if finding.code in CODES]


def programs(folder: Path, values: dict[str, Any], chart: str = "ours") -> list[str]:
    """Return the programs that get arguments."""
    merged = checked(folder, values, chart).values
    return [reading.program.what.removeprefix("the ") for reading in readings(merged, named(chart).chart)]


ALL = [
    "controller manager",
    "webhook",
    "CRD replicator",
    "fabric",
    "IPAM",
    "metric agent",
    "telemetry job",
    "uninstaller",
]


def test_our_chart_gives_arguments_for_all_to_every_program_but_the_proxy(tmp_path: Path) -> None:
    assert programs(tmp_path, COMMON) == ALL


@pytest.mark.parametrize("release", releases())
def test_the_published_charts_give_them_to_the_proxy_too(tmp_path: Path, release: str) -> None:
    chart = f"published@{release}"
    assert sorted(programs(tmp_path, COMMON, chart)) == sorted([*ALL, "proxy"])
    assert found(tmp_path, COMMON, chart) == ["LQ217 the proxy has no flag `--klog.v`"]
    assert found(tmp_path, {**COMMON, "proxy": {"enabled": False}}, chart) == []


@pytest.mark.parametrize(
    ("values", "absent"),
    [
        ({"networking": {"enabled": False}}, {"fabric", "IPAM"}),
        ({"ipam": {**RANGES, "external": {"enabled": True, "url": "ipam:6000"}}}, {"IPAM"}),
        ({"telemetry": {"enabled": False}, "metricAgent": {"enabled": False}}, {"telemetry job", "metric agent"}),
    ],
)
def test_only_programs_that_are_deployed_count(tmp_path: Path, values: dict[str, Any], absent: set[str]) -> None:
    assert programs(tmp_path, {**COMMON, **values}) == [name for name in ALL if name not in absent]


def test_what_a_template_fills_in_is_not_checked(tmp_path: Path) -> None:
    file = tmp_path / "values.yaml"
    file.write_text("networking: {enabled: false}\ncommon:\n  extraArgs:\n    - --x={{ .Values.x }}\n    - {{ .y }}\n")
    assert [finding.code for finding in judge(Given([str(file)])).findings if finding.code in CODES] == []


@pytest.mark.parametrize(
    ("release", "expected"),
    [
        ("1.0.1", ["LQ217 the controller manager has no flag `--tls-compatibility-mode`"]),
        ("1.0.2", ["LQ221 `--tls-compatibility-mode` overrides `authentication.tlsCompatibilityMode`"]),
    ],
)
def test_flags_are_those_of_the_release(tmp_path: Path, release: str, expected: list[str]) -> None:
    values = {"ipam": RANGES, "controllerManager": {"pod": {"extraArgs": ["--tls-compatibility-mode"]}}}
    assert found(tmp_path, values, f"published@{release}") == expected


def test_types_are_those_of_the_release(tmp_path: Path) -> None:
    values = {"ipam": RANGES, "controllerManager": {"pod": {"extraArgs": ["--webhook-port=-1"]}}}
    (before,) = found(tmp_path, values, "published@1.0.1")
    assert before.startswith("LQ218 `--webhook-port` needs a whole number from 0 to")
    assert found(tmp_path, values, "published@1.0.2") == ["LQ221 `--webhook-port` overrides `webhook.port`"]


@pytest.mark.parametrize(("release", "overrides"), [("1.1.2", True), ("1.2.0", False)])
def test_flags_accumulate_by_their_type_in_the_release(tmp_path: Path, release: str, overrides: bool) -> None:
    values = {"ipam": RANGES, "webhook": {"pod": {"extraArgs": ["--podcidr=10.1.0.0/16"]}}}
    expected = ["LQ221 `--podcidr` overrides `ipam.podCIDR`"] if overrides else []
    assert found(tmp_path, values, f"published@{release}") == expected


@pytest.mark.parametrize(("release", "repeated"), [("1.1.2", True), ("1.2.0", False)])
def test_so_do_those_of_the_virtual_kubelet(tmp_path: Path, release: str, repeated: bool) -> None:
    arguments = ["--local-podcidr=10.1.0.0/16", "--local-podcidr=10.2.0.0/16"]
    result = checked(
        tmp_path, {"ipam": RANGES, "virtualKubelet": {"extra": {"args": arguments}}}, f"published@{release}"
    )
    assert ("LQ214" in {finding.code for finding in result.findings}) is repeated


def test_the_same_flag_is_reported_by_what_overrides_what(tmp_path: Path) -> None:
    values = {
        "networking": {"enabled": False},
        "controllerManager": {"replicas": 2},
        "webhook": {"replicas": 2},
        "telemetry": {"enabled": False},
        "metricAgent": {"enabled": False},
        "common": {"extraArgs": ["--enable-leader-election=false"]},
    }
    assert found(tmp_path, values) == [
        "LQ217 the CRD replicator has no flag `--enable-leader-election`",
        "LQ221 `--enable-leader-election` has no effect: the chart adds it again after the list",
        "LQ221 `--enable-leader-election` overrides `webhook.replicas`",
    ]


def test_fix_rewrites_only_what_is_clear(tmp_path: Path) -> None:
    values = {"controllerManager": {"pod": {"extraArgs": ["--resync_period=1h", "-klog.v=2", "--resyncc-period=1h"]}}}
    result = checked(tmp_path, {"networking": {"enabled": False}, **values})
    assert [finding.fix.safe for finding in result.findings if finding.fix] == [True, True, False]


def test_the_flags_are_read_only_if_the_values_contain_arguments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = type(ours())(ours().family, ours().release)
    read: list[str] = []

    def load(name: str) -> Any:
        read.append(name)
        return load_data(name)

    monkeypatch.setattr("liqo_values.charts.target.load_data", load)
    file = tmp_path / "values.yaml"
    for extra, expected in (("[]", False), ("[--klog.v=2]", True)):
        file.write_text(f"networking: {{enabled: false}}\ncommon: {{extraArgs: {extra}}}\n")
        judge(Given([str(file)], chart=chart))
        assert ("program-flags.json" in read) is expected


def test_liqoctl_installs_the_same_programs(tmp_path: Path) -> None:
    assert found(tmp_path, COMMON, "liqoctl@1.1.2") == ["LQ217 the proxy has no flag `--klog.v`"]
