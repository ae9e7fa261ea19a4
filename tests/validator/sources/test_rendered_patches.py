"""Patches of what charts render: a notice for those that may change the mode, as Kustomize shows."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.agreement.printing_chart import chart
from tests.validator.cli.calling import put
from tests.validator.sources.reading import marked, results
from tools.toolchain.build import tool

SAID = "which may change the mode"
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: liqo-NAME}
spec:
  template:
    spec:
      containers:
      - {name: NAME, args: [--networking-enabled=true, --v=1], resources: {}}
"""
OBJECTS = {
    "manager": DEPLOYMENT.replace("NAME", "controller-manager"),
    "proxy": DEPLOYMENT.replace("NAME", "proxy"),
    "fabric": "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: liqo-fabric}\nspec: {x: 1}\n",
    "options": (
        "apiVersion: offloading.liqo.io/v1beta1\nkind: VkOptionsTemplate\n"
        "metadata: {name: virtual-kubelet-default}\nspec: {extraArgs: []}\n"
    ),
}
ARGS = "/spec/template/spec/containers/0/args"
CHARTS = "helmCharts: [{name: liqo, valuesInline: {networking: {enabled: false}}}]\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a repository with a chart."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    for place in ("charts/liqo", "base/charts/liqo"):
        chart(Path(place), "liqo", {})
        for name, text in OBJECTS.items():
            put(f"{place}/templates/{name}.yaml", text)


def json_patch(target: str, *operations: dict[str, Any]) -> str:
    return f"patches:\n- target: {target}\n  patch: '{json.dumps(operations)}'\n"


def strategic(text: str) -> str:
    indented = text.replace("\n", "\n    ")
    return f"patches:\n- patch: |\n    {indented}\n"


def replacement(path: str, kind: str = "Deployment", name: str = "liqo-controller-manager") -> str:
    source = "source: {kind: DaemonSet, name: liqo-fabric, fieldPath: metadata.name}"
    target = f"select: {{kind: {kind}, name: {name}}}, fieldPaths: [{path}]"
    return f"replacements: [{{{source}, targets: [{{{target}}}]}}]\n"


def of(kind: str, name: str, spec: str) -> str:
    version = "offloading.liqo.io/v1beta1" if kind == "VkOptionsTemplate" else "apps/v1"
    return strategic(f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: {name}}}\n{spec}")


def container(more: str, name: str = "controller-manager") -> str:
    return f"spec: {{template: {{spec: {{containers: [{{name: {name}, {more}}}]}}}}}}"


MANAGER = "{kind: Deployment, name: liqo-controller-manager}"
OFF = {"op": "add", "path": f"{ARGS}/0", "value": "--networking-enabled=false"}
PATCHES = {
    "an argument": json_patch(MANAGER, OFF),
    "all arguments": json_patch(MANAGER, {"op": "replace", "path": ARGS, "value": []}),
    "the container": json_patch(MANAGER, {"op": "remove", "path": "/spec/template/spec/containers/0"}),
    "the pod": json_patch(MANAGER, {"op": "replace", "path": "/spec/template", "value": {}}),
    "resources": json_patch(MANAGER, {"op": "add", "path": f"{ARGS[:-5]}/resources/limits", "value": {}}),
    "replicas": json_patch(MANAGER, {"op": "add", "path": "/spec/replicas", "value": 2}),
    "a test": json_patch(MANAGER, {"op": "test", "path": f"{ARGS}/1", "value": "--v=1"}),
    "another program": json_patch("{kind: Deployment, name: liqo-proxy}", OFF),
    "all Deployments": json_patch("{kind: Deployment}", OFF),
    "a pattern": json_patch("{name: '.*manager'}", OFF),
    "merged arguments": of("Deployment", "liqo-controller-manager", container("args: [--x]")),
    "merged resources": of("Deployment", "liqo-controller-manager", container("resources: {limits: {cpu: 1}}")),
    "merged elsewhere": of("Deployment", "liqo-proxy", container("args: [--x]", "proxy")),
    "a label": of("Deployment", "liqo-controller-manager", "metadata: {labels: {a: b}}").replace(
        "metadata: {name: liqo-controller-manager}\n    metadata: {labels: {a: b}}",
        "metadata: {name: liqo-controller-manager, labels: {a: b}}",
    ),
    "options": of("VkOptionsTemplate", "virtual-kubelet-default", "spec: {extraArgs: [--disable-ip-reflection]}"),
    "one option": json_patch("{kind: VkOptionsTemplate}", {"op": "add", "path": "/spec/extraArgs/-", "value": "--x"}),
    "deleted": of("DaemonSet", "liqo-fabric", "$patch: delete"),
    "replaced": replacement("spec.template.spec.containers.0.args.0"),
    "replaced elsewhere": replacement("spec.template.spec.containers.0.name"),
}


def built(path: str) -> list[Any]:
    """Return what decides the mode in what Kustomize builds."""
    command = [str(tool("kubectl")), "kustomize", path, "--enable-helm", "--helm-command", str(tool("helm3"))]
    command += ["--load-restrictor", "LoadRestrictionsNone"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return sorted(map(str, map(deciding, yaml.safe_load_all(done.stdout))))


def deciding(manifest: Any) -> tuple[str, str, Any]:
    kind, name = manifest["kind"], manifest["metadata"]["name"]
    if kind == "VkOptionsTemplate":
        return kind, name, manifest["spec"]
    if name != "liqo-controller-manager":
        return kind, name, None
    containers = (manifest["spec"]["template"].get("spec") or {}).get("containers", [])
    return kind, name, [one.get("args") for one in containers]


@pytest.mark.parametrize("patch", PATCHES.values(), ids=PATCHES)
@pytest.mark.parametrize("around", [False, True])
def test_a_notice_for_what_may_change_the_mode(patch: str, around: bool) -> None:
    put("base/kustomization.yaml", CHARTS)
    put("kustomization.yaml", f"resources: [base]\n{patch}" if around else f"{CHARTS}{patch}")
    changed = built(".") != built("base")
    found = [finding for one in results("kustomization.yaml", "base/kustomization.yaml") for finding in one.findings]
    noticed = [finding for finding in found if SAID in finding.message]
    assert [finding.code for finding in noticed] == (["LQ019"] if changed else [])
    assert all(marked(finding).startswith("kustomization.yaml:") for finding in noticed)


@pytest.mark.parametrize(("name", "expected"), [("liqo-controller-manager", 1), ("liqo-proxy", 0)])
def test_post_renderers_of_flux(name: str, expected: int) -> None:
    patch = json_patch(f"{{kind: Deployment, name: {name}}}", OFF).replace("\n", "\n      ")
    put(
        "release.yaml",
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: a, namespace: b}\nspec:\n"
        "  chart: {spec: {chart: liqo}}\n  values: {networking: {enabled: false}}\n"
        f"  postRenderers:\n  - kustomize:\n      {patch}\n",
    )
    (checked,) = results("release.yaml")
    assert sum(SAID in finding.message for finding in checked.findings) == expected


def test_patches_of_another_chart() -> None:
    put("kustomization.yaml", f"helmCharts: [{{name: redis, repo: https://x}}]\n{PATCHES['an argument']}")
    assert results("kustomization.yaml") == []
