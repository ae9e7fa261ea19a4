"""Replaces a node when `helm test` waits for a pod: its containers run as processes of this machine.

Only what the chart's test needs of a node is here: containers that run one program which this machine has too, and
volumes that are ConfigMaps. Their programs use the pod's own ServiceAccount, and so its permissions.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.cluster.accounts import write_kubeconfig
from tools.run.background_loop import again_and_again
from tools.run.cluster import Cluster
from tools.run.control_plane import ControlPlane
from tools.toolchain.build import tool

#: A container that cannot reach what it asks gives up by itself; this only ends a hang.
CONTAINER_SECONDS = 60.0


@dataclass(frozen=True)
class Outcome:
    """The result of a container.

    Attributes:
        status: Its exit status.
        output: All that it printed.
    """

    status: int
    output: str


@dataclass
class HookPods:
    """Runs the pods of hooks.

    Attributes:
        plane: Where they are.
        namespace: The namespace of the release.
        folder: Where it may write.
        outcomes: The containers of the last pod, by name.
    """

    plane: ControlPlane
    namespace: str
    folder: Path
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Run every pod of a hook that appears for as long as the block runs."""
        with again_and_again(self._run_pending):
            yield

    def _run_pending(self) -> None:
        for pod in self._pending():
            self._run(pod)

    def _pending(self) -> list[Any]:
        pods = self.plane.get(f"/api/v1/namespaces/{self.namespace}/pods?fieldSelector=status.phase%3DPending")
        return [pod for pod in pods["items"] if "helm.sh/hook" in pod["metadata"].get("annotations", {})]

    def _run(self, pod: Any) -> None:
        kubeconfig = self.folder / "kubeconfig"
        write_kubeconfig(self.plane, self.namespace, pod["spec"]["serviceAccountName"], kubeconfig)
        volumes = {volume["name"]: self._volume(volume) for volume in pod["spec"]["volumes"]}
        self.outcomes = {
            container["name"]: self._container(container, volumes, kubeconfig)
            for container in pod["spec"]["containers"]
        }
        failed = any(outcome.status for outcome in self.outcomes.values())
        path = f"/api/v1/namespaces/{self.namespace}/pods/{pod['metadata']['name']}/status"
        self.plane.patch(path, {"status": {"phase": "Failed" if failed else "Succeeded"}})

    def _container(self, container: Any, volumes: dict[str, Path], kubeconfig: Path) -> Outcome:
        (program,) = container["command"]
        arguments = container["args"]
        for mount in container.get("volumeMounts", []):
            if mount["name"] in volumes:
                folder = str(volumes[mount["name"]])
                arguments = [argument.replace(mount["mountPath"], folder) for argument in arguments]
        done = subprocess.run(
            [tool(program), *arguments],
            env=self._environment(kubeconfig),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=CONTAINER_SECONDS,
            check=False,
        )
        return Outcome(done.returncode, done.stdout)

    def _environment(self, kubeconfig: Path) -> dict[str, str]:
        """That of a user without a home, whose kubectl has to do without its cache as well."""
        return {
            "PATH": os.defpath,
            "HOME": str(self.folder / "none"),
            "KUBECACHEDIR": f"{os.devnull}/none",
            "KUBECONFIG": str(kubeconfig),
        }

    def _volume(self, volume: Any) -> Path:
        """A volume as a folder; that of the account's token is left empty, since the kubeconfig has it."""
        folder: Path = self.folder / volume["name"]
        folder.mkdir(exist_ok=True)
        if "configMap" in volume:
            path = f"/api/v1/namespaces/{self.namespace}/configmaps/{volume['configMap']['name']}"
            for name, text in self.plane.get(path)["data"].items():
                (folder / name).write_text(text)
        return folder


def left_behind(cluster: Cluster) -> list[str]:
    """What there is of `helm test` in a cluster."""
    kinds = "pods,configmaps,serviceaccounts,clusterroles,clusterrolebindings"
    query = ("get", kinds, "-A", "-l", "app.kubernetes.io/name=helm-test", "-o", "name")
    return cluster.kubectl(*query).stdout.split()
