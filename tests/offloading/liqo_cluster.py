"""A cluster with Liqo: control plane, nodes, the chart installed by Helm, and its programs running."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import yaml

from tests.offloading.addresses import pod_cidr, service_cidr
from tests.offloading.kubelet import Kubelet
from tests.offloading.nodes import NAMES as NODES
from tests.offloading.nodes import Nodes
from tests.offloading.private_network import PrivateNetwork
from tests.offloading.programs import IMAGE_FOLDER, Launcher
from tests.offloading.waiting import SECONDS, wait_for
from tools.repository import CHART
from tools.run.cluster import NAMESPACE, RELEASE, Cluster
from tools.run.command_lines import Settings
from tools.run.control_plane import ControlPlane
from tools.run.network import LOOPBACK
from tools.run.processes import Process
from tools.toolchain.build import tool

#: A virtual kubelet that replaces another one waits until the leases of that one end: not 15 seconds.
QUICKLY = ("--vk-lease-duration=5s", "--vk-lease-renew-interval=4s", "--vk-lease-retry-period=1s")
#: One port for each webhook: they listen on all addresses.
_WEBHOOK_PORT = 9400
_WITH_METRIC_AGENT = 2
#: The 30th of February.
_NEVER = "0 0 30 2 *"


@dataclass
class LiqoCluster:
    """A cluster with Liqo.

    Attributes:
        name: Its name, and its cluster ID.
        number: What its addresses and ports are made of; no other cluster has it.
        plane: Its control plane.
        nodes: Its nodes.
        kubelet: Runs Liqo's programs.
        access: The way to it for Helm and kubectl.
        values: The values of the release, as layers for Helm and the validator.
    """

    name: str
    number: int
    plane: ControlPlane
    nodes: Nodes
    kubelet: Kubelet
    access: Cluster
    values: list[Path] = field(default_factory=list)

    @property
    def pod_cidr(self) -> str:
        """What its pods have their addresses from."""
        return pod_cidr(self.number)

    @property
    def service_cidr(self) -> str:
        """What its Services have their addresses from."""
        return service_cidr(self.number)

    @property
    def processes(self) -> list[Process]:
        """Everything that was ever started for it."""
        return [*self.plane.running, *self.nodes.running, *self.kubelet.started]

    def install(self, values: dict[str, Any], helm: str = "helm4") -> None:
        """Install the chart, or upgrade to exactly these values where others hold, and wait until all is ready.

        Args:
            values: The values; what only the tests need is added.
            helm: Which Helm.
        """
        path = self.plane.folder / "values.yaml"
        if self.values and path.read_text() == yaml.safe_dump(values):
            return
        done = self.try_to_install(values, helm)
        assert done.returncode == 0, done.stderr
        self.wait_until_ready()

    def try_to_install(self, values: dict[str, Any], helm: str = "helm4", chart: Path = CHART) -> CompletedProcess[str]:
        """Install the chart, or upgrade; a failure is up to the caller, and nothing is waited for."""
        path = self.plane.folder / "values.yaml"
        path.write_text(yaml.safe_dump(values))
        ours = self.plane.folder / "values-of-the-tests.yaml"
        ours.write_text(yaml.safe_dump(self._ours()))
        self.values = [ours, path]
        options = [f"--values={each}" for each in self.values]
        return self.access.helm(tool(helm), "upgrade", "--install", RELEASE, chart, "--create-namespace", *options)

    def uninstall(self, helm: str = "helm4") -> None:
        """Remove the release; Liqo's own program runs before, and must succeed."""
        done = self.access.helm(tool(helm), "uninstall", RELEASE)
        assert done.returncode == 0, done.stderr
        self.values = []

    def predicted(self, *virtual_nodes: dict[str, Any]) -> list[str]:
        """The modes that `liqo-values mode` shows for the values of the release: overall, and for each virtual node."""
        objects = self.plane.folder / "virtual-nodes.yaml"
        objects.write_text(yaml.safe_dump_all(virtual_nodes))
        command = [sys.executable, "-m", "liqo_values", "mode", "--format=json"]
        command += [f"--values={path}" for path in self.values]
        done = subprocess.run([*command, objects], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        (release,) = json.loads(done.stdout)["releases"]
        return [release["mode"]["name"], *(node["mode"] for node in release["virtual_nodes"])]

    def wait_until_ready(self) -> None:
        """Wait until the newest pods of all workloads of the release are ready, and no others are there."""
        wait_for(
            f"all of Liqo's programs in {self.name} are ready",
            lambda: [
                workload["metadata"]["name"]
                for resource, rolled_out in (("deployments", _is_rolled_out), ("daemonsets", _is_everywhere))
                for workload in self.list("apps/v1", resource, NAMESPACE)
                if not rolled_out(workload)
            ],
            lambda unready: unready == [],
        )

    def gather_telemetry(self) -> None:
        """Have Liqo's program gather what it would tell the project; that it cannot send it is no failure to it."""
        job = ("create", "job", "telemetry", "--from=cronjob/liqo-telemetry", f"--namespace={NAMESPACE}")
        done = self.kubectl(*job, "--dry-run=client", "--output=json")
        assert done.returncode == 0, done.stderr
        manifest = json.loads(done.stdout)
        # A CronJob deletes its jobs as soon as they have succeeded.
        del manifest["metadata"]["ownerReferences"]
        # Its image starts it; here, a pod has to say what runs in it.
        manifest["spec"]["template"]["spec"]["containers"][0]["command"] = [f"{IMAGE_FOLDER}telemetry"]
        self.apply(manifest)
        wait_for(
            f"telemetry was gathered in {self.name}",
            lambda: self.get("batch/v1", "jobs", "telemetry", NAMESPACE)["status"],
            lambda status: status.get("succeeded") == 1,
        )

    def list(self, api_version: str, resource: str, namespace: str = "", selector: str = "") -> list[dict[str, Any]]:
        """The objects of a kind, in one namespace or all."""
        query = f"?labelSelector={selector}" if selector else ""
        found: list[dict[str, Any]] = self.plane.get(f"{path_of(api_version, resource, namespace)}{query}")["items"]
        return found

    def get(self, api_version: str, resource: str, name: str, namespace: str = "") -> dict[str, Any]:
        """An object.

        Raises:
            OSError: There is no such object.
        """
        found: dict[str, Any] = self.plane.get(f"{path_of(api_version, resource, namespace)}/{name}")
        return found

    def delete(self, api_version: str, resource: str, name: str, namespace: str = "") -> None:
        """Delete an object, and do not wait until it is gone."""
        self.plane.delete(f"{path_of(api_version, resource, namespace)}/{name}")

    def delete_all(self, resource: str, namespace: str) -> None:
        """Delete all objects of a kind in a namespace, and wait until they are gone."""
        timeout = f"--timeout={SECONDS:.0f}s"
        done = self.kubectl("delete", resource, "--all", f"--namespace={namespace}", timeout)
        assert done.returncode == 0, done.stderr

    def apply(self, *manifests: dict[str, Any]) -> None:
        """Create objects, or change them; each names its namespace itself."""
        text = "".join(f"---\n{json.dumps(manifest)}\n" for manifest in manifests)
        done = self.kubectl("apply", "-f", "-", text=text)
        assert done.returncode == 0, done.stderr

    def kubectl(self, *arguments: str | Path, text: str | None = None) -> CompletedProcess[str]:
        """Run kubectl; a failure is up to the caller."""
        return self.access.kubectl(*arguments, text=text)

    def arguments(self, deployment: str, namespace: str) -> Sequence[str]:
        """The arguments that a Deployment gives its program."""
        found = self.get("apps/v1", "deployments", deployment, namespace)
        return list(found["spec"]["template"]["spec"]["containers"][0]["args"])

    def _ours(self) -> dict[str, Any]:
        return {
            "discovery": {"config": {"clusterID": self.name}},
            # The address for the other clusters; a program in a pod would get it from its environment.
            "apiServer": {"address": f"https://{LOOPBACK}:{self.plane.port}"},
            "webhook": {"port": _WEBHOOK_PORT + self.number},
            # It listens on all addresses, on a port that every cluster has alike. It is providers that need one.
            "metricAgent": {"enabled": self.number == _WITH_METRIC_AGENT},
            # Nothing is reported about these clusters: it never runs by itself, and nothing gets out anyway.
            "telemetry": {"config": {"schedule": _NEVER}},
        }


@contextlib.contextmanager
def liqo_cluster(name: str, number: int, network: PrivateNetwork, folder: Path) -> Iterator[LiqoCluster]:
    """A cluster with nodes, into which Liqo can be installed, for as long as the block runs; its logs stay."""
    settings = Settings(service_cidr(number), audited=True, pods_listen=True)
    plane = ControlPlane.start(folder, network=network, settings=settings)
    try:
        nodes = Nodes.start(plane, number)
        try:
            logs = folder / "logs"
            logs.mkdir()
            kubelet = Kubelet(plane, Launcher(plane, number, folder / "pods", logs))
            access = Cluster.with_kubeconfig(plane.kubeconfig, folder / "helm", network)
            with kubelet.running():
                yield LiqoCluster(name, number, plane, nodes, kubelet, access)
        finally:
            nodes.stop()
    finally:
        plane.end()


def path_of(api_version: str, resource: str, namespace: str = "") -> str:
    """Where the API server has the objects of a kind."""
    group = f"/apis/{api_version}" if "/" in api_version else f"/api/{api_version}"
    return f"{group}/{f'namespaces/{namespace}/' if namespace else ''}{resource}"


def _is_rolled_out(deployment: dict[str, Any]) -> bool:
    status, wanted = deployment.get("status", {}), deployment["spec"]["replicas"]
    counts = [status.get(name, 0) for name in ("replicas", "updatedReplicas", "readyReplicas")]
    return status.get("observedGeneration") == deployment["metadata"]["generation"] and counts == [wanted] * 3


def _is_everywhere(daemon_set: dict[str, Any]) -> bool:
    status, nodes = daemon_set.get("status", {}), len(NODES)
    counts = [status.get(name, 0) for name in ("currentNumberScheduled", "updatedNumberScheduled", "numberReady")]
    return status.get("observedGeneration") == daemon_set["metadata"]["generation"] and counts == [nodes] * 3
