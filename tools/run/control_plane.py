"""A real Kubernetes control plane on this machine's loopback address: etcd, API server and controller manager.

There is no node and no scheduler: pods are created and stay pending. Everything else works as in a cluster: RBAC, Pod
Security admission, validation of every field, garbage collection. It uses free ports, makes its own certificates and
tokens, and keeps all its files in one folder.

On the command line::

    python -m tools.run.control_plane start FOLDER   # prints the kubeconfig to use
    python -m tools.run.control_plane stop FOLDER
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from tools.manifests import Manifest
from tools.run import processes
from tools.run.api_client import Client
from tools.run.command_lines import Settings, audit_log, commands
from tools.run.network import MACHINE, Network
from tools.run.processes import Process
from tools.toolchain.build import CONTROL_PLANE, TARGETS, build, pinned_version

#: The path that answers once a program works; only then is the next one started. The API server has one for that; of
#: the controller manager it is the first object that it makes. It gives up after ten seconds without an API server,
#: which may take longer to start.
_SIGNS_OF_LIFE = {
    "kube-apiserver": "/readyz",
    "kube-controller-manager": "/api/v1/namespaces/default/serviceaccounts/default",
}
START_SECONDS = 120.0
POLL_SECONDS = 0.1
DEFAULTS = Settings()
#: Another program may take a free port before the program that it was chosen for does.
ATTEMPTS = 3


class ControlPlaneError(Exception):
    """The control plane could not be started; the message says why and where the logs are."""


class _PortTakenError(ControlPlaneError):
    """Another program took a port in the meantime; trying again with other ports helps."""


@dataclass(frozen=True)
class ControlPlane:
    """A running control plane.

    Attributes:
        folder: Where it keeps everything.
        port: The port of the API server.
        running: Its programs, in the order in which they were started.
        network: Where it listens.
    """

    folder: Path
    port: int
    running: list[Process]
    network: Network = MACHINE

    @classmethod
    def start(
        cls,
        folder: Path,
        *,
        outlives_us: bool = False,
        network: Network = MACHINE,
        settings: Settings = DEFAULTS,
    ) -> Self:
        """Start an empty control plane; what the folder held is removed.

        Args:
            folder: Where it keeps everything.
            outlives_us: Whether it goes on when this process ends.
            network: Where it listens.
            settings: In what it differs from others.

        Raises:
            ControlPlaneError: It does not start.
            ToolchainError: Its programs cannot be built.
        """
        build(CONTROL_PLANE)
        for attempt in range(1, ATTEMPTS + 1):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True, mode=0o700)
            try:
                return cls._start(folder, network, settings, outlives_us=outlives_us)
            except _PortTakenError:
                if attempt == ATTEMPTS:
                    raise
        message = "unreachable"
        raise AssertionError(message)

    @classmethod
    def _start(cls, folder: Path, network: Network, settings: Settings, *, outlives_us: bool) -> Self:
        plane = cls(folder, network.free_port(), [], network)
        try:
            for name, command in commands(folder, plane.port, network, settings).items():
                log = folder / f"{name}.log"
                started = processes.start(
                    name, command, log, mark=str(folder), outlives_us=outlives_us, network=network
                )
                plane.running.append(started)
                plane._record()
                plane._wait_for_life(name)
        except BaseException:
            processes.stop(plane.running)
            raise
        return plane

    @classmethod
    def running_in(cls, folder: Path) -> Self | None:
        """Return the control plane that an earlier call has left running in a folder, if it still runs."""
        try:
            state = json.loads((folder / "state.json").read_text())
        except (OSError, ValueError):
            return None
        found = [Process(name, pid, str(folder), folder / f"{name}.log") for name, pid in state["processes"].items()]
        plane = cls(folder, state["port"], found)
        if all(process.alive for process in found):
            return plane
        # It needs every program: if any has ended, stop the others.
        processes.stop(found)
        return None

    def stop(self) -> None:
        """Stop it and remove all its files."""
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def end(self) -> None:
        """Stop it, and keep its files."""
        processes.stop(self.running[::-1])

    @contextlib.contextmanager
    def without(self, *names: str) -> Iterator[None]:
        """Stop some of its programs, which this Python process has started, while the block runs."""
        away = [process for process in self.running if process.name in names]
        processes.stop(away[::-1])
        self.running[:] = [process for process in self.running if process not in away]
        try:
            yield
        finally:
            for ended in away:
                self.running.append(processes.start_again(ended, network=self.network))
                self._record()
                self._wait_for_life(ended.name)

    @property
    def audit_log(self) -> Path:
        """The audit log of the API server, with a JSON object on each line."""
        return audit_log(self.folder)

    @property
    def kubeconfig(self) -> Path:
        """A kubeconfig file with the permissions of an administrator."""
        return self.folder / "kubeconfig"

    def get(self, path: str) -> Manifest:
        """Return what the API server answers to a GET.

        Raises:
            OSError: It cannot be reached, or answers with an error.
        """
        return self._client.request("GET", path)

    def patch(self, path: str, patch: Mapping[str, Any]) -> Manifest:
        """Change an object by a JSON merge patch, and return it as it is then.

        Raises:
            OSError: The API server cannot be reached, or answers with an error.
        """
        return self._client.request("PATCH", path, patch, "application/merge-patch+json")

    def create(self, path: str, content: Mapping[str, Any]) -> Manifest:
        """Create an object, or a subresource such as a token, and return it as it is then.

        Raises:
            OSError: The API server cannot be reached, or answers with an error.
        """
        return self._client.request("POST", path, content, "application/json")

    def delete(self, path: str) -> None:
        """Delete an object, and do not wait until it is gone.

        Raises:
            OSError: The API server cannot be reached, or answers with an error.
        """
        self._client.request("DELETE", path)

    @cached_property
    def _client(self) -> Client:
        return Client(self.port, self.network, self.folder / "ca.crt", _token(self.folder))

    def _record(self) -> None:
        state = {"port": self.port, "processes": {process.name: process.pid for process in self.running}}
        (self.folder / "state.json").write_text(json.dumps(state))

    def _wait_for_life(self, name: str) -> None:
        if name in _SIGNS_OF_LIFE:
            self._wait_for(_SIGNS_OF_LIFE[name])

    def _wait_for(self, path: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._answers(path):
            self._refuse_the_dead()
            if time.monotonic() > deadline:
                words = "\n".join(process.last_words() for process in self.running)
                message = f"the control plane is not ready after {START_SECONDS:.0f} s: no {path}.\n{words}"
                raise ControlPlaneError(message)
            time.sleep(POLL_SECONDS)

    def _answers(self, path: str) -> bool:
        try:
            self.get(path)
        except OSError:
            return False
        return True

    def _refuse_the_dead(self) -> None:
        for process in self.running:
            if not process.alive:
                words = process.last_words()
                kind = _PortTakenError if "address already in use" in words else ControlPlaneError
                message = f"{process.name} ended while the control plane was starting.\n{words}"
                raise kind(message)


@contextlib.contextmanager
def control_plane(folder: Path) -> Iterator[ControlPlane]:
    """Run a control plane while the block runs."""
    plane = ControlPlane.start(folder)
    try:
        yield plane
    finally:
        plane.stop()


def _token(folder: Path) -> str:
    return (folder / "tokens.csv").read_text().partition(",")[0]


def kubernetes_version() -> str:
    """Return the version of Kubernetes that the control plane runs."""
    server = TARGETS["kube-apiserver"]
    return pinned_version(server.module, server.versioned_by)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command, and return its exit status."""
    parser = argparse.ArgumentParser(description="Starts or stops a Kubernetes control plane on the loopback address.")
    parser.add_argument("action", choices=["start", "stop"])
    parser.add_argument("folder", type=Path, help="where it keeps everything")
    options = parser.parse_args(arguments)
    folder = options.folder.resolve()
    running = ControlPlane.running_in(folder)
    if options.action == "stop":
        if running:
            running.stop()
        return 0
    try:
        plane = running or ControlPlane.start(folder, outlives_us=True)
    except ControlPlaneError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(plane.kubeconfig)
    return 0


if __name__ == "__main__":
    sys.exit(main())
