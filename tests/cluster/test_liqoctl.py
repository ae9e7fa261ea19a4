"""Liqo's own installer, with this chart in place of the one that it would download."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from liqo_values import check
from tests.cluster.conftest import Release
from tools.repository import CHART
from tools.run.cluster import NAMESPACE, RELEASE, Cluster
from tools.run.command_lines import POD_CIDR, SERVICE_CIDR
from tools.run.control_plane import ControlPlane
from tools.run.simulated_nodes import starting_pods
from tools.toolchain.build import tool

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


CIDRS = (f"--pod-cidr={POD_CIDR}", f"--service-cidr={SERVICE_CIDR}")
#: Keys that liqoctl v1.2.0 writes though no template of Liqo's has ever read them.
PHANTOMS = (
    ("requirements", "kernel", "disabled"),
    ("virtualKubelet", "metrics", "enabled"),
    ("virtualKubelet", "metrics", "podMonitor", "enabled"),
)


class Liqoctl:
    """The real liqoctl, at work on one cluster."""

    def __init__(self, kubeconfig: Path, home: Path) -> None:
        self._environment = {**os.environ, "KUBECONFIG": str(kubeconfig), "HOME": str(home)}

    def install(self, *arguments: str) -> None:
        """Install or upgrade; it waits until all pods are ready, and takes everything back where it fails."""
        # There is no node whose kernel could be looked at, and a loopback address is none for other clusters.
        spared = ("--disable-kernel-version-check", "--disable-api-server-sanity-check")
        self.run("install", *arguments, f"--local-chart-path={CHART}", "--version=v1.2.0", "--timeout=120s", *spared)

    def run(self, *arguments: str) -> str:
        """Run a command, which must succeed, and return what it prints."""
        command: Sequence[str | Path] = [tool("liqoctl"), *arguments, "--skip-confirm"]
        result = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout


@pytest.fixture
def liqoctl(plane: ControlPlane, tmp_path: Path) -> Iterator[Liqoctl]:
    with starting_pods(plane):
        yield Liqoctl(plane.kubeconfig, tmp_path)


@pytest.fixture
def release(cluster: Cluster) -> Iterator[Release]:
    """The release that liqoctl makes, which is one of Helm's, through our Helm."""
    release = Release(cluster, tool("helm4"))
    yield release
    if release.helm("status", RELEASE).returncode == 0:
        release.uninstall()


@pytest.fixture
def kubeadm(cluster: Cluster) -> Iterator[None]:
    """What the providers kubeadm and kind read the ranges of addresses from."""
    command = ["kube-controller-manager", f"--cluster-cidr={POD_CIDR}", f"--service-cluster-ip-range={SERVICE_CIDR}"]
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": "kube-controller-manager",
            "labels": {"component": "kube-controller-manager", "tier": "control-plane"},
        },
        "spec": {"containers": [{"name": "kube-controller-manager", "image": "none", "command": command}]},
    }
    created = cluster.kubectl("create", "--namespace=kube-system", "-f", "-", text=yaml.safe_dump(pod))
    assert created.returncode == 0, created.stderr
    yield
    cluster.kubectl("delete", "pod", "kube-controller-manager", "--namespace=kube-system", "--force")


@pytest.mark.usefixtures("kubeadm")
@pytest.mark.parametrize(
    ("provider", "options"),
    [
        ("", CIDRS),
        ("kubeadm", ()),
        ("kind", ()),
        ("k3s", ("--skip-validation",)),
        ("kubeadm", ("--enable-metrics", "--cluster-labels=example.org/site=rome")),
    ],
)
def test_the_values_of_every_provider_are_accepted(
    release: Release, liqoctl: Liqoctl, tmp_path: Path, provider: str, options: Sequence[str]
) -> None:
    path = tmp_path / "values.yaml"
    liqoctl.install(
        *filter(None, [provider]), *options, "--cluster-id=rome", "--only-output-values", f"--dump-values-path={path}"
    )
    written = yaml.safe_load(path.read_text())
    for keys in PHANTOMS:
        value: Any = written
        for key in keys:
            value = value[key]
        assert isinstance(value, bool)
    assert not [finding for finding in check([path]).findings if finding.severity.name != "NOTICE"]
    release.succeed("template", RELEASE, CHART, f"--values={path}", quietly=True)


def test_it_installs_reports_and_removes(release: Release, liqoctl: Liqoctl) -> None:
    identity = ("--cluster-id=rome", "--cluster-labels=example.org/site=rome")
    liqoctl.install(*CIDRS, *identity, "--api-server-url=https://rome.example.org")
    assert fabrics(release) == ["daemonset.apps/liqo-fabric"]
    status = yaml.safe_load(liqoctl.run("info", "-o", "yaml"))
    assert status["health"]["healthy"] is True
    assert status["local"] == {
        "APIServerAddr": "https://rome.example.org",
        "clusterID": "rome",
        "labels": {"example.org/site": "rome"},
        "version": "v1.2.0",
    }
    assert "Server version: v1.2.0" in liqoctl.run("version")

    # The identity is that of the installed release, unless another one is asked for.
    liqoctl.install(*CIDRS, "--set=networking.enabled=false")
    assert fabrics(release) == []
    release.expect_networking(on=False)
    assert yaml.safe_load(liqoctl.run("info", "-o", "yaml"))["local"]["clusterID"] == "rome"

    # It looks for remaining cluster roles of Liqo, and fails if it finds any.
    liqoctl.run("uninstall", "--timeout=120s")
    assert release.helm("status", RELEASE).returncode != 0


def fabrics(release: Release) -> list[str]:
    """The DaemonSets of the release."""
    found = release.cluster.kubectl("get", "daemonsets", f"--namespace={NAMESPACE}", "-o", "name")
    return found.stdout.split()
