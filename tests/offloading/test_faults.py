"""What goes wrong, and what is left when it is right again: a provider out of reach, programs that end or hang, an end.

One consumer, rome, and one provider, milan, without the networking module.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.offloading import doctor
from tests.offloading.application import Application, running_ips
from tests.offloading.fleet import Fleet, fleet
from tests.offloading.liqo_cluster import QUICKLY, LiqoCluster
from tests.offloading.virtual_nodes import API, AUTHENTICATION, tenant, wait_for_node
from tests.offloading.waiting import wait_for
from tools.run.cluster import NAMESPACE, RELEASE
from tools.toolchain.build import tool

#: The controller manager asks the provider's API server whether it is ready, by default every 15 seconds.
VALUES: dict[str, Any] = {
    "networking": {"enabled": False},
    "controllerManager": {"pod": {"extraArgs": ["--foreign-cluster-ping-interval=3s"]}},
    "virtualKubelet": {"extra": {"args": list(QUICKLY)}},
}
UNINSTALLER = "liqo-pre-delete"
#: It takes Kubernetes a minute to take a node for lost, and may take Liqo another one to notice that it is back.
LOST_SECONDS = 180.0
FIVE_MINUTES = 300


@pytest.fixture(scope="module")
def clusters(folder: Path) -> Iterator[Fleet]:
    with fleet(["rome", "milan"], folder) as clusters:
        clusters.at_once(
            [lambda: clusters["rome"].install(VALUES), lambda: clusters["milan"].install(VALUES, "helm3")],
        )
        clusters.peer("rome", "milan", "--networking-disabled")
        wait_for_node(clusters["rome"], "milan")
        yield clusters


@pytest.fixture(scope="module")
def application(clusters: Fleet) -> Application:
    """Of all tests here: whatever happens, what ran before goes on."""
    clusters.offload("rome", "shop")
    application = Application("shop", clusters["rome"])
    application.deploy("milan")
    application.expect(clusters["milan"])
    return application


def test_provider_out_of_reach(clusters: Fleet, application: Application) -> None:
    """While the provider's API server is away, its node counts as lost; nothing is deleted, and it makes up for all."""
    rome, milan = clusters["rome"], clusters["milan"]
    before = pods(rome, application.namespace), pods(milan, application.remote_namespace)
    assert conditions(rome.get("core.liqo.io/v1beta1", "foreignclusters", "milan"))["APIServerStatus"] == "Established"
    with milan.plane.without("kube-apiserver", "kube-controller-manager"):
        wait_for(
            "rome tells that milan's API server is out of reach",
            lambda: conditions(rome.get("core.liqo.io/v1beta1", "foreignclusters", "milan"))["APIServerStatus"],
            lambda status: status == "Error",
        )
        wait_for(
            "the virtual node milan is lost in rome",
            lambda: conditions(rome.get("v1", "nodes", "milan"))["Ready"],
            lambda status: status == "Unknown",
            LOST_SECONDS,
        )
        application.create("meanwhile", "milan")
        wait_for(
            "no Service leads to the pod at milan any more",
            lambda: ready_endpoints(rome, application.namespace),
            lambda ready: ready == {"local"},
        )
        now = pods(rome, application.namespace)
        assert now.pop("meanwhile")[1] == "Pending"
        assert now == before[0]
        marked = rome.list("v1", "pods", application.namespace, "liqo.io/remote-unavailable=true")
        assert {pod["metadata"]["name"] for pod in marked} == {"on-milan"}
        assert patience(marked[0]) == FIVE_MINUTES
        found = doctor.examine(rome)
        doctor.expect(found, {"LQ917": "error", "LQ914": "error"}, also=("LQ925",))
        assert [cause["code"] for cause in found.document["findings"]] == ["LQ917"]
        found = doctor.run(milan, f"--kubeconfig={milan.plane.kubeconfig}")
        assert (found.status, found.document) == (2, {})
        assert "the cluster cannot be read: " in found.errors
    wait_for(
        "the virtual node milan is back in rome",
        lambda: conditions(rome.get("v1", "nodes", "milan"))["Ready"],
        lambda status: status == "True",
        LOST_SECONDS,
    )
    wait_for("the pod that waited runs", lambda: "meanwhile" in running_ips(rome, application.namespace))
    application.add("afterwards", "milan")
    application.expect(milan)
    assert ready_endpoints(rome, application.namespace) == {"local", "on-milan", "meanwhile", "afterwards"}
    after = pods(rome, application.namespace), pods(milan, application.remote_namespace)
    for kept, everything in zip(before, after, strict=True):
        assert kept.items() <= everything.items()


@pytest.mark.parametrize("program", ["liqo-controller-manager", "liqo-crd-replicator", "vk-milan"])
def test_killed_program(clusters: Fleet, application: Application, program: str) -> None:
    """A program of the consumer's that is killed is started again; pods keep running with the IPs that they had."""
    rome, milan = clusters["rome"], clusters["milan"]
    before = pods(rome, application.namespace), pods(milan, application.remote_namespace)
    killed = rome.kubelet.process(program)
    os.kill(killed.pid, signal.SIGKILL)
    application.create(f"after-{program}", "milan")
    wait_for(f"{program} was started again", lambda: rome.kubelet.process(program).pid != killed.pid)
    wait_for(
        "the pod that was created meanwhile runs",
        lambda: f"after-{program}" in running_ips(rome, application.namespace),
    )
    application.expect(milan)
    rome.wait_until_ready()
    after = pods(rome, application.namespace), pods(milan, application.remote_namespace)
    for kept, everything in zip(before, after, strict=True):
        assert kept.items() <= everything.items()
    doctor.expect(doctor.examine(rome), {})


def test_webhook_down(clusters: Fleet, application: Application) -> None:
    """While the webhook hangs, requests that it reviews are refused with a message; all else works, even upgrades."""
    rome, milan = clusters["rome"], clusters["milan"]
    offloaded_by_release = {
        "apiVersion": API,
        "kind": "NamespaceOffloading",
        "metadata": {"name": "offloading", "namespace": "late"},
        "spec": {"namespaceMappingStrategy": "DefaultName", "podOffloadingStrategy": "LocalAndRemote"},
    }
    changed = {**VALUES, "crdReplicator": {"pod": {"annotations": {"changed": "true"}}}}
    with_object = {**changed, "extraObjects": [offloaded_by_release]}
    rome.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "late"}})
    with hanging(rome, "liqo-webhook"):
        pod = ("run", "--image=none", "refused", f"--namespace={application.namespace}")
        done = rome.kubectl(*pod)
        assert done.returncode != 0
        assert_webhook_is_missed("pod.mutate.liqo.io", done.stderr)
        assert rome.kubectl("run", "--image=none", "elsewhere", "--namespace=late").returncode == 0

        # Nothing of the chart's own passes the webhook.
        done = rome.try_to_install(changed)
        assert done.returncode == 0, done.stderr
        done = rome.try_to_install(with_object)
        assert done.returncode != 0
        assert_webhook_is_missed("nsoff.validate.liqo.io", done.stderr)
        found = doctor.examine(rome)
        doctor.expect(found, {"LQ901": "error", "LQ904": "error"})
        assert found.follow("LQ904") == ["LQ901"]
        assert "`liqo-webhook` has 0 of 1 pods ready" in "".join(found.messages("LQ904"))
    rome.wait_until_ready()
    rome.install(changed)
    rome.install(with_object)
    assert rome.get(API, "namespaceoffloadings", "offloading", "late")
    application.add("admitted", "milan")
    application.expect(milan)

    rome.install(VALUES)
    wait_for(
        "what is no part of the release any more is gone",
        lambda: rome.list(API, "namespaceoffloadings", "late"),
        lambda left: left == [],
    )


def test_end_with_live_peering(clusters: Fleet, application: Application) -> None:
    """Neither the consumer nor the provider is uninstalled while they are peered, and nothing is deleted."""
    rome, milan = clusters["rome"], clusters["milan"]
    before = pods(rome, application.namespace), pods(milan, application.remote_namespace)
    clusters.at_once([lambda: fail_to_uninstall(rome, "helm4"), lambda: fail_to_uninstall(milan, "helm3")])
    complaint = uninstaller_says(rome)
    assert "disable authentication for clusters:\n- milan\n" in complaint
    assert "disable offloading for clusters:\n- milan\n" in complaint
    assert f"unoffload the following namespaces:\n- {application.namespace}\n" in complaint
    assert "disable authentication for clusters:\n- rome\n" in uninstaller_says(milan)

    assert before == (pods(rome, application.namespace), pods(milan, application.remote_namespace))
    for cluster in (rome, milan):
        # Liqo has stopped trying when Helm gives up.
        assert conditions(cluster.get("batch/v1", "jobs", UNINSTALLER, NAMESPACE))["Failed"] == "True"
        cluster.wait_until_ready()
        found = doctor.examine(cluster)
        doctor.expect(found, {"LQ901": "error"})
        assert "is `uninstalling`" in "".join(found.messages("LQ901"))

    # Who wants to keep Liqo has to tell Helm.
    other_values = {**VALUES, "crdReplicator": {"pod": {"labels": {"after": "all"}}}}
    assert "has no deployed releases" in rome.try_to_install(other_values).stderr
    revision = json.loads(rome.access.helm(tool("helm4"), "status", RELEASE, "--output=json").stdout)["version"]
    done = rome.access.helm(tool("helm4"), "rollback", RELEASE, str(revision))
    assert done.returncode == 0, done.stderr
    done = rome.try_to_install(other_values)
    assert done.returncode == 0, done.stderr
    rome.wait_until_ready()
    application.add("after-all", "milan")
    application.expect(milan)


def test_end_without_peering(clusters: Fleet, application: Application) -> None:
    """Once nothing is offloaded and no peering is left, both are uninstalled; what is the consumer's own stays."""
    rome, milan = clusters["rome"], clusters["milan"]
    local = pods(rome, application.namespace)["local"]
    clusters.liqoctl("unoffload", "namespace", application.namespace, f"--kubeconfig={rome.plane.kubeconfig}")
    clusters.stop_offloading("rome", "milan")
    lose_the_race(clusters, "rome", "milan")
    found = wait_for(
        "doctor in rome finds the Renew that waits for its deletion",
        lambda: doctor.examine(rome),
        lambda found: "LQ931" in found.findings,
    )
    assert found.status == 1
    (hanging_renew,) = found.messages("LQ931")
    assert hanging_renew.startswith(f"the Renew {tenant('milan')}/")
    clear_up(rome, milan)
    look_again(rome, "milan")
    look_again(milan, "rome")
    with taken_for_peered(rome, "milan"):
        found = doctor.examine(rome)
        doctor.expect(found, {"LQ932": "warning"})
        assert found.messages("LQ932") == ["milan counts as peered, but no object of the peering is left"]
    clusters.at_once([rome.uninstall, lambda: milan.uninstall("helm3")])
    assert pods(rome, application.namespace)["local"] == local
    for cluster in (rome, milan):
        wait_for(
            f"no program of Liqo's is left in {cluster.name}",
            lambda cluster=cluster: pods(cluster, NAMESPACE),  # type: ignore[misc]
            lambda left: left == {},
        )
        assert nodes(cluster) == {"node-1", "node-2"}
        assert cluster.list("core.liqo.io/v1beta1", "foreignclusters") == []
        found = doctor.examine(cluster)
        assert (found.status, found.document) == (2, {})
        assert "Liqo is not installed in the namespace `liqo`" in found.errors
    doctor.expect_only_lists(clusters)


def lose_the_race(clusters: Fleet, consumer: str, provider: str) -> None:
    """End a peering so that the consumer is too late to take back what it has in the provider, and hangs."""
    with stopped(clusters[consumer], "liqo-crd-replicator"):
        assert may(clusters[provider], consumer, "delete", "renews.authentication.liqo.io")
        clusters.unpeer_at_once(consumer, provider)
        wait_for(
            f"{consumer} may not take anything back from {provider} any more",
            lambda: may(clusters[provider], consumer, "delete", "renews.authentication.liqo.io"),
            lambda allowed: not allowed,
        )
        wait_for(
            f"{consumer}'s credentials for {provider} are being deleted",
            lambda: [*renews(clusters[consumer], provider), *credentials(clusters[consumer], provider)],
            lambda left: left and all("deletionTimestamp" in each["metadata"] for each in left),
        )


def may(cluster: LiqoCluster, other: str, verb: str, resource: str) -> bool:
    """Whether another cluster may do something in its namespace here."""
    done = cluster.kubectl("auth", "can-i", verb, resource, "-n", tenant(other), f"--as={other}")
    assert done.stdout.strip() in {"yes", "no"}, done.stderr
    return done.returncode == 0


def clear_up(consumer: LiqoCluster, provider: LiqoCluster) -> None:
    """Delete by hand what a consumer was too late for, as docs/faults.md says."""
    ((name, finalizers),) = [
        (each["metadata"]["name"], each["metadata"]["finalizers"]) for each in renews(consumer, provider.name)
    ]
    assert finalizers
    assert [each["metadata"]["name"] for each in renews(provider, consumer.name)] == [name]
    resource, patch = "renews.authentication.liqo.io", '{"metadata":{"finalizers":null}}'
    succeed(consumer, "patch", resource, name, "-n", tenant(provider.name), "--type=merge", f"--patch={patch}")
    provider.delete_all(resource, tenant(consumer.name))
    succeed(consumer, "rollout", "restart", "deployment/liqo-crd-replicator", "-n", NAMESPACE)


def succeed(cluster: LiqoCluster, *command: str) -> None:
    """Run kubectl, which must not fail."""
    done = cluster.kubectl(*command)
    assert done.returncode == 0, done.stderr


def look_again(cluster: LiqoCluster, other: str) -> None:
    """Have Liqo look once more at a cluster that is not peered any more.

    It may have looked when the credentials for it were about to be deleted, takes it for peered because of them, and by
    itself does not look again for hours.
    """
    wait_for(
        f"all that {cluster.name} had for {other} is deleted",
        lambda: [
            *cluster.list(AUTHENTICATION, "identities"),
            *renews(cluster, other),
            *(each["metadata"]["name"] for each in credentials(cluster, other)),
        ],
        lambda left: left == [],
    )
    succeed(cluster, "label", "foreignclusters", other, "unpeered=true")
    wait_for(
        f"{cluster.name} takes {other} for a cluster without peering",
        lambda: cluster.get("core.liqo.io/v1beta1", "foreignclusters", other)["status"]["modules"],
        lambda modules: not any(module["enabled"] for module in modules.values()),
    )


@contextlib.contextmanager
def taken_for_peered(cluster: LiqoCluster, other: str) -> Iterator[None]:
    """Have Liqo take a cluster for peered, as if it had not looked again, for as long as the block runs."""
    with stopped(cluster, "liqo-controller-manager"):
        patch = ("patch", "foreignclusters", other, "--subresource=status", "--type=merge")
        for enabled in (True, False):
            modules = {"status": {"modules": {"authentication": {"enabled": enabled}}}}
            succeed(cluster, *patch, f"--patch={json.dumps(modules)}")
            if enabled:
                yield


def credentials(cluster: LiqoCluster, other: str) -> list[dict[str, Any]]:
    """The kubeconfigs with which a cluster is at work in another one."""
    secrets = cluster.list("v1", "secrets", tenant(other))
    return [each for each in secrets if each["metadata"]["name"].startswith("kubeconfig-")]


def renews(cluster: LiqoCluster, other: str) -> list[dict[str, Any]]:
    """A cluster's objects that renew credentials: its own for another cluster, or another cluster's for this one."""
    return cluster.list(AUTHENTICATION, "renews", tenant(other))


def fail_to_uninstall(cluster: LiqoCluster, helm: str) -> None:
    """Try to remove the release; Helm has to give up as soon as Liqo's program does, and say so."""
    done = cluster.access.helm(tool(helm), "uninstall", RELEASE)
    assert done.returncode == 1
    assert "status: Failed" in done.stderr or f"job {UNINSTALLER} failed: BackoffLimitExceeded" in done.stderr, (
        done.stderr
    )
    status = cluster.access.helm(tool(helm), "status", RELEASE)
    assert "STATUS: uninstalling" in status.stdout, status


def uninstaller_says(cluster: LiqoCluster) -> str:
    """What the program says that runs before the release is removed, as `kubectl logs` would show it."""
    logs = sorted(cluster.kubelet.launcher.logs.glob(f"{NAMESPACE}_{UNINSTALLER}-*.log"))
    said = logs[0].read_text()
    assert "Pre-uninstall checks failed: you should:" in said
    return said


def assert_webhook_is_missed(name: str, message: str) -> None:
    assert f'failed calling webhook "{name}"' in message
    assert 'service "liqo-webhook"' in message


@contextlib.contextmanager
def hanging(cluster: LiqoCluster, deployment: str) -> Iterator[None]:
    """Have the program of a Deployment do nothing for as long as the block runs, which begins when it is missed."""
    with stopped(cluster, deployment):
        wait_for(
            f"{deployment} in {cluster.name} counts as not ready",
            lambda: cluster.get("apps/v1", "deployments", deployment, NAMESPACE)["status"].get("readyReplicas", 0),
            lambda ready: ready == 0,
        )
        yield


@contextlib.contextmanager
def stopped(cluster: LiqoCluster, deployment: str) -> Iterator[None]:
    """Have the program of a Deployment do nothing for as long as the block runs."""
    process = cluster.kubelet.process(deployment)
    os.kill(process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process.pid, signal.SIGCONT)


def nodes(cluster: LiqoCluster) -> set[str]:
    """The names of all nodes."""
    return {node["metadata"]["name"] for node in cluster.list("v1", "nodes")}


def conditions(something: Mapping[str, Any]) -> dict[str, str]:
    """The conditions of an object, by their types."""
    return {condition["type"]: condition["status"] for condition in something["status"].get("conditions", [])}


def pods(cluster: LiqoCluster, namespace: str) -> dict[str, tuple[str, str, str]]:
    """What must not change of the pods that are not being deleted: UID, phase and IP."""
    return {
        pod["metadata"]["name"]: (pod["metadata"]["uid"], pod["status"]["phase"], pod["status"].get("podIP", ""))
        for pod in cluster.list("v1", "pods", namespace)
        if "deletionTimestamp" not in pod["metadata"]
    }


def patience(pod: Mapping[str, Any]) -> int:
    """For how many seconds Kubernetes leaves a pod on a node that is lost."""
    (found,) = [each for each in pod["spec"]["tolerations"] if each["key"] == "node.kubernetes.io/unreachable"]
    seconds: int = found["tolerationSeconds"]
    return seconds


def ready_endpoints(cluster: LiqoCluster, namespace: str) -> set[str]:
    """The pods to which Services lead."""
    return {
        endpoint["targetRef"]["name"]
        for found in cluster.list("discovery.k8s.io/v1", "endpointslices", namespace)
        for endpoint in found["endpoints"] or []
        if endpoint["conditions"]["ready"]
    }
