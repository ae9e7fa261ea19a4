"""How a real API server treats the pods of the chart: their privileges, and the settings that users give them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.chart.pod_values import SETTINGS, for_every_pod, nested
from tests.cluster.conftest import Release, preset
from tests.cluster.expectations import SWITCH
from tools.manifests import Manifest, parse, stream
from tools.manifests import pods as pod_specs
from tools.rendering import CLUSTER_ID
from tools.repository import CHART
from tools.run.cluster import NAMESPACE, RELEASE, Cluster

#: `helm template` cannot look up the cluster ID, which must not change later.
NAMED = f"--values={CLUSTER_ID}"


def test_without_networking_no_pod_needs_a_privilege(cluster: Cluster, standing: Release) -> None:
    """A namespace under the strictest Pod Security standard admits every pod except the fabric's."""
    standing.bring(preset("connected"), NAMED)
    enforced = "pod-security.kubernetes.io/enforce"
    cluster.kubectl("label", "namespace", NAMESPACE, f"{enforced}=restricted")
    try:
        with pytest.raises(OSError, match='liqo-fabric" is forbidden: violates PodSecurity'):
            cluster.send(pods(standing), "create", "--dry-run=server")
        standing.bring(preset("offloading-only"), NAMED)
        created = cluster.send(pods(standing), "create", "--dry-run=server")
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


def test_the_api_server_takes_every_setting_of_pods(cluster: Cluster, standing: Release, tmp_path: Path) -> None:
    """Those of the gateways as well, once Liqo has filled in what stands for a peering."""
    path = tmp_path / "values.yaml"
    path.write_text(json.dumps(nested(for_every_pod(lambda _: SETTINGS) | {"imageRegistry": "registry.example.org"})))
    options = (preset("connected"), f"--values={path}", NAMED)
    standing.bring(*options)
    # The account of the pod of helm test is there only while it runs.
    rendered = standing.succeed("template", RELEASE, CHART, "--skip-tests", *options)
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


def test_without_networking_pods_can_be_hardened_further(cluster: Cluster, standing: Release, tmp_path: Path) -> None:
    """Nothing that the programs write to lies outside of their volumes, and the strictest standard stays kept."""
    path = tmp_path / "values.yaml"
    settings = {"containerSecurityContext": {"readOnlyRootFilesystem": True}, "securityContext": {"runAsUser": 2000}}
    of_the_test = {f"helmTest.pod.{key}": value for key, value in settings.items()}
    path.write_text(json.dumps(nested(for_every_pod(lambda _: settings) | of_the_test)))
    standing.bring(preset("offloading-only"), f"--values={path}", NAMED)
    enforced = "pod-security.kubernetes.io/enforce"
    cluster.kubectl("label", "namespace", NAMESPACE, f"{enforced}=restricted")
    try:
        created = cluster.send(pods(standing), "create", "--dry-run=server")
    finally:
        cluster.kubectl("label", "namespace", NAMESPACE, f"{enforced}-")
    assert {pod["spec"]["securityContext"]["runAsUser"] for pod in created} == {2000}


def test_the_api_server_takes_numbers_where_it_wants_text(cluster: Cluster, standing: Release, tmp_path: Path) -> None:
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
    options = (preset("connected"), f"--values={path}", NAMED)
    standing.bring(*options)
    rendered = standing.succeed("template", RELEASE, CHART, "--skip-tests", *options)
    assert cluster.complaints(rendered) == ""
    template = standing.get("offloading.liqo.io/v1beta1", "VkOptionsTemplate", "hidden-ips")
    assert template["spec"]["extraArgs"][-1] == SWITCH
    deployment = standing.get("apps/v1", "Deployment", "liqo-proxy")
    annotations = deployment["spec"]["template"]["metadata"]["annotations"]
    assert annotations == {"example.org/wave": "10", "example.org/large": "123456789012", "example.org/on": "true"}


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
