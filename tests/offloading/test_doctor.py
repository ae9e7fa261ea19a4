"""What `liqo-values doctor` says of Liqo's own chart, of EndpointSlices that arrive empty, and with fewer permissions.

One consumer, rome, with the chart that Liqo publishes and a wrong pod network, and one provider, milan, whose objects
are edited. What it says of everything else is in the tests of that.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.liqo import own_chart
from tests.offloading import doctor
from tests.offloading.application import Application
from tests.offloading.fleet import Fleet, fleet
from tests.offloading.liqo_cluster import QUICKLY, LiqoCluster
from tests.offloading.virtual_nodes import DEFAULT, SWITCH, wait_for_node
from tests.offloading.waiting import wait_for
from tools.run.cluster import NAMESPACE

OFF: dict[str, Any] = {"networking": {"enabled": False}}
#: No pod of rome has an IP in this network.
STRANGE = "10.99.0.0/16"
MANAGER, ON = "liqo-controller-manager", "--networking-enabled=true"
#: What is found in rome a minute after its installation.
LATER = ("LQ905", "LQ925")


@pytest.fixture(scope="module")
def clusters(folder: Path) -> Iterator[Fleet]:
    with fleet(["rome", "milan"], folder) as clusters:
        rome, milan = clusters["rome"], clusters["milan"]
        values = {
            **OFF,
            "tag": "v1.2.0",
            "ipam": {"podCIDR": STRANGE, "serviceCIDR": rome.service_cidr},
            "virtualKubelet": {"extra": {"args": list(QUICKLY)}},
        }
        store_in_config_maps(milan)
        clusters.at_once([lambda: milan.install(OFF), lambda: rome.try_to_install(values, chart=own_chart.folder())])
        rome.wait_until_ready()
        clusters.peer("rome", "milan", "--networking-disabled")
        wait_for_node(rome, "milan")
        clusters.offload("rome", "shop")
        create_stuck_pod(rome)
        yield clusters


def test_endpointslices_that_do_not_arrive(clusters: Fleet) -> None:
    """The cause is in the values of the consumer; the provider only shows that there is one."""
    rome, milan = clusters["rome"], clusters["milan"]
    rome.apply(service_without_pods())
    Application("shop", rome).deploy("milan")
    found = wait_for(
        "doctor in rome finds EndpointSlices that do not arrive",
        lambda: doctor.examine(rome),
        lambda found: "LQ923" in found.findings,
    )
    doctor.expect(found, {"LQ923": "error"}, also=LATER)
    # In Liqo's repository, the chart has no version of its own.
    assert found.says("chart").startswith("Liqo's chart v1.2.0; the chart has the version `0.1.0`")
    assert found.mode == "external-network"
    (finding,) = (one for one in found.all_findings if one["code"] == "LQ923")
    places = [finding["primary"], *finding["related"]]
    assert "helm get values liqo --namespace liqo" in [one["layer"] for one in places]
    assert f"--local-podcidr: {STRANGE}" in [one["text"] for one in places]
    found = wait_for(
        "doctor in milan finds EndpointSlices without endpoints",
        lambda: doctor.examine(milan),
        lambda found: "LQ924" in found.findings,
    )
    doctor.expect(found, {"LQ924": "notice"})
    assert "Helm needs `HELM_DRIVER=configmap`" in found.says("release")
    assert found.mode == "external-network"
    assert "the namespace shop-rome" in "".join(found.messages("LQ924"))


def test_fewer_permissions(clusters: Fleet) -> None:
    """Without the Secrets, everything else is diagnosed; without any permission, nothing is."""
    rome = clusters["rome"]
    found = doctor.examine(rome, account="without-secrets", roles=("ClusterRole",))
    assert found.findings.items() >= {"LQ923": "error", "LQ991": "notice"}.items()
    assert [(one["argument"], one["namespace"]) for one in found.document["unseen"]] == [
        ("secrets", "liqo"),
        ("configmaps", "liqo"),
    ]
    assert found.document["release"] is None
    assert found.says("chart") == "Liqo's chart v1.2.0"
    assert "it needs the permission to `list` `secrets` in the namespace `liqo`" in [
        one["help"] for one in found.all_findings
    ]
    found = doctor.examine(rome, account="nobody", roles=())
    assert (found.status, found.document) == (2, {})
    assert "nothing of Liqo can be seen in the namespace `liqo`" in found.errors


def test_another_mode_than_expected(clusters: Fleet) -> None:
    """The mode of the values is in effect, and not the one that is expected."""
    rome, milan = clusters["rome"], clusters["milan"]
    doctor.expect(doctor.examine(milan, "--expect=external-network"), {"LQ924": "notice"})
    found = doctor.examine(rome, "--expect=offloading-only")
    doctor.expect(found, {"LQ906": "error", "LQ907": "error", "LQ923": "error"}, also=LATER)
    assert found.follow("LQ906") == ["LQ907"]
    (finding,) = (one for one in found.all_findings if one["code"] == "LQ906")
    assert finding["primary"]["layer"] == "VkOptionsTemplate liqo/virtual-kubelet-default"
    assert finding["related"][-1]["layer"] == "--expect offloading-only"


def test_edited_objects(clusters: Fleet) -> None:
    """Objects that the chart has rendered are edited: the values no longer say what is in effect."""
    milan = clusters["milan"]
    with edited(milan, "vkoptionstemplates.offloading.liqo.io", DEFAULT, {"spec": {"extraArgs": [SWITCH]}}):
        found = doctor.examine(milan, "--expect=external-network")
        doctor.expect(found, {"LQ912": "error", "LQ906": "error", "LQ924": "notice"})
        assert found.follow("LQ912") == ["LQ906"]
        assert "the default options template hides IPs" in "".join(found.messages("LQ912"))
    (container,) = milan.get("apps/v1", "deployments", MANAGER, NAMESPACE)["spec"]["template"]["spec"]["containers"]
    arguments = [ON if one.startswith("--networking-enabled") else one for one in container["args"]]
    changed = {"containers": [{"name": container["name"], "args": arguments}]}
    with edited(milan, "deployments", MANAGER, {"spec": {"template": {"spec": changed}}}):
        found = doctor.examine(milan, "--expect=external-network")
        doctor.expect(found, {"LQ903": "error", "LQ906": "error", "LQ924": "notice"}, also=("LQ904",))
        assert found.follow("LQ903") == ["LQ906"]
        assert found.says("networking-module") == "on, but off in the values"
    milan.wait_until_ready()
    doctor.expect(doctor.examine(milan), {"LQ924": "notice"})


def test_files_that_are_not_installed(clusters: Fleet) -> None:
    milan = clusters["milan"]
    files = milan.plane.folder / "next.yaml"
    files.write_text("networking:\n  enabled: false\n  reflectIPs: false\n")
    found = doctor.examine(milan, f"--values={files}")
    doctor.expect(found, {"LQ902": "warning", "LQ924": "notice"})
    (finding,) = (one for one in found.all_findings if one["code"] == "LQ902")
    assert (finding["primary"]["layer"], finding["primary"]["line"]) == (str(files), 3)


def test_networks_and_pods_that_wait(clusters: Fleet) -> None:
    """The published chart creates Networks that nothing handles with the module off; and a pod needs too much."""
    rome = clusters["rome"]
    found = wait_for(
        "doctor in rome finds Networks without a CIDR, and a pod that is pending",
        lambda: doctor.examine(rome),
        lambda found: found.findings.keys() >= {"LQ905", "LQ925"},
    )
    doctor.expect(found, {"LQ905": "notice", "LQ923": "error", "LQ925": "warning"})
    assert "the pod shop/stuck on the virtual node milan has been pending" in "".join(found.messages("LQ925"))


def test_only_lists(clusters: Fleet) -> None:
    doctor.expect_only_lists(clusters)


def store_in_config_maps(cluster: LiqoCluster) -> None:
    """Have Helm store releases in ConfigMaps, not in Secrets."""
    environment = {**cluster.access.environment, "HELM_DRIVER": "configmap"}
    cluster.access = dataclasses.replace(cluster.access, environment=environment)


def service_without_pods() -> dict[str, Any]:
    spec = {"selector": {"app": "nothing"}, "ports": [{"port": 80}]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "empty", "namespace": "shop"}, "spec": spec}


def create_stuck_pod(consumer: LiqoCluster) -> None:
    """Create a pod for the virtual node that no node of the provider has room for."""
    requests = {"resources": {"requests": {"memory": "5Ti"}, "limits": {"memory": "5Ti"}}}
    spec = {"nodeName": "milan", "containers": [{"name": "web", "image": "web", **requests}]}
    consumer.apply(
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "stuck", "namespace": "shop"}, "spec": spec}
    )


@contextlib.contextmanager
def edited(cluster: LiqoCluster, resource: str, name: str, change: dict[str, Any]) -> Iterator[None]:
    """Have an object of the release changed for as long as the block runs."""
    before = cluster.kubectl("get", resource, name, f"--namespace={NAMESPACE}", "--output=json")
    kind = "strategic" if resource == "deployments" else "merge"
    patch = ("patch", resource, name, f"--namespace={NAMESPACE}", f"--type={kind}")
    done = cluster.kubectl(*patch, f"--patch={json.dumps(change)}")
    assert done.returncode == 0, done.stderr
    try:
        yield
    finally:
        back = {"spec": json.loads(before.stdout)["spec"]}
        done = cluster.kubectl(*patch, f"--patch={json.dumps(back)}")
        assert done.returncode == 0, done.stderr
