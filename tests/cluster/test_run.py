"""``make run`` and ``make stop`` as their user sees them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.conftest import Release
from tools.repository import CHART
from tools.run import __main__ as run
from tools.run.cluster import Cluster
from tools.run.control_plane import ControlPlane
from tools.toolchain.build import tool

OFF = "What deliberately does not exist"


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of its own in place of ``.run``; a control plane that a test leaves there is ended."""
    monkeypatch.setattr(run, "STATE", tmp_path / "run")
    monkeypatch.setattr(run, "CONTROL_PLANE", tmp_path / "run" / "control-plane")
    for name in ("VALUES", "KUBE_CONTEXT", "KUBECONFIG"):
        monkeypatch.delenv(name, raising=False)
    yield run.STATE
    left = ControlPlane.running_in(run.CONTROL_PLANE)
    if left:
        left.stop()


def test_install_upgrade_and_stop(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert run.main([]) == 0
    installed = unwrapped(capfd)
    assert "helm install liqo" in installed
    exists, _, absent = installed.partition(OFF)
    assert "Deployment liqo-controller-manager" in exists
    assert "VkOptionsTemplate virtual-kubelet-default" in exists
    assert "28 CustomResourceDefinitions" in exists
    assert "liqo-fabric" not in exists
    assert "DaemonSet liqo-fabric" in absent
    assert "Deployment liqo-ipam" in absent
    assert "Mode: offloading-only" in absent
    assert "make stop" in absent

    monkeypatch.setenv("VALUES", str(CHART / "presets" / "connected.yaml"))
    assert run.main([]) == 0
    upgraded = unwrapped(capfd)
    assert "helm upgrade liqo" in upgraded
    assert "DaemonSet liqo-fabric" in upgraded
    assert OFF not in upgraded
    assert "Mode: connected" in upgraded

    plane = ControlPlane.running_in(run.CONTROL_PLANE)
    assert plane
    assert run.main(["--stop"]) == 0
    assert not any(process.alive for process in plane.running)
    assert not plane.folder.exists()
    assert run.main(["--stop"]) == 0
    assert "no control plane is running" in capfd.readouterr().out


def unwrapped(capfd: pytest.CaptureFixture[str]) -> str:
    """What was printed, wherever its lines end."""
    return " ".join(capfd.readouterr().out.split())


def test_bad_values_stop_it_before_anything_else(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    values = tmp_path / "values.yaml"
    values.write_text('networking:\n  enabled: "false"\n')
    monkeypatch.setenv("VALUES", str(values))
    assert run.main([]) == 1
    told = capfd.readouterr()
    assert "LQ004" in told.out
    assert f"{values}:2:12" in told.out
    assert "Nothing was installed" in told.err
    assert not run.CONTROL_PLANE.exists()


def test_a_missing_values_file(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VALUES", str(tmp_path / "none.yaml"))
    assert run.main([]) == 2
    assert "none.yaml" in capfd.readouterr().err
    assert not run.CONTROL_PLANE.exists()


def test_a_cluster_of_the_users(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, plane: ControlPlane, cluster: Cluster
) -> None:
    monkeypatch.setenv("KUBECONFIG", str(plane.kubeconfig))
    monkeypatch.setenv("KUBE_CONTEXT", "embedded")
    release = Release(cluster, tool("helm4"))
    try:
        assert run.main([]) == 0
        assert "cluster: your own, context embedded" in capfd.readouterr().out
        assert not run.CONTROL_PLANE.exists()
        release.expect_networking(on=False)
    finally:
        release.uninstall()


def test_an_unknown_context(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, plane: ControlPlane
) -> None:
    monkeypatch.setenv("KUBECONFIG", str(plane.kubeconfig))
    monkeypatch.setenv("KUBE_CONTEXT", "production")
    assert run.main([]) == 1
    assert "production: your kubeconfig has no such context. It has: embedded" in capfd.readouterr().err


def test_only_one_at_a_time(capfd: pytest.CaptureFixture[str]) -> None:
    with run.alone():
        assert run.main([]) == 1
    assert "another `make run` or `make stop` is active" in capfd.readouterr().err
