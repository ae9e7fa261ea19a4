"""The commands as people and pipelines call them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

import liqo_values
from liqo_values.cli.rule_options import complete_code
from liqo_values.rules.registry import all_rules
from liqo_values.rules.rule import Rule
from tests.validator.cli.calling import OFF, ON, put, run


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, without colours from the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)


class TestCheck:
    """What `check` finds, and how it ends."""

    def test_exit_zero(self) -> None:
        bad = put("bad.yaml", "networkin: {}\n")
        assert (run("check", bad)[0], run("check", bad, "--exit-zero")[0]) == (1, 0)
        assert run("check", "nowhere.yaml", "--exit-zero")[0] == 2

    def test_nothing_found(self) -> None:
        assert run("check", put("values.yaml", OFF)) == (0, "no findings in values.yaml, for our chart v1.2.0\n")

    def test_an_error(self) -> None:
        status, output = run("check", put("values.yaml", "networkin: {}\n" + OFF))
        assert status == 1
        assert output.startswith("error[LQ002]: the chart has no key `networkin`\n --> values.yaml:1:1\n")
        assert output.endswith("1 error in values.yaml, for our chart v1.2.0\n")

    def test_all_options_of_helm(self) -> None:
        flag = put("flag", "--disable-ip-reflection")
        args = "virtualKubelet.extra.args[0]"
        status, output = run(
            "check", "--set", "networking.enabled=false", "--set-file", f"{args}={flag}", "--set-literal", f"{args}=--"
        )
        layers = f"--set networking.enabled=false + --set-file {args}=flag + --set-literal {args}=--"
        assert (status, output) == (0, f"no findings in {layers}, for our chart v1.2.0\n")

    @pytest.mark.parametrize(("threshold", "status"), [("error", 0), ("warning", 0), ("notice", 1)])
    def test_the_threshold(self, threshold: str, status: int) -> None:
        values = put("values.yaml", ON + "networking: {reflectIPs: false}\n")
        assert run("check", values, "--fail-on", threshold)[0] == status

    def test_layers_of_one_release(self) -> None:
        base, top = put("base.yaml", "networking: {enabled: true}\n"), put("top.yaml", ON)
        assert run("check", "-f", base, "-f", top) == (0, "no findings in base.yaml + top.yaml, for our chart v1.2.0\n")

    def test_a_list_of_layers_as_helm_splits_it(self) -> None:
        put("base.yaml", "networking: {enabled: true}\n")
        put("top.yaml", ON)
        assert run("check", "-f", "base.yaml,top.yaml") == (
            0,
            "no findings in base.yaml + top.yaml, for our chart v1.2.0\n",
        )

    def test_files_are_checked_each_on_its_own_on_top_of_the_layers(self) -> None:
        base, one, two = put("base.yaml", OFF), put("one.yaml", "tag: v1.2.0\n"), put("two.yaml", "tags: v1.2.0\n")
        status, output = run("check", "-f", base, one, two)
        assert status == 1
        assert output.count("error[") == 1
        assert output.endswith(
            "  = in: two.yaml\n\n1 error in 1 of 2 releases, for our chart v1.2.0 (1 fixable)\n"
            "note: 1 fixable with `liqo-values fix --unsafe`, and the same files and options\n"
        )

    def test_set_options_in_the_order_of_helm(self) -> None:
        status, output = run(
            "check",
            "--set-string",
            "webhook.pod.priorityClassName=1",
            "--set",
            "webhook.pod.priorityClassName=2,networking.enabled=false",
            "--set-json",
            "webhook.pod.priorityClassName=3",
        )
        assert (status, output) == (
            0,
            (
                "no findings in --set-json webhook.pod.priorityClassName=3 + "
                "--set webhook.pod.priorityClassName=2,networking.enabled=false + "
                "--set-string webhook.pod.priorityClassName=1, for our chart v1.2.0\n"
            ),
        )

    def test_without_files_values_are_checked_over_the_defaults(self) -> None:
        status, output = run("check", "--set", "telemetry.enabled=true")
        assert status == 1
        assert re.findall(r"\[(LQ\d+)\]", output) == ["LQ102", "LQ103"]
        assert output.endswith("2 errors in --set telemetry.enabled=true, for our chart v1.2.0\n")

    def test_rendering_without_cluster_access(self) -> None:
        values = put("values.yaml", OFF)
        status, output = run("check", "--without-cluster", values)
        assert status == 1
        assert re.findall(r"\[(LQ\d+)\]", output) == ["LQ506"]
        assert run("check", "--without-cluster", values, "--set", "discovery.config.clusterID=milan")[0] == 0
        assert "Helm rejects these values" in run("mode", "--without-cluster", values)[1]

    def test_standard_input(self) -> None:
        status, output = run("check", "-f", "-", stdin="networkin: {}\n" + OFF)
        assert status == 1
        assert " --> <stdin>:1:1\n" in output

    def test_standard_input_is_a_layer_of_every_release(self) -> None:
        one, two = put("one.yaml", "tag: v1.2.0\n"), put("two.yaml", "tag: v1.2.1\n")
        status, output = run("check", "-f", "-", one, two, stdin=ON)
        assert (status, output) == (0, "no findings in <stdin> + one.yaml, <stdin> + two.yaml, for our chart v1.2.0\n")

    @pytest.mark.parametrize("arguments", [("-f", "-", "-"), ("-", "-"), ("-f", "-,-")])
    def test_standard_input_is_not_read_twice(self, arguments: tuple[str, ...]) -> None:
        status, output = run("check", *arguments, stdin=OFF)
        assert status == 2
        assert output.startswith("error: standard input is given more than once\n")

    @pytest.mark.parametrize("fault", [("-f", "nowhere.yaml"), ("--set", "oops")])
    def test_an_error_of_all_releases_is_printed_once(self, fault: tuple[str, str]) -> None:
        status, output = run("check", *fault, put("one.yaml", OFF), put("two.yaml", OFF))
        assert status == 2
        assert output.count("error: ") == 1

    def test_json(self) -> None:
        status, output = run("check", put("values.yaml", OFF), "--format", "json")
        assert status == 0
        assert json.loads(output)["mode"]["name"] == "external-network"

    def test_a_missing_file_does_not_hide_what_the_others_have(self) -> None:
        status, output = run("check", "nowhere.yaml", put("values.yaml", "networkin: {}\n" + OFF))
        assert status == 2
        assert "nowhere.yaml" in output
        assert "error[LQ002]" in output

    def test_colour_on_demand(self) -> None:
        values = put("values.yaml", "networkin: {}\n" + OFF)
        assert "\x1b[" not in run("check", values)[1]
        assert "\x1b[" in run("check", values, "--color", "always")[1]


class TestIgnores:
    """Comments that keep findings from counting."""

    def test_a_finding_that_is_ignored_does_not_count(self) -> None:
        values = put("values.yaml", ON + "networking:\n  reflectIPs: false # liqo-values: ignore[LQ105] because\n")
        status, output = run("check", values, "--fail-on", "warning")
        assert (status, output.splitlines()[-1]) == (0, "1 notice in values.yaml, for our chart v1.2.0 (1 suppressed)")
        status, output = run("check", values, "--fail-on", "notice", "--no-ignores")
        assert (status, output.splitlines()[-1]) == (1, "1 notice in values.yaml, for our chart v1.2.0")

    def test_a_comment_in_a_layer_that_one_release_needs_is_no_finding_of_the_others(self) -> None:
        base = put("base.yaml", "networking:\n  reflectIPs: false # liqo-values: ignore[LQ105] because of this\n")
        on, off = put("on.yaml", ON), put("off.yaml", OFF)
        status, output = run("check", "-f", base, on, off, "--fail-on", "notice")
        assert (status, output) == (
            0,
            "no findings in base.yaml + on.yaml, base.yaml + off.yaml, for our chart v1.2.0 (1 suppressed)\n",
        )


class TestMode:
    """What `mode` prints, and its exit status."""

    def test_accepted(self) -> None:
        status, output = run("mode", put("values.yaml", OFF))
        assert status == 0
        assert "external-network" in output
        assert "values.yaml:1:23" in output

    def test_refused(self) -> None:
        status, output = run("mode", "--set", "networking.enabled=maybe")
        assert status == 1
        assert "LQ004" in output

    def test_several(self) -> None:
        status, output = run("mode", put("one.yaml", OFF), put("two.yaml", ON))
        assert status == 0
        first, second = (line.split()[:2] for line in output.splitlines()[1:])
        assert (first, second) == (["one.yaml", "external-network"], ["two.yaml", "connected"])

    def test_several_in_full(self) -> None:
        output = run("mode", "--full", put("one.yaml", OFF), put("two.yaml", ON))[1]
        assert output.index("one.yaml\n") < output.index("external-network") < output.index("two.yaml\n")
        assert output.index("two.yaml\n") < output.index("  connected  ")

    def test_json(self) -> None:
        status, output = run("mode", "--set", "networking.enabled=false", "--format", "json")
        assert status == 0
        assert json.loads(output)["mode"]["networking"]["decided_by"]["layer"] == "--set networking.enabled=false"


class TestRulesForPrograms:
    """`rules` and `explain` as JSON, and the completion of codes."""

    def test_rules(self) -> None:
        listed = json.loads(run("rules", "--format", "json")[1])
        assert [(one["code"], one["name"], one["severity"]) for one in listed] == [
            (rule.code, rule.name, rule.severity.value) for rule in all_rules()
        ]

    def test_explain(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LIQO_VALUES_RULE_URL", "https://example.org/{code}")
        (page,) = json.loads(run("explain", "lq004", "--format", "json")[1])
        assert page["name"] == "quoted-boolean"
        assert page["fixable"] is True
        assert page["url"] == "https://example.org/LQ004"
        assert page["summary"] in page["doc"]

    def test_codes_are_completed(self) -> None:
        context = click.Context(click.Command("explain"))
        assert complete_code(context, click.Argument(["code"]), "lq10")[:2] == ["LQ101", "LQ102"]
        assert complete_code(context, click.Argument(["code"]), "quoted-b") == ["quoted-boolean"]


class TestExplain:
    """What `explain` prints."""

    @pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
    def test_every_rule(self, rule: Rule) -> None:
        status, output = run("explain", rule.code)
        assert status == 0
        reported = "What Helm prints" if rule.needs_cluster else "What is reported"
        for title in ("What it does", "What breaks at run time", "Example", reported, "Use instead"):
            assert f"## {title}\n" in output

    def test_by_name(self) -> None:
        assert run("explain", "quoted-boolean") == run("explain", "lq004")

    def test_an_unknown_code(self) -> None:
        status, output = run("explain", "LQ02")
        assert status == 2
        assert output.startswith("error: there is no rule `LQ02`\n  = help: did you mean `LQ")


def test_rules_lists_all() -> None:
    status, output = run("rules")
    assert status == 0
    assert [line.split()[:3] for line in output.splitlines()] == [
        [rule.code, rule.name, rule.severity.value] for rule in all_rules()
    ]


def test_the_version_is_that_of_the_package() -> None:
    assert run("--version")[1] == f"liqo-values {liqo_values.__version__}\n"


@pytest.mark.parametrize("command", ["check", "mode", "fix", "values", "diff", "report", "explain"])
def test_help_describes_the_exit_status(command: str) -> None:
    assert "Exit status:" in run(command, "--help")[1]


@pytest.mark.parametrize("arguments", [("--version",), ("rules",), ("explain", "LQ101"), ("--help",)])
def test_quick_commands_import_nothing_heavy(arguments: tuple[str, ...]) -> None:
    program = (
        "import sys\nfrom liqo_values.cli import main\n"
        "try:\n    main(sys.argv[1:])\nfinally:\n    print(*sorted(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    heavy = {
        "yaml",
        "jsonschema",
        "referencing",
        "rpds",
        "attrs",
        "liqo_values.values.load",
        "liqo_values.engine.check",
    }
    assert heavy.isdisjoint(done.stderr.split())


def test_the_package_alone_imports_nothing_but_itself() -> None:
    program = "import sys, liqo_values; print(*[name for name in sys.modules if name.startswith('liqo_values.')])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "\n"


def test_the_promised_names() -> None:
    for name in liqo_values.__all__:
        assert getattr(liqo_values, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        liqo_values.chekc  # noqa: B018
