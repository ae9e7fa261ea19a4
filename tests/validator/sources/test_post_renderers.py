"""What changes rendered objects and is not read: a notice with a place, only for releases of Liqo."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.validator.cli.calling import call, put
from tests.validator.sources.reading import marked, results

SAID = "only the values are checked"
MANAGER = "{kind: Deployment, name: liqo-controller-manager}"
ARGUMENT = "[{op: add, path: /spec/template/spec/containers/0/args/-, value: --v=2}]"
SERVICE = "{kind: Service, name: liqo-proxy}"
LABEL = "[{op: add, path: /metadata/labels/a, value: b}]"
REPOSITORIES = "repositories: [{name: liqo, url: https://helm.liqo.io/}]\n"
PROFILE = """\
apiVersion: config.projectsveltos.io/v1beta1
kind: ClusterProfile
metadata: {name: liqo}
spec:
  helmCharts: [{repositoryURL: https://helm.liqo.io/, chartName: liqo/liqo, chartVersion: v1.2.0, releaseName: liqo}]
  patches:
  - {target: TARGET, patch: "PATCH"}
"""
CROSSPLANE = """\
apiVersion: helm.crossplane.io/v1beta1
kind: Release
metadata: {name: liqo}
spec:
  forProvider:
    chart: {name: CHART, repository: https://helm.liqo.io/, version: v1.2.0}
    patchesFrom: [{configMapKeyRef: {name: patches, namespace: liqo, key: patches.yaml}}]
"""
TERRAFORM = """\
resource "helm_release" "liqo" {
  name       = "liqo"
  repository = "https://helm.liqo.io/"
  chart      = "CHART"
  MORE
}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()


def notices(name: str, text: str) -> list[str]:
    """Return what is marked in a file because it may change what is rendered."""
    found = [finding for one in results(put(name, text)) for finding in one.findings if SAID in finding.message]
    assert all(finding.code == "LQ019" and finding.help for finding in found)
    return [marked(finding).partition(": ")[2] for finding in found]


def helmfile(more: str, chart: str = "liqo/liqo", top: str = "") -> str:
    return f"{REPOSITORIES}{top}releases:\n- name: liqo\n  chart: {chart}\n  {more}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (helmfile(f"jsonPatches: [{{target: {MANAGER}, patch: {ARGUMENT}}}]"), [MANAGER]),
        (helmfile(f"jsonPatches: [{{target: {SERVICE}, patch: {LABEL}}}]"), []),
        (helmfile("jsonPatches: [patch.yaml]"), ["patch.yaml"]),
        (helmfile("strategicMergePatches: [patch.yaml]"), ["patch.yaml"]),
        (helmfile("strategicMergePatches: [{apiVersion: v1, kind: Service, metadata: {name: liqo-proxy}}]"), []),
        (helmfile("transformers: [./transformer.yaml]"), ["./transformer.yaml"]),
        (helmfile("postRenderer: ./own.sh"), ["./own.sh"]),
        (helmfile("namespace: liqo", top="helmDefaults: {postRenderer: ./all.sh}\n"), ["./all.sh"]),
        (helmfile("postRenderer: ./own.sh", top="helmDefaults: {postRenderer: ./all.sh}\n"), ["./own.sh"]),
        (helmfile("transformers: [./transformer.yaml]", chart="stable/podinfo"), []),
    ],
)
def test_helmfile(text: str, expected: list[str]) -> None:
    assert notices("helmfile.yaml", text) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("helm install liqo liqo/liqo --post-renderer ./patch.sh", ["./patch.sh"]),
        ('helm template liqo liqo/liqo --post-renderer="$PATCH"', ["$PATCH"]),
        ("helm install podinfo stable/podinfo --post-renderer ./patch.sh # not liqo", []),
    ],
)
def test_command_lines(line: str, expected: list[str]) -> None:
    assert notices("install.sh", f"{line}\n") == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('postrender {\n    binary_path = "./patch.sh"\n  }', ['"./patch.sh"']),
        ('postrender = { binary_path = "./patch.sh", args = ["x"] }', ['"./patch.sh"']),
        ("postrender = { binary_path = var.patch }", ["var.patch"]),
        ("postrender = null", []),
    ],
)
def test_terraform(more: str, expected: list[str]) -> None:
    text = TERRAFORM.replace("MORE", more)
    assert notices("main.tf", text.replace("CHART", "liqo")) == expected
    assert notices("other.tf", text.replace("CHART", "podinfo").replace("helm.liqo.io", "example.org")) == []


def test_fleet() -> None:
    text = "helm: {chart: liqo, repo: https://helm.liqo.io/}\nkustomize: {dir: overlays/rome}\n"
    assert notices("fleet.yaml", text) == ["overlays/rome"]
    one = "targetCustomizations: [{name: rome, clusterSelector: {}, kustomize: {dir: rome}}]\n"
    assert notices("fleet.yaml", f"{text.partition('kustomize')[0]}{one}") == ["rome"]


def test_objects_that_hold_releases() -> None:
    assert notices("release.yaml", CROSSPLANE.replace("CHART", "liqo")) == [
        "{configMapKeyRef: {name: patches, namespace: liqo, key: patches.yaml}}"
    ]
    assert notices("profile.yaml", PROFILE.replace("TARGET", MANAGER).replace("PATCH", ARGUMENT)) == [MANAGER]
    assert notices("profile.yaml", PROFILE.replace("TARGET", SERVICE).replace("PATCH", LABEL)) == []


def test_an_unexpected_mode_follows_from_it() -> None:
    put("install.sh", "helm install liqo liqo/liqo --post-renderer ./patch.sh\n")
    status, output, _ = call("check", "install.sh", "--select=LQ019,LQ701", "--expect=offloading-only")
    assert status == 1
    assert output.count("LQ701") == 1
    assert "= follows: LQ701 the mode is `connected`" in output
