"""A container as a process of this machine: its program, arguments, environment and volumes, as its pod has them.

Arguments are exactly those of the pod, followed by a few that set where to listen: on the address of the pod if the
program has a flag for that, else on a port that no other one has.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cluster.accounts import write_kubeconfig
from tests.liqo.programs import expanded
from tools.run import processes
from tools.run.certificates import Authority
from tools.run.control_plane import ControlPlane
from tools.run.network import LOOPBACK
from tools.toolchain.build import LIQO_PROGRAMS, tool

Pod = Mapping[str, Any]
Container = Mapping[str, Any]

IMAGE_FOLDER = "/usr/bin/"
#: What a program is called in its image, and here.
PROGRAMS = {Path(folder).name: name for name, folder in LIQO_PROGRAMS.items()}
#: Flags with an address to listen on, and the port that the pod has there by default.
_ADDRESSES: Mapping[str, Mapping[str, int]] = {
    "liqo-controller-manager": {"--health-probe-address": 8081, "--metrics-address": 8082},
    "liqo-crd-replicator": {"--metrics-address": 8082},
    "liqo-fabric": {"--health-probe-bind-address": 8081, "--metrics-address": 8082},
    "liqo-virtual-kubelet": {"--metrics-address": 8082},
    "liqo-webhook": {"--health-probe-address": 8081, "--metrics-address": 8082},
}
#: Flags with a port on which a program listens on all addresses, and which no other program needs to know.
_PORTS: Mapping[str, str] = {"liqo-virtual-kubelet": "--listen-port"}
#: The same for ports that others need to know: the flag, and the port, to which the number of the cluster is added.
_SHIFTED: Mapping[str, tuple[str, int]] = {"liqo-ipam": ("--port", 6000), "liqo-proxy": ("--port", 8118)}
#: Programs that listen on all addresses, on a port that is the same in each of their pods.
_EVERYWHERE = frozenset(("liqo-webhook", *_SHIFTED))
_IPAM = "--ipam-server"
#: Mounts a folder where the container has a volume, for the process alone, and becomes the program.
_MOUNT = 'mkdir -p "$2" && mount --bind "$1" "$2" && shift 2 && exec "$@"'
#: Where a volume can be mounted without leaving a trace on this machine; elsewhere, its path is replaced in arguments.
_MOUNTABLE = "/tmp/"  # noqa: S108 (the path of a volume)
CERTIFICATES = "certs"


def program_of(pod: Pod) -> str | None:
    """The program of a pod that has one of Liqo's."""
    path = str((pod["spec"]["containers"][0].get("command") or [""])[0])
    return PROGRAMS.get(path.removeprefix(IMAGE_FOLDER)) if path.startswith(IMAGE_FOLDER) else None


def listens_everywhere(pod: Pod) -> bool:
    """Whether no other pod with the same program can run next to this one in its cluster."""
    return program_of(pod) in _EVERYWHERE


@dataclass(frozen=True)
class Launcher:
    """Starts the programs of the pods of one cluster.

    Attributes:
        plane: The cluster.
        number: The number of the cluster.
        folder: For what belongs to single pods.
        logs: For logs.
    """

    plane: ControlPlane
    number: int
    folder: Path
    logs: Path

    def start(self, pod: Pod, restarts: int) -> processes.Process:
        """Start the program of a pod.

        Raises:
            OSError: The pod is gone, or its account.
        """
        namespace, name = pod["metadata"]["namespace"], pod["metadata"]["name"]
        program = program_of(pod)
        assert program is not None
        home = self.folder / pod["metadata"]["uid"]
        home.mkdir(parents=True, exist_ok=True)
        (home / "pod.json").write_text(json.dumps(pod))
        kubeconfig = home / "kubeconfig"
        write_kubeconfig(self.plane, namespace, pod["spec"].get("serviceAccountName", "default"), kubeconfig, pod)
        container = pod["spec"]["containers"][0]
        variables = {each["name"]: self._value(each, pod) for each in container.get("env", [])}
        arguments = [*expanded(container.get("args", []), variables), *self._addresses(program, pod)]
        return processes.start(
            f"{name} ({namespace})",
            self._command(program, arguments, dict(_volumes(pod, container, home))),
            self.logs / f"{namespace}_{name}{f'_{restarts}' if restarts else ''}.log",
            mark=str(home),
            outlives_us=False,
            network=self.plane.network,
            environment={
                **variables,
                "PATH": os.defpath,
                "HOME": str(home),
                "KUBECONFIG": str(kubeconfig),
                "KUBERNETES_SERVICE_HOST": LOOPBACK,
                "KUBERNETES_SERVICE_PORT": str(self.plane.port),
            },
        )

    def _command(self, program: str, arguments: list[str], volumes: Mapping[str, Path]) -> list[str | Path]:
        command: list[str | Path] = [tool(program), *arguments]
        for path, folder in volumes.items():
            if path.startswith(_MOUNTABLE):
                command = ["unshare", "--mount", "sh", "-c", _MOUNT, "sh", folder, path, *command]
            else:
                command = [each.replace(path, str(folder)) if isinstance(each, str) else each for each in command]
        return command

    def port(self, pod: Pod, port: int) -> int:
        """The port on which the program of a pod listens, where the pod names another one."""
        _, shifted = _SHIFTED.get(program_of(pod) or "", ("", 0))
        return port + self.number if port == shifted else port

    def _addresses(self, program: str, pod: Pod) -> Iterator[str]:
        """Arguments for where to listen, and where to find others: there is no DNS."""
        address = pod["status"]["podIP"]
        for flag, port in _ADDRESSES.get(program, {}).items():
            yield f"{flag}={address}:{port}"
        if program in _PORTS:
            yield f"{_PORTS[program]}={self.plane.network.free_port()}"
        if program in _SHIFTED:
            flag, port = _SHIFTED[program]
            yield f"{flag}={port + self.number}"
        if any(argument.startswith(f"{_IPAM}=") for argument in pod["spec"]["containers"][0].get("args", [])):
            yield f"{_IPAM}={LOOPBACK}:{_SHIFTED['liqo-ipam'][1] + self.number}"

    def _value(self, variable: Mapping[str, Any], pod: Pod) -> str:
        source = variable.get("valueFrom", {})
        if "fieldRef" in source:
            found: Any = pod
            for key in source["fieldRef"]["fieldPath"].split("."):
                found = found[key]
            return str(found)
        for kind, resource in (("configMapKeyRef", "configmaps"), ("secretKeyRef", "secrets")):
            if kind in source:
                path = f"/api/v1/namespaces/{pod['metadata']['namespace']}/{resource}/{source[kind]['name']}"
                text = str(self.plane.get(path)["data"][source[kind]["key"]])
                return base64.b64decode(text).decode() if resource == "secrets" else text
        return str(variable.get("value", ""))


def _volumes(pod: Pod, container: Container, home: Path) -> Iterator[tuple[str, Path]]:
    """The empty volumes of a container: where each is mounted, and its folder on this machine."""
    empty = {volume["name"] for volume in pod["spec"].get("volumes", []) if "emptyDir" in volume}
    for mount in container.get("volumeMounts", []):
        if mount["name"] in empty:
            folder = home / mount["name"]
            if not folder.exists():
                folder.mkdir()
                if mount["name"] == CERTIFICATES:
                    _certify(folder)
            yield mount["mountPath"], folder


def _certify(folder: Path) -> None:
    """Do the work of the metric agent's init container, whose program this machine may not have."""
    pair = Authority(folder, "ca").issue("metric-agent", ["liqo-metric-agent.liqo.svc"])
    (folder / "cert.pem").write_bytes(pair.certificate.read_bytes())
    (folder / "key.pem").write_bytes(pair.key.read_bytes())
