"""Two simulated nodes for a cluster: a real scheduler, and kwok, which gives pods an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.offloading.addresses import node_address, pod_cidr
from tests.offloading.waiting import wait_for
from tools.run import processes
from tools.run.control_plane import ControlPlane
from tools.run.network import LOOPBACK
from tools.toolchain.build import tool

STAGES = Path(__file__).with_name("stages.yaml")
PREFIX = "node-"
NAMES = (f"{PREFIX}1", f"{PREFIX}2")
_MARK = {"kwok.x-k8s.io/node": "fake"}
#: Read by the stages.
_ADDRESS = "liqo-values/address"
#: So that a node is not given up while the machine is busy.
_LEASE_SECONDS = 40


@dataclass(frozen=True)
class Nodes:
    """The nodes of a cluster.

    Attributes:
        running: The programs that simulate them.
    """

    running: tuple[processes.Process, ...]

    @classmethod
    def start(cls, plane: ControlPlane, number: int) -> Nodes:
        """Add two nodes to the control plane of the cluster with a number, and wait until they are ready."""
        commands: dict[str, list[str | Path]] = {
            "kube-scheduler": [
                tool("kube-scheduler"),
                f"--kubeconfig={plane.kubeconfig}",
                "--leader-elect=false",
                "--secure-port=0",
            ],
            "kwok": [
                tool("kwok"),
                f"--kubeconfig={plane.kubeconfig}",
                f"--config={STAGES}",
                # Not all nodes: virtual nodes are Liqo's.
                *(f"--manage-nodes-with-annotation-selector={key}={value}" for key, value in _MARK.items()),
                "--v=WARN",
                f"--cidr={pod_cidr(number)}",
                f"--node-ip={LOOPBACK}",
                f"--node-lease-duration-seconds={_LEASE_SECONDS}",
                f"--server-address={LOOPBACK}:{plane.network.free_port()}",
            ],
        }
        running = tuple(
            processes.start(
                name,
                command,
                plane.folder / f"{name}.log",
                mark=str(plane.folder),
                outlives_us=False,
                network=plane.network,
            )
            for name, command in commands.items()
        )
        for index, name in enumerate(NAMES, 1):
            annotations = {**_MARK, _ADDRESS: node_address(number, index)}
            metadata = {"name": name, "annotations": annotations, "labels": {"kubernetes.io/hostname": name}}
            plane.create("/api/v1/nodes", {"metadata": metadata})
        nodes = cls(running)
        wait_for("both nodes are ready", lambda: _ready(plane, running), lambda ready: ready == set(NAMES))
        return nodes

    def stop(self) -> None:
        """End the programs that simulate them."""
        processes.stop(self.running)


def _ready(plane: ControlPlane, running: Sequence[processes.Process]) -> set[str]:
    for process in running:
        assert process.alive, process.last_words()
    return {
        node["metadata"]["name"]
        for node in plane.get("/api/v1/nodes")["items"]
        for condition in node.get("status", {}).get("conditions", [])
        if (condition["type"], condition["status"]) == ("Ready", "True") and not node["spec"].get("taints")
    }
