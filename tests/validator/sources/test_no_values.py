"""Releases without any values: findings about what is missing point to the file that describes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.validator.cli.calling import call, put

REPOSITORY = "https://helm.liqo.io/"
FILES = {
    "app.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: liqo}\n"
    f"spec: {{source: {{repoURL: '{REPOSITORY}', chart: liqo, targetRevision: v1.2.0}}}}\n",
    "chart.yaml": "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: liqo}\n"
    f"spec: {{repo: '{REPOSITORY}', chart: liqo, version: v1.2.0}}\n",
    "helmfile.yaml": "releases:\n- {name: liqo, chart: liqo/liqo, version: v1.2.0}\n",
    "kustomization.yaml": f"helmCharts:\n- {{name: liqo, repo: '{REPOSITORY}', version: v1.2.0, releaseName: liqo}}\n",
    "main.tf": f'resource "helm_release" a {{\n  name = "liqo"\n  repository = "{REPOSITORY}"\n  chart = "liqo"\n}}\n',
    "release.yaml": "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: liqo}\n"
    "spec: {chart: {spec: {chart: liqo, sourceRef: {kind: HelmRepository, name: liqo}}}}\n",
    "install.sh": "helm install liqo liqo/liqo\n",
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_missing_is_found_in_its_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    put(name, FILES[name])
    status, output, _ = call("check", name, "--format=concise", "--select=LQ802")
    assert status == 1
    assert [line.split()[0] for line in output.splitlines() if "LQ802" in line] == [f"{name}:1:1:"]
