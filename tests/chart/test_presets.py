"""The presets in every combination that they are meant for: neither Helm nor the validator objects."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.preset_stacks import layers, stacks
from tools.manifests import Manifest, pods
from tools.presets import MODES, PRESETS
from tools.rendering import CLUSTER_ID, template
from tools.repository import CHART

STACKS = stacks()


def options(stack: str) -> list[str]:
    return [f"--values={path}" for path in STACKS[stack]]


def rendered(helm: Path, stack: str) -> dict[str, Manifest]:
    """What Helm renders of a stack, by kind and name."""
    manifests = template(helm, *options(stack))
    return {f"{manifest['kind']} {manifest['metadata']['name']}": manifest for manifest in manifests}


def test_there_is_a_preset_for_each_mode_and_for_what_goes_on_top() -> None:
    assert layers() == ["ha", "minimal", "openshift", "restricted"]
    assert {PRESETS / f"{mode}.yaml" for mode in MODES} < set(PRESETS.glob("*.yaml"))
    assert len(STACKS) == len(MODES) * (1 + len(layers()) + 1)


@pytest.mark.parametrize("stack", STACKS)
def test_helm_lint_finds_nothing(helm: Path, stack: str) -> None:
    command: list[str | Path] = [helm, "lint", "--strict", "--quiet", CHART, f"--values={CLUSTER_ID}", *options(stack)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout + result.stderr) == (0, "")


@pytest.mark.parametrize("stack", STACKS)
def test_the_validator_finds_nothing_wrong(stack: str) -> None:
    command = [sys.executable, "-m", "liqo_values", "check", "--fail-on=warning", *options(stack)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("mode", MODES)
def test_highly_available_means_that_no_component_depends_on_one_pod(one_helm: Path, mode: str) -> None:
    manifests = rendered(one_helm, f"{mode} + ha")
    deployments = {name: one["spec"] for name, one in manifests.items() if name.startswith("Deployment ")}
    # These two cannot share their work.
    alone = {"Deployment liqo-crd-replicator", "Deployment liqo-metric-agent"}
    assert {name for name, spec in deployments.items() if spec.get("replicas", 1) < 2} == alone
    several = {name.removeprefix("Deployment ") for name in deployments.keys() - alone}
    budgets = {name.removeprefix("PodDisruptionBudget ") for name in manifests if "PodDisruptionBudget" in name}
    assert several == budgets
    for name in deployments.keys() - alone:
        spread = deployments[name]["template"]["spec"]["topologySpreadConstraints"]
        assert [one["topologyKey"] for one in spread] == ["topology.kubernetes.io/zone"], name


@pytest.mark.parametrize("mode", MODES)
def test_restricted_means_a_policy_for_every_pod_that_policies_reach(one_helm: Path, mode: str) -> None:
    manifests = rendered(one_helm, f"{mode} + restricted")
    selected = [one["spec"]["podSelector"]["matchLabels"] for name, one in manifests.items() if "NetworkPolicy" in name]
    for name, manifest in manifests.items():
        pod = manifest.get("spec", {}).get("template", {})
        if manifest["kind"] in ("Deployment", "DaemonSet", "Job"):
            labels = pod["metadata"]["labels"]
            reached = [selector for selector in selected if selector.items() <= labels.items()]
            assert len(reached) == (0 if pod["spec"].get("hostNetwork") else 1), name
    assert not [name for name in manifests if "telemetry" in name]


@pytest.mark.parametrize("mode", MODES)
def test_restricted_means_containers_that_cannot_be_written_to(one_helm: Path, mode: str) -> None:
    manifests = list(rendered(one_helm, f"{mode} + restricted").values())
    writable = {
        workload
        for workload, pod in pods(manifests)
        for container in [*pod["containers"], *pod.get("initContainers", [])]
        if not container["securityContext"].get("readOnlyRootFilesystem")
    }
    # The fabric writes the names of routing tables below /etc.
    assert writable <= {"DaemonSet liqo-fabric"}


@pytest.mark.parametrize("mode", MODES)
def test_minimal_means_only_what_offloading_needs(one_helm: Path, mode: str) -> None:
    """`init --minimal` adds what the mode decides: without the networking module, nothing needs the proxy."""
    proxy = ["--set=proxy.enabled=false"] if mode in ("external-network", "offloading-only") else []
    manifests = template(one_helm, *options(f"{mode} + minimal"), *proxy)
    workloads = {one["metadata"]["name"] for one in manifests if one["kind"] in ("Deployment", "DaemonSet", "CronJob")}
    networking = {"liqo-fabric", "liqo-ipam", "liqo-proxy"}
    assert workloads - networking == {"liqo-controller-manager", "liqo-crd-replicator", "liqo-webhook"}
    assert networking & workloads == (set() if proxy else networking)
    assert "StorageClass" not in {one["kind"] for one in manifests}
