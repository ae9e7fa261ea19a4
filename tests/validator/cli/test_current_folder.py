"""Without files, commands search the current folder; files and folders mean the same to all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.validator.cli.calling import OFF, ON, call, put, run
from tests.validator.cli.test_layers import APPLICATION, BASE, TOP

WRONG = "ipam: {podCIDR: 10.244.0.0/16, serviceCIDR: 10.96.0.0/12}\nnetworking: {enabled: 'true', reflectIPs: true}\n"
RIGHT = WRONG.replace("'true'", "true")


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("command", ["check", "mode", "fix", "report"])
def test_the_current_folder_is_searched(command: str) -> None:
    put("clusters/rome/values.yaml", WRONG)
    put("clusters/milan/values.yaml", ON)
    put("clusters/grafana/values.yaml", "replicaCount: 2\n")
    status, output = run(command)
    assert status == (0 if command == "fix" else 1)
    text = output if command != "report" else Path("report.html").read_text(encoding="utf-8")
    assert "clusters/rome/values.yaml" in text
    assert "grafana" not in text


@pytest.mark.parametrize("command", ["check", "mode", "fix", "report"])
def test_an_empty_folder_is_an_error(command: str) -> None:
    status, output = run(command)
    assert status == 2
    assert "no Liqo values found in `.`" in output


@pytest.mark.parametrize("arguments", [("--set", "networking.enabled=false"), ("-f", "a.yaml")])
@pytest.mark.parametrize("command", ["check", "mode", "fix", "report"])
def test_values_without_files_are_checked_on_their_own(command: str, arguments: tuple[str, ...]) -> None:
    put("a.yaml", OFF)
    put("liqo-values.yaml", WRONG)
    assert run(command, *arguments)[0] == 0


@pytest.mark.parametrize("command", ["check", "mode", "report"])
def test_stacks_are_all_that_is_checked(command: str) -> None:
    put(".liqo-values.yaml", "stacks: [{name: rome, files: [a.yaml]}]\n")
    put("a.yaml", OFF)
    put("liqo-values.yaml", WRONG)
    assert run(command)[0] == 0


def test_all_stacks_are_fixed() -> None:
    put(".liqo-values.yaml", "stacks: [{name: rome, files: [base.yaml], forEach: c/*.yaml}]\n")
    put("base.yaml", ON)
    put("c/a.yaml", "networking: {enabled: 'true'}\n")
    put("liqo-values.yaml", WRONG)
    assert run("fix")[0] == 0
    assert Path("c/a.yaml").read_text() == "networking: {enabled: true}\n"
    assert Path("liqo-values.yaml").read_text() == WRONG


def test_in_a_folder_only_its_own_files_of_a_stack_are_fixed() -> None:
    put(".liqo-values.yaml", "stacks: [{name: rome, files: [base.yaml], forEach: c/*.yaml}]\n")
    put("base.yaml", f"{ON}networking: {{reflectIPs: 'true'}}\n")
    put("c/a.yaml", "networking: {enabled: 'true'}\n")
    assert run("fix", "c")[0] == 1
    assert "'true'" in Path("base.yaml").read_text()
    assert Path("c/a.yaml").read_text() == "networking: {enabled: true}\n"


def test_a_project_file_without_stacks_leaves_files_out() -> None:
    put(".liqo-values.yaml", "exclude: [old/**]\n")
    put("old/values.yaml", WRONG)
    put("new/values.yaml", ON)
    assert run("check")[0] == 0


def test_a_folder_is_fixed() -> None:
    put("c/rome/values.yaml", WRONG)
    put("c/app.yaml", APPLICATION.replace("valueFiles: [$values/liqo/base.yaml, $values/liqo/values-rome.yaml]",
        "parameters: [{name: 'a[x]', value: 1}]"))  # fmt: skip
    put("c/redis.yaml", "replicaCount: '2'\n")
    status, _, errors = call("fix", "c")
    assert status == 2
    assert "a parameter in `c/app.yaml`" in errors
    assert Path("c/rome/values.yaml").read_text() == RIGHT
    assert run("fix", "c/rome")[0] == 0


def test_what_fix_does_in_a_folder_fixes_what_check_finds_there() -> None:
    put("apps/liqo.yaml", APPLICATION)
    put("liqo/base.yaml", BASE)
    put("liqo/values-rome.yaml", TOP)
    put("t/values.yaml.gotmpl", "networking:\n  enabled: 'false'\n  reflectIPs: {{ .Values.on }}\n")
    assert run("check")[0] == 1
    assert run("fix")[0] == 0
    assert run("check")[0] == 0
    assert Path("t/values.yaml.gotmpl").read_text().startswith("networking:\n  enabled: false\n")


@pytest.mark.parametrize("arguments", [(), ("c",), ("c/values.yaml",)])
def test_a_diff_says_that_there_is_nothing_to_fix(arguments: tuple[str, ...]) -> None:
    put("c/values.yaml", ON)
    assert call("fix", "--diff", *arguments) == (0, "", "note: nothing to fix\n")


def test_a_folder_without_anything_of_liqo_is_an_error_only() -> None:
    Path("empty").mkdir()
    status, output, errors = call("fix", "--diff", "empty")
    assert (status, output) == (2, "")
    assert errors.startswith("error: no Liqo values found in `empty`\n")
    assert "nothing to fix" not in errors


def test_a_diff_says_what_unsafe_fixes_would_do() -> None:
    put("values.yaml", f"{OFF}virtualKubelet: {{extra: {{args: [--disable-ip-reflection=no]}}}}\n")
    status, output, errors = call("fix", "--diff", "values.yaml")
    assert (status, output) == (0, "")
    assert "nothing to fix" in errors
