"""The cluster that a command line names: what it is compared with, and what is expected of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.validator.cli.calling import call, put

HELM = "helm install liqo liqo/liqo --set discovery.config.clusterID=rome --set networking.enabled=false"
LIQOCTL = "liqoctl install kubeadm --version v1.2.0 --cluster-id rome"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (f"{HELM} --kube-context rome", f"{HELM} --kube-context milan", True),
        (f"{HELM} --kube-context=rome", f"{HELM} --kube-context rome", False),
        (f"{LIQOCTL} --context rome", f"{LIQOCTL} --context milan", True),
        (f"{LIQOCTL} --kubeconfig rome.yaml", f"{LIQOCTL} --kubeconfig milan.yaml", True),
        (f'{HELM} --kube-context "$1"', f"{HELM} --kube-context milan", False),
        # The same name may mean two clusters, and two names the same.
        (f"{HELM} --kube-context a --kubeconfig x", f"{HELM} --kube-context b --kubeconfig y", False),
        (f"{HELM} --kube-context rome", HELM, False),
    ],
)
def test_two_clusters_with_one_id(one: str, other: str, differ: bool) -> None:
    put("install.sh", f"{one}\n{other}\n")
    _, output, _ = call("check", "install.sh", "--select=LQ702", "--format=concise")
    assert ("install.sh:2" in output and "LQ702" in output) is differ


def test_names_of_two_scripts_are_not_compared() -> None:
    put("one.sh", f"{HELM} --kube-context rome\n")
    put("other.sh", f"{HELM} --kube-context kind-rome\n")
    _, output, _ = call("check", ".", "--select=LQ702", "--format=concise")
    assert "LQ702" not in output


def test_a_mode_can_be_expected_of_it() -> None:
    put(".liqo-values.yaml", "expectations:\n  - cluster: rome-*\n    expect: {mode: connected}\n")
    put("install.sh", f"{HELM} --kube-context rome-1\n{HELM} --kube-context milan\n")
    _, output, _ = call("check", ".", "--select=LQ701", "--format=concise")
    assert output.count("LQ701") == 1
    assert "install.sh:1" in output
