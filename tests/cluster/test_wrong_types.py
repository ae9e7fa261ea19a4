"""Wrong types inside lists and maps of the user, if Helm skips the schema: an error if the API server rejects them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from liqo_values.engine.check import judge
from liqo_values.model.findings import Severity, with_followers
from liqo_values.model.source_text import Source
from liqo_values.values.release_inputs import Given
from tests.chart.sample_values import CIDRS
from tests.cluster.test_accepted import ELSEWHERE, complaints, known
from tests.support.values import merged
from tools.rendering import RefusedError, template, written
from tools.repository import CHART
from tools.run.cluster import Cluster
from tools.toolchain.build import tool

FABRIC = ("networking", "fabric")
POD = ("controllerManager", "pod")
ENV = {"name": "A", "value": "b"}
MOUNT = {"name": "a", "mountPath": "/a"}
VOLUME = {"name": "a", "emptyDir": {}}
SPREAD = {"maxSkew": 1, "topologyKey": "a", "whenUnsatisfiable": "DoNotSchedule"}
NODES = {"nodeSelectorTerms": [{"matchExpressions": [{"key": "a", "operator": "In", "values": [7]}]}]}
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"

#: A path and a value of a wrong type in it.
WRONG: Mapping[str, tuple[tuple[str, ...], Any]] = {
    "a pull secret": (("imagePullSecrets",), ["secret"]),
    "the name of a pull secret": (("imagePullSecrets",), [{"name": 7}]),
    "a toleration": (("common", "tolerations"), ["a"]),
    "the key of a toleration": (("common", "tolerations"), [{"key": 7, "operator": "Exists"}]),
    "the seconds of a toleration": (
        (*FABRIC, "tolerations"),
        [{"key": "a", "effect": "NoExecute", "operator": "Exists", "tolerationSeconds": "7"}],
    ),
    "a topology spread constraint": (("common", "topologySpreadConstraints"), [{**SPREAD, "maxSkew": "1"}]),
    "a node affinity": ((*FABRIC, "affinity", "nodeAffinity"), {REQUIRED: NODES}),
    "a variable": ((*POD, "extraEnv"), ["A=b"]),
    "the name of a variable": ((*POD, "extraEnv"), [{**ENV, "name": 7}]),
    "a volume": ((*POD, "extraVolumes"), [{**VOLUME, "emptyDir": "a"}]),
    "a claim": ((*POD, "resources", "claims"), ["a"]),
    "a mount": ((*POD, "extraVolumeMounts"), [{**MOUNT, "readOnly": "true"}]),
    "a group": ((*POD, "securityContext", "supplementalGroups"), ["7"]),
    "a sysctl": ((*POD, "securityContext", "sysctls"), [{"name": "net.a", "value": 7}]),
    "a capability": ((*POD, "containerSecurityContext", "capabilities", "drop"), [7]),
    "a node selector": ((*FABRIC, "nodeSelector"), {"a": ["b"]}),
    "a label": ((*POD, "labels"), {"a": {"b": "c"}}),
    "an annotation": ((*POD, "annotations"), {"a": ["b"]}),
    "a common label": (("commonLabels",), {"a": {"b": "c"}}),
    "a global annotation": (("common", "globalAnnotations"), {"a": {"b": "c"}}),
    "an argument": ((*POD, "extraArgs"), [7]),
    "an argument that is a boolean": ((*POD, "extraArgs"), [True]),
    "an argument that is a map": ((*POD, "extraArgs"), [{"a": "b"}]),
    "an argument of all programs": (("common", "extraArgs"), [7]),
    "an argument of the virtual kubelet": (("virtualKubelet", "extra", "args"), [7]),
    "a limit": ((*POD, "resources", "limits"), {"cpu": ["1"]}),
    "a range": (("ipam", "reservedSubnets"), [10]),
    "a pool": (("ipam", "pools"), [10]),
    "a pod range": (("ipam", "podCIDRs"), [10]),
    "a skipped label": (("offloading", "reflection", "skip", "labels"), [7]),
    "a class": (("offloading", "reflection", "ingress", "ingressClasses"), ["a"]),
    "the name of a class": (("offloading", "reflection", "ingress", "ingressClasses"), [{"name": 7}]),
    "a resource of nodes": (("offloading", "defaultNodeResources"), {"cpu": ["1"]}),
    "a resource of servers": (("networking", "serverResources"), ["a"]),
    "an SCC": (("openshiftConfig", "virtualKubeletSCCs"), [7]),
    "a range of the API server": (("networkPolicies", "apiServerCIDRs"), [10]),
    "a port of the API server": (("networkPolicies", "egress", "apiServerPorts"), ["6443"]),
    "a peer": (("networkPolicies", "metricsFrom"), ["a"]),
    "an object": (("extraObjects",), [7]),
}
ON: Mapping[str, Any] = {"networkPolicies": {"enabled": True}, "openshiftConfig": {"enabled": True}}


@pytest.fixture(scope="module", autouse=True)
def liqos_api(cluster: Cluster) -> None:
    """Let the API server know the types of Liqo's objects, as after any installation."""
    crds = ("apply", "--server-side", "--force-conflicts", f"--filename={CHART}/charts/liqo-crds/crds")
    established = ("wait", "--for=condition=Established", "customresourcedefinitions", "--all", "--timeout=60s")
    for command in (crds, established):
        done = cluster.kubectl(*command)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_errors_are_what_the_api_server_rejects(cluster: Cluster, wrong: tuple[tuple[str, ...], Any]) -> None:
    path, value = wrong
    for step in reversed(path):
        value = {step: value}
    values = merged(merged(dict(CIDRS), ON), value)
    given = Given(
        [Source("values.yaml", written(values))], set_values=["discovery.config.clusterID=rome"], schema=False
    )
    found = [finding for finding in with_followers(judge(given).findings) if finding.path[: len(path)] == path]
    assert found
    severities = {finding.severity for finding in found}
    assert (Severity.ERROR in severities) is bool(refused(cluster, values))


def refused(cluster: Cluster, values: Mapping[str, Any]) -> str:
    """Return why nothing is installed; empty if everything is."""
    try:
        manifests = template(tool("helm4"), "--skip-schema-validation", values=json.dumps(values))
    except RefusedError as error:
        return str(error)
    lines = complaints(cluster, [one for one in manifests if known(one)]).splitlines()
    return "\n".join(line for line in lines if line.startswith(("Error", "error")) and not ELSEWHERE.search(line))
