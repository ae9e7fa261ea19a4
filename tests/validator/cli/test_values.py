"""`values` shows what Helm would use, and says where it comes from; `diff` shows what a change does."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from liqo_values.charts.target import ours
from liqo_values.cli.group import cli
from liqo_values.model.nodes import plain
from liqo_values.model.source_text import Source
from liqo_values.parsing import yaml, yaml_writer
from liqo_values.reports.merged_values import render
from liqo_values.reports.style import Style
from liqo_values.values import load
from liqo_values.values.release_inputs import Given
from tests.agreement.test_generated import Steps, known, unknown
from tests.agreement.test_generated import put as value_at
from tests.agreement.test_generated import values as edited
from tests.support.generated import differential
from tests.validator.cli.calling import ON, call, put, run
from tools.toolchain.build import tool


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, without colours from the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)


def test_without_values_it_says_what_is_shown() -> None:
    status, output, said = call("values")
    assert (status, output) == (0, "{}\n")
    assert said.startswith("note: no values are given, so that only the chart's defaults count: ")
    assert call("values", "--all")[2] == ""
    assert call("values", "--set", "tag=v1.2.0")[2] == ""


def test_every_value_names_its_layer_and_what_it_overrode() -> None:
    base = put("base.yaml", "networking:\n  enabled: true\n")
    top = put("top.yaml", "networking: {enabled: false}\n")
    status, output = run("values", "-f", base, top, "--set", "proxy.enabled=false")
    assert status == 0
    assert [line.split(maxsplit=2) for line in output.splitlines()] == [
        ["networking:"],
        ["enabled:", "false", "# top.yaml:1:23, over true (base.yaml:2:12), true (the chart's defaults)"],
        ["proxy:"],
        ["enabled:", "false", "# --set proxy.enabled=false, over true (the chart's defaults)"],
    ]


def test_a_deleted_default_is_shown() -> None:
    output = run("values", put("values.yaml", "webhook: null\n"))[1]
    assert output == "webhook: null                                   # values.yaml:1:1, deletes the default\n"


def test_nothing_set_is_an_empty_map() -> None:
    assert run("values", put("values.yaml", "")) == (0, "{}\n")


def test_all_is_all() -> None:
    output = run("values", "--all", put("values.yaml", ""))[1]
    assert plain(yaml.parse(Source("merged", output)).root) == plain(ours().defaults)


@pytest.mark.parametrize("output", ["text", "json"])
def test_credentials_are_hidden(output: str) -> None:
    """The one that applies, those that it overrides, and both sides of a change."""
    values = "authentication: {awsConfig: {secretAccessKey: %s}}\n"
    first, second = put("first.yaml", values % "geheim"), put("second.yaml", values % "streng")
    calls = (
        ("values", first),
        ("values", "-f", first, second),
        ("diff", first, second),
        ("diff", first, put("none.yaml", "")),
        ("diff", "none.yaml", first),
    )
    for arguments in calls:
        printed = run(*arguments, "--format", output)[1]
        assert "geheim" not in printed
        assert "streng" not in printed
        assert "***" in printed


def test_for_programs() -> None:
    base, top = put("base.yaml", "tag: v1\n"), put("top.yaml", "tag: v2\nwebhook: null\n")
    document: dict[str, Any] = json.loads(run("values", "--format", "json", "-f", base, top)[1])
    (release,) = document["releases"]
    assert release["layers"] == ["base.yaml", "top.yaml"]
    (tag,) = release["values"]
    assert (tag["key"], tag["value"], tag["origin"]["layer"], tag["origin"]["line"]) == ("tag", "v2", "top.yaml", 1)
    assert [(place["layer"], place["text"]) for place in tag["overrode"]] == [
        ("base.yaml", "v1"),
        ("the chart's defaults", '""'),
    ]
    assert [(gone["key"], gone["origin"]["line"]) for gone in release["deleted"]] == [("webhook", 2)]


def test_errors_are_printed_to_stderr() -> None:
    result = CliRunner().invoke(cli, ["values", put("values.yaml", "a: [\n")], standalone_mode=False)
    assert (result.return_value, result.stdout) == (1, "")
    assert "error[LQ001]" in result.stderr


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**40), 2**40), st.text(max_size=12), st.floats(0.5, 1e6, width=32)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
)


@given(st.dictionaries(st.text(max_size=8), VALUES, max_size=4))
def test_a_value_on_one_line_is_read_back_as_it_was(values: dict[str, Any]) -> None:
    text = f"a: {yaml_writer.written(values)}\n"
    parsed = yaml.parse(Source("flow", text))
    assert plain(parsed.root) == {"a": values} or parsed.diagnostics  # what Helm refuses by itself, such as a NUL


@differential(20)
@given(
    st.dictionaries(st.text("abyn01.-é: #", max_size=6), SCALARS.filter(lambda value: value is not None), max_size=4),
    st.dictionaries(st.sampled_from(["proxy", "tag", "webhook", "common"]), st.none(), max_size=2),
)
def test_helm_reads_the_output_as_the_same_values(labels: dict[str, Any], deleted: dict[str, None]) -> None:
    given_values: dict[str, Any] = {"global": labels, "networking": {"enabled": False}} | deleted
    source = Source("values.yaml", yaml_writer.written(given_values))
    values = load.load(Given([source]), defaults=ours().defaults).values
    Path("merged.yaml").write_text(render(values, Style(), everything=False), encoding="utf-8")
    Path("given.yaml").write_text(source.text, encoding="utf-8")
    seen = [_helm_values(Path(name)) for name in ("given.yaml", "merged.yaml")]
    assert seen[0] == seen[1]


def test_a_section_of_which_all_is_deleted() -> None:
    output = run("values", put("values.yaml", "requirements: {kernel: null}\n"))[1]
    assert [line.split("#")[0].strip() for line in output.splitlines()] == ["requirements:", "kernel: null"]


@given(st.lists(st.lists(st.tuples(st.one_of(known, unknown), edited), max_size=4), min_size=1, max_size=3))
def test_the_output_is_read_back_as_the_same_values(layers: list[list[tuple[Steps, object]]]) -> None:
    trees: list[dict[str, Any]] = [{} for _ in layers]
    for tree, edits in zip(trees, layers, strict=True):
        for path, value in edits:
            value_at(tree, path, value)
    given_layers = [Source(f"{number}.yaml", json.dumps(tree)) for number, tree in enumerate(trees)]
    values = load.load(Given(given_layers), defaults=ours().defaults).values
    if not isinstance(values.data["liqo-crds"], dict):
        return  # Helm refuses it
    if any(values.credentials()):
        return  # the output does not show them
    written = Source("merged.yaml", render(values, Style(), everything=False))
    assert load.load(Given([written]), defaults=ours().defaults).values.data == values.data


def _helm_values(path: Path) -> str:
    """Render a chart that prints its values."""
    chart = Path("printer")
    (chart / "templates").mkdir(parents=True, exist_ok=True)
    (chart / "Chart.yaml").write_text("{apiVersion: v2, name: printer, version: 0.0.1}\n")
    (chart / "values.yaml").write_text(json.dumps(plain(ours().defaults)))
    (chart / "templates" / "values.yaml").write_text("data: {{ toJson .Values | quote }}\n")
    command = [str(tool("helm4")), "template", "x", str(chart), "-f", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class TestDiff:
    """What a change of values does."""

    def test_the_same(self) -> None:
        old, new = put("old.yaml", ON), put("new.yaml", "# a comment\n" + ON)
        assert run("diff", old, new) == (0, "the values are the same\n")

    def test_networking_goes_off(self) -> None:
        status, output = run("diff", put("old.yaml", ON), put("new.yaml", "networking: {enabled: false}\n" + ON))
        assert status == 1
        lines = output.splitlines()
        assert lines[0] == "Mode  connected -> external-network"
        assert "    - true  the chart's defaults" in lines
        assert "    + false  new.yaml:1:23" in lines
        assert "  - fabric: privileged, on every node" in lines
        assert "(LQ507)" in output

    def test_reflection_changes_nothing_in_nodes_that_exist(self) -> None:
        off = "networking: {enabled: false}\n"
        hidden = off + "virtualKubelet: {extra: {args: [--disable-ip-reflection]}}\n"
        output = run("diff", put("old.yaml", off), put("new.yaml", hidden))[1]
        assert output.startswith("Mode  external-network -> offloading-only\n")
        assert "existing virtual nodes keep their arguments" in output
        assert "Deployed now" not in output

    def test_null_is_not_nothing(self) -> None:
        hidden = "networking: {enabled: false, reflectIPs: true}\n"
        hidden += "virtualKubelet: {extra: {args: [--disable-ip-reflection]}, optionsTemplates: {a: %s}}\n"
        old, new = put("old.yaml", hidden % "{}"), put("new.yaml", hidden % "{extra: null}")
        status, output = run("diff", old, new)
        assert status == 1
        assert output.startswith("Mode  offloading-only, as before\n\nOptions templates\n  IP reflection of a: off (")
        assert ") -> on (" in output
        assert "    + null  new.yaml:2:90\n" in output
        assert "delete virtualnode" in output
        document: dict[str, Any] = json.loads(run("diff", old, new, "--format", "json")[1])
        assert document["templates"] == [{"name": "a", "old": "off", "new": "on"}]
        assert [change["key"] for change in document["changes"]] == ["virtualKubelet.optionsTemplates.a.extra"]

    def test_a_template_that_is_new(self) -> None:
        old = put("old.yaml", "networking: {enabled: false}\n")
        new = put("new.yaml", "networking: {enabled: false}\nvirtualKubelet: {optionsTemplates: {a: {}}}\n")
        assert "  IP reflection of a: no such template -> on (networking.reflectIPs: true" in run("diff", old, new)[1]
        assert "delete virtualnode" not in run("diff", old, new)[1]

    def test_another_chart(self) -> None:
        off = put("off.yaml", "networking: {enabled: false}\nipam: {serviceCIDR: 10.96.0.0/12}\nimageRegistry: a.b\n")
        status, output = run("diff", "--chart", "ours..published@1.1.2", off)
        assert status == 1
        lines = output.splitlines()
        assert lines[0] == "Chart  our chart v1.2.0 -> Liqo's chart v1.1.2"
        assert lines[2] == "Mode  external-network, as before"
        assert "  * LQ404 Liqo's chart v1.1.2 does not read `imageRegistry` (off.yaml:3:1)" in lines
        assert "LQ802 `ipam.podCIDR`" in output
        assert "To provide now\n  * `ipam.serviceCIDR`, although the module is off" in output
        assert "gw-mss-clamping" in output
        assert "    - \"\"  the chart's defaults\n    + 10.70.0.0/16  the chart's defaults" in output
        assert "networkPolicies" not in output
        back = run("diff", "--chart", "published@1.1.2..ours", off)[1]
        assert "No longer to provide" in back
        assert "New errors" not in back
        document: dict[str, Any] = json.loads(run("diff", "--chart", "ours..published", off, "--format", "json")[1])
        assert document["charts"]["new"] == {"family": "published", "release": "v1.2.0"}
        assert [problem["code"] for problem in document["problems"]] == ["LQ803", "LQ404"]

    def test_nothing_stops_what_renders_without_a_cluster(self) -> None:
        """Argo CD cannot know what is in use, or which ID the cluster has."""
        old = put("old.yaml", ON + "discovery: {config: {clusterID: rome}}\n")
        new = put("new.yaml", ON + "discovery: {config: {clusterID: milan}}\nnetworking: {enabled: false}\n")
        assert "Helm rejects" in run("diff", old, new)[1]
        application = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: liqo, namespace: argocd}
spec:
  source:
    repoURL: https://example.org/fork.git
    path: charts/liqo
    helm: {values: VALUES}
"""
        sides = [
            put(f"application-{side}", application.replace("VALUES", json.dumps(Path(side).read_text())))
            for side in (old, new)
        ]
        output = run("diff", "--chart", "ours", *sides)[1]
        assert "nothing rejects this" in " ".join(output.split())
        assert "take the steps of LQ507 first" in " ".join(output.split())
        assert "Helm rejects" not in output

    def test_networking_goes_off_in_liqo_s_own_chart(self) -> None:
        new = put("new.yaml", "networking: {enabled: false}\n" + ON)
        output = run("diff", "--chart", "published@1.2.0", put("old.yaml", ON), new)[1]
        assert "LQ507" not in output
        assert "removed at once" in output

    @pytest.mark.parametrize(
        "arguments", [("a.yaml",), ("--chart", "ours", "a.yaml"), ("--chart", "ours..theirs", "a.yaml")]
    )
    def test_there_must_be_two_sides(self, arguments: tuple[str, ...]) -> None:
        put("a.yaml", "tag: v1.2.0\n")
        assert run("diff", *arguments)[0] == 2

    def test_keys_that_cannot_be_changed_are_named(self) -> None:
        old = put("old.yaml", ON + "discovery: {config: {clusterID: rome}}\n")
        new = put("new.yaml", ON.replace("10.244", "10.9") + "discovery: {config: {clusterID: milan}}\n")
        output = run("diff", old, new)[1]
        assert output.startswith("Mode  connected, as before\n")
        assert "`discovery.config.clusterID` differs" in output
        assert "`ipam.podCIDR` cannot be changed" in output

    def test_common_layers_and_arguments_count_on_both_sides(self) -> None:
        base = put("base.yaml", ON)
        arguments = ("diff", "-f", base, put("old.yaml", ""), put("new.yaml", "tag: v1.2.0\n"), "--set", "tag=v1")
        assert run(*arguments) == (0, "the values are the same\n")

    def test_for_programs(self) -> None:
        old, new = put("old.yaml", ON), put("new.yaml", "networking: {enabled: false}\n" + ON)
        document: dict[str, Any] = json.loads(run("diff", old, new, "--format", "json")[1])
        assert document["mode"] == {"old": "connected", "new": "external-network"}
        assert document["deployed"] == {"added": [], "removed": ["network-manager", "fabric"]}
        (change,) = document["changes"]
        assert (change["key"], change["old"], change["new"]) == ("networking.enabled", True, False)
        assert change["new_origin"]["line"] == 1

    def test_a_file_that_helm_cannot_read(self) -> None:
        result = CliRunner().invoke(
            cli, ["diff", put("old.yaml", ON), put("new.yaml", "a: [\n")], standalone_mode=False
        )
        assert (result.return_value, result.stdout) == (2, "")
        assert "error[LQ001]" in result.stderr
