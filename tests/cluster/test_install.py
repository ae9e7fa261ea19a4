"""The four modes, installed by the real Helm 3 and Helm 4 on a real Kubernetes API server."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pytest

from tests.chart.pod_values import SETTINGS, for_every_pod, nested
from tests.chart.rendering import pods as pod_specs
from tests.cluster.conftest import Release
from tests.cluster.expectations import MODES, SWITCH
from tests.cluster.helm import CHART, NAMESPACE, RELEASE, Cluster, Manifest, parse, stream
from tests.support.tools import tool
from tests.support.values import CLUSTER_ID

PRESETS = CHART / "presets"


def preset(mode: str) -> str:
    return f"--values={PRESETS / mode}.yaml"


def test_networking_off_needs_no_other_value(release: Release) -> None:
    release.install("--set", "networking.enabled=false")
    release.expect_networking(on=False)
    release.expect_reflection(on=True)


def test_networking_and_reflection_off_by_every_way(release: Release, tmp_path: Path) -> None:
    """By the two keys, by an argument beside the key, and by the argument alone."""
    release.install("--set", "networking.enabled=false", "--set", "networking.reflectIPs=false")
    release.expect_networking(on=False)
    release.expect_reflection(on=False)

    values = tmp_path / "values.yaml"
    for spelling in (SWITCH, f"{SWITCH}=T"):
        values.write_text(
            "networking: {enabled: false, reflectIPs: false}\n"
            f"virtualKubelet: {{extra: {{args: [--node-ping-interval=10s, {spelling}]}}}}\n"
        )
        release.upgrade("--values", values)
        release.expect_networking(on=False)
        arguments = release.virtual_kubelet_arguments()
        assert [argument for argument in arguments if argument.startswith(SWITCH)] == [spelling]
        assert "--node-ping-interval=10s" in arguments

    values.write_text(f"networking: {{enabled: false}}\nvirtualKubelet: {{extra: {{args: [{SWITCH}]}}}}\n")
    release.upgrade("--values", values)
    release.expect_networking(on=False)
    release.expect_reflection(on=False)
    assert "--node-ping-interval=10s" not in release.virtual_kubelet_arguments()


def test_networking_on_with_cidrs(release: Release) -> None:
    release.install("--set", "ipam.podCIDR=10.244.0.0/16", "--set", "ipam.serviceCIDR=10.96.0.0/16")
    release.expect_networking(on=True)
    release.expect_reflection(on=True)
    networks = {
        name: release.get("ipam.liqo.io/v1alpha1", "Network", name)["spec"]["cidr"]
        for name in ("pod-cidr", "service-cidr")
    }
    assert networks == {"pod-cidr": "10.244.0.0/16", "service-cidr": "10.96.0.0/16"}


def test_upgrade_between_every_pair_of_modes(release: Release) -> None:
    """One walk along all twelve upgrades; what the cluster is called must survive each of them."""
    steps = walk(list(MODES))
    release.install(preset(steps[0]))
    identity = cluster_id(release)
    assert identity
    for before, after in itertools.pairwise(steps):
        release.upgrade(preset(after))
        networking, reflection = MODES[after]
        try:
            release.expect_networking(on=networking)
            release.expect_reflection(on=reflection)
            assert cluster_id(release) == identity
        except AssertionError as error:
            error.add_note(f"in the upgrade from {before} to {after}")
            raise


def test_helm_4_takes_over_a_release_of_helm_3(cluster: Cluster, release: Release) -> None:
    """Beyond that, Helm 4 owns what it applies: a second upgrade must not find a conflict with itself."""
    release.install(preset("connected"))
    successor = Release(cluster, tool("helm4"))
    for mode in ("offloading-only", "connected"):
        successor.upgrade(preset(mode))
        successor.expect_networking(on=MODES[mode][0])
        successor.expect_reflection(on=MODES[mode][1])


#: What a release of the published chart, which has no schema, takes in the API with networking and without, in bytes.
PUBLISHED = {True: 100_900, False: 97_800}


@pytest.mark.parametrize("mode", MODES)
def test_a_release_takes_no_more_room_than_one_of_the_published_chart(release: Release, mode: str) -> None:
    """Helm keeps ten revisions in Secrets of at most a megabyte each, all of them in every list of Secrets."""
    release.install(preset(mode))
    stored = release.get("v1", "Secret", f"sh.helm.release.v1.{RELEASE}.v1")["data"]["release"]
    assert len(stored) <= PUBLISHED[MODES[mode][0]]


def test_uninstall_leaves_nothing_but_the_api(release: Release) -> None:
    release.install(preset("connected"))
    release.uninstall()
    assert everything_of_liqo(release) == []
    names = release.cluster.kubectl("get", "customresourcedefinitions", "-o", "name").stdout.split()
    assert sum(name.endswith(".liqo.io") for name in names) == 28
    release.install(preset("connected"))


def test_without_networking_no_pod_needs_a_privilege(cluster: Cluster, release: Release) -> None:
    """A namespace under the strictest Pod Security standard admits every pod, but for the fabric's."""
    release.install(preset("connected"))
    enforced = "pod-security.kubernetes.io/enforce"
    cluster.kubectl("label", "namespace", NAMESPACE, f"{enforced}=restricted")
    try:
        with pytest.raises(OSError, match='liqo-fabric" is forbidden: violates PodSecurity'):
            cluster.send(pods(release), "create", "--dry-run=server")
        release.upgrade(preset("offloading-only"))
        created = cluster.send(pods(release), "create", "--dry-run=server")
        assert {pod["metadata"]["name"] for pod in created} == {
            "liqo-controller-manager",
            "liqo-crd-replicator",
            "liqo-helm-test",
            "liqo-metric-agent",
            "liqo-pre-delete",
            "liqo-proxy",
            "liqo-telemetry",
            "liqo-webhook",
        }
    finally:
        cluster.kubectl("label", "namespace", NAMESPACE, f"{enforced}-")


def test_the_api_server_takes_every_setting_of_pods(cluster: Cluster, release: Release, tmp_path: Path) -> None:
    """Those of the gateways as well, once Liqo has filled in what stands for a peering."""
    path = tmp_path / "values.yaml"
    path.write_text(json.dumps(nested(for_every_pod(lambda _: SETTINGS) | {"imageRegistry": "registry.example.org"})))
    options = (preset("connected"), f"--values={path}", f"--values={CLUSTER_ID}")
    release.install(*options)
    # The account of the pod of helm test is there only while it runs.
    rendered = release.succeed("template", RELEASE, CHART, "--skip-tests", *options)
    assert cluster.complaints(rendered) == ""
    gateways = [
        {"apiVersion": "apps/v1", "kind": "Deployment", **manifest["spec"]["template"]["spec"]["deployment"]}
        for manifest in parse(re.sub(r"{{[^}]*}}", "x", rendered))
        if manifest["kind"].startswith("WgGateway")
    ]
    assert len(gateways) == 2
    for gateway in gateways:
        said = cluster.complaints(stream([{**gateway, "metadata": {"name": "gateway"}}]))
        # The port names are those of Liqo's published chart, and nothing selects by them.
        assert [line for line in said.splitlines() if 'duplicate port name "healthz"' not in line] == []


def test_without_networking_pods_can_be_hardened_further(cluster: Cluster, release: Release, tmp_path: Path) -> None:
    """Nothing that the programs write to lies outside of their volumes, and the strictest standard stays kept."""
    path = tmp_path / "values.yaml"
    settings = {"containerSecurityContext": {"readOnlyRootFilesystem": True}, "securityContext": {"runAsUser": 2000}}
    of_the_test = {f"helmTest.pod.{key}": value for key, value in settings.items()}
    path.write_text(json.dumps(nested(for_every_pod(lambda _: settings) | of_the_test)))
    release.install(preset("offloading-only"), f"--values={path}")
    enforced = "pod-security.kubernetes.io/enforce"
    cluster.kubectl("label", "namespace", NAMESPACE, f"{enforced}=restricted")
    try:
        created = cluster.send(pods(release), "create", "--dry-run=server")
    finally:
        cluster.kubectl("label", "namespace", NAMESPACE, f"{enforced}-")
    assert {pod["spec"]["securityContext"]["runAsUser"] for pod in created} == {2000}


def test_the_api_server_takes_numbers_where_it_wants_text(cluster: Cluster, release: Release, tmp_path: Path) -> None:
    """Labels, annotations and the like as users write them in a values file."""
    texts = {
        "example.org/wave": 10,
        "example.org/large": 123456789012,
        "example.org/on": True,
        "example.org/none": None,
    }
    both = {"labels": texts, "annotations": texts}
    pod = {"pod": {**both, "resources": {"limits": {"cpu": 0.5, "memory": 8589934592}}}}
    kubelet = {"extra": {**both, "resources": pod["pod"]["resources"]}, "virtualNode": {"extra": both}}
    components = ("controllerManager", "crdReplicator", "metricAgent", "telemetry", "uninstaller", "webhook")
    values = {
        **dict.fromkeys(components, pod),
        "common": {"nodeSelector": texts, "globalLabels": texts, "globalAnnotations": texts},
        "discovery": {"config": {"clusterLabels": texts}},
        "ipam": {"internal": pod},
        "networking": {"fabric": {**pod, "nodeSelector": texts}},
        "offloading": {"runtimeClass": {**both, "nodeSelector": {"labels": texts}}},
        "proxy": {**pod, "service": {"annotations": texts}},
        "virtualKubelet": {**kubelet, "optionsTemplates": {"hidden-ips": {**kubelet, "reflectIPs": False}}},
    }
    path = tmp_path / "values.yaml"
    path.write_text(json.dumps(values))
    options = (preset("connected"), f"--values={path}", f"--values={CLUSTER_ID}")
    release.install(*options)
    rendered = release.succeed("template", RELEASE, CHART, "--skip-tests", f"--values={CLUSTER_ID}", *options)
    assert cluster.complaints(rendered) == ""
    template = release.get("offloading.liqo.io/v1beta1", "VkOptionsTemplate", "hidden-ips")
    assert template["spec"]["extraArgs"][-1] == SWITCH
    deployment = release.get("apps/v1", "Deployment", "liqo-proxy")
    annotations = deployment["spec"]["template"]["metadata"]["annotations"]
    assert annotations == {"example.org/wave": "10", "example.org/large": "123456789012", "example.org/on": "true"}


def walk(modes: list[str]) -> list[str]:
    """A closed way that takes every ordered pair of modes once."""
    left = {mode: [other for other in modes if other != mode] for mode in modes}
    stack, way = [modes[0]], []
    while stack:
        if left[stack[-1]]:
            stack.append(left[stack[-1]].pop())
        else:
            way.append(stack.pop())
    return way[::-1]


def cluster_id(release: Release) -> str:
    return str(release.get("v1", "ConfigMap", "liqo-clusterid-configmap")["data"]["CLUSTER_ID"])


def pods(release: Release) -> list[Manifest]:
    """A pod for each workload of the release, hooks included, as its controller would create it.

    Without the account, since that of a hook is not there until the hook runs.
    """
    rendered = (release.succeed("get", what, RELEASE) for what in ("manifest", "hooks"))
    manifests = [manifest for text in rendered for manifest in parse(text)]
    return [
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": workload.split()[-1]},
            "spec": {**spec, "serviceAccountName": ""},
        }
        for workload, spec in pod_specs(manifests)
    ]


def everything_of_liqo(release: Release) -> list[str]:
    """Every object of any kind, in any namespace, that carries the chart's label."""
    kinds = release.cluster.kubectl("api-resources", "--verbs=list", "-o", "name").stdout.split()
    query = ("get", ",".join(kinds), "-A", "-l", "app.kubernetes.io/part-of=liqo", "-o", "name")
    return release.cluster.kubectl(*query).stdout.split()
