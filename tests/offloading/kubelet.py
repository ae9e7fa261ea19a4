"""The kubelet of a cluster's nodes, for Liqo's own pods only: runs their programs, and reports whether they are ready.

All other pods are left to kwok, which has nothing run. A pod that is on none of our nodes is none of our business: what
is on a virtual node runs in another cluster.
"""

from __future__ import annotations

import contextlib
import datetime
import logging
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.offloading.programs import Launcher, Pod, listens_everywhere, program_of
from tools.run import processes
from tools.run.control_plane import ControlPlane

POLL_SECONDS = 0.2
PROBE_SECONDS = 2.0
#: What Kubernetes has for a default.
FAILURE_THRESHOLD = 3
#: As a kubelet does, for a probe by HTTPS.
_UNVERIFIED = ssl._create_unverified_context()  # noqa: S323
#: A program that ends is started again, but not at once: what it waits for needs its time, too.
BACKOFF_SECONDS = 1.0
LONGEST_BACKOFF_SECONDS = 10.0

_log = logging.getLogger(__name__)


@dataclass
class _Running:
    pod: Pod
    process: processes.Process
    since: float
    restarts: int = 0
    failures: int = 0
    ready: bool | None = None
    replaced: bool = False

    @property
    def may_restart(self) -> bool:
        """Whether it is long enough since the last start; the more often it has ended, the longer it takes."""
        return time.monotonic() - self.since > min(BACKOFF_SECONDS * (1 + self.restarts), LONGEST_BACKOFF_SECONDS)

    def judge(self, *, answers: bool) -> bool:
        """Whether the pod counts as ready after another probe: one that was stays so for a few that fail."""
        self.failures = 0 if answers else self.failures + 1
        return answers or (bool(self.ready) and self.process.alive and self.failures < FAILURE_THRESHOLD)


@dataclass
class Kubelet:
    """Runs the pods of Liqo's on the nodes of a cluster.

    Attributes:
        plane: The cluster.
        launcher: Starts their programs.
        started: Every process that it has started, in order.
    """

    plane: ControlPlane
    launcher: Launcher
    started: list[processes.Process] = field(default_factory=list)
    _running: dict[str, _Running] = field(default_factory=dict)
    _error: BaseException | None = None

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Do its work for as long as the block runs, and end all programs."""
        ended = threading.Event()

        def work() -> None:
            try:
                while not ended.wait(POLL_SECONDS):
                    # The API server may be away; what it did not hear, it hears the next time.
                    with contextlib.suppress(OSError):
                        self._synchronize()
            except BaseException as error:  # noqa: BLE001 (raised where it is seen)
                _log.exception("the kubelet gives up")
                self._error = error
            finally:
                # Here, since they end with the thread that has started them.
                processes.stop([running.process for running in self._running.values()])

        worker = threading.Thread(target=work, daemon=True)
        worker.start()
        try:
            yield
            if self._error is not None:
                raise self._error
        finally:
            ended.set()
            worker.join()

    def process(self, deployment: str) -> processes.Process:
        """The process of the only pod of a Deployment.

        Raises:
            LookupError: There is none, or there are several.
        """
        found = [
            running.process
            for running in list(self._running.values())
            if running.pod["metadata"]["name"].startswith(f"{deployment}-")
        ]
        if len(found) != 1:
            message = f"{deployment} has {len(found)} processes"
            raise LookupError(message)
        return found[0]

    def _synchronize(self) -> None:
        pods = {pod["metadata"]["uid"]: pod for pod in self._pods()}
        leaving = {uid for uid in self._running if uid not in pods or "deletionTimestamp" in pods[uid]["metadata"]}
        processes.stop([self._running.pop(uid).process for uid in leaving])
        for uid, pod in pods.items():
            if "deletionTimestamp" in pod["metadata"]:
                self._forget(pod)
            elif "podIP" in pod["status"]:
                self._run(uid, pod)

    def _pods(self) -> list[Pod]:
        """Those of Liqo's pods that kwok has seen on one of its nodes."""
        return [
            pod
            for pod in self.plane.get("/api/v1/pods?resourceVersion=0")["items"]
            if program_of(pod) and pod["spec"].get("nodeName", "").startswith("node-")
        ]

    def _run(self, uid: str, pod: Pod) -> None:
        if uid not in self._running:
            self._take_over(pod)
            self._running[uid] = _Running(pod, self._start(pod, 0), time.monotonic())
        running = self._running[uid]
        if running.replaced:
            return
        if pod["spec"].get("restartPolicy") == "Never":
            self._run_once(running)
            return
        if not running.process.alive and running.may_restart:
            running.restarts += 1
            running.process, running.since = self._start(pod, running.restarts), time.monotonic()
        ready = running.judge(answers=running.process.alive and self._answers(pod))
        # Kubernetes takes pods of a node that was lost for a while for not ready, until the kubelet says otherwise.
        if ready != running.ready or ready != _counts_as_ready(pod):
            self._report(pod, ready=ready, restarts=running.restarts)
            running.ready = ready

    def _take_over(self, pod: Pod) -> None:
        """Take over the port of an older pod, which then counts as ready until it is deleted.

        In a cluster, each has an address of its own, and the older one serves until the new one is ready. Here, the
        new one could not start; once it has, it also answers on the address of the older one.
        """
        for older in self._running.values():
            if listens_everywhere(pod) and program_of(older.pod) == program_of(pod):
                processes.stop([older.process])
                older.replaced = True

    def _run_once(self, running: _Running) -> None:
        """Tell how the program of a Job ended, once it has."""
        assert running.process.child is not None
        status = running.process.child.poll()
        if status is not None and running.ready is None:
            running.ready = False
            self.plane.patch(f"{_path(running.pod)}/status", {"status": {"phase": "Failed" if status else "Succeeded"}})

    def _start(self, pod: Pod, restarts: int) -> processes.Process:
        process = self.launcher.start(pod, restarts)
        self.started.append(process)
        return process

    def _report(self, pod: Pod, *, ready: bool, restarts: int) -> None:
        container = pod["spec"]["containers"][0]
        status = {
            "phase": "Running",
            "conditions": [
                {"type": kind, "status": str(kind == "Initialized" or ready)}
                for kind in ("Initialized", "ContainersReady", "Ready")
            ],
            "containerStatuses": [
                {
                    "name": container["name"],
                    "image": container["image"],
                    "imageID": "",
                    "state": {"running": {"startedAt": _now()}},
                    "ready": ready,
                    "restartCount": restarts,
                }
            ],
        }
        self.plane.patch(f"{_path(pod)}/status", {"status": status})

    def _forget(self, pod: Pod) -> None:
        """Say that a pod has ended, so that it can go."""
        self.plane.delete(f"{_path(pod)}?gracePeriodSeconds=0")

    def _answers(self, pod: Pod) -> bool:
        """Whether the readiness probe of a pod succeeds; one without a probe is ready as soon as it runs."""
        container = pod["spec"]["containers"][0]
        probe = container.get("readinessProbe", {})
        ports = {port["name"]: port["containerPort"] for port in container.get("ports", []) if "name" in port}
        for kind in ("httpGet", "tcpSocket", "grpc"):
            if kind in probe:
                port = probe[kind]["port"]
                port = self.launcher.port(pod, ports.get(port, port))
                return self._probe(pod["status"]["podIP"], port, probe[kind])
        return True

    def _probe(self, address: str, port: int, probe: Mapping[str, Any]) -> bool:
        try:
            with self.plane.network.connect(port, PROBE_SECONDS, address) as plain:
                if "path" not in probe:
                    return True
                with _UNVERIFIED.wrap_socket(plain) if probe.get("scheme") == "HTTPS" else plain as connection:
                    connection.sendall(f"GET {probe['path']} HTTP/1.0\r\n\r\n".encode())
                    return connection.recv(64).split()[1] == b"200"
        except (OSError, IndexError):
            return False


def _counts_as_ready(pod: Pod) -> bool:
    conditions = {each["type"]: each["status"] for each in pod["status"].get("conditions", [])}
    return conditions.get("Ready") == "True"


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _path(pod: Pod) -> str:
    return f"/api/v1/namespaces/{pod['metadata']['namespace']}/pods/{pod['metadata']['name']}"
