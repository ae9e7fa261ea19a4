"""A file that is a layer of a release of the run is not a release of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.validator.cli.calling import OFF, call, put, run

APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: liqo-rome}
spec:
  sources:
    - chart: liqo
      repoURL: https://helm.liqo.io/
      targetRevision: v1.2.0
      helm:
        valueFiles: [$values/liqo/base.yaml, $values/liqo/values-rome.yaml]
    - {repoURL: https://git.example.org/platform.git, targetRevision: main, ref: values}
"""
RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: liqo, namespace: liqo}
spec:
  chart: {spec: {chart: liqo, version: v1.2.0, sourceRef: {kind: HelmRepository, name: liqo}}}
  valuesFrom: [{kind: ConfigMap, name: facts}]
"""
GENERATOR = """\
configMapGenerator:
  - name: facts
    namespace: liqo
    files: [values.yaml=liqo-values.yaml]
"""
HELMFILE = """\
releases:
  - {name: liqo, chart: liqo/liqo, version: v1.2.0, values: [base.yaml, liqo-values.yaml.gotmpl]}
"""
BASE = "networking: {reflectIPs: false}\n"
TOP = "discovery: {config: {clusterID: rome}}\nipam: {podCIDR: 10.42.0.0/16, serviceCIDR: 10.43.0.0/16}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


def releases(*arguments: str) -> list[tuple[str, list[str]]]:
    """Return the name and the layers of every release that was checked."""
    _, output, _ = call("check", "--format", "json", *arguments)
    return [(release.get("name") or "", release["layers"]) for release in json.loads(output)["releases"]]


def argo() -> None:
    put("apps/liqo.yaml", APPLICATION)
    put("liqo/base.yaml", BASE)
    put("liqo/values-rome.yaml", TOP)


def test_the_files_of_an_application() -> None:
    argo()
    assert releases(".") == [("Application liqo-rome", ["liqo/base.yaml", "liqo/values-rome.yaml"])]
    assert run("check", ".")[0] == 0


def test_a_file_that_no_release_uses_is_a_release() -> None:
    argo()
    put("liqo/values-milan.yaml", OFF)
    assert [layers for _, layers in releases(".")] == [
        ["liqo/base.yaml", "liqo/values-rome.yaml"],
        ["liqo/values-milan.yaml"],
    ]


def test_a_file_that_is_passed_alone_is_a_release() -> None:
    argo()
    assert releases("liqo/base.yaml") == [("", ["liqo/base.yaml"])]


def test_a_file_that_is_passed_with_the_manifest_is_a_layer() -> None:
    argo()
    assert len(releases("liqo/base.yaml", "apps/liqo.yaml")) == 1


@pytest.mark.parametrize("path", [".", "c/..", "liqo/../"])
def test_paths_may_be_written_differently(path: str) -> None:
    argo()
    Path("c").mkdir()
    assert len(releases(path, str(Path("liqo/base.yaml").resolve()))) == 1


def test_the_file_of_a_generated_config_map() -> None:
    put("c/liqo.yaml", RELEASE)
    put("c/kustomization.yaml", GENERATOR)
    put("c/liqo-values.yaml", TOP)
    assert len(releases("c")) == 1


def test_the_values_files_that_replace_those_of_a_chart() -> None:
    chart = "chart: charts/liqo, valuesFiles: [envs/rome.yaml], sourceRef: {kind: GitRepository, name: a}"
    put(
        "hr.yaml", RELEASE.replace("chart: liqo, version: v1.2.0, sourceRef: {kind: HelmRepository, name: liqo}", chart)
    )
    put("charts/liqo/Chart.yaml", "apiVersion: v2\nname: liqo\nversion: 1.1.2\n")
    put("envs/rome.yaml", TOP)
    assert [name for name, _ in releases(".")] == ["HelmRelease liqo/liqo"]


def test_the_files_of_a_helmfile_even_if_they_are_templates() -> None:
    put("c/helmfile.yaml", HELMFILE)
    put("c/base.yaml", TOP)
    put("c/liqo-values.yaml.gotmpl", "networking:\n  enabled: {{ .Values.net }}\n")
    assert len(releases("c")) == 1


def test_the_own_values_of_an_umbrella_chart_are_a_release() -> None:
    put("platform/Chart.yaml", "name: platform\ndependencies: [{name: liqo, version: 1.2.0}]\n")
    put("platform/values.yaml", "liqo: {networking: {enabled: false}}\n")
    put("platform/values-rome.yaml", "liqo: {networking: {reflectIPs: false}}\n")
    assert len(releases("platform")) == 2


def test_layers_are_found_on_all_cores() -> None:
    for number in range(60):
        application = APPLICATION.replace("rome", f"c{number}").replace("liqo/base", f"liqo/base{number}")
        put(f"apps/{number}.yaml", application)
        put(f"liqo/base{number}.yaml", BASE)
        put(f"liqo/values-c{number}.yaml", TOP)
    assert len(releases(".", "--jobs", "2")) == 60


def test_one_refused_release_does_not_hide_the_others_in_its_file() -> None:
    refused = APPLICATION.replace("rome", "milan").replace(
        "valueFiles",
        "parameters: [{name: 'ipam.reservedSubnets', value: 'a\\,b'}, {name: 'a[x]', value: 1}]\n        valueFiles",
    )
    put("apps.yaml", f"{refused}---\n{APPLICATION}")
    put("liqo/values-rome.yaml", TOP)
    status, output, errors = call("check", "apps.yaml")
    assert status == 2
    assert "Application liqo-rome" in output
    assert "a parameter in `apps.yaml`" in errors


def test_one_refused_release_does_not_hide_the_others_in_its_helmfile() -> None:
    put(
        "helmfile.yaml",
        f"{HELMFILE}  - {{name: bad, chart: liqo/liqo, version: v1.2.0, set: [{{name: 'a[x]', value: 1}}]}}\n",
    )
    put("base.yaml", TOP)
    status, output, errors = call("check", "helmfile.yaml")
    assert status == 2
    assert "release liqo" in output
    assert "a parameter in `helmfile.yaml`" in errors
