"""The chart: its helm-unittest suites, and what needs all of a rendering at once."""

from __future__ import annotations

import base64
import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from liqo_values.liqo.mode import FACTS
from tests.chart.sample_values import CIDRS, MODES
from tools.manifests import pods, rules
from tools.rendering import CLUSTER_ID, RefusedError, template
from tools.repository import CHART
from tools.toolchain.build import tool

if TYPE_CHECKING:
    from collections.abc import Mapping

SUITES = Path(__file__).parent
OFF = [mode.value for mode, (networking, _) in FACTS.items() if not networking]

#: What remains of the networking module's API without the module, for reading: the controller manager watches whether
#: a remote cluster uses it, virtual kubelets that reflect IPs look for remapped ones, and the program that runs before
#: the release is deleted gives up where a network is configured.
WATCHED = {
    ("liqo-controller-manager", "networking.liqo.io", "configurations"),
    ("liqo-controller-manager", "networking.liqo.io", "connections"),
    ("liqo-controller-manager", "networking.liqo.io", "gatewayclients"),
    ("liqo-controller-manager", "networking.liqo.io", "gatewayservers"),
    ("liqo-pre-delete", "networking.liqo.io", "configurations"),
    ("liqo-virtual-kubelet-local", "ipam.liqo.io", "ips"),
}

#: The same for reading and deleting: `liqoctl unpeer`, as a peering user, and the program that runs before the release
#: is deleted look for objects of the module in every mode, fail where they may not, and remove what they find.
REMOVED = {
    ("liqo-peering-user-tenant-ns", "networking.liqo.io", "configurations"),
    ("liqo-peering-user-tenant-ns", "networking.liqo.io", "gatewayclients"),
    ("liqo-peering-user-tenant-ns", "networking.liqo.io", "gatewayservers"),
    ("liqo-pre-delete", "ipam.liqo.io", "ips"),
    ("liqo-pre-delete", "ipam.liqo.io", "networks"),
    ("liqo-pre-delete", "networking.liqo.io", "internalnodes"),
}


@pytest.mark.parametrize(
    "suite", sorted(SUITES.rglob("*_test.yaml")), ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_suite(suite: Path) -> None:
    command: list[str | Path] = [tool("helm-unittest"), "--strict", "--with-subchart=false", "--values", CLUSTER_ID]
    command += ["--file", suite]
    if suite.parent.name == "validation":
        command.append("--skip-schema-validation")
    result = subprocess.run([*command, CHART], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert re.search(r"^Tests:\s+[1-9]\d* passed", result.stdout, re.MULTILINE), result.stdout


@pytest.mark.parametrize("mode", MODES)
def test_lint_finds_nothing(helm: Path, mode: str) -> None:
    command: list[str | Path] = [helm, "lint", "--strict", CHART, "--values", "-"]
    result = subprocess.run(command, input=json.dumps(MODES[mode]), capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "[" not in result.stdout, result.stdout


@pytest.mark.parametrize("mode", OFF)
def test_nothing_of_the_networking_module_is_left_without_it(one_helm: Path, mode: str) -> None:
    manifests = template(one_helm, values=MODES[mode])
    module = ("networking.liqo.io", "ipam.liqo.io")
    assert not [manifest for manifest in manifests if manifest["apiVersion"].partition("/")[0] in module]
    remaining = {rule for rule in rules(manifests) if rule[1] in module}
    assert {rule[:3] for rule in remaining} == WATCHED | REMOVED
    assert {verb for *what, verb in remaining if tuple(what) in WATCHED} == {"get", "list", "watch"}
    assert {verb for *what, verb in remaining if tuple(what) in REMOVED} == {"delete", "get", "list", "watch"}
    roles = {manifest["metadata"]["name"] for manifest in manifests if manifest["kind"].endswith("Role")}
    bound = {manifest["roleRef"]["name"] for manifest in manifests if "roleRef" in manifest}
    assert bound <= roles
    others = [manifest for manifest in manifests if not manifest["kind"].endswith("Role")]
    assert not re.search(r"(networking|ipam)\.liqo\.io", json.dumps(others))


@pytest.mark.parametrize("mode", MODES)
def test_only_the_fabric_needs_privileges(one_helm: Path, mode: str) -> None:
    for workload, pod in pods(template(one_helm, values=MODES[mode])):
        if workload == "DaemonSet liqo-fabric":
            continue
        assert _restricted(pod), f"{workload} does not meet the Pod Security Standard restricted"


def _restricted(pod: Mapping[str, Any]) -> bool:
    """Whether a pod meets the Pod Security Standard "restricted", in the fields that the chart sets."""
    context = pod["securityContext"]
    containers = [*pod["containers"], *pod.get("initContainers", [])]
    return (
        context["runAsNonRoot"] is True
        and context["seccompProfile"] == {"type": "RuntimeDefault"}
        and not any(pod.get(field) for field in ("hostNetwork", "hostPID", "hostIPC"))
        and not any("hostPath" in volume for volume in pod.get("volumes", []))
        and all(
            container["securityContext"] == {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
            for container in containers
        )
    )


def test_named_templates_are_in_the_library() -> None:
    """Helm stores the templates of a chart with every revision of a release, but not those of its dependencies."""
    assert [path.name for path in (CHART / "templates").rglob("*.tpl")] == []
    assert [path.name for path in (CHART / "templates").rglob("*.*") if "{{- define" in path.read_text()] == []
    library = CHART / "charts" / "liqo-library" / "templates"
    assert {path.suffix for path in library.rglob("_*")} == {".tpl"}


def test_the_library_halves_what_helm_stores(tmp_path: Path) -> None:
    """Measured as Helm's Secrets are made: the release as JSON, compressed and in base64."""
    without = tmp_path / "chart"
    shutil.copytree(CHART, without)
    shutil.copytree(without / "charts" / "liqo-library" / "templates", without / "templates", dirs_exist_ok=True)
    shutil.rmtree(without / "charts" / "liqo-library")
    metadata = yaml.safe_load((CHART / "Chart.yaml").read_text(encoding="utf-8"))
    metadata["dependencies"] = [one for one in metadata["dependencies"] if one["name"] != "liqo-library"]
    (without / "Chart.yaml").write_text(yaml.safe_dump(metadata), encoding="utf-8")
    figures = re.search(r"takes (\d+) kB\s+instead of (\d+)", (CHART / "README.md").read_text(encoding="utf-8"))
    assert figures
    assert [_stored(chart) for chart in (CHART, without)] == [
        pytest.approx(int(kb) * 1000, rel=0.05) for kb in figures.groups()
    ]


def _stored(chart: Path) -> int:
    """The size of the Secret in which Helm keeps a release of a chart."""
    values = ("--values", CLUSTER_ID, "--values", CHART / "presets" / "offloading-only.yaml")
    command: list[str | Path] = [tool("helm4"), "install", "liqo", chart, "--dry-run=client", "--output=json", *values]
    release = subprocess.run(command, capture_output=True, check=True).stdout
    return len(base64.b64encode(gzip.compress(release)))


def test_no_two_objects_have_the_same_name(one_helm: Path) -> None:
    manifests = template(one_helm, values=CIDRS)
    names = [(manifest["kind"], manifest["metadata"]["name"]) for manifest in manifests]
    assert len(names) == len(set(names))


def test_no_role_is_empty(one_helm: Path) -> None:
    manifests = template(one_helm, values=CIDRS)
    assert all(manifest["rules"] for manifest in manifests if manifest["kind"] in ("ClusterRole", "Role"))


@pytest.mark.parametrize("key", ["enabled", "reflectIPs"])
@pytest.mark.parametrize("value", ["null", "", "~"])
def test_a_deleted_switch_is_refused(helm: Path, key: str, value: str) -> None:
    cidrs = yaml.safe_dump(CIDRS)
    with pytest.raises(RefusedError, match=rf"LQ104 undecided-mode: networking\.{key} .*networking\.{key}: true"):
        template(helm, values=f"{cidrs}\nnetworking:\n  {key}: {value}\n")


@pytest.mark.parametrize("option", ["--set=networking=null", "--set-json=networking=null"])
def test_a_deleted_section_is_refused(helm: Path, option: str) -> None:
    with pytest.raises(RefusedError, match=r"(?s)LQ104 .*networking\.enabled.*LQ104 .*networking\.reflectIPs"):
        template(helm, option, values=CIDRS)


@pytest.mark.parametrize("key", ["enabled", "reflectIPs"])
@pytest.mark.parametrize("value", ["true", "false"])
def test_a_quoted_boolean_is_refused_with_the_schema_and_without(one_helm: Path, key: str, value: str) -> None:
    for options in ([], ["--skip-schema-validation"]):
        with pytest.raises(RefusedError, match="LQ004"):
            template(one_helm, "--set-string", f"networking.{key}={value}", *options, values=CIDRS)
