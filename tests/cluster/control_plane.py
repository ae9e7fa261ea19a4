"""A real Kubernetes control plane on this machine's loopback address: etcd, API server and controller manager.

There is no node and no scheduler: pods are created and stay pending. Everything else is what a cluster does: RBAC,
Pod Security admission, validation of every field, garbage collection. Ports are free ones, certificates and tokens
are made for each control plane, and all it keeps is in one folder.

On the command line::

    python -m tests.cluster.control_plane start FOLDER   # prints the kubeconfig to use
    python -m tests.cluster.control_plane stop FOLDER
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import secrets
import shutil
import socket
import ssl
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from tests.cluster import processes
from tests.cluster.certificates import Authority, Pair, write_signing_key
from tests.cluster.processes import Process
from tests.support.tools import tool
from tests.toolchain.build import TARGETS, build, pinned_version

PROGRAMS = ("etcd", "kube-apiserver", "kube-controller-manager", "kubectl")
#: What tells that a program works, before the next one is started. The API server says so; of the controller manager
#: the first work is to be seen. It gives up after ten seconds without an API server, which may take longer to start.
_SIGNS_OF_LIFE = {
    "kube-apiserver": "/readyz",
    "kube-controller-manager": "/api/v1/namespaces/default/serviceaccounts/default",
}
LOOPBACK = "127.0.0.1"
SERVICE_CIDR = "10.96.0.0/16"
#: What pods would have if there were nodes; examples and tests that switch networking on name it.
POD_CIDR = "10.244.0.0/16"
START_SECONDS = 120.0
REQUEST_SECONDS = 5.0
POLL_SECONDS = 0.1
#: A free port may be taken by someone else before the program that it was found for gets to it.
ATTEMPTS = 3


class ControlPlaneError(Exception):
    """The control plane could not be started; the message says why and where the logs are."""


class _PortTakenError(ControlPlaneError):
    """Somebody else took a port in the meantime; trying again with others helps."""


@dataclass(frozen=True)
class ControlPlane:
    """A running control plane.

    Attributes:
        folder: Where it keeps everything.
        port: The port of the API server.
        running: Its programs, in the order in which they were started.
    """

    folder: Path
    port: int
    running: tuple[Process, ...]

    @classmethod
    def start(cls, folder: Path, *, outlives_us: bool = False) -> Self:
        """Start an empty control plane; what the folder held is removed.

        Args:
            folder: Where it keeps everything.
            outlives_us: Whether it goes on when this process ends.

        Raises:
            ControlPlaneError: It does not come up.
            ToolchainError: Its programs cannot be built.
        """
        build(PROGRAMS)
        for attempt in range(1, ATTEMPTS + 1):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True, mode=0o700)
            try:
                return cls._start(folder, outlives_us=outlives_us)
            except _PortTakenError:
                if attempt == ATTEMPTS:
                    raise
        message = "unreachable"
        raise AssertionError(message)

    @classmethod
    def _start(cls, folder: Path, *, outlives_us: bool) -> Self:
        plane = cls(folder, free_port(), ())
        try:
            for name, command in _commands(folder, plane.port).items():
                log = folder / f"{name}.log"
                started = processes.start(name, command, log, mark=str(folder), outlives_us=outlives_us)
                plane = replace(plane, running=(*plane.running, started))
                plane._record()
                if name in _SIGNS_OF_LIFE:
                    plane._wait_for(_SIGNS_OF_LIFE[name])
        except BaseException:
            processes.stop(plane.running)
            raise
        return plane

    @classmethod
    def running_in(cls, folder: Path) -> Self | None:
        """The control plane that an earlier call has left running in a folder, if it still does."""
        try:
            state = json.loads((folder / "state.json").read_text())
        except (OSError, ValueError):
            return None
        found = tuple(
            Process(name, pid, str(folder), folder / f"{name}.log") for name, pid in state["processes"].items()
        )
        plane = cls(folder, state["port"], found)
        if all(process.alive for process in found):
            return plane
        # One of them is gone, and so is the whole: what is left of it must not stay.
        processes.stop(found)
        return None

    def stop(self) -> None:
        """End it and remove everything it kept."""
        processes.stop(self.running[::-1])
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def kubeconfig(self) -> Path:
        """A kubeconfig file with the rights of an administrator."""
        return self.folder / "kubeconfig"

    def get(self, path: str) -> Any:
        """What the API server answers to a GET, decoded.

        Raises:
            OSError: It cannot be reached, or answers with an error.
        """
        return self._request("GET", path)

    def patch(self, path: str, patch: Mapping[str, Any]) -> Any:
        """Change an object by a JSON merge patch; returns it as it is then.

        Raises:
            OSError: The API server cannot be reached, or answers with an error.
        """
        return self._request("PATCH", path, patch, "application/merge-patch+json")

    def create(self, path: str, content: Mapping[str, Any]) -> Any:
        """Create an object, or what an object is asked for, such as a token; returns it as it is then.

        Raises:
            OSError: The API server cannot be reached, or answers with an error.
        """
        return self._request("POST", path, content, "application/json")

    def _request(
        self, method: str, path: str, content: Mapping[str, Any] | None = None, media_type: str = "application/json"
    ) -> Any:
        headers = {"Authorization": f"Bearer {_token(self.folder)}", "Content-Type": media_type}
        body = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(
            f"https://{LOOPBACK}:{self.port}{path}", method=method, headers=headers, data=body
        )
        context = ssl.create_default_context(cafile=str(self.folder / "ca.crt"))
        # Without the user's proxy, which would hardly find the way back to this machine.
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
        )
        with opener.open(request, timeout=REQUEST_SECONDS) as answer:
            text = answer.read()
        return json.loads(text) if text.startswith(b"{") else text.decode()

    def _record(self) -> None:
        state = {"port": self.port, "processes": {process.name: process.pid for process in self.running}}
        (self.folder / "state.json").write_text(json.dumps(state))

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
        except (OSError, http.client.HTTPException):
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
    """A control plane for as long as the block runs."""
    plane = ControlPlane.start(folder)
    try:
        yield plane
    finally:
        plane.stop()


def free_port() -> int:
    """A port of the loopback address that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _token(folder: Path) -> str:
    return (folder / "tokens.csv").read_text().partition(",")[0]


def _commands(folder: Path, port: int) -> dict[str, list[str | Path]]:
    """The command lines of the three programs; writes the files that they name."""
    authority = Authority(folder, "ca")
    names = ["localhost", LOOPBACK, "kubernetes", "kubernetes.default", "kubernetes.default.svc", "10.96.0.1"]
    server = authority.issue("kube-apiserver", names)
    etcd = authority.issue("etcd", ["localhost", LOOPBACK])
    front_proxy = authority.issue("front-proxy-client")
    signing_key = write_signing_key(folder, "service-accounts")
    admin, manager = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    _write_private(
        folder / "tokens.csv",
        f'{admin},admin,admin,"system:masters"\n{manager},system:kube-controller-manager,manager\n',
    )
    for name, token in (("kubeconfig", admin), ("kube-controller-manager.kubeconfig", manager)):
        _write_private(folder / name, json.dumps(_kubeconfig(folder, port, token), indent=2))

    client, peer = (f"https://{LOOPBACK}:{free_port()}" for _ in range(2))
    ca = authority.pair
    return {
        "etcd": _etcd(folder, ca, etcd, client, peer),
        "kube-apiserver": _api_server(port, ca, server, etcd, front_proxy, signing_key, client),
        "kube-controller-manager": [
            tool("kube-controller-manager"),
            f"--kubeconfig={folder / 'kube-controller-manager.kubeconfig'}",
            f"--service-account-private-key-file={signing_key}",
            f"--root-ca-file={ca.certificate}",
            f"--cluster-signing-cert-file={ca.certificate}",
            f"--cluster-signing-key-file={ca.key}",
            "--use-service-account-credentials=true",
            "--leader-elect=false",
            # Its polite pace is meant for busy clusters; nobody else is here.
            "--kube-api-qps=500",
            "--kube-api-burst=1000",
            "--secure-port=0",
        ],
    }


def _etcd(folder: Path, ca: Pair, pair: Pair, client: str, peer: str) -> list[str | Path]:
    return [
        tool("etcd"),
        "--name=etcd",
        f"--data-dir={folder / 'etcd'}",
        f"--listen-client-urls={client}",
        f"--advertise-client-urls={client}",
        f"--listen-peer-urls={peer}",
        f"--initial-advertise-peer-urls={peer}",
        f"--initial-cluster=etcd={peer}",
        "--client-cert-auth",
        f"--trusted-ca-file={ca.certificate}",
        f"--cert-file={pair.certificate}",
        f"--key-file={pair.key}",
        "--peer-client-cert-auth",
        f"--peer-trusted-ca-file={ca.certificate}",
        f"--peer-cert-file={pair.certificate}",
        f"--peer-key-file={pair.key}",
        # The data is thrown away with the control plane: no reason to wait for the disk.
        "--unsafe-no-fsync",
        "--log-level=warn",
    ]


def _api_server(
    port: int, ca: Pair, server: Pair, etcd: Pair, front_proxy: Pair, signing_key: Path, etcd_url: str
) -> list[str | Path]:
    return [
        tool("kube-apiserver"),
        f"--etcd-servers={etcd_url}",
        f"--etcd-cafile={ca.certificate}",
        f"--etcd-certfile={etcd.certificate}",
        f"--etcd-keyfile={etcd.key}",
        f"--bind-address={LOOPBACK}",
        f"--advertise-address={LOOPBACK}",
        f"--secure-port={port}",
        # A loopback address is no valid endpoint of the Service `kubernetes`, and no pod runs that would use it.
        "--endpoint-reconciler-type=none",
        f"--tls-cert-file={server.certificate}",
        f"--tls-private-key-file={server.key}",
        f"--client-ca-file={ca.certificate}",
        f"--token-auth-file={server.key.parent / 'tokens.csv'}",
        "--anonymous-auth=false",
        "--authorization-mode=Node,RBAC",
        "--allow-privileged=true",
        f"--service-cluster-ip-range={SERVICE_CIDR}",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={signing_key}",
        f"--service-account-signing-key-file={signing_key}",
        # The aggregation layer shares the CA with the clients, so the name must tell them apart.
        f"--requestheader-client-ca-file={ca.certificate}",
        "--requestheader-allowed-names=front-proxy-client",
        "--requestheader-username-headers=X-Remote-User",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        f"--proxy-client-cert-file={front_proxy.certificate}",
        f"--proxy-client-key-file={front_proxy.key}",
        "--profiling=false",
    ]


def _kubeconfig(folder: Path, port: int, token: str) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "embedded",
        "clusters": [
            {
                "name": "embedded",
                "cluster": {"server": f"https://{LOOPBACK}:{port}", "certificate-authority": str(folder / "ca.crt")},
            }
        ],
        "users": [{"name": "embedded", "user": {"token": token}}],
        "contexts": [{"name": "embedded", "context": {"cluster": "embedded", "user": "embedded"}}],
    }


def _write_private(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)


def kubernetes_version() -> str:
    """The version of Kubernetes that the control plane runs."""
    server = TARGETS["kube-apiserver"]
    return pinned_version(server.module, server.versioned_by)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(description="Starts or ends a Kubernetes control plane on the loopback address.")
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
