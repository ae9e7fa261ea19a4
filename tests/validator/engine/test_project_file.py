"""The project file: how it changes a check, and which errors are reported in it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from liqo_values.engine import project_file, project_schema
from liqo_values.engine.project_config import Config
from liqo_values.model.errors import InputError
from tests.validator.cli import test_bad_input
from tests.validator.cli.calling import OFF, call, put, run

SCHEMA = project_schema.schema()
STACKS = """\
stacks:
- name: milan
  files: [base/values.yaml, milan/values.yaml]
- name: rome
  files: [base/values.yaml, rome/values.yaml]
  set: [networking.reflectIPs=false]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()


@pytest.fixture
def project() -> None:
    """Two clusters on one base, which alone lacks a CIDR."""
    put(".liqo-values.yaml", STACKS)
    put("base/values.yaml", "networking: {enabled: true}\nipam: {serviceCIDR: 10.96.0.0/12}\n")
    put("milan/values.yaml", "ipam: {podCIDR: 10.244.0.0/16}\n")
    put("rome/values.yaml", "networking: {enabled: false, typo: 1}\n")


def checked(*arguments: str) -> dict[str, Any]:
    """Return the report of `check`."""
    document: dict[str, Any] = json.loads(call("check", "--format", "json", *arguments)[1])
    return document


def refusal(text: str) -> InputError:
    """Return the error that is reported for a project file."""
    put(".liqo-values.yaml", text)
    with pytest.raises(InputError) as caught:
        project_file.load()
    return caught.value


@pytest.mark.usefixtures("project")
class TestStacks:
    """Layers that belong together are checked together."""

    def test_without_a_file_all_are_checked_merged(self) -> None:
        document = checked()
        assert [(release["name"], release["layers"], release["mode"]["name"]) for release in document["releases"]] == [
            ("milan", ["base/values.yaml", "milan/values.yaml"], "connected"),
            ("rome", ["base/values.yaml", "rome/values.yaml", "--set networking.reflectIPs=false"], "offloading-only"),
        ]
        (finding,) = (finding for finding in document["findings"] if finding["severity"] == "error")
        assert (finding["code"], finding["release"], finding["primary"]["layer"]) == ("LQ002", 1, "rome/values.yaml")

    def test_a_file_stands_for_the_stacks_that_it_is_part_of(self) -> None:
        assert [release["name"] for release in checked("base/values.yaml")["releases"]] == ["milan", "rome"]
        assert [release["name"] for release in checked("milan/values.yaml")["releases"]] == ["milan"]
        assert [release["name"] for release in checked(".")["releases"]] == ["milan", "rome"]

    def test_the_project_file_is_not_a_values_file(self) -> None:
        """Its name matches what pre-commit passes."""
        assert checked(".liqo-values.yaml")["releases"] == []

    def test_given_layers_are_what_counts(self) -> None:
        (release,) = checked("-f", "base/values.yaml", "milan/values.yaml")["releases"]
        assert (release["name"], release["layers"]) == ("", ["base/values.yaml", "milan/values.yaml"])

    def test_arguments_come_on_top_of_all(self) -> None:
        releases = checked("--set", "networking.enabled=false,networking.reflectIPs=true")["releases"]
        assert [release["mode"]["name"] for release in releases] == ["external-network", "external-network"]

    def test_it_is_found_from_a_folder_below(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir("milan")
        assert [release["layers"] for release in checked("values.yaml")["releases"]] == [
            ["../base/values.yaml", "values.yaml"]
        ]

    def test_a_missing_file_of_one_does_not_stop_the_others(self) -> None:
        Path("milan/values.yaml").unlink()
        status, output = run("check")
        assert status == 2
        assert "there is no file `milan/values.yaml`" in output
        assert "in rome (base/values.yaml + rome/values.yaml" in output


def test_one_stack_for_each_file() -> None:
    put("c/.liqo-values.yaml", "stacks:\n- {name: all, files: [base.yaml], forEach: 'x/*/values.yaml'}\n")
    put("c/base.yaml", OFF)
    for name in "ba":
        put(f"c/x/{name}/values.yaml", "networking: {reflectIPs: false}\n")
    document = checked("--config", "c/.liqo-values.yaml")
    assert [(release["name"], release["layers"]) for release in document["releases"]] == [
        ("all c/x/a/values.yaml", ["c/base.yaml", "c/x/a/values.yaml"]),
        ("all c/x/b/values.yaml", ["c/base.yaml", "c/x/b/values.yaml"]),
    ]


def test_files_that_a_template_engine_fills_in() -> None:
    put(".liqo-values.yaml", "stacks: [{name: a, files: [values.yaml], prefix: liqo, templated: true}]\n")
    put("values.yaml", "liqo:\n  networking: {enabled: {{ .on }}, reflectIPs: false}\n")
    (release,) = checked()["releases"]
    assert release["mode"]["networking"]["doubt"] == "`networking.enabled` is filled in by a template"
    assert release["mode"]["reflection"]["value"] is False


def test_set_file_is_relative_to_the_project_file(monkeypatch: pytest.MonkeyPatch) -> None:
    put(
        "c/.liqo-values.yaml",
        "stacks: [{name: a, setFile: ['virtualKubelet.extra.args[0]=flag'], set: [networking.enabled=false]}]",
    )
    put("c/flag", "--disable-ip-reflection")
    monkeypatch.chdir("c")
    assert checked()["mode"]["name"] == "offloading-only"
    monkeypatch.chdir("..")
    assert checked("--config", "c/.liqo-values.yaml")["mode"]["name"] == "offloading-only"


@pytest.mark.parametrize(
    ("severities", "expected"),
    [
        ("{LQ106: off}", []),
        ("{repeated-switch: 'off'}", []),
        ("{lq106: warning}", ["warning"]),
        ("{LQ106: error}", ["error"]),
        ("{LQ105: off}", ["notice"]),
    ],
)
def test_severities(severities: str, expected: list[str]) -> None:
    put(".liqo-values.yaml", f"severities: {severities}\n")
    values = put("values.yaml", "networking: {enabled: false, reflectIPs: false}\n")
    switch = "virtualKubelet.extra.args={--disable-ip-reflection}"
    document = checked(values, "--set", switch)
    assert [finding["severity"] for finding in document["findings"]] == expected
    assert run("check", values, "--set", switch)[0] == (1 if expected == ["error"] else 0)


def test_options_that_a_project_always_uses() -> None:
    put("values.yaml", "networking: {enabled: false, reflectIPs: true}\n")
    put("notice.yaml", "ipam: {podCIDR: 10.244.0.0/16, serviceCIDR: 10.96.0.0/12}\nnetworking: {reflectIPs: false}\n")
    assert run("check", "values.yaml")[0] == 0
    put(".liqo-values.yaml", "withoutCluster: true\n")
    assert [one["code"] for one in checked("values.yaml")["findings"]] == ["LQ506"]
    put(".liqo-values.yaml", "failOn: notice\n")
    for command in ("check", "fix", "report"):
        assert run(command, "notice.yaml")[0] == 1
        assert run(command, "--fail-on", "warning", "notice.yaml")[0] == 0
    put("ci/.liqo-values.yaml", "failOn: notice\nbaseline: known.yaml\n")
    arguments = ("--config", "ci/.liqo-values.yaml", "notice.yaml")
    assert run("check", "--update-baseline", *arguments)[0] == 0
    assert Path("ci/known.yaml").exists()
    assert run("check", *arguments)[0] == 0
    assert run("report", *arguments)[0] == 0
    put("none.yaml", "version: 1\nknown: {}\n")
    assert run("check", "--baseline", "none.yaml", *arguments)[0] == 1


def test_what_helm_refuses_can_be_lowered_but_stays_refused() -> None:
    put(".liqo-values.yaml", "severities: {unknown-key: warning}\n")
    put("values.yaml", OFF + "typo: 1\n")
    document = checked("values.yaml")
    assert [finding["severity"] for finding in document["findings"]] == ["warning"]
    assert document["releases"][0]["refused"] is True
    error = refusal("severities: {unknown-key: off}\n")
    assert error.message == "`.liqo-values.yaml`: `unknown-key` reports errors, which `severities` cannot turn off"


@pytest.mark.parametrize(
    ("pattern", "path", "excluded"),
    [
        ("archive", "archive/a/values.yaml", True),
        ("archive/**", "archive/a/values.yaml", True),
        ("**/old-*.yaml", "a/b/old-values.yaml", True),
        ("**/old-*.yaml", "old-values.yaml", True),
        ("*.yaml", "a/values.yaml", False),
        ("a/?/values.yaml", "a/b/values.yaml", True),
        ("a.b", "axb", False),
    ],
)
def test_exclusions(pattern: str, path: str, excluded: bool) -> None:
    put(".liqo-values.yaml", json.dumps({"exclude": [pattern]}))
    put(path, "typo: 1\n")
    assert project_file.load().excludes(path) == (pattern if excluded else None)
    assert (checked("--force-exclude", path)["releases"] == []) is excluded
    assert checked(path)["releases"]


@pytest.mark.parametrize(
    ("text", "marked", "message", "remedy"),
    [
        ("stack: []\n", "stack", "there is no key `stack`", "did you mean `stacks`?"),
        ("forEach: a/*.yaml\n", "forEach", "there is no key `forEach`", "write it in an entry of `stacks`"),
        ("stacks:\n- name: a\n  file: [x]\n", "file", "there is no key `stacks[0].file`", "did you mean `files`?"),
        ("stacks:\n- files: [x]\n", "files: [x]", "`stacks[0]` needs `name`", "add `name:`"),
        ("stacks:\n- {name: a, files: x}\n", "x", "`stacks[0].files` must be a list", "write a list: `[x]`"),
        ("stacks:\n- {name: a, set: {b: 1}}\n", "set", "`stacks[0].set` must be a list", "`[KEY=VALUE]`"),
        ("stacks: {name: a}\n", "stacks", "`stacks` must be a list", "a dash before each item: `- name: …`"),
        ("charts: ours\n", "ours", "`charts` must be a list", "a list of maps, each with `files` and `chart`"),
        ("exclude: '*.bak'\n", "'*.bak'", "`exclude` must be a list", 'write a list: `["*.bak"]`'),
        ("exclude: ['']\n", "''", "`exclude[0]` must not be empty", "write a text, or remove it"),
        ("expect: connected\n", "connected", "`expect` must be a map", "write `{mode: connected}`"),
        ("expect: conected\n", "conected", "`expect` must be a map", "write `{mode: connected}`"),
        ("expect:\n", "", "`expect` must be a map", "write a map with `mode`, such as `{mode: offloading-only}`"),
        ("expectations: [{files: x, expect: off}]\n", "off", "[0].expect` must be a map", "write a map with `mode`"),
        ("stacks: {}\n", "stacks", "`stacks` must be a list", "write a list"),
        ("exclude: [1]\n", "1", "`exclude[0]` must be text", 'write `"1"`, in quotes'),
        ("chart: [ours]\n", "chart", "`chart` must be text", "write text"),
        ("severities: {what: off}\n", "what", "there is no rule `what`", "liqo-values rules"),
        ("severities: {unknown-keys: warning}\n", "unknown-keys", "there is no rule", "did you mean `unknown-key`?"),
        ("severities: {LQ105: high}\n", "high", "must be one of `off`, `notice`, `warning`, `error`", "write one"),
        ("select: [LQ1, XY12]\n", "XY12", "there is no rule `XY12`", "`liqo-values rules`"),
        ("ignore: [LQ001]\n", "LQ001", "`LQ001` cannot be ignored", "correct the file"),
        ("failOn: all\n", "all", "`failOn` must be one of `error`, `warning`, `notice`", "write one"),
        ("baseline: ../known.yaml\n", "baseline", "`../known.yaml` is not a file of the repository", "move it"),
        ("ignore: LQ105\n", "LQ105", "`ignore` must be a list", "write a list: `[LQ105]`"),
        ("stacks: [{name: a, forEach: 'x/*.yaml'}]\n", "forEach", "no file matches `x/*.yaml`", "correct the pattern"),
        ("stacks: [\n", "", "not YAML", ""),
        ("- a\n", "- a", "the file must be a map", "write keys"),
        ("exclude: []\n---\nchart: ours\n", "chart", "a second document begins here", "keep one"),
        ("exclude: []\nexclude: []\n", "exclude", "is set twice, and only the last one counts", "keep one"),
    ],
)
def test_what_is_wrong_with_it(text: str, marked: str, message: str, remedy: str) -> None:
    error = refusal(text)
    assert message in error.message
    assert remedy in error.remedy
    assert error.span is not None
    assert error.span.text.startswith(marked)
    done = test_bad_input.run("check")
    assert done.returncode == 2
    assert "Helm silently" not in done.stderr
    assert "helm template" not in done.stderr
    assert done.stderr.startswith("error: `.liqo-values.yaml`: ")
    assert "--> .liqo-values.yaml:" in done.stderr


@pytest.mark.parametrize(
    ("files", "stack", "message", "remedy"),
    [
        (["c/a/values.yaml", "c/a/x.yaml"], "forEach: 'c/*'", "`c/*` matches only folders", "`c/*/values.yaml`"),
        (["c/a/rome.yaml"], "forEach: 'c/*/'", "`c/*/` matches only folders", "files in them: `c/*/rome.yaml`"),
        (["a.yaml"], "{files: [a.yaml], forEach: a.yaml}", "matches only the files of the layers below", "correct"),
        (["c/a/b/values.yaml"], "forEach: 'c/*'", "no file matches `c/*`", "correct the pattern"),
        ([], "forEach: '.*.yaml'", "no file matches `.*.yaml`", "correct the pattern"),  # the project file is no layer
    ],
)
def test_a_pattern_that_matches_no_layer(files: list[str], stack: str, message: str, remedy: str) -> None:
    for file in files:
        put(file, OFF)
    error = refusal(f"stacks: [{{name: a, {stack.strip('{}')}}}]\n")
    assert message in error.message
    assert remedy in error.remedy
    assert error.span is not None
    assert error.span.text == "forEach"


@pytest.mark.parametrize(
    ("make", "message", "remedy"),
    [
        (Path.exists, "there is no file `base.yaml`", "relative to the folder of the project file"),
        (Path.mkdir, "`base.yaml` is a directory", "name a file inside it"),
        (lambda path: path.symlink_to(path.name), "cannot read `base.yaml`", "name a readable values file"),
        (os.mkfifo, "`base.yaml` is a pipe", "name a file"),
    ],
    ids=["missing", "folder", "loop", "pipe"],
)
def test_a_file_that_cannot_be_read_is_shown_where_it_is_named(
    make: Callable[[Path], object], message: str, remedy: str
) -> None:
    put(".liqo-values.yaml", "stacks:\n- name: rome\n  files:\n  - base.yaml\n  - clusters/rome.yaml\n")
    put("clusters/rome.yaml", OFF)
    make(Path("base.yaml"))
    status, _, errors = call("check")
    assert status == 2
    assert message in errors
    assert " --> .liqo-values.yaml:4:" in errors
    assert remedy in errors


def test_a_report_about_nothing_says_so() -> None:
    put(".liqo-values.yaml", "stacks:\n- {name: rome, files: [base.yaml]}\n")
    status, output, _ = call("report")
    assert (status, output.splitlines()[-1]) == (2, "wrote report.html: nothing could be checked")


def test_a_named_project_file_that_is_not_there() -> None:
    done = test_bad_input.run("check", "--config", "nowhere.yaml")
    assert done.returncode == 2
    assert "there is no file `nowhere.yaml`" in done.stderr


def test_nothing_is_looked_for_beyond_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    put(".liqo-values.yaml", "broken: 1\n")
    Path("inner/.git").mkdir(parents=True)
    monkeypatch.chdir("inner")
    assert project_file.load() == Config()


class TestNearest:
    """As in ruff, the project file nearest to the files that are passed counts."""

    @pytest.fixture(autouse=True)
    def nested(self) -> None:
        put("clusters/.liqo-values.yaml", "stacks: [{name: rome, files: [rome.yaml], set: [tag=v1.2.0]}]\n")
        put("clusters/rome.yaml", OFF)
        put("clusters/lab/milan.yaml", OFF)
        put("lab/turin.yaml", OFF)

    @pytest.mark.parametrize("files", [("clusters",), ("clusters/rome.yaml",), ("clusters/rome.yaml", "clusters/lab")])
    @pytest.mark.parametrize("outer", ["", "expect: {mode: connected}\n"])
    def test_it_is_that_of_the_files(self, files: tuple[str, ...], outer: str) -> None:
        if outer:
            put(".liqo-values.yaml", outer)
        assert call("check", *files)[::2] == (0, "")
        assert checked(*files)["releases"][0]["name"] == "rome"

    def test_files_without_one_have_that_of_the_current_folder(self, monkeypatch: pytest.MonkeyPatch) -> None:
        Path("lab/.git").mkdir()
        monkeypatch.chdir("clusters")
        assert project_file.load(files=["../lab/turin.yaml"]).file == Path.cwd() / ".liqo-values.yaml"

    @pytest.mark.parametrize("command", ["check", "mode", "fix", "report"])
    @pytest.mark.parametrize("files", [(), (".",), ("clusters/rome.yaml", "lab")])
    def test_one_that_does_not_count_is_named(self, command: str, files: tuple[str, ...]) -> None:
        assert call(command, *files)[2] == (
            "note: not used: `clusters/.liqo-values.yaml`; run the command in `clusters`, or add `--config "
            "clusters/.liqo-values.yaml`\n"
        )

    def test_it_is_named_once_if_releases_are_compared(self) -> None:
        Path(".git").rmdir()
        for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "all"]):
            subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *command], check=True)
        assert call("diff", "--git", "HEAD", ".")[2].count("note: ") == 1
        assert call("diff", "--git", "HEAD", "clusters")[2] == ""

    def test_all_that_do_not_count_are_named(self) -> None:
        put("lab/.liqo-values.yaml", "")
        assert call("check", "clusters", "lab")[2] == (
            "note: not used: `clusters/.liqo-values.yaml`, `lab/.liqo-values.yaml`; run the command once in each of "
            "their folders, or choose one with `--config`\n"
        )

    def test_one_that_is_chosen_counts(self) -> None:
        put("other.yaml", "expect: {mode: external-network}\n")
        assert call("check", "--config", "other.yaml", "clusters", "lab")[::2] == (0, "")
        assert checked("--config", "other.yaml", "clusters")["releases"][0]["name"] == ""

    def test_it_is_shown_among_the_files(self) -> None:
        shown = call("check", "--show-files")[1].splitlines()
        path, skipped = shown[1].split(maxsplit=1)
        assert path == "clusters/.liqo-values.yaml"
        assert skipped.startswith("skipped: another project file; run the command in `clusters`, or add `--config ")

    def test_changed_files_have_that_of_the_current_folder(self) -> None:
        put(".liqo-values.yaml", "expect: {mode: connected}\n")
        assert call("check", "--changed", "clusters/rome.yaml")[0] == 1


def test_an_empty_project_file_says_nothing() -> None:
    put(".liqo-values.yaml", "# nothing yet\n")
    assert project_file.load().stacks == []


def test_the_schema_is_one_and_describes_every_key() -> None:
    Draft7Validator.check_schema(SCHEMA)
    stack, peering = (SCHEMA["definitions"][name]["properties"] for name in ("stack", "peering"))
    for name, key in {**SCHEMA["properties"], **stack, **peering}.items():
        assert "description" in key or name in ("stacks", "name"), name
    assert set(project_file._SETS) < set(stack)


@pytest.mark.usefixtures("project")
class TestFix:
    """`fix` checks stacks as `check` does, and changes the files that are named."""

    def test_nothing_is_missing_that_another_layer_has(self) -> None:
        put("milan/values.yaml", "ipam: {podcidr: 10.244.0.0/16}\n")
        assert run("fix", "./milan/values.yaml")[0] == 0
        assert Path("milan/values.yaml").read_text() == "ipam: {podCIDR: 10.244.0.0/16}\n"

    def test_a_layer_that_is_not_named_stays(self) -> None:
        base = put("base/values.yaml", "networking: {enabled: 'false'}\n")
        put("milan/values.yaml", "proxy: {enabled: 'false'}\n")
        status, output = run("fix", "milan/values.yaml")
        assert (status, output.count("fixed[LQ004]"), output.count("error[LQ004]")) == (1, 1, 1)
        assert Path(base).read_text() == "networking: {enabled: 'false'}\n"
        assert run("fix", base, "milan/values.yaml", "rome/values.yaml")[0] == 1
        assert Path(base).read_text() == "networking: {enabled: false}\n"

    def test_a_rule_that_is_off_fixes_nothing(self) -> None:
        put(".liqo-values.yaml", "severities: {LQ008: off}\n")
        text = "networking: {enabled: false}\ncommon: {globalLabels: {on: a}}\n"
        assert run("fix", put("other.yaml", text))[0] == 0
        assert Path("other.yaml").read_text() == text


CHARTS = """\
chart: published@1.1.2
charts:
- files: old/**
  chart: published@~1.0
- files: "**/liqoctl-*.yaml"
  chart: liqoctl
stacks:
- name: milan
  files: [base.yaml, milan.yaml]
  chart: ours
- name: rome
  files: [base.yaml, old/rome.yaml]
- name: each
  files: [base.yaml]
  forEach: "*/liqoctl-*.yaml"
- name: plain
  files: [base.yaml]
"""
APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: liqo}
spec: {source: {repoURL: https://helm.liqo.io, chart: liqo, targetRevision: v1.0.0}}
"""


class TestCharts:
    """The charts that values are for: of all, of files by pattern, and of stacks."""

    @pytest.fixture(autouse=True)
    def files(self) -> None:
        """Put a file everywhere."""
        put(".liqo-values.yaml", CHARTS)
        for name in ("base", "milan", "old/rome", "new/liqoctl-paris", "other"):
            put(f"{name}.yaml", OFF)
        put("app.yaml", APPLICATION)

    @staticmethod
    def charts(*arguments: str) -> dict[str, str]:
        """Return the chart of each release by its name, or that of its last layer."""
        releases = checked(*arguments)["releases"]
        return {
            one["name"] or one["layers"][-1]: f"{one['chart']['family']}@{one['chart']['release']}" for one in releases
        }

    def test_a_stack_has_its_own_or_that_of_its_topmost_file_or_that_of_all(self) -> None:
        assert self.charts() == {
            "milan": "ours@v1.2.0",
            "rome": "published@v1.0.3",
            "each new/liqoctl-paris.yaml": "liqoctl@v1.2.0",
            "plain": "published@v1.1.2",
        }

    def test_a_file_has_that_of_its_pattern_or_that_of_all(self) -> None:
        put(".liqo-values.yaml", CHARTS.partition("stacks:")[0])
        expected = {"old/rome.yaml": "published@v1.0.3", "other.yaml": "published@v1.1.2"}
        assert self.charts("old/rome.yaml", "other.yaml") == expected
        assert self.charts("-f", "base.yaml") == {"base.yaml": "published@v1.1.2"}
        assert list(self.charts("-f", "base.yaml", "new/liqoctl-paris.yaml").values()) == ["liqoctl@v1.2.0"]

    def test_it_counts_more_than_the_manifest_and_less_than_the_option(self) -> None:
        assert self.charts("app.yaml") == {"Application liqo": "published@v1.1.2"}
        assert self.charts("app.yaml", "--chart", "ours") == {"Application liqo": "ours@v1.2.0"}
        assert set(self.charts("--chart", "published@1.1.0").values()) == {"published@v1.1.0"}
        put(".liqo-values.yaml", "exclude: []\n")
        assert self.charts("app.yaml") == {"Application liqo": "published@v1.0.0"}

    @pytest.mark.parametrize("command", ["mode", "fix", "values"])
    def test_other_commands_read_it_too(self, command: str) -> None:
        put(".liqo-values.yaml", CHARTS.partition("stacks:")[0])
        document = json.loads(call(command, "--format", "json", "old/rome.yaml")[1])
        assert [one["chart"]["release"] for one in document["releases"]] == ["v1.0.3"]

    def test_the_report_says_how_a_range_was_read(self) -> None:
        output = call("check", "old/rome.yaml")[1]
        assert "note: v1.0.3 is the newest known release in the range `~1.0`" in output

    @pytest.mark.parametrize(
        ("text", "line", "message", "help_text"),
        [
            ("chart: publishd", 1, "there is no chart `publishd`", "did you mean `published`?"),
            ("charts:\n- files: x\n  chart: published@7", 3, "no release `7` of Liqo's chart is known", "use one of"),
            ("stacks:\n- name: a\n  chart: mine", 3, "there is no chart `mine`", "use one of ours, published, liqoctl"),
            ("chart: [ours]", 1, "`chart` must be text", "write text"),
            ("charts:\n- chart: ours", 2, "`charts[0]` needs `files`", "add `files:`"),
            ("charts:\n- files: x", 2, "`charts[0]` needs `chart`", "add `chart:`"),
            ("charts:\n- file: x", 2, "there is no key `charts[0].file`", "did you mean `files`?"),
            ("chartz: ours", 1, "there is no key `chartz`", "did you mean `chart`?"),
        ],
    )
    def test_what_is_wrong_with_it(self, text: str, line: int, message: str, help_text: str) -> None:
        error = refusal(text)
        assert message in error.message
        assert help_text in error.remedy
        assert error.span is not None
        assert error.span.line == line
