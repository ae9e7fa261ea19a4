"""Runs the user's kubectl, and ends it together with everything that it started, such as plugins for credentials."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

_PROGRAM = "kubectl"
#: How long the output of a program that was ended may take, in seconds: what it started may have left its group.
_LAST_WORDS = 1
#: How kubectl begins to say why it fails. Advice can follow, and a plugin for credentials writes to the same stream.
NO_ANSWER = ("Unable to connect to the server", "The connection to the server")
_ERRORS = (*NO_ANSWER, "Error from server", "error: ", "Error: ")
_INSTALL = "install kubectl, or pass a bundle with --bundle"


class Access(NamedTuple):
    """The way to a cluster, as kubectl's options give it.

    Attributes:
        context: A context of the kubeconfig; empty for the current one.
        kubeconfig: The kubeconfig; empty for the one that kubectl uses by default.
        namespace: The namespace of Liqo; empty to look for it.
    """

    context: str = ""
    kubeconfig: str = ""
    namespace: str = ""

    @property
    def options(self) -> list[str]:
        """The options of kubectl."""
        pairs = (("--context", self.context), ("--kubeconfig", self.kubeconfig))
        return [f"{name}={value}" for name, value in pairs if value]

    @property
    def command(self) -> str:
        """The beginning of a command of kubectl for this cluster, for messages."""
        return shlex.join([_PROGRAM, *self.options])


class Answer(NamedTuple):
    """What kubectl answered.

    Attributes:
        status: Its exit status; None if it was ended because it took too long.
        output: What it printed.
        errors: What it, or a plugin for credentials, printed on standard error.
        seconds: How long it could take.
    """

    status: int | None
    output: str
    errors: str
    seconds: float

    @property
    def reason(self) -> str:
        """Why it failed: the last line that says so, else the last line."""
        lines = [line.strip() for line in self.errors.splitlines() if line.strip()]
        if self.status is None:
            late = f"kubectl takes longer than {self.seconds:g} s"
            return f"{late}; the last line that it printed is `{lines[-1]}`" if lines else late
        said = [line for line in lines if line.startswith(_ERRORS)] or lines
        return said[-1] if said else f"kubectl exits with {self.status}"


class Kubectl:
    """The kubectl on ``PATH``, for one cluster; several threads can call it at once."""

    def __init__(self, access: Access) -> None:
        self._options = access.options
        self._running: set[subprocess.Popen[str]] = set()
        self._lock = Lock()
        self._stopped = False

    def call(self, arguments: Sequence[str], seconds: float) -> Answer:
        """Run it; after a time, end it.

        Args:
            arguments: Its arguments.
            seconds: The time.

        Raises:
            InputError: there is no kubectl, or it cannot be run.
        """
        process = self._start(arguments)
        try:
            output, errors = process.communicate(timeout=seconds)
            return Answer(process.returncode, output, errors, seconds)
        except subprocess.TimeoutExpired:
            return Answer(None, "", _ended(process), seconds)
        finally:
            with self._lock:
                self._running.discard(process)
            if process.poll() is None:
                _ended(process)

    def stop(self) -> None:
        """End all calls, and reject new ones: the user interrupts the program."""
        with self._lock:
            self._stopped = True
            for process in self._running:
                _kill(process)

    def _start(self, arguments: Sequence[str]) -> subprocess.Popen[str]:
        with self._lock:
            if self._stopped:
                raise KeyboardInterrupt
            try:
                process = subprocess.Popen(
                    [_PROGRAM, *self._options, *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    encoding="utf-8",
                    errors="replace",
                    process_group=0,  # of its own, so that all of it can be ended
                )
            except FileNotFoundError:
                message = "there is no kubectl"
                raise InputError(message, _INSTALL) from None
            except (OSError, ValueError) as error:  # an argument with a null byte
                message = f"kubectl cannot be run: {getattr(error, 'strerror', None) or error}"
                raise InputError(message, _INSTALL) from None
            self._running.add(process)
            return process


def _ended(process: subprocess.Popen[str]) -> str:
    """End a program and what it started, and return what it printed on standard error."""
    _kill(process)
    with suppress(subprocess.TimeoutExpired):
        return process.communicate(timeout=_LAST_WORDS)[1]
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()
    return ""


def _kill(process: subprocess.Popen[str]) -> None:
    if process.returncode is not None:  # its number may be that of another program now
        return
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
