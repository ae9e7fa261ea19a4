"""The two facts, and what decided each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

import liqo_values
from liqo_values import CheckResult, Fact, ModeName
from liqo_values.charts.chart_facts import Component
from liqo_values.charts.target import ours
from liqo_values.liqo.mode import FACTS
from liqo_values.model.locations import where
from liqo_values.model.nodes import dotted
from tools.generate.facts import modes
from tools.repository import ROOT

Check = Callable[..., CheckResult]

SWITCH = "--disable-ip-reflection"
CIDRS = "ipam: {podCIDR: 10.244.0.0/16, serviceCIDR: 10.96.0.0/12}\n"
DEFAULTS = "the chart's defaults"
#: Sets every switch that a component has for itself.
SWITCHED_ON = [f"{dotted(component.switch)}=true" for component in ours().components if component.switch]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Check a text as ``values.yaml``, with ``--set`` arguments on top."""
    monkeypatch.chdir(tmp_path)

    def run(values: str, *sets: str) -> CheckResult:
        Path("values.yaml").write_text(values, encoding="utf-8")
        return liqo_values.check([Path("values.yaml")], set_values=sets)

    return run


def story(fact: Fact) -> list[tuple[str, str]]:
    """Tell what decided a fact and what that overrode, each with its place."""
    return [(label.text, where(label)) for label in (fact.decided_by, *fact.overrode)]


def names(components: Iterable[Component]) -> list[str]:
    return [component.name for component in components]


@pytest.mark.parametrize(
    ("sets", "name"),
    [
        ([], ModeName.CONNECTED),
        (["networking.reflectIPs=false"], ModeName.CONNECTED_NO_IPS),
        (["networking.enabled=false"], ModeName.EXTERNAL_NETWORK),
        (["networking.enabled=false", "networking.reflectIPs=false"], ModeName.OFFLOADING_ONLY),
        (["networking.enabled=false", f"virtualKubelet.extra.args={{{SWITCH}}}"], ModeName.OFFLOADING_ONLY),
        ([f"virtualKubelet.extra.args={{{SWITCH}=T}}"], ModeName.CONNECTED_NO_IPS),
        ([f"virtualKubelet.extra.args={{{SWITCH}=0}}"], ModeName.CONNECTED),
    ],
)
def test_the_four_modes(check: Check, sets: list[str], name: ModeName) -> None:
    result = check(CIDRS, *sets)
    assert result.mode.name is name
    assert not result.refused


def test_a_default_decides(check: Check) -> None:
    mode = check(CIDRS).mode
    assert story(mode.networking) == [("networking.enabled: true", DEFAULTS)]
    assert story(mode.reflection) == [("networking.reflectIPs: true", DEFAULTS)]


def test_the_last_layer_decides_and_the_chain_is_reported(check: Check) -> None:
    mode = check("networking:\n  enabled: true\n", "networking.enabled=false").mode
    assert story(mode.networking) == [
        ("networking.enabled: false", "--set networking.enabled=false"),
        ("networking.enabled: true", "values.yaml:2:12"),
        ("networking.enabled: true", DEFAULTS),
    ]


def test_an_argument_decides_over_the_key(check: Check) -> None:
    mode = check(f"virtualKubelet:\n  extra:\n    args:\n      - {SWITCH}=false\n      - {SWITCH}\n").mode
    assert mode.reflection.value is False
    assert story(mode.reflection) == [
        (SWITCH, "values.yaml:5:9"),
        (f"{SWITCH}=false", "values.yaml:4:9"),
        ("networking.reflectIPs: true", DEFAULTS),
    ]


def test_a_key_that_says_the_same_as_the_argument_is_not_overridden(check: Check) -> None:
    mode = check(f"networking: {{reflectIPs: false}}\nvirtualKubelet: {{extra: {{args: [{SWITCH}]}}}}\n").mode
    assert story(mode.reflection) == [(SWITCH, "values.yaml:2:33"), ("networking.reflectIPs: true", DEFAULTS)]


@pytest.mark.parametrize(
    ("values", "doubt", "place"),
    [
        ("networking: {reflectIPs: }\n", "`networking.reflectIPs` has no value", "values.yaml:1:14"),
        ('networking: {reflectIPs: "no"}\n', "`networking.reflectIPs` is not a boolean", "values.yaml:1:26"),
        ("networking: off\n", "`networking` is not a map", "values.yaml:1:13"),
        (
            f"virtualKubelet: {{extra: {{args: {SWITCH}}}}}\n",
            "`virtualKubelet.extra.args` is not a list",
            "values.yaml:1:32",
        ),
        (
            f"virtualKubelet: {{extra: {{args: [{SWITCH}=yes]}}}}\n",
            f'the virtual kubelet cannot read "{SWITCH}=yes"',
            "values.yaml:1:33",
        ),
        (
            f"networking: {{reflectIPs: false}}\nvirtualKubelet: {{extra: {{args: [{SWITCH}=0]}}}}\n",
            f"`networking.reflectIPs` is `false`, but `{SWITCH}=0` says the opposite",
            "values.yaml:2:33",
        ),
        ("networking: [\n", "Helm cannot read the values", "values.yaml:2:1"),
    ],
)
def test_what_leaves_reflection_undecided(check: Check, values: str, doubt: str, place: str) -> None:
    result = check(values)
    assert (result.mode.name, result.mode.reflection.value) == (None, None)
    assert result.mode.reflection.doubt == doubt
    assert where(result.mode.reflection.decided_by) == place
    assert result.refused


def test_an_undecided_switch_is_refused_and_the_other_one_is_still_reported(check: Check) -> None:
    result = check("networking: {enabled: }\n", f"virtualKubelet.extra.args={{{SWITCH}}}")
    assert (result.mode.networking.value, result.mode.reflection.value) == (None, False)
    assert [finding.code for finding in result.findings] == ["LQ104"]


def test_nothing_of_the_networking_module_is_deployed_when_it_is_off(check: Check) -> None:
    result = check("networking: {enabled: false}\n", *SWITCHED_ON)
    assert {"network-manager", "fabric"} <= set(names(result.not_deployed))
    assert all(component.network for component in result.not_deployed)
    assert not any(component.network for component in result.deployed)


def test_everything_is_deployed_when_it_is_on(check: Check) -> None:
    result = check(CIDRS, *SWITCHED_ON)
    assert result.deployed == ours().components
    assert result.not_deployed == ()


def test_a_component_with_a_switch_of_its_own(check: Check) -> None:
    result = check(CIDRS, *SWITCHED_ON, "telemetry.enabled=false")
    assert names(result.not_deployed) == ["telemetry"]


def test_of_an_undecided_networking_module_nothing_is_claimed(check: Check) -> None:
    result = check("networking:\n")
    assert not any(component.network for component in (*result.deployed, *result.not_deployed) if not component.switch)


def test_the_components_are_those_of_the_chart(chart: Path) -> None:
    folders = {path.parent.name for path in (chart / "templates").glob("*/*.yaml")}
    folders.remove("tests")  # They are there while `helm test` runs, and no part of an installation.
    subcharts = {
        path.parent.name
        for path in (chart / "charts").glob("*/Chart.yaml")
        if "type: library" not in path.read_text(encoding="utf-8")  # which renders nothing by itself
    }
    assert {component.name for component in ours().components} == folders | subcharts


def test_the_modes_are_those_of_the_schema() -> None:
    described = modes(ROOT / "schema").modes
    assert [(mode.name, (mode.networking, mode.reflection)) for mode in described] == list(FACTS.items())
    assert list(ours().effects.by_mode) == list(ModeName)


@pytest.mark.parametrize("name", ModeName)
def test_the_pod_has_an_ip_where_reflection_is_on(name: ModeName) -> None:
    shown = name in (ModeName.CONNECTED, ModeName.EXTERNAL_NETWORK)
    assert (ours().effects.by_mode[name].pod.ip != "<none>") is shown


@pytest.mark.parametrize(
    ("inherited", "own", "value", "decided_by"),
    [
        ("[]", "{}", True, "networking.reflectIPs: true"),
        ("[]", "{reflectIPs: false}", False, "virtualKubelet.optionsTemplates.rome.reflectIPs: false"),
        ("[]", f"{{extra: {{args: [{SWITCH}]}}}}", False, SWITCH),
        (f"[{SWITCH}]", "{}", False, SWITCH),
        (f"[{SWITCH}]", "{reflectIPs: true}", True, "virtualKubelet.optionsTemplates.rome.reflectIPs: true"),
        (f"[{SWITCH}]", f"{{extra: {{args: [{SWITCH}=0]}}}}", True, f"{SWITCH}=0"),
        (f"[{SWITCH}]", "{extra: {args: null}}", True, "networking.reflectIPs: true"),
        (f"[{SWITCH}]", "{extra: null}", True, "networking.reflectIPs: true"),
        (f"[{SWITCH}]", "{reflectIPs: null}", False, SWITCH),
        ("[]", f"{{reflectIPs: false, extra: {{args: [{SWITCH}=0]}}}}", None, f"{SWITCH}=0"),
        ("[]", f"{{extra: {{args: [{SWITCH}=yes]}}}}", None, f"{SWITCH}=yes"),
        ("[]", '{reflectIPs: "no"}', None, 'virtualKubelet.optionsTemplates.rome.reflectIPs: "no"'),
    ],
)
def test_what_an_options_template_does(
    check: Check, inherited: str, own: str, value: bool | None, decided_by: str
) -> None:
    result = check(f"{CIDRS}virtualKubelet: {{extra: {{args: {inherited}}}, optionsTemplates: {{rome: {own}}}}}\n")
    assert result.mode.templates["rome"].value is value
    assert result.mode.templates["rome"].decided_by.text == decided_by
    assert result.refused is (value is None)
    assert result.mode.reflection.value is (inherited == "[]")
