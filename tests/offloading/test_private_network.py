"""The network of the tests: nothing gets out of it, and nothing in it outlives the tests."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.offloading.private_network import private_network
from tests.offloading.waiting import wait_for
from tools.run import processes

ROOT = Path(__file__).resolve().parents[2]
#: A test run in small: it starts a program in a network of its own, says which, and waits to be killed.
RUN = """
import sys, time
from pathlib import Path
from tools.run import processes
from tests.offloading.private_network import private_network
with private_network() as network:
    log = Path(sys.argv[1])
    program = processes.start("sleep", ["sleep", "600"], log, mark="600", outlives_us=False, network=network)
    print(program.pid, flush=True)
    time.sleep(600)
"""


def test_it_has_a_loopback_and_nothing_else(tmp_path: Path) -> None:
    with private_network() as network:
        log = tmp_path / "interfaces"
        command = ["cat", "/proc/net/dev"]
        process = processes.start("cat", command, log, mark="", outlives_us=False, network=network)
        wait_for("the interfaces are listed", lambda: not process.alive)
        interfaces = [line.partition(":")[0].strip() for line in log.read_text().splitlines() if ":" in line]
        # Some kernels give every network devices for tunnels, which lead nowhere until they are set up.
        assert "lo" in interfaces
        assert not [name for name in interfaces if name.startswith(("en", "eth", "wl"))]


def test_its_ports_are_its_own() -> None:
    with private_network() as network, private_network() as other, socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        for each in (network, other):
            with pytest.raises(ConnectionRefusedError):
                each.connect(port, 1.0)
            # An address of a pod leads to the loopback, too.
            with pytest.raises(ConnectionRefusedError):
                each.connect(port, 1.0, "10.11.0.1")


def test_everything_ends_with_a_run_that_is_killed(tmp_path: Path) -> None:
    run = subprocess.Popen([sys.executable, "-c", RUN, tmp_path / "log"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    with run.stdout:
        program = Path("/proc") / run.stdout.readline().strip()
    assert program.exists()
    run.kill()
    run.wait()
    wait_for("the program has ended, too", lambda: not program.exists() or "Z" in (program / "stat").read_text())
