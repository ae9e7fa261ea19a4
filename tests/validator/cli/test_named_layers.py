"""Files that are named, but are layers of what a manifest in the repository installs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.validator.cli.calling import OFF, ON, call, put
from tests.validator.cli.test_layers import APPLICATION, BASE, TOP

NOTE = (
    "note: `liqo/base.yaml` was read alone, for our chart v1.2.0; to read it as a layer of what `apps/liqo.yaml` "
    "installs, name that file\n"
)


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a repository with an Application, its layers, and other values."""
    monkeypatch.chdir(tmp_path)
    Path(".git").mkdir()
    put("apps/liqo.yaml", APPLICATION)
    put("liqo/base.yaml", BASE)
    put("liqo/values-rome.yaml", TOP)
    put("other.yaml", OFF)


@pytest.mark.parametrize("command", ["check", "mode", "values"])
def test_the_manifest_is_named(command: str) -> None:
    assert call(command, "liqo/base.yaml")[2] == NOTE
    assert call(command, "apps/liqo.yaml")[2] == ""


def test_it_is_found_from_another_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("liqo")
    assert "what `../apps/liqo.yaml` installs" in call("check", "base.yaml")[2]


def test_several_manifests_are_counted() -> None:
    put("apps/other.yaml", APPLICATION)
    assert (
        "a layer of what `apps/liqo.yaml` and 1 more install, name those files\n" in call("mode", "liqo/base.yaml")[2]
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("other.yaml",),
        ("liqo",),
        (".",),
        ("--chart", "ours", "liqo/base.yaml"),
        ("-f", "liqo/base.yaml", "liqo/values-rome.yaml"),
        ("--changed", "liqo/base.yaml"),
    ],
)
def test_it_is_not_if_the_user_says_what_the_files_are_for(arguments: tuple[str, ...]) -> None:
    assert call("check", *arguments)[2] == ""


def test_a_stack_of_the_project_is_not_read_alone() -> None:
    put(".liqo-values.yaml", "stacks: [{name: rome, files: [liqo/base.yaml]}]\n")
    assert call("check", "liqo/base.yaml")[2] == ""


@pytest.mark.parametrize("project", [False, True])
def test_a_manifest_in_place_of_a_values_file(project: bool) -> None:
    """Helm would take its keys for values."""
    if project:
        put(".liqo-values.yaml", "stacks: [{name: rome, files: [apps/liqo.yaml]}]\n")
    status, output, _ = call("check", *([] if project else ["-f", "apps/liqo.yaml"]))
    assert status == 1
    assert output.startswith(
        "error[LQ015]: `apps/liqo.yaml` is a manifest of the kind `Application`, not a values file"
    )
    assert "pass it without -f" in output


def test_outside_a_repository_nothing_is_searched() -> None:
    Path(".git").rmdir()
    put("values.yaml", ON)
    assert call("check", "liqo/base.yaml")[2] == ""
