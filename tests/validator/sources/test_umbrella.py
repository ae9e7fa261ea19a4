"""Umbrella charts: dependencies that values turn off, several of them, and values in the wrong place."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from liqo_values.engine.batch import Run
from liqo_values.engine.batch import run as check
from liqo_values.engine.file_check import Target, check_layers
from liqo_values.engine.result import CheckResult
from liqo_values.values.release_inputs import Given
from tests.validator.cli.calling import put, run
from tests.validator.sources.reading import facts, marked, results
from tests.validator.sources.test_argocd import application
from tools.toolchain.build import tool

OFF_WITH_RANGES = "networking: {enabled: false}, ipam: {podCIDR: 10.244.0.0/16, serviceCIDR: 10.96.0.0/12}"
OFF = "is off: Helm installs nothing of Liqo"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()


def umbrella(*dependencies: str) -> None:
    """Write an umbrella chart with these dependencies."""
    lines = "".join(f"- {{name: liqo, version: 1.2.0, {one}}}\n" for one in dependencies)
    put("u/Chart.yaml", f"apiVersion: v2\nname: u\nversion: 1.0.0\ndependencies:\n{lines}")


SWITCHES = [
    {},
    {"liqo": {"enabled": False}},
    {"liqo": {"enabled": True}},
    {"liqo": {"enabled": "false"}},
    {"net": {"on": False}},
    {"tags": {"a": False}},
    {"tags": {"a": True, "b": False}},
    {"tags": {"a": False}, "liqo": {"enabled": True}},
    {"tags": {"a": True}, "liqo": {"enabled": False}},
    {"liqo": {"enabled": None}, "net": {"on": False}},
]


@pytest.mark.parametrize(
    "dependency",
    [
        "condition: liqo.enabled",
        "condition: 'liqo.enabled,net.on'",
        "condition: 'liqo.enabled, net.on'",
        "tags: [a, b]",
        "tags: [a], condition: liqo.enabled",
    ],
)
@pytest.mark.parametrize(("own", "given"), list(itertools.product(SWITCHES[:3], SWITCHES)))
def test_helm_agrees_on_what_is_installed(dependency: str, own: object, given: object) -> None:
    umbrella(dependency)
    put("u/charts/liqo/Chart.yaml", "apiVersion: v2\nname: liqo\nversion: 1.2.0\n")
    put("u/charts/liqo/templates/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
    put("u/values.yaml", json.dumps(own))
    put("u/values-x.yaml", json.dumps(given))
    command = [str(tool("helm4")), "template", "x", "u", "-f", "u/values-x.yaml"]
    rendered = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    (checked,) = results("u/values-x.yaml")
    assert any(OFF in finding.message for finding in checked.findings) is ("ConfigMap" not in rendered)


@pytest.mark.parametrize(
    ("condition", "values", "ignored"),
    [
        ("net.use", "net: {use: 'false'}\n", "'false'"),
        ("net.use", "net: {use: 0}\n", "0"),
        ("'net.use,other'", "{net: {use: 'false'}, other: true}\n", "'false'"),
        ("'net.use,other'", "{net: {use: false}, other: 'false'}\n", ""),
        ("net.use", "net: {use: {}}\n", ""),
    ],
)
def test_a_switch_that_helm_ignores(condition: str, values: str, ignored: str) -> None:
    """Helm warns that it is a "non-bool value" only where few read it, and goes on."""
    umbrella(f"condition: {condition}")
    put("u/charts/liqo/Chart.yaml", "apiVersion: v2\nname: liqo\nversion: 1.2.0\n")
    put("u/values.yaml", values)
    done = subprocess.run([tool("helm4"), "template", "x", "u"], capture_output=True, text=True, check=True)
    assert ("non-bool value" in done.stderr) is bool(ignored)
    found = [marked(finding) for one in results("u/values.yaml") for finding in one.findings if finding.code == "LQ021"]
    assert found == ([f"u/values.yaml:1: {ignored}"] if ignored else [])


def test_a_dependency_that_is_off_is_not_checked() -> None:
    umbrella("condition: liqo.enabled")
    put("u/values.yaml", "liqo:\n  enabled: false\n  typo: 1\n")
    (checked,) = results("u/values.yaml")
    assert [(finding.code, marked(finding)) for finding in checked.findings] == [("LQ019", "u/values.yaml:2: false")]
    assert (facts(checked), checked.deployed) == ((None, None), ())
    assert run("check", "u/values.yaml")[0] == 0


@pytest.mark.parametrize(
    ("repository", "unknown"),
    [("https://helm.liqo.io/", ["typo"]), ("https://example.org/charts/liqo-values", ["install", "typo"])],
)
def test_a_switch_can_be_any_key_of_a_chart_without_a_schema(repository: str, unknown: list[str]) -> None:
    umbrella(f"repository: '{repository}', condition: liqo.install")
    put("u/values.yaml", f"liqo: {{install: true, typo: 1, {OFF_WITH_RANGES}}}\n")
    chart = () if "helm.liqo.io" in repository else ("--chart", "ours")
    _, printed = run("check", "u/values.yaml", *chart)
    assert [key for key in ("install", "typo") if f"the chart has no key `{key}`" in printed] == unknown


def test_an_application_can_turn_it_off() -> None:
    umbrella("condition: liqo.enabled")
    put(
        "u/values.yaml",
        "liqo: {enabled: true, networking: {enabled: false}, discovery: {config: {clusterID: milan}}}\n",
    )
    source = "path: u\n    repoURL: https://example.com/mine.git"
    put("app.yaml", application("parameters: [{name: liqo.enabled, value: 'false'}]", source=source))
    assert [finding.code for finding in results("app.yaml")[0].findings] == ["LQ019"]
    put("app.yaml", application("parameters: [{name: liqo.enabled, value: 'true'}]", source=source))
    assert results("app.yaml")[0].findings == ()


def test_what_is_unknown_does_not_turn_it_off() -> None:
    umbrella("condition: liqo.enabled")
    put("u/values.yaml", "liqo: {enabled: false, typo: 1}\n")
    source = "path: u\n    repoURL: https://example.com/mine.git"
    put("app.yaml", application("valueFiles: [https://example.com/a.yaml]", source=source))
    assert "LQ002" in [finding.code for finding in results("app.yaml")[0].findings]


def test_what_is_known_above_the_unknown_turns_it_off() -> None:
    umbrella("condition: liqo.enabled")
    put("u/values.yaml", "liqo: {enabled: true, typo: 1}\n")
    source = "path: u\n    repoURL: https://example.com/mine.git"
    fields = "{valueFiles: [https://example.com/a.yaml], parameters: [{name: liqo.enabled, value: 'false'}]}"
    put("app.yaml", application(fields, source=source))
    assert [finding.code for finding in results("app.yaml")[0].findings] == ["LQ019"]


ARGUMENTS: list[dict[str, Any]] = [
    {"set_values": ["liqo.enabled=false"]},
    {"set_values": ["liqo.enabled=true"]},
    {"set_values": ["net.on=no", "net.on=false"]},
    {"set_values": ["liqo.enabled=null,net.on=false"]},
    {"set_values": ["tags.a=false"]},
    {"set_values": ["tags.a=true,liqo.enabled=false"]},
    {"set_strings": ["liqo.enabled=false"]},
    {"set_json": ['liqo={"enabled":false}']},
    {"set_json": ['{"tags":{"a":false}}']},
    {"set_literals": ["liqo.enabled=false"]},
    {"set_json": ["liqo.enabled=true"], "set_values": ["liqo.enabled=false"]},
]
OPTIONS = {
    "set_values": "--set",
    "set_strings": "--set-string",
    "set_json": "--set-json",
    "set_literals": "--set-literal",
}


@pytest.mark.parametrize("dependency", ["condition: 'liqo.enabled,net.on'", "tags: [a], condition: liqo.enabled"])
@pytest.mark.parametrize("below", [{}, {"liqo": {"enabled": False}}, {"tags": {"a": True}}])
@pytest.mark.parametrize("arguments", ARGUMENTS)
def test_helm_agrees_on_what_arguments_turn_off(dependency: str, below: object, arguments: dict[str, Any]) -> None:
    umbrella(dependency)
    put("u/charts/liqo/Chart.yaml", "apiVersion: v2\nname: liqo\nversion: 1.2.0\n")
    put("u/charts/liqo/templates/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
    put("below.yaml", json.dumps(below))
    put("u/values-x.yaml", "liqo: {other: 1}\n")
    words = [word for name, texts in arguments.items() for text in texts for word in (OPTIONS[name], text)]
    command = [str(tool("helm4")), "template", "x", "u", "-f", "below.yaml", "-f", "u/values-x.yaml", *words]
    rendered = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    (checked,) = results("u/values-x.yaml", given=Given(["below.yaml"])._replace(**arguments))
    assert any(OFF in finding.message for finding in checked.findings) is ("ConfigMap" not in rendered)


def test_the_argument_that_turns_it_off_is_shown() -> None:
    umbrella("condition: liqo.enabled")
    put("u/values.yaml", "liqo: {enabled: true}\n")
    (checked,) = results("u/values.yaml", given=Given(set_values=["liqo.enabled=false"]))
    (finding,) = checked.findings
    assert (finding.code, finding.primary.layer) == ("LQ019", "--set liqo.enabled=false")


def test_every_alias_is_a_release() -> None:
    umbrella("alias: rome", "alias: milan")
    put(
        "u/values.yaml",
        "rome: {networking: {enabled: false}}\nmilan: {networking: {enabled: false, reflectIPs: false}}\n",
    )
    assert [facts(checked) for checked in results("u/values.yaml")] == [(False, True), (False, False)]


@pytest.mark.parametrize(
    ("values", "fixed"),
    [
        (
            "# net\nnetworking:\n  enabled: false\n\ntelemetry: {enabled: false}\nother: 1\n",
            "# net\nliqo:\n  networking:\n    enabled: false\n\n  telemetry: {enabled: false}\nother: 1\n",
        ),
        ("networking:\n  enabled: false", "liqo:\n  networking:\n    enabled: false"),
        ("networking: {enabled: false}\nother: 1\ntelemetry: {enabled: false}\n", None),
        ("liqo: {}\nnetworking: {enabled: false}\n", None),
        ("{networking: {enabled: false}}\n", None),
    ],
)
def test_values_at_the_top_level(values: str, fixed: str | None) -> None:
    umbrella("repository: https://helm.liqo.io")
    put("u/values.yaml", values)
    (finding,) = results("u/values.yaml")[0].findings
    assert (finding.code, bool(finding.fix)) == ("LQ038", fixed is not None)
    assert {one.code for one in finding.follows} >= {"LQ102", "LQ103"}
    run("fix", "--unsafe", "--chart", "ours", "u/values.yaml")
    assert Path("u/values.yaml").read_text() == (fixed or values)


@pytest.mark.parametrize(
    ("values", "more"),
    [
        ("global: {enabled: true}\nliqo: {networking: {enabled: false}}\n", {}),
        ("networking: {policy: strict}\nliqo: {networking: {enabled: false}}\n", {}),
        (
            "networking: {enabled: true}\nliqo: {networking: {enabled: false}}\n",
            {"u/templates/a.yaml": "{{ .Values.networking.enabled }}"},
        ),
    ],
)
def test_values_of_the_umbrella_chart_itself(values: str, more: dict[str, str]) -> None:
    umbrella("repository: https://helm.liqo.io")
    put("u/values.yaml", values)
    for name, content in more.items():
        put(name, content)
    assert results("u/values.yaml")[0].findings == ()


def test_values_of_another_dependency() -> None:
    umbrella("repository: https://helm.liqo.io", "alias: x")
    text = Path("u/Chart.yaml").read_text()
    put("u/Chart.yaml", f"{text}- {{name: cilium, alias: networking, version: 1.0.0}}\n")
    put(
        "u/values.yaml",
        "networking: {enabled: true}\nliqo: {networking: {enabled: false}}\nx: {networking: {enabled: false}}\n",
    )
    assert [checked.findings for checked in results("u/values.yaml")] == [(), ()]


@pytest.mark.parametrize("word", ["'false'", "'off'", '"no"'])
def test_a_switch_in_quotes_is_written_without_them(word: str) -> None:
    umbrella("condition: liqo.enabled")
    put("u/values.yaml", f"liqo: {{enabled: {word}, networking: {{enabled: false}}}}\n")
    (checked,) = results("u/values.yaml")
    (finding,) = (one for one in checked.findings if one.code == "LQ003")
    assert (finding.help, finding.fix) == ("write `enabled: false` without quotes", None)


def test_a_broken_chart_is_no_reason_to_stop() -> None:
    put("u/Chart.yaml", "dependencies:\n- {name: liqo, condition: [x], tags: x}\n- x\n- {name: [liqo]}\n")
    put("u/values.yaml", "liqo: {networking: {enabled: false}}\n")
    outcome = Run()
    check(Given(), [Target("u/values.yaml")], outcome, lambda *_: None)
    assert len(outcome.results) == 1


def test_dependencies_of_charts_of_the_first_version() -> None:
    put("u/Chart.yaml", "apiVersion: v1\nname: u\nversion: 1.0.0\n")
    put("u/requirements.yaml", "dependencies:\n- {name: liqo, version: 1.2.0, alias: mesh}\n")
    (checked,) = results(put("u/values.yaml", "mesh: {networking: {enabled: false}}\n"))
    assert checked.mode.networking.value is False


def in_flux() -> str:
    spec = "chart: {spec: {chart: u, sourceRef: {kind: GitRepository, name: g}}}"
    head = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: a, namespace: b}\n"
    return put("release.yaml", f"{head}spec: {{{spec}}}\n")


INSTALLERS = {
    "Argo CD": lambda: put("app.yaml", application("{}", source="path: u\n    repoURL: https://example.com/mine.git")),
    "Flux": in_flux,
    "helmfile": lambda: put("helmfile.yaml", "releases:\n- {name: a, chart: ./u}\n"),
    "a script": lambda: put("install.sh", "helm install liqo ./u\n"),
    "Fleet": lambda: put("fleet.yaml", "helm: {chart: ./u}\n"),
    "Terraform": lambda: put("main.tf", 'resource "helm_release" "liqo" {\n  chart = "./u"\n}\n'),
}


@pytest.mark.parametrize("install", INSTALLERS.values(), ids=INSTALLERS)
def test_every_dependency_is_a_release_whatever_installs_it(install: Callable[[], str]) -> None:
    umbrella("alias: rome, condition: rome.enabled", "alias: milan")
    put(
        "u/values.yaml",
        "rome: {enabled: false}\nnetworking: {enabled: false}\n"
        "milan: {networking: {enabled: false, reflectIPs: false}}\n",
    )
    off, on = results(install())
    assert [finding.code for finding in off.findings] == ["LQ019"]
    assert (facts(on), "LQ038" in [finding.code for finding in on.findings]) == ((False, False), True)


@pytest.mark.parametrize(("name", "found"), [("liqo", 1), ("redis", 0)])
@pytest.mark.parametrize("path", ["u", "liqo"])
@pytest.mark.parametrize("install", INSTALLERS.values(), ids=INSTALLERS)
def test_the_chart_in_a_folder_is_what_its_own_file_says(
    install: Callable[[], str], path: str, name: str, found: int
) -> None:
    put(f"{path}/Chart.yaml", f"apiVersion: v2\nname: {name}\nversion: 1.2.0\n")
    file = install()
    text = Path(file).read_text(encoding="utf-8")
    put(file, re.sub(r"(\./|(?:path|chart): )u\b", rf"\1{path}", text))
    assert len(results(file)) == found


def test_a_dependency_of_a_dependency() -> None:
    put(
        "u/Chart.yaml",
        "apiVersion: v2\nname: u\nversion: 1.0.0\ndependencies:\n- {name: mid, repository: file://../m}\n",
    )
    put("m/Chart.yaml", "apiVersion: v2\nname: mid\nversion: 1.0.0\ndependencies:\n- {name: liqo, version: 1.2.0}\n")
    put("m/values.yaml", "liqo: {networking: {enabled: false, reflectIPs: true}}\n")
    put("u/values.yaml", "mid: {liqo: {networking: {reflectIPs: false}}, networking: {enabled: true}}\n")
    (checked,) = results("u/values.yaml")
    assert facts(checked) == (False, False)
    (misplaced,) = (finding for finding in checked.findings if finding.code == "LQ038")
    assert (misplaced.message, misplaced.fix) == (
        "`networking` belongs under `mid.liqo:`, because Liqo is a dependency of this chart",
        None,
    )


def alone(*layers: str, **more: Any) -> list[CheckResult]:
    """Check a release that is only given by layers and arguments."""
    return check_layers(Given(layers, chart_named=True)._replace(**more))


@pytest.mark.parametrize("layers", [("u/values.yaml",), ("u/values-x.yaml",), ("below.yaml", "u/values-x.yaml")])
@pytest.mark.parametrize("prefix", ["", "mesh"])
def test_layers_in_its_folder_are_those_of_the_chart(layers: tuple[str, ...], prefix: str) -> None:
    umbrella("alias: mesh, condition: mesh.enabled")
    put("u/values.yaml", "mesh: {networking: {enabled: false, reflectIPs: false}}\n")
    put("u/values-x.yaml", "mesh: {typo: 1}\n")
    put("below.yaml", "mesh: {networking: {reflectIPs: true}}\n")
    (checked,) = alone(*layers, prefix=prefix)
    codes = [] if layers == ("u/values.yaml",) else ["LQ002"]
    assert [finding.code for finding in checked.findings] == codes
    assert facts(checked) == (False, "below.yaml" in layers)
    (off,) = alone(*layers, prefix=prefix, set_values=["mesh.enabled=false"])
    assert [finding.code for finding in off.findings] == ["LQ019"]


def test_own_values_that_are_a_layer_are_read_once() -> None:
    umbrella("condition: liqo.enabled")
    put("u/values.yaml", "liqo: {networking: {enabled: false}}\nliqo: {networking: {enabled: false, fabric: {}}}\n")
    (checked,) = alone("u/values.yaml")
    assert [finding.code for finding in checked.findings] == ["LQ006"]
    assert (checked.layers, len(checked.values.chain(("networking", "enabled")))) == (("u/values.yaml",), 2)


def test_another_prefix_is_not_that_of_the_chart() -> None:
    umbrella("condition: liqo.enabled")
    put("u/values.yaml", "liqo: {enabled: false}\nother: {networking: {enabled: false}}\n")
    (checked,) = alone("u/values.yaml", prefix="other")
    assert (facts(checked), checked.findings) == ((False, True), ())


def test_every_command_reads_layers_in_its_folder() -> None:
    umbrella("alias: mesh")
    put("u/values.yaml", "mesh: {networking: {enabled: false}}\n")
    put("x.yaml", "mesh: {networking: {reflectIPs: false}}\n")
    chart = ("--chart", "ours", "-f", "u/values.yaml")
    assert run("check", *chart)[0] == 0
    assert "external-network" in run("mode", *chart)[1]
    assert "offloading-only" in run("mode", *chart, "x.yaml")[1]
    assert run("report", *chart)[0] == 0
    assert "reflectIPs" in run("diff", *chart, "u/values.yaml", "x.yaml")[1]
    put(".liqo-values.yaml", "stacks:\n- {name: a, chart: ours, files: [u/values.yaml, x.yaml]}\n")
    assert "offloading-only" in run("mode")[1]


BROKEN = {
    "name: u\ndependencies:\n- name: liqo\n   version: 1.2.0\n": "u/Chart.yaml:4",
    "name: u\ndependencies:\n  a: {name: liqo, version: 1.2.0}\n": "u/Chart.yaml:3",
}
READERS = {**INSTALLERS, "values": lambda: "u/values.yaml", "a folder": lambda: "."}


@pytest.mark.parametrize("chart", BROKEN)
@pytest.mark.parametrize("install", READERS.values(), ids=READERS)
def test_a_chart_that_cannot_be_read_is_an_error_at_its_place(chart: str, install: Callable[[], str]) -> None:
    put("u/Chart.yaml", chart)
    put("u/values.yaml", "liqo: {networking: {enabled: false}}\n")
    status, output = run("check", install())
    assert status == 2
    assert "`u/Chart.yaml` cannot be read, so the values of this chart are not checked" in output
    assert BROKEN[chart] in output
    assert "LQ002" not in output


def test_a_broken_chart_of_something_else_is_no_error() -> None:
    put("u/Chart.yaml", "name: u\ndependencies:\n- name: redis\n   version: 1.2.0\n")
    put("u/values.yaml", "redis: {networking: {enabled: false}}\n")
    put("values.yaml", "networking: {enabled: false}\n")
    assert run("check", ".")[0] == 0


@pytest.mark.parametrize(
    ("dependencies", "reads", "reported"),
    [
        (["alias: mesh"], "", ["u/values.yaml:1: liqo"]),
        (["alias: mesh"], "{{ .Values.liqo }}", []),
        (["alias: mesh", "repository: https://helm.liqo.io"], "", []),
    ],
)
def test_values_under_the_name_of_a_dependency_with_an_alias(
    dependencies: list[str], reads: str, reported: list[str]
) -> None:
    """Helm passes a dependency only the values under its alias."""
    umbrella(*dependencies)
    put("u/templates/a.yaml", reads)
    put("u/values.yaml", "liqo: {networking: {enabled: false}}\n")
    found = [finding for one in results("u/values.yaml") for finding in one.findings if finding.code == "LQ038"]
    assert [marked(finding) for finding in found] == reported
