"""HelmReleases: where the chart comes from, and its files with values."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.validator.cli.calling import put
from tests.validator.sources.reading import facts, marked, result, results
from tests.validator.sources.test_flux import CHART, helm_release


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()


@pytest.mark.parametrize(
    ("chart", "more"),
    [
        ("chartRef: {kind: OCIRepository, name: x}", "kind: OCIRepository\nspec: {url: 'oci://ghcr.io/x/liqo'}\n"),
        ("chartRef: {kind: HelmChart, name: x}", "kind: HelmChart\nspec: {chart: liqo}\n"),
    ],
)
def test_the_chart_may_stand_elsewhere(chart: str, more: str) -> None:
    text = helm_release("values: {typo: 1}", chart)
    text += f"---\napiVersion: source.toolkit.fluxcd.io/v1\nmetadata: {{name: x}}\n{more}"
    assert "LQ002" in [finding.code for finding in result("hr.yaml", text).findings]


def test_another_chart() -> None:
    put("hr.yaml", helm_release("values: {typo: 1}", CHART.replace("chart: liqo", "chart: redis")))
    assert results("hr.yaml") == []


def in_folder(path: str, more: str = "", kind: str = "GitRepository") -> str:
    return f"chart: {{spec: {{chart: {path}, sourceRef: {{kind: {kind}, name: platform}}{more}}}}}"


def put_chart(folder: str, name: str = "liqo", values: str = "") -> None:
    put(f"{folder}/Chart.yaml", f"apiVersion: v2\nname: {name}\nversion: 1.1.2\n")
    put(f"{folder}/values.yaml", values)


@pytest.mark.parametrize("path", ["./deploy/offloading", "deploy/offloading", "./deploy/offloading/"])
@pytest.mark.parametrize("kind", ["GitRepository", "Bucket"])
def test_a_folder_is_of_the_chart_that_it_names(path: str, kind: str) -> None:
    put_chart("deploy/offloading")
    put("clusters/rome/hr.yaml", helm_release("values: {typo: 1}", in_folder(path, kind=kind)))
    (checked,) = results("clusters/rome/hr.yaml")
    assert "LQ002" in [finding.code for finding in checked.findings]


def test_a_folder_called_liqo_may_be_of_another_chart() -> None:
    put_chart("charts/liqo", "redis")
    put("hr.yaml", helm_release("values: {typo: 1}", in_folder("./charts/liqo")))
    assert results("hr.yaml") == []


def test_values_files_are_read_from_the_root_of_the_source() -> None:
    put_chart("charts/liqo")
    put("envs/rome.yaml", "networking: {enabled: false, reflectIPs: true}\ntypo: 1\n")
    put("envs/last.yaml", "networking: {reflectIPs: false}\n")
    files = ", valuesFiles: [./charts/liqo/values.yaml, ./envs/rome.yaml, envs/last.yaml]"
    put("clusters/rome/hr.yaml", helm_release("releaseName: liqo", in_folder("./charts/liqo", files)))
    (checked,) = results("clusters/rome/hr.yaml")
    assert facts(checked) == (False, False)
    assert [marked(finding) for finding in checked.findings] == ["envs/rome.yaml:2: typo"]
    assert checked.values.get("telemetry", "enabled") is True


def test_values_files_replace_the_values_of_the_chart() -> None:
    put_chart("charts/liqo")
    put("envs/rome.yaml", "networking: {enabled: false}\n")
    put("hr.yaml", helm_release("releaseName: liqo", in_folder("./charts/liqo", ", valuesFiles: [envs/rome.yaml]")))
    (checked,) = results("hr.yaml")
    assert checked.values.data == {"networking": {"enabled": False}, "liqo-crds": checked.values.get("liqo-crds")}


def test_values_in_the_manifest_override_values_files() -> None:
    put_chart("charts/liqo")
    put("envs/rome.yaml", "networking: {enabled: true}\n")
    files = ", valuesFiles: [charts/liqo/values.yaml, envs/rome.yaml]"
    put("hr.yaml", helm_release("values: {networking: {enabled: false}}", in_folder("./charts/liqo", files)))
    (checked,) = results("hr.yaml")
    assert facts(checked) == (False, True)


@pytest.mark.parametrize(("more", "codes"), [("", ["LQ022"]), (", ignoreMissingValuesFiles: true", [])])
def test_a_missing_values_file(more: str, codes: list[str]) -> None:
    put_chart("charts/liqo")
    files = f", valuesFiles: [charts/liqo/values.yaml, envs/none.yaml]{more}"
    spec = "values: {networking: {enabled: false}}"
    put("hr.yaml", helm_release(spec, in_folder("./charts/liqo", files)))
    (checked,) = results("hr.yaml")
    assert [finding.code for finding in checked.findings] == codes


def test_a_missing_values_file_does_not_bring_back_the_values_of_the_chart() -> None:
    put_chart("charts/liqo", values="networking: {enabled: true}\n")
    put("envs/rome.yaml", "networking: {enabled: false, reflectIPs: false}\n")
    files = ", valuesFiles: [charts/liqo/values.yaml, envs/rome.yaml, envs/none.yaml]"
    put("hr.yaml", helm_release("values: {telemetry: {enabled: false}}", in_folder("./charts/liqo", files)))
    (checked,) = results("hr.yaml")
    assert [finding.code for finding in checked.findings] == ["LQ022"]
    assert (checked.values.get("networking", "enabled"), facts(checked)) == (False, (None, None))


@pytest.mark.parametrize(("file", "codes"), [("values.yaml", []), ("values-prod.yaml", ["LQ022"])])
def test_values_files_in_a_published_chart(file: str, codes: list[str]) -> None:
    chart = CHART.replace("chart: liqo,", f"chart: liqo, valuesFiles: [{file}],")
    checked = result("hr.yaml", helm_release("values: {networking: {enabled: false}}", chart))
    assert [finding.code for finding in checked.findings] == codes


def test_values_files_of_an_umbrella_chart() -> None:
    dependency = "dependencies: [{name: liqo, version: v1.2.0, repository: 'https://helm.liqo.io/'}]\n"
    put("platform/Chart.yaml", "apiVersion: v2\nname: platform\nversion: 1.0.0\n" + dependency)
    put("platform/values.yaml", "liqo: {networking: {enabled: true, reflectIPs: false}}\n")
    put("envs/rome.yaml", "liqo: {networking: {enabled: false}}\n")
    files = ", valuesFiles: [platform/values.yaml, envs/rome.yaml]"
    put("hr.yaml", helm_release("releaseName: x", in_folder("./platform", files)))
    (checked,) = results("hr.yaml")
    assert facts(checked) == (False, False)


def test_a_values_file_of_a_release_is_no_release() -> None:
    put_chart("charts/liqo")
    put("envs/rome.yaml", "networking: {enabled: false, reflectIPs: false}\n")
    files = ", valuesFiles: [charts/liqo/values.yaml, envs/rome.yaml]"
    put("hr.yaml", helm_release("values: {telemetry: {enabled: false}}", in_folder("./charts/liqo", files)))
    (checked,) = results("envs/rome.yaml", "hr.yaml")
    assert facts(checked) == (False, False)
