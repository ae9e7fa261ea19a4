"""What `liqo-values doctor` says of the charts that Liqo published before, as Helm installs them, with their CRDs.

Liqo's programs do not run here: a peering with a virtual node is made as the controllers of these releases make it.
What the charts render of which values is in `tests/published/behaviour.tsv`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from liqo_values.charts.target import LIQO as CURRENT
from tests.cluster.test_liqoctl import Liqoctl
from tests.liqo import own_chart
from tests.offloading import doctor
from tests.offloading.doctor import Examined
from tests.offloading.waiting import wait_for
from tools.repository import ROOT
from tools.run.cluster import NAMESPACE, RELEASE, Cluster
from tools.run.control_plane import ControlPlane, control_plane
from tools.run.simulated_nodes import finishing_jobs, starting_pods
from tools.toolchain.build import tool

TABLE = (ROOT / "tests" / "published" / "behaviour.tsv").read_text(encoding="utf-8")
ROWS = {(row["version"], row["case"]): row for row in csv.DictReader(TABLE.splitlines(), delimiter="\t")}
#: Values, by the names that they have there: the defaults, the network without IPs, no network, and arguments that hide
#: IPs, that do not, and that the virtual kubelet cannot read.
CASES = (
    *("mode-None-None-both", "mode-True-False-both", OFF := "mode-False-None-both"),
    *("args-5-False", "args-18-False", "args-16-False"),
)
MODES = {
    ("true", "false"): "connected",
    ("true", "true"): "connected-no-ips",
    ("false", "false"): "external-network",
    ("false", "true"): "offloading-only",
    ("false", "exits"): None,
}
WORDS = {"true": "on", "false": "off"}
REFLECTION = {"true": "off", "false": "on", "exits": "not known"}
TENANT = "liqo-tenant-milan"
NODE = "milan"
#: With the module off, nothing gives the Networks of these charts a `status.cidr`, which is found after a minute.
LATER = ("LQ905",)


@pytest.fixture(scope="module")
def plane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    """A control plane of its own: the others have our CRDs."""
    folder = tmp_path_factory.mktemp("published") / "control-plane"
    with control_plane(folder) as plane, finishing_jobs(plane), starting_pods(plane):
        yield plane


@dataclass
class Published:
    """The chart of a release in a cluster, and a peering.

    Attributes:
        release: The release.
        package: The packaged chart.
        cluster: The way to the cluster.
        plane: Its control plane.
        values: The values that are installed.
    """

    release: str
    package: Path
    cluster: Cluster
    plane: ControlPlane
    values: dict[str, Any] = field(default_factory=dict)

    def install(self, values: dict[str, Any]) -> None:
        """Install the chart, or upgrade to exactly these values, and wait until all pods are ready."""
        if values == self.values:
            return
        path = self.plane.folder / "values.json"
        path.write_text(json.dumps(values))
        options = ("--create-namespace", "--disable-openapi-validation", f"--values={path}")
        done = self.cluster.helm(tool("helm3"), "upgrade", "--install", RELEASE, self.package, *options)
        assert done.returncode == 0, done.stderr
        self.values = values
        # Nothing answers them.
        webhooks = ("mutatingwebhookconfigurations", "validatingwebhookconfigurations")
        done = self.cluster.kubectl("delete", ",".join(webhooks), "--all")
        assert done.returncode == 0, done.stderr
        self.wait_until_ready(NAMESPACE)

    def wait_until_ready(self, namespace: str) -> None:
        """Wait until all pods of all Deployments and DaemonSets in a namespace are ready."""
        wait_for(
            f"all programs in {namespace} are ready",
            lambda: [
                one["metadata"]["name"]
                for one in self.plane.get(f"/apis/apps/v1/namespaces/{namespace}/deployments")["items"]
                if one.get("status", {}).get("readyReplicas") != one["spec"]["replicas"]
                or one["status"].get("observedGeneration") != one["metadata"]["generation"]
            ],
            lambda unready: unready == [],
        )

    def template_arguments(self) -> list[str]:
        """What the default options template gives new virtual kubelets."""
        path = f"/apis/offloading.liqo.io/v1beta1/namespaces/{NAMESPACE}/vkoptionstemplates/virtual-kubelet-default"
        return list(self.plane.get(path)["spec"].get("extraArgs", []))

    def peer(self, *, network: bool) -> None:
        """Make a peering with a virtual node, with the current arguments, as the controllers of the release do."""
        self.apply(*peering(self.template_arguments()))
        modules = {
            name: {"enabled": name != "networking" or network, "conditions": []}
            for name in ("networking", "authentication", "offloading")
        }
        status = {"role": "Provider", "modules": modules, "tenantNamespace": {"local": TENANT}}
        self.set_status("/apis/core.liqo.io/v1beta1/foreignclusters/milan", status)
        connections = f"/apis/networking.liqo.io/v1beta1/namespaces/{TENANT}/connections"
        if network:
            self.apply(connection())
            self.set_status(f"{connections}/milan", {"value": "Connected"})
        elif self.plane.get(connections)["items"]:
            self.plane.delete(f"{connections}/milan")
        # Without a heartbeat, the node is not ready after a while.
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        ready = {"type": "Ready", "status": "True", "reason": "KubeletReady", "lastHeartbeatTime": now}
        self.set_status(f"/api/v1/nodes/{NODE}", {"conditions": [ready]})
        self.wait_until_ready(TENANT)

    def set_status(self, path: str, status: dict[str, Any]) -> None:
        """Set the status of an object."""
        self.plane.patch(f"{path}/status", {"status": status})

    def apply(self, *manifests: dict[str, Any]) -> None:
        """Create objects, or change them."""
        text = "".join(f"---\n{json.dumps(manifest)}\n" for manifest in manifests)
        done = self.cluster.kubectl("apply", "-f", "-", text=text)
        assert done.returncode == 0, done.stderr

    def examine(self, *options: str) -> Examined:
        """Have doctor look at it."""
        return doctor.run_for(self.plane, self.release, f"--kubeconfig={self.plane.kubeconfig}", *options)

    def remove(self) -> None:
        """Remove everything, with the CRDs, which Helm leaves."""
        done = self.cluster.helm(tool("helm3"), "uninstall", RELEASE)
        assert done.returncode == 0, done.stderr
        for resource in ("namespaces", "nodes"):
            self.cluster.kubectl("delete", resource, NODE if resource == "nodes" else TENANT, "--wait=false")
        crds = [f"crd/{one['metadata']['name']}" for one in self._crds() if one["spec"]["group"].endswith(".liqo.io")]
        done = self.cluster.kubectl("delete", *crds, "--timeout=60s")
        assert done.returncode == 0, done.stderr

    def _crds(self) -> list[dict[str, Any]]:
        return list(self.plane.get("/apis/apiextensions.k8s.io/v1/customresourcedefinitions")["items"])


@pytest.fixture(scope="module", params=own_chart.EARLIER)
def published(
    request: pytest.FixtureRequest, plane: ControlPlane, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Published]:
    """The chart of a release."""
    folder = tmp_path_factory.mktemp("chart")
    cluster = Cluster.with_kubeconfig(plane.kubeconfig, folder)
    published = Published(request.param, own_chart.package(request.param, folder), cluster, plane)
    yield published
    published.remove()


def test_an_installation_by_liqoctl(plane: ControlPlane, tmp_path: Path) -> None:
    """It leaves a release of Helm with all values of the chart, and its name only in the managed fields."""
    package = own_chart.package(CURRENT, tmp_path)
    given = ("--pod-cidr=10.244.0.0/16", "--service-cidr=10.96.0.0/12", "--cluster-id=rome", "--timeout=300s")
    spared = ("--disable-kernel-version-check", "--disable-api-server-sanity-check")
    sets = ("--set=networking.enabled=false", "--set=networking.reflectIPs=false")
    chart = (f"--local-chart-path={package}", f"--version={CURRENT}")
    Liqoctl(plane.kubeconfig, tmp_path).run("install", *chart, *given, *spared, *sets)
    installed = Published(CURRENT, package, Cluster.with_kubeconfig(plane.kubeconfig, tmp_path / "helm"), plane)
    found = installed.examine("--expect=offloading-only")
    assert "; written by `liqoctl`" in found.says("release")
    assert found.says("chart") == f"Liqo's chart {CURRENT}"
    assert found.mode == "offloading-only"
    # The values that no template reads are not the user's.
    assert "check-of-the-values" not in [one["about"] for one in found.document["installed"]]
    doctor.expect(found, {}, also=LATER)
    installed.remove()


@pytest.mark.parametrize("case", CASES)
def test_what_is_installed_and_in_effect(published: Published, case: str) -> None:
    row = ROWS[published.release, case]
    published.install(json.loads(row["values"]))
    published.peer(network=row["networking"] == "true")
    found = published.examine()
    assert found.says("chart") == f"Liqo's chart {published.release}"
    assert "; written by `Helm`" in found.says("release")
    assert found.mode == MODES[row["networking"], row["hides_ips"]]
    assert found.says("networking-module") == f"{WORDS[row['networking']]}, as in the values"
    reflection = REFLECTION[row["hides_ips"]]
    compared = "" if row["hides_ips"] == "exits" else ", as in the values"
    assert found.says("default-template") == f"IP reflection {reflection}{compared}"
    assert found.says("virtual-node", NODE) == f"IP reflection {reflection}{compared}; ready"
    network = "with a network (Connected)" if row["networking"] == "true" else "without a network of Liqo"
    assert found.says("peering", "milan") == f"role Provider; {network}"
    doctor.expect(found, {}, also=LATER)
    assert found.document["findings"] == [] or row["networking"] == "false"


def test_a_virtual_node_keeps_its_arguments(published: Published) -> None:
    published.install(json.loads(ROWS[published.release, OFF]["values"]))
    published.peer(network=False)
    published.install(json.loads(ROWS[published.release, "args-1-True"]["values"]))
    found = published.examine("--expect=offloading-only")
    doctor.expect(found, {"LQ911": "error", "LQ907": "error"}, also=LATER)
    assert found.says("default-template") == "IP reflection off, as in the values"
    assert found.says("virtual-node", NODE) == "IP reflection on, but off in the values; ready"


def peering(arguments: list[str]) -> list[dict[str, Any]]:
    """What there is for a peering with a virtual node, except for the statuses."""
    labels = {"offloading.liqo.io/component": "virtual-kubelet", "liqo.io/virtual-node": NODE}
    metadata = {"name": NODE, "namespace": TENANT}
    given = [
        *(f"--foreign-cluster-id={NODE}", f"--nodename={NODE}", "--node-ip=$(POD_IP)", f"--tenant-namespace={TENANT}"),
        *(f"--liqo-namespace={NAMESPACE}", "--home-cluster-id=rome", "--local-podcidr=10.244.0.0/16"),
        *("--pod-reflection-workers=10", "--service-reflection-type=DenyList", *arguments, "--metrics-enabled=false"),
    ]
    container = {"name": "virtual-kubelet", "image": "none", "command": ["/usr/bin/virtual-kubelet"], "args": given}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
    reference = {"name": "virtual-kubelet-default", "namespace": NAMESPACE}
    return [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": TENANT}},
        {
            "apiVersion": "core.liqo.io/v1beta1",
            "kind": "ForeignCluster",
            "metadata": {"name": NODE},
            "spec": {"clusterID": NODE},
        },
        {
            "apiVersion": "offloading.liqo.io/v1beta1",
            "kind": "VirtualNode",
            "metadata": metadata,
            "spec": {"clusterID": NODE, "createNode": True, "vkOptionsTemplateRef": reference},
        },
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": f"vk-{NODE}", "namespace": TENANT, "labels": labels},
            "spec": {
                "replicas": 1,
                "selector": {"matchLabels": labels},
                "strategy": {"type": "Recreate"},
                "template": template,
            },
        },
        {"apiVersion": "v1", "kind": "Node", "metadata": {"name": NODE, "labels": {"liqo.io/type": "virtual-node"}}},
    ]


def connection() -> dict[str, Any]:
    """A connection of a peering with a network, without its status."""
    gateway = {"apiVersion": "networking.liqo.io/v1beta1", "kind": "WgGatewayServer", "name": NODE, "namespace": TENANT}
    return {
        "apiVersion": "networking.liqo.io/v1beta1",
        "kind": "Connection",
        "metadata": {"name": NODE, "namespace": TENANT},
        "spec": {"type": "Server", "gatewayRef": gateway},
    }
