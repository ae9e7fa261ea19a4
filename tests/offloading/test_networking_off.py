"""Without the networking module: what a consumer and its providers really show, in the modes that it leaves.

One consumer, rome, and two providers, milan and turin. Only the consumer's values count.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.offloading import doctor
from tests.offloading.application import Application, objects_of
from tests.offloading.fleet import Fleet, fleet
from tests.offloading.least_privilege import expect_least_privilege
from tests.offloading.leaving import leave
from tests.offloading.liqo_cluster import QUICKLY, LiqoCluster
from tests.offloading.virtual_nodes import (
    SWITCH,
    hand_over,
    live,
    remove,
    renew,
    renew_if_outdated,
    virtual_node,
    wait_for_node,
)
from tools.generate.permissions.grants import NETWORKING_APIS

OFF = {"networking": {"enabled": False}}
#: Ways to turn the switch on, by the name of an options template with it.
SPELLINGS = {"bare": SWITCH, "t": f"{SWITCH}=T", "one": f"{SWITCH}=1"}
TEMPLATES = {
    "hidden": {"reflectIPs": False},
    **{name: {"extra": {"args": [spelling]}} for name, spelling in SPELLINGS.items()},
}

#: What `doctor` says about pods whose IPs are hidden: nothing is wrong.
WANTED = {"LQ921": "notice", "LQ922": "notice"}


def values(*arguments: str, **networking: Any) -> dict[str, Any]:
    return {
        "networking": {"enabled": False, **networking},
        "virtualKubelet": {"extra": {"args": [*QUICKLY, *arguments]}, "optionsTemplates": TEMPLATES},
    }


@pytest.fixture(scope="module")
def clusters(folder: Path) -> Iterator[Fleet]:
    with fleet(["rome", "milan", "turin"], folder) as clusters:
        clusters.at_once(
            [
                lambda: clusters["rome"].install(values(f"{SWITCH}=TRUE")),
                lambda: clusters["milan"].install(OFF, "helm3"),
                lambda: clusters["turin"].install(OFF, "helm3"),
            ]
        )
        # The virtual node of turin is made with other options than that of milan.
        clusters.peer("rome", "turin", "--networking-disabled", "--create-virtual-node=false")
        clusters["rome"].apply(virtual_node("turin", "turin-argument"))
        wait_for_node(clusters["rome"], "turin-argument")
        clusters["rome"].install(values())
        clusters.peer("rome", "milan", "--networking-disabled")
        wait_for_node(clusters["rome"], "milan")
        yield clusters


def test_external_network(clusters: Fleet) -> None:
    """Without any `ipam` value, IPs pass unchanged in both directions, and nothing of the networking module is made."""
    rome, milan = clusters["rome"], clusters["milan"]
    assert rome.predicted() == ["external-network"]
    application = offloaded(clusters, "shown")
    application.deploy("milan")
    application.expect(milan)
    for cluster in (rome, milan):
        assert objects_of(cluster, NETWORKING_APIS) == set()

    # The virtual node of turin has other arguments, but no pods yet.
    found = doctor.examine(rome)
    doctor.expect(found, {"LQ911": "error"})
    assert found.mode == "external-network"
    assert found.says("networking-module") == "off, as in the values"
    assert found.says("virtual-node", "milan") == "IP reflection on, as in the values; ready"
    assert found.says("peering", "milan").startswith("role Provider; without a network of Liqo")
    found = doctor.examine(milan)
    doctor.expect(found, {})
    assert found.says("peering", "rome").startswith("role Consumer; without a network of Liqo")


def test_argument_of_the_default_template(clusters: Fleet) -> None:
    """The virtual node of turin was made while `virtualKubelet.extra.args` had the argument."""
    rome, turin = clusters["rome"], clusters["turin"]
    assert rome.predicted(live(rome, "turin", "turin-argument")) == ["external-network", "offloading-only"]
    application = offloaded(clusters, "argument")
    application.deploy("turin-argument")
    application.expect(turin, hidden={"on-turin-argument"}, hiding={"turin"})
    found = doctor.examine(rome)
    doctor.expect(found, {"LQ911": "error", "LQ921": "error", "LQ922": "error"})
    assert found.says("virtual-node", "turin-argument") == "IP reflection off, but on in the values; ready"
    assert "created before revision 2 of the release" in "".join(found.messages("LQ911"))
    assert [cause["code"] for cause in found.document["findings"]] == ["LQ911"]


def test_one_peering_only(clusters: Fleet) -> None:
    """One consumer uses two providers, and shows the IPs of the pods at one of them only."""
    rome, milan, turin = (clusters[name] for name in ("rome", "milan", "turin"))
    node = virtual_node("turin", "turin-hidden", "hidden")
    assert rome.predicted(live(rome, "milan", "milan"), node) == ["external-network"] * 2 + ["offloading-only"]
    remove(rome, "turin", "turin-argument")
    rome.apply(node)
    wait_for_node(rome, "turin-hidden")
    application = offloaded(clusters, "one-peering")
    application.deploy("milan", "turin-hidden")
    application.expect(milan, turin, hidden={"on-turin-hidden"}, hiding={"turin"})
    found = doctor.examine(rome)
    doctor.expect(found, WANTED)
    assert found.says("virtual-node", "turin-hidden").startswith("IP reflection off; created from the options template")
    assert "as its options template `hidden` wants" in "".join(found.messages("LQ921"))


def test_argument_of_another_template(clusters: Fleet) -> None:
    """However the argument is spelled, the virtual kubelet reads it as the validator does."""
    rome, turin = clusters["rome"], clusters["turin"]
    nodes = [virtual_node("turin", f"turin-{name}", name) for name in SPELLINGS]
    assert rome.predicted(*nodes) == ["external-network", *["offloading-only"] * len(nodes)]
    rome.apply(*nodes)
    names = [node["metadata"]["name"] for node in nodes]
    for name in names:
        wait_for_node(rome, name)
    application = offloaded(clusters, "spellings")
    application.deploy(*names)
    application.expect(turin, hidden={f"on-{name}" for name in names}, hiding={"turin"})
    found = doctor.examine(rome)
    doctor.expect(found, WANTED)
    assert all(found.says("virtual-node", name).startswith("IP reflection off; ") for name in names)


def test_one_node_of_two(clusters: Fleet) -> None:
    """Pod IPs are up to each virtual node; EndpointSlices to the one that leads all those of a provider."""
    rome, milan = clusters["rome"], clusters["milan"]
    hiding = virtual_node("milan", "milan-hidden", "hidden")
    assert rome.predicted(live(rome, "milan", "milan"), hiding) == ["external-network"] * 2 + ["offloading-only"]
    rome.apply(hiding)
    wait_for_node(rome, "milan-hidden")
    application = offloaded(clusters, "two-nodes")
    application.deploy("milan", "milan-hidden")
    seen = application.expect(milan, hidden={"on-milan-hidden"})
    doctor.expect(doctor.examine(rome), {**WANTED, "LQ913": "notice"})

    # The other virtual kubelet leads, which hides IPs: what was reflected stays, and follows no change.
    hand_over(rome, "milan", "milan")
    application.add("late", "node-1")
    application.wait_until_reflected(milan)
    now = application.seen_with(milan)
    assert now.reflected == seen.reflected
    assert now.ips["on-milan"] == seen.ips["on-milan"] == now.remote_ips["milan"]["on-milan"]
    assert now.ips["on-milan-hidden"] == ""
    found = doctor.examine(rome)
    doctor.expect(found, {**WANTED, "LQ913": "warning"})
    assert "`milan-hidden` leads, so no EndpointSlice in the provider is updated" in "".join(found.messages("LQ913"))

    # The first one leads again, and makes up for it.
    hand_over(rome, "milan", "milan-hidden")
    application.expect(milan, hidden={"on-milan-hidden"})


def test_upgrade(clusters: Fleet) -> None:
    """Up to Liqo v1.2.0, other values reach only virtual nodes that are made after the upgrade."""
    rome, milan = clusters["rome"], clusters["milan"]
    rome.install(values())
    hand_over(rome, "milan", "milan-hidden")
    application = offloaded(clusters, "upgraded")
    application.deploy("milan")
    application.expect(milan)
    before = milan.list("v1", "pods", application.remote_namespace)

    rome.install(values(reflectIPs=False))
    new = virtual_node("milan", "milan-new")
    assert rome.predicted(live(rome, "milan", "milan"), new) == [
        "offloading-only",
        "external-network",
        "offloading-only",
    ]
    rome.apply(new)
    wait_for_node(rome, "milan-new")
    assert milan.list("v1", "pods", application.remote_namespace) == before
    application.add("late", "node-1")
    application.add("on-milan-new", "milan-new")
    seen = application.expect(milan, hidden={"on-milan-new"})
    found = doctor.examine(rome)
    doctor.expect(found, {**WANTED, "LQ911": "error"}, also=("LQ913",))
    assert "LQ913" not in [cause["code"] for cause in found.document["findings"]]
    assert found.says("virtual-node", "milan").startswith("IP reflection on, but off in the values; ready")
    assert "created before revision" in "".join(found.messages("LQ911"))

    # A virtual node that is created again hides them, too. The pods on it are evicted, those on others are not touched.
    # What was reflected stays as long as the namespace is offloaded there, and follows no change.
    untouched = uids(milan, application)["on-milan-new"]
    renew(rome, "milan")
    application.add("again", "milan")
    application.add("latest", "node-1")
    application.wait_until_reflected(milan)
    now = application.seen_with(milan)
    assert now.reflected == seen.reflected
    assert "on-milan" not in now.ips
    assert now.ips["again"] == now.ips["on-milan-new"] == ""
    assert uids(milan, application)["on-milan-new"] == untouched
    doctor.expect(doctor.examine(rome), WANTED)


def test_offloading_only(clusters: Fleet) -> None:
    rome, milan = clusters["rome"], clusters["milan"]
    rome.install(values(reflectIPs=False))
    assert rome.predicted() == ["offloading-only"]
    renew_if_outdated(rome, "milan")
    application = offloaded(clusters, "hidden")
    application.deploy("milan")
    application.expect(milan, hidden={"on-milan"}, hiding={"milan"})
    for cluster in (rome, milan):
        assert objects_of(cluster, NETWORKING_APIS) == set()
    found = doctor.examine(rome)
    doctor.expect(found, WANTED)
    assert found.mode == "offloading-only"
    assert "as wanted (offloading-only)" in "".join(found.messages("LQ921"))
    doctor.expect(doctor.examine(milan), {})


def test_examined_by_listing(clusters: Fleet) -> None:
    doctor.examine(clusters["rome"])
    doctor.expect_only_lists(clusters)


def uids(provider: LiqoCluster, application: Application) -> dict[str, str]:
    """What distinguishes a pod of the application in a provider from another one of the same name."""
    pods = provider.list("v1", "pods", application.remote_namespace)
    return {pod["metadata"]["name"]: pod["metadata"]["uid"] for pod in pods}


def test_least_privilege(clusters: Fleet) -> None:
    """After all that was done here, and the end of a peering and of an installation, what was granted was used."""
    offloaded(clusters, "last").deploy("milan")
    clusters["rome"].gather_telemetry()
    leave(clusters, "rome", "turin")
    expect_least_privilege(clusters)


def offloaded(clusters: Fleet, namespace: str) -> Application:
    clusters.offload("rome", namespace)
    return Application(namespace, clusters["rome"])
