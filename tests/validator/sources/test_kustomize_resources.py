"""What Kustomizations for Liqo name that is not here, their components and replacements; compared with Kustomize."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml

from tests.validator.cli.calling import put, run
from tests.validator.sources.reading import facts, marked, results
from tests.validator.sources.test_kustomize_overlays import BASE, PATCH
from tools.toolchain.build import tool

CHARTS = "helmCharts:\n- name: liqo\n  repo: https://helm.liqo.io/\n  valuesInline: {networking: {enabled: false}}\n"
FACTS = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: facts}\ndata: {on: 'false'}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a repository with a HelmRelease."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    put("release.yaml", BASE)
    put("facts.yaml", FACTS)


def built() -> str | None:
    """Return what Kustomize builds; None if it fails."""
    command = [str(tool("kubectl")), "kustomize", ".", "--load-restrictor", "LoadRestrictionsNone"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else None


@pytest.mark.parametrize(
    ("text", "fails"),
    [
        ("resources: [release.yaml]\n", ""),
        ("resources: [release.yaml, no.yaml]\n", "no.yaml"),
        ("resources: [release.yaml, ./empty]\n", "./empty"),
        ("resources: [release.yaml, base]\n", ""),
        ("resources: [release.yaml]\ncomponents: [nope]\n", "nope"),
        ("resources: [release.yaml]\nreplacements: [{path: no.yaml}]\n", "no.yaml"),
    ],
)
def test_what_does_not_exist(text: str, fails: str) -> None:
    put("empty/file.txt", "")
    put("base/kustomization.yml", "resources: [facts.yaml]\n")
    put("base/facts.yaml", FACTS)
    put("kustomization.yaml", text)
    assert (built() is None) == bool(fails)
    found = [finding for one in results("kustomization.yaml", "release.yaml") for finding in one.findings]
    rejected = [marked(finding) for finding in found if finding.code == "LQ027"]
    assert [one.partition(": ")[2] for one in rejected] == ([fails] if fails else [])


def test_a_chart_next_to_what_does_not_exist() -> None:
    put("kustomization.yaml", f"resources: [no.yaml]\n{CHARTS}")
    chart, notice = results("kustomization.yaml")
    assert facts(chart)[0] is False
    assert [finding.code for finding in notice.findings] == ["LQ027"]


@pytest.mark.parametrize("field", ["resources", "components"])
def test_a_base_in_another_repository(field: str) -> None:
    put("kustomization.yaml", f"{field}: ['https://github.com/acme/liqo//base?ref=v1']\n")
    status, output = run("check", "kustomization.yaml")
    assert (status, "is in another repository: what it contains is not checked" in output) == (0, True)


def test_a_kustomization_without_liqo_is_not_checked() -> None:
    put("other/kustomization.yaml", "resources: [no.yaml, 'https://github.com/acme/x//base?ref=v1']\n")
    assert "no Liqo values found" in run("check", "other")[1]


def test_components_of_components() -> None:
    put("kustomization.yaml", "resources: [release.yaml]\ncomponents: [a]\n")
    put("a/kustomization.yaml", "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\ncomponents: [../b]\n")
    patch = PATCH.replace("\n", "\n    ")
    text = f"kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\npatches:\n- patch: |\n    {patch}\n"
    put("b/kustomization.yaml", text)
    assert "enabled: false" in (built() or "")
    (checked,) = results("kustomization.yaml", "release.yaml")
    assert facts(checked)[0] is False


REPLACEMENT = """\
resources: [release.yaml, facts.yaml]
replacements:
- source: {{kind: ConfigMap, name: facts, fieldPath: data.on}}
  targets:
  - select: {select}
    fieldPaths: [{path}]
    options: {{create: {create}}}
"""


@pytest.mark.parametrize(
    ("select", "path", "create", "networking", "codes"),
    [
        ("{kind: HelmRelease}", "spec.values.networking.enabled", "false", None, []),
        ("{kind: HelmRelease, name: liqo}", "spec.values.networking.enabled", "true", None, []),
        ("{kind: HelmRelease, name: other}", "spec.values.networking.enabled", "false", True, []),
        ("{kind: HelmRelease}\n    reject: [{name: liqo}]", "spec.values.networking.enabled", "false", True, []),
        ("{kind: HelmRelease}", "spec.values.nameOverride", "true", True, []),
        ("{kind: HelmRelease}", "spec.values.nameOverride", "false", True, ["LQ036"]),
        ("{kind: HelmRelease}", "'spec.values.common.nodeSelector.example\\.org/a'", "true", True, []),
    ],
)
def test_a_replacement(select: str, path: str, create: str, networking: bool | None, codes: list[str]) -> None:
    put("kustomization.yaml", REPLACEMENT.format(select=select, path=path, create=create))
    assert (built() is None) == bool(codes)
    (checked,) = results("kustomization.yaml", "release.yaml", "facts.yaml")
    assert facts(checked)[0] is networking
    assert [finding.code for finding in checked.findings] == codes


def test_a_replacement_in_a_file() -> None:
    put("kustomization.yaml", "resources: [release.yaml, facts.yaml]\nreplacements: [{path: replace.yaml}]\n")
    source = "source: {kind: ConfigMap, name: facts, fieldPath: data.on}"
    target = "select: {kind: HelmRelease}, fieldPaths: [spec.values.networking.enabled]"
    put("replace.yaml", f"{source}\ntargets: [{{{target}}}]\n")
    assert built() is not None
    (checked,) = results("kustomization.yaml", "release.yaml", "replace.yaml")
    assert facts(checked)[0] is None


@pytest.mark.parametrize(
    ("value", "path", "networking", "codes"),
    [
        ("'false'", "spec.values.networking.enabled", False, []),
        ("x-liqo", "spec.chart.spec.chart", None, []),
        ("10.0.0.0/33", "spec.values.ipam.podCIDR", True, ["LQ005"]),
    ],
)
def test_a_literal_replacement(value: str, path: str, networking: bool | None, codes: list[str]) -> None:
    values = "values: {ipam: {podCIDR: 10.1.0.0/16}, networking: {enabled: true, reflectIPs: true}}\n"
    put("release.yaml", BASE[: BASE.index("values:")] + values)
    target = f"{{select: {{kind: HelmRelease}}, fieldPaths: [{path}]}}"
    replacement = f"{{sourceValue: {value}, targets: [{target}]}}"
    put("kustomization.yaml", f"resources: [release.yaml]\nreplacements: [{replacement}]\n")
    assert value.strip("'") in (built() or "")
    checked = results("kustomization.yaml", "release.yaml")[0]
    assert facts(checked)[0] is networking
    assert [finding.code for finding in checked.findings if finding.code in ("LQ005", "LQ036")] == codes


OPERATIONS = "{op: replace, path: /spec/values/networking/enabled, value: false}"
JSON_OPERATIONS = '{"op": "replace", "path": "/spec/values/networking/enabled", "value": false}'


@pytest.mark.parametrize(
    ("patch", "networking", "codes"),
    [
        (f"'[{OPERATIONS}]'", True, ["LQ036"]),
        (f"'[{JSON_OPERATIONS}]'", False, []),
        (f"'[{JSON_OPERATIONS}] []'", True, ["LQ036"]),
        (f"'[{JSON_OPERATIONS}] '", False, []),
        (f'"# why\\n[{OPERATIONS}]"', False, []),
        (f"'- {OPERATIONS}'", False, []),
    ],
)
@pytest.mark.parametrize("in_file", [False, True])
def test_operations_in_one_line(patch: str, networking: bool, codes: list[str], in_file: bool) -> None:
    put("patch.yaml", yaml.safe_load(patch))
    where = "path: patch.yaml" if in_file else f"patch: {patch}"
    put("kustomization.yaml", f"resources: [release.yaml]\npatches: [{{target: {{kind: HelmRelease}}, {where}}}]\n")
    assert (built() is None) == bool(codes)
    checked = results("kustomization.yaml", "release.yaml")[0]
    assert facts(checked)[0] is networking
    assert [finding.code for finding in checked.findings if finding.code == "LQ036"] == codes


def test_a_strategic_patch_in_one_line() -> None:
    identity = "apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, metadata: {name: liqo, namespace: liqo}"
    patch = f"{{{identity}, spec: {{values: {{networking: {{enabled: false}}}}}}}}"
    put("kustomization.yaml", f"resources: [release.yaml]\npatchesStrategicMerge:\n- '{patch}'\n")
    assert "enabled: false" in (built() or "")
    checked = results("kustomization.yaml", "release.yaml")[0]
    assert facts(checked)[0] is False
    assert "LQ036" not in [finding.code for finding in checked.findings]
