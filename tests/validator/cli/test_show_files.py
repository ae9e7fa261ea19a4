"""Which files are read, and as what: ``--show-files``, ``--exclude`` and ``--force-exclude``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.validator.cli.calling import OFF, ON, call, put

APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {0}}}
spec:
  sources:
    - repoURL: https://helm.liqo.io/
      chart: liqo
      targetRevision: v1.1.2
      helm: {{valueFiles: [$v/base/values.yaml, $v/clusters/{0}/values.yaml]}}
    - {{repoURL: https://git.example.com/x.git, ref: v}}
"""
NODE = "apiVersion: offloading.liqo.io/v1beta1\nkind: VirtualNode\nmetadata: {name: milan}\nspec: {clusterID: milan}\n"


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".git").mkdir()
    put("base/values.yaml", ON)
    for name in ("rome", "milan"):
        put(f"clusters/{name}/app.yaml", APPLICATION.format(name))
        put(f"clusters/{name}/values.yaml", f"discovery: {{config: {{clusterID: {name}}}}}\n")
    put("solo/values.yaml", OFF)
    put("vendor/values.yaml", OFF)
    put("other.yaml", "replicas: 2\n")
    put("nodes/node.yaml", NODE)


def shown(*arguments: str, status: int = 0) -> dict[str, str]:
    """Return what is shown for each file, without the padding."""
    done, output, _ = call("check", "--show-files", *arguments)
    assert done == status
    lines = (line.partition("  ") for line in output.splitlines())
    return {name: text.strip() for name, _, text in lines}


def test_a_repository() -> None:
    assert shown() == {
        ".git": "skipped: a hidden folder",
        "base/values.yaml": "layer of Application milan (clusters/milan/app.yaml) "
        "and Application rome (clusters/rome/app.yaml)",
        "clusters/milan/app.yaml": "Application milan",
        "clusters/milan/values.yaml": "layer of Application milan (clusters/milan/app.yaml)",
        "clusters/rome/app.yaml": "Application rome",
        "clusters/rome/values.yaml": "layer of Application rome (clusters/rome/app.yaml)",
        "nodes/node.yaml": "objects of peerings",
        "other.yaml": "skipped: contains nothing for Liqo",
        "solo/values.yaml": "values",
        "vendor": "skipped: a folder with third-party files",
    }


def test_layers_that_are_named() -> None:
    assert shown("-f", "base/values.yaml", "solo/values.yaml") == {
        "base/values.yaml": "layer of solo/values.yaml",
        "solo/values.yaml": "values",
    }
    assert shown("-f", "base/values.yaml") == {"base/values.yaml": "layer of base/values.yaml"}


def test_stacks() -> None:
    put(".liqo-values.yaml", "stacks: [{name: s, files: [base/values.yaml], forEach: clusters/*/values.yaml}]\n")
    assert shown()["clusters/rome/values.yaml"] == "layer of s clusters/rome/values.yaml"


def test_what_cannot_be_checked() -> None:
    assert shown("nowhere.yaml", status=2) == {"nowhere.yaml": "cannot be checked: there is no file `nowhere.yaml`"}


def test_json() -> None:
    status, output, _ = call("check", "--show-files", "--format", "json", "solo", "vendor/values.yaml")
    assert status == 0
    assert json.loads(output) == {
        "version": 1,
        "files": [
            {"path": "solo/values.yaml", "used_as": "values", "detail": ""},
            {"path": "vendor/values.yaml", "used_as": "values", "detail": ""},
        ],
    }


def test_excluded_files() -> None:
    put(".liqo-values.yaml", "exclude: [clusters/rome]\n")
    found = shown("--exclude", "solo", "--exclude", "nodes/*.yaml")
    assert found["solo/values.yaml"] == "skipped: excluded by `solo`"
    assert found["nodes/node.yaml"] == "skipped: excluded by `nodes/*.yaml`"
    assert found["clusters/rome/app.yaml"] == "skipped: excluded by `clusters/rome`"
    assert found["clusters/milan/app.yaml"] == "Application milan"


def test_named_files_are_read_unless_exclusion_is_forced() -> None:
    arguments = ("--exclude", "solo/**", "solo/values.yaml")
    assert shown(*arguments) == {"solo/values.yaml": "values"}
    assert shown("--force-exclude", *arguments) == {"solo/values.yaml": "skipped: excluded by `solo/**`"}
    _, output, said = call("check", "--force-exclude", *arguments)
    assert (output, said) == ("", "note: not checked, because they are excluded: `solo/values.yaml`\n")


@pytest.mark.parametrize("command", ["check", "mode", "fix", "report"])
def test_every_command_about_folders_can_exclude(command: str) -> None:
    put("solo/values.yaml", f"{ON}networking: {{enabled: 'true'}}\n")
    assert call(command, "solo")[0] == (0 if command == "fix" else 1)
    status, _, said = call(command, "--exclude", "solo", "solo")
    assert status == 2
    assert "no Liqo values found in `solo`" in said
