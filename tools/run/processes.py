"""Runs programs in the background, each with a log; a later call can find and stop them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.run.network import MACHINE, Network

#: These programs keep nothing that is worth a longer wait.
GRACE_SECONDS = 2.0
POLL_SECONDS = 0.05
_LOG_LINES = 15
#: How often a Go program collects garbage: less often than by default, but without a limit of memory near which it
#: would do little else.
_GARBAGE = {"GOGC": "400", "GOMEMLIMIT": "off"}
_PR_SET_PDEATHSIG = 1
#: Keeps the handles of programs that outlive this process: Python warns of one that is dropped while its program runs.
_LEFT_RUNNING: list[subprocess.Popen[bytes]] = []
_PRCTL = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


@dataclass(frozen=True)
class Process:
    """A program in the background.

    Attributes:
        name: What it is called in messages.
        pid: Its process ID.
        mark: Part of its command line that no other process has; an ID alone may have gone to another process.
        log: The file with all its output.
        child: Its handle, if this Python process has started it.
    """

    name: str
    pid: int
    mark: str
    log: Path
    child: subprocess.Popen[bytes] | None = field(default=None, compare=False, repr=False)

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        if self.child is not None:
            return self.child.poll() is None
        listing = subprocess.run(
            ["ps", "-ww", "-o", "command=", "-p", str(self.pid)], capture_output=True, text=True, check=False
        )
        return self.mark in listing.stdout

    def last_words(self) -> str:
        """The end of its log, indented, under the name of the file."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        lines = text.splitlines()[-_LOG_LINES:] or ["(empty)"]
        return "\n".join([f"The log of {self.name}, {self.log}, ends with:", *(f"  {line}" for line in lines)])


def start(
    name: str,
    command: Sequence[str | Path],
    log: Path,
    *,
    mark: str,
    outlives_us: bool,
    environment: Mapping[str, str] | None = None,
    network: Network = MACHINE,
) -> Process:
    """Start a program in the background.

    Args:
        name: What it is called in messages.
        command: The program and its arguments.
        log: Where its output goes.
        mark: Part of the command line that identifies it.
        outlives_us: Whether it goes on when this process ends; otherwise it ends too, even if this process is killed
            (on Linux; elsewhere only if this process ends normally).
        environment: Its environment; by default ours.
        network: The network that it runs in.
    """
    with log.open("wb") as output:
        child = subprocess.Popen(
            list(map(str, command)),
            env={**(os.environ if environment is None else environment), **_GARBAGE},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=preparation(network, outlives_us=outlives_us),  # noqa: PLW1509 (system calls only)
        )
    if outlives_us:
        _LEFT_RUNNING.append(child)
    return Process(name, child.pid, mark, log, child)


def start_again(ended: Process, *, network: Network = MACHINE) -> Process:
    """Start a program again that this Python process had started; its new log is next to the old one.

    Raises:
        ValueError: Another process had started it.
    """
    if ended.child is None:
        message = f"{ended.name} was started by another process"
        raise ValueError(message)
    command = [str(each) for each in ended.child.args]  # type: ignore[union-attr]
    log = ended.log.with_stem(f"{ended.log.stem}-again")
    return start(ended.name, command, log, mark=ended.mark, outlives_us=False, network=network)


def preparation(network: Network, *, outlives_us: bool) -> Callable[[], None]:
    """Return what a new process does before its program starts: it enters the network, and ends when we do."""

    def prepare() -> None:
        # In this order: the setting that ends it with us is lost when a process gets other privileges.
        network.enter()
        if _PRCTL is not None and not outlives_us:
            _PRCTL(_PR_SET_PDEATHSIG, signal.SIGKILL)

    return prepare


def stop(processes: Sequence[Process]) -> None:
    """Stop the given processes, first with SIGTERM, and return when they have ended."""
    for process in processes:
        _signal(process, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    while any(process.alive for process in processes) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    for process in processes:
        _signal(process, signal.SIGKILL)
        if process.child is not None:
            process.child.wait()


def _signal(process: Process, number: signal.Signals) -> None:
    if process.alive:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, number)
