"""Charts that are not available here: the values, and what the release is called, show whether they are Liqo's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.validator.cli.calling import put
from tests.validator.sources.reading import marked, result, results

FLUX = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: {name}, namespace: liqo}}
spec:
  chart:
    spec: {chart}
  {values}
"""
ARGO = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd}}
spec:
  source:
    repoURL: https://git.example.org/platform.git
    path: deploy/offloading
    helm:
      {values}
  destination: {{namespace: apps}}
"""
FOLDER = "{chart: ./deploy/offloading, sourceRef: {kind: GitRepository, name: platform}}"
REMOTE = "{chart: platform, sourceRef: {kind: HelmRepository, name: platform}}"
QUOTED = 'networking: {enabled: "false"}'
PLAIN = "discovery: {config: {clusterID: rome, clusterLabels: {a: b}}}"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()


@pytest.mark.parametrize(
    "text",
    [
        FLUX.format(name="liqo", chart=FOLDER, values=f"values: {{{QUOTED}}}"),
        FLUX.format(name="platform", chart=FOLDER, values=f"values: {{{PLAIN}, {QUOTED}}}"),
        FLUX.format(name="platform", chart=REMOTE, values=f"values: {{liqo: {{{QUOTED}}}, web: {{}}}}"),
        ARGO.format(name="liqo", values=f"valuesObject: {{{QUOTED}}}"),
        ARGO.format(name="platform", values=f"valuesObject: {{{PLAIN}, {QUOTED}}}"),
        ARGO.format(name="platform", values=f"valuesObject: {{liqo: {{{QUOTED}}}}}"),
    ],
)
def test_values_that_are_plainly_for_liqo_are_checked(text: str) -> None:
    checked = result("release.yaml", text)
    assert [marked(one).rpartition(": ")[2] for one in checked.findings if one.code == "LQ004"] == ['"false"']


def test_arguments_count_as_well() -> None:
    names = ("networking.enabled", "discovery.config.clusterID", "ipam.podCIDR")
    given = ", ".join(f"{{name: {name}, value: 'false'}}" for name in names)
    checked = result("app.yaml", ARGO.format(name="platform", values=f"parameters: [{given}]"))
    assert checked.mode.networking.value is False


@pytest.mark.parametrize(
    "text",
    [
        FLUX.format(name="web", chart=FOLDER.replace("offloading", "web"), values="values: {image: a, proxy: {}}"),
        FLUX.format(name="web", chart=REMOTE, values=f"values: {{{QUOTED}, ingress: {{}}}}"),
        FLUX.format(name="liqo", chart=REMOTE, values=f"values: {{{PLAIN}, {QUOTED}}}"),
        ARGO.format(name="web", values=f"valuesObject: {{{QUOTED}, ingress: {{}}}}"),
        ARGO.format(name="web", values="parameters: [{name: networking.enabled, value: 'a,=', forceString: false}]"),
    ],
)
def test_other_charts_are_none_of_liqo(text: str) -> None:
    assert results(put("release.yaml", text)) == []


@pytest.mark.parametrize("text", [FLUX, ARGO])
def test_a_release_called_liqo_is_reported(text: str) -> None:
    checked = result("release.yaml", text.format(name="liqo", chart=FOLDER, values="{}: {}".format("other", "{}")))
    assert [one.code for one in checked.findings] == ["LQ019"]


def test_a_chart_that_is_here_speaks_for_itself() -> None:
    put("deploy/offloading/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n")
    text = FLUX.format(name="liqo", chart=FOLDER, values=f"values: {{{QUOTED}}}")
    assert results(put("release.yaml", text)) == []


COMPOSITION = """\
apiVersion: apiextensions.crossplane.io/v1
kind: Composition
metadata: {{name: clusters}}
spec:
  resources:
  - base:
      apiVersion: helm.crossplane.io/v1beta1
      kind: Release
      spec: {{forProvider: {{chart: {{name: liqo, repository: {address}}}, values: {{}}}}}}
"""


@pytest.mark.parametrize(
    ("address", "codes"), [("https://helm.liqo.io", [["LQ019"]]), ("https://charts.example.org", [])]
)
def test_objects_that_contain_a_release_are_reported(address: str, codes: list[list[str]]) -> None:
    checked = results(put("composition.yaml", COMPOSITION.format(address=address)))
    assert [[one.code for one in found.findings] for found in checked] == codes


@pytest.mark.parametrize("text", [FLUX, ARGO])
def test_a_link_that_git_wrote_as_a_file_is_no_chart(text: str) -> None:
    put("deploy/offloading", "../charts/liqo")
    kind = "values" if text is FLUX else "valuesObject"
    checked = result("release.yaml", text.format(name="liqo", chart=FOLDER, values=f"{kind}: {{{QUOTED}}}"))
    assert "LQ004" in [one.code for one in checked.findings]


@pytest.mark.parametrize("text", [FLUX, ARGO])
def test_a_link_out_of_the_repository_is_no_chart(text: str, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    (outside / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 1.0.0\n")
    Path("deploy").mkdir()
    Path("deploy/offloading").symlink_to(outside)
    kind = "values" if text is FLUX else "valuesObject"
    checked = result("release.yaml", text.format(name="liqo", chart=FOLDER, values=f"{kind}: {{{QUOTED}}}"))
    assert "LQ004" in [one.code for one in checked.findings]
