"""Where processes, threads, memory or open files run out: the same results, or one message; never a hang."""

from __future__ import annotations

import json
import resource
import subprocess
import sys

import pytest

from tests.attack.attacking import OFF, Repository

#: A stand-in for `pids.max`, which root is not bound by as a limit of its own.
SCARCE = """\
import os, sys, threading
left = {left}
fork = os.fork
def scarce():
    global left
    left -= 1
    if left < 0:
        raise BlockingIOError(11, "Resource temporarily unavailable")
    return fork()
def none(self):
    raise RuntimeError("can't start new thread")
os.fork, threading.Thread.start = scarce, none
from liqo_values.cli import main
main(sys.argv[1:])
"""


@pytest.fixture
def many(repository: Repository) -> Repository:
    for number in range(120):
        repository.put(f"liqo/values-{number}.yaml", OFF + ("networkin: {}\n" if number == 60 else ""))
    return repository


@pytest.mark.parametrize("left", [0, 1, 2])
def test_no_more_processes_or_threads(many: Repository, left: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCARCE.format(left=left), "check", ".", "--jobs", "3", "--format", "json"],
        cwd=many.folder, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.returncode == 1
    assert len(json.loads(done.stdout)["releases"]) == 120


@pytest.mark.parametrize(
    ("what", "limit"),
    [
        *((resource.RLIMIT_AS, megabytes * 2**20) for megabytes in (40, 60, 80, 120, 200)),
        *((resource.RLIMIT_NOFILE, files) for files in (6, 9, 20)),
    ],
)
def test_little_of_everything(many: Repository, what: int, limit: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "liqo_values", "check", ".", "--jobs", "3"],
        cwd=many.folder, capture_output=True, text=True, check=False, timeout=300,
        preexec_fn=lambda: resource.setrlimit(what, (limit, limit)),
    )  # fmt: skip
    assert "output cannot be written" not in done.stderr
    if "liqo_values" not in done.stderr:  # Python itself may not even have started
        assert done.returncode in (1, 2, 127), done.stderr
