"""What the control plane does when something goes wrong with it."""

from __future__ import annotations

import os
import signal
import stat
from pathlib import Path

import pytest

from tools.run import command_lines
from tools.run.control_plane import ControlPlane, ControlPlaneError
from tools.run.processes import Process


def test_one_that_has_lost_a_program_is_ended_by_the_next_call(tmp_path: Path) -> None:
    plane = ControlPlane.start(tmp_path / "control-plane")
    try:
        assert ControlPlane.running_in(plane.folder) == plane
        manager = plane.running[-1]
        os.kill(manager.pid, signal.SIGKILL)
        assert manager.child
        manager.child.wait()
        assert ControlPlane.running_in(plane.folder) is None
        for process in plane.running:
            assert process.child
            process.child.wait(timeout=30)
    finally:
        plane.stop()


def test_an_empty_folder_has_none(tmp_path: Path) -> None:
    assert ControlPlane.running_in(tmp_path) is None


def test_a_program_that_ends_immediately_is_named_with_its_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\necho the disk is on fire >&2\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setattr(command_lines, "tool", lambda _: broken)
    with pytest.raises(ControlPlaneError) as raised:
        ControlPlane.start(tmp_path / "control-plane")
    assert "etcd ended while the control plane was starting" in str(raised.value)
    assert str(tmp_path / "control-plane" / "etcd.log") in str(raised.value)
    assert "the disk is on fire" in str(raised.value)


def test_a_recorded_process_is_not_mistaken_for_another(tmp_path: Path) -> None:
    """IDs of processes are reused: this very process must not be taken for a control plane that is gone."""
    assert not Process("etcd", os.getpid(), str(tmp_path), tmp_path / "log").alive


def test_secrets_are_for_their_owner_only(plane: ControlPlane) -> None:
    assert stat.S_IMODE(plane.folder.stat().st_mode) == 0o700
    secrets = [plane.kubeconfig, plane.folder / "tokens.csv", *plane.folder.glob("*.key")]
    assert {stat.S_IMODE(file.stat().st_mode) for file in secrets} == {0o600}
