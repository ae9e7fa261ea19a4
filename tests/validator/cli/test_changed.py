"""Changed files, as pre-commit passes them: the releases that they are part of are checked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.validator.cli.calling import OFF, ON, call, put, run
from tests.validator.cli.test_layers import APPLICATION, BASE, TOP

BAD = "networking: {enabled: 'false', reflectIPs: true}\n"
NODE = "apiVersion: offloading.liqo.io/v1beta1\nkind: VirtualNode\nmetadata: {name: a, namespace: b}\nspec: {}\n"


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder with an Application, its layers, and other values."""
    monkeypatch.chdir(tmp_path)
    put("apps/liqo.yaml", APPLICATION)
    put("liqo/base.yaml", BASE)
    put("liqo/values-rome.yaml", TOP)
    put("clusters/milan/values.yaml", BAD)


def names(*files: str) -> list[str]:
    """Return the releases that are checked if files change, by their first layer."""
    _, output, errors = call("check", "--format", "json", "--changed", *files)
    assert errors == ""
    return [release["layers"][0] for release in json.loads(output)["releases"]]


@pytest.mark.parametrize("changed", ["apps/liqo.yaml", "liqo/base.yaml", "liqo/values-rome.yaml"])
def test_a_release_is_checked_if_any_of_its_files_changes(changed: str) -> None:
    assert names(changed) == ["liqo/base.yaml"]
    assert names(str(Path(changed).resolve())) == ["liqo/base.yaml"]


def test_other_releases_are_not() -> None:
    assert names("clusters/milan/values.yaml") == ["clusters/milan/values.yaml"]
    assert run("check", "--changed", "liqo/base.yaml")[0] == 0
    assert run("check")[0] == 1


@pytest.mark.parametrize("text", ["adminUser: me\n", "a: [\n", "networking: {enabled: true}\nadminUser: me\n"])
def test_files_of_others_are_silent(text: str) -> None:
    put("apps/grafana.yaml", text)
    put("notes.txt", "liqo\n")
    put("a.sh", "echo\n")
    assert call("check", "--changed", "apps/grafana.yaml", "notes.txt", "a.sh", "not-here.yaml") == (0, "", "")
    assert call("check", "--changed") == (0, "", "")
    assert call("fix", "--changed", "apps/grafana.yaml", "not-here.yaml")[0] == 0


def test_errors_of_others_are_not_reported() -> None:
    put(
        "apps/other.yaml",
        APPLICATION.replace("valueFiles: [", "parameters: [{name: 'a[x]', value: 1}]\n        valueFiles: ["),
    )
    assert run("check", "--changed", "liqo/values-rome.yaml")[0] == 0
    assert run("check", "--changed", "apps/other.yaml")[0] == 2


def test_an_umbrella_chart() -> None:
    put("platform/Chart.yaml", "name: platform\ndependencies: [{name: liqo, version: 1.2.0}]\n")
    put("platform/values.yaml", "liqo: {networking: {enabled: false}}\n")
    assert names("platform/Chart.yaml") == ["platform/values.yaml"]


def test_objects_are_checked_with_the_values_next_to_them() -> None:
    put("clusters/milan/node.yaml", NODE)
    assert names("clusters/milan/node.yaml") == ["clusters/milan/values.yaml"]


def test_a_project_file() -> None:
    put(".liqo-values.yaml", "stacks: [{name: a, files: [base.yaml], forEach: c/*.yaml}]\nexclude: [apps/**]\n")
    put("base.yaml", ON)
    put("c/a.yaml", OFF)
    put("c/b.yaml", OFF)
    _, output, _ = call("check", "--format", "json", "--changed", "c/a.yaml")
    assert [release["layers"] for release in json.loads(output)["releases"]] == [["base.yaml", "c/a.yaml"]]
    assert len(names("base.yaml")) == 2
    assert len(names(".liqo-values.yaml")) > 2
    assert names("apps/liqo.yaml") == []


def test_a_changed_layer_is_reported_with_the_releases_that_use_it() -> None:
    """A manifest that did not change stays as it is, and so does a layer, which other manifests may use as well."""
    put("liqo/base.yaml", BAD)
    before = Path("apps/liqo.yaml").read_text()
    status, output, errors = call("fix", "--unsafe", "--changed", "liqo/base.yaml")
    assert (status, errors) == (1, "")
    assert "LQ004" in output
    assert "note: LQ004 is not fixed in liqo/base.yaml:1:23: this run does not change that file; run " in output
    assert "`liqo-values fix --unsafe liqo/base.yaml`\n" in output
    assert (Path("apps/liqo.yaml").read_text(), Path("liqo/base.yaml").read_text()) == (before, BAD)
    assert run("fix", "liqo/base.yaml")[0] == 0


def test_changed_files_are_fixed() -> None:
    put("clusters/pisa/values.yaml", BAD)
    assert run("fix", "--changed", "clusters/milan/values.yaml", "liqo/base.yaml")[0] == 0
    assert Path("clusters/milan/values.yaml").read_text() == "networking: {enabled: false, reflectIPs: true}\n"
    assert Path("clusters/pisa/values.yaml").read_text() == BAD
