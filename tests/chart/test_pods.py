"""What users set for pods arrives in every pod of the chart, and in no other place."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.chart.pod_values import (
    IMAGES,
    NOT_OF_THE_FABRIC,
    SECTIONS,
    SETTINGS,
    containers,
    for_every_pod,
    nested,
    pod_templates,
)
from tests.chart.sample_values import EVERYTHING
from tests.support.values import merged
from tools.manifests import Manifest
from tools.rendering import template
from tools.toolchain.build import tool

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

BASE: Mapping[str, Any] = {**EVERYTHING, "discovery": {"config": {"clusterID": "rome"}}}
#: Pods that `common` is not about.
APART = {title for title, section in SECTIONS.items() if section.startswith("networking.")}
#: The probes of each container that has any. The descriptions of the others explain why they have none.
PROBES = {
    "controller-manager": {"livenessProbe", "readinessProbe"},
    "crd-replicator": {"readinessProbe"},
    "fabric": {"readinessProbe"},
    "ipam": {"livenessProbe", "readinessProbe"},
    "metric-agent": {"livenessProbe", "readinessProbe"},
    "proxy": {"startupProbe"},
    "webhook": {"livenessProbe", "readinessProbe"},
}


def digest(section: str) -> str:
    """A digest that no two sections share."""
    return f"sha256:{hashlib.sha256(section.encode()).hexdigest()}"


def rendered(helm: Path, values: Mapping[str, Any], *options: str) -> list[Manifest]:
    """The chart with every object on, and the given values, which are dotted, over that."""
    return template(helm, *options, values=merged(BASE, nested(values)))


def specs(helm: Path, values: Mapping[str, Any], *options: str) -> dict[str, Manifest]:
    """The pod specs of a rendering by what describes them."""
    return {title: pod["spec"] for title, pod in pod_templates(rendered(helm, values, *options))}


def names(items: Sequence[Mapping[str, Any]]) -> list[str]:
    return [item["name"] for item in items]


def test_every_pod_of_the_chart_is_looked_at(one_helm: Path) -> None:
    found = specs(one_helm, {})
    assert found.keys() == SECTIONS.keys()
    assert {container["name"] for pod in found.values() for container in containers(pod)} == (
        IMAGES.keys() - {"virtual-kubelet"}
    )


def test_registry_digest_and_credentials_reach_every_image(one_helm: Path) -> None:
    secrets = [{"name": "mirror"}]
    manifests = rendered(
        one_helm,
        {
            "imageRegistry": "registry.example.org:5000/mirror",
            "imagePullSecrets": secrets,
            "pullPolicy": "Always",
            "liqo-crds.crdUpgrade.image.pullPolicy": "Always",
            **{f"{section}.image.digest": digest(section) for section in IMAGES.values()},
        },
    )
    images = {}
    for title, pod in pod_templates(manifests):
        assert pod["spec"]["imagePullSecrets"] == secrets, title
        for container in containers(pod["spec"]):
            assert container["imagePullPolicy"] == "Always", title
            images[container["name"]] = container["image"]
    (kubelet,) = [manifest["spec"] for manifest in manifests if manifest["kind"] == "VkOptionsTemplate"]
    assert (kubelet["imagePullSecrets"], kubelet["pullPolicy"]) == (secrets, "Always")
    images["virtual-kubelet"] = kubelet["containerImage"]
    assert images["gateway"] == (
        f"registry.example.org:5000/mirror/liqotech/gateway:v1.2.0@{digest(IMAGES['gateway'])}"
    )
    assert images.keys() == IMAGES.keys()
    for container_name, image in images.items():
        assert re.fullmatch(r"registry\.example\.org:5000/mirror/liqotech/[a-z/-]+:v1\.2\.0@sha256:[0-9a-f]{64}", image)
        assert image.endswith(digest(IMAGES[container_name])), container_name
    assert labels_of(manifests)
    assert [label for label in labels_of(manifests) if not re.fullmatch(r"([-\w.]{0,63}|.*\{\{.*)", label)] == []


def labels_of(node: object) -> list[str]:
    """The values of all labels within a manifest."""
    if isinstance(node, list):
        return [label for item in node for label in labels_of(item)]
    if not isinstance(node, dict):
        return []
    own = list(node["labels"].values()) if isinstance(node.get("labels"), dict) else []
    return own + [label for inner in node.values() for label in labels_of(inner)]


@pytest.mark.parametrize(
    ("name", "image"),
    [
        ("ghcr.io/liqotech/proxy", "mirror.example.org/liqotech/proxy:v1.2.0"),
        ("localhost/proxy", "mirror.example.org/proxy:v1.2.0"),
        ("registry:5000/a/b/proxy", "mirror.example.org/a/b/proxy:v1.2.0"),
        ("liqotech/proxy", "mirror.example.org/liqotech/proxy:v1.2.0"),
        ("proxy", "mirror.example.org/proxy:v1.2.0"),
        ("localhosts/proxy", "mirror.example.org/localhosts/proxy:v1.2.0"),
        ("team/proxy.v2", "mirror.example.org/team/proxy.v2:v1.2.0"),
        (None, "mirror.example.org/liqotech/proxy:v1.2.0"),
    ],
)
def test_a_registry_takes_the_place_of_the_one_in_the_name(name: str | None, image: str) -> None:
    values = {"imageRegistry": "mirror.example.org", "proxy.image.name": name}
    pod = specs(tool("helm4"), values, "--show-only", "templates/proxy/deployment.yaml")["Deployment liqo-proxy"]
    assert pod["containers"][0]["image"] == image


def test_settings_of_each_pod_reach_it(one_helm: Path) -> None:
    """Each section has a priority class of its own, so that no pod takes that of another one."""
    values = for_every_pod(lambda section: {**SETTINGS, "priorityClassName": section.lower()})
    for title, pod in specs(one_helm, values).items():
        assert pod["priorityClassName"] == SECTIONS[title].lower()
        assert pod["securityContext"] | {"runAsUser": 1000680000, "supplementalGroups": [5]} == pod["securityContext"]
        assert pod["securityContext"]["seccompProfile"] == {"type": "Unconfined"}
        assert names(pod["volumes"])[-3:] == ["authorities", "scratch", "shared"], title
        for container in containers(pod):
            context = container["securityContext"]
            assert (context["readOnlyRootFilesystem"], context["runAsGroup"]) == (True, 7)
        for container in pod["containers"]:
            assert container["env"][-4:] == [
                {"name": "NUMBER", "value": "10"},
                {"name": "SWITCH", "value": "true"},
                {"name": "CREDENTIAL", "valueFrom": {"secretKeyRef": {"name": "credentials", "key": "token"}}},
                {"name": "LIMIT", "valueFrom": {"resourceFieldRef": {"resource": "limits.memory", "divisor": 1}}},
            ]
            assert container["volumeMounts"][-2:] == SETTINGS["extraVolumeMounts"]
        if title == "DaemonSet liqo-fabric":
            continue
        assert pod["nodeSelector"] == {"example.org/pool": "7"}
        assert (pod["tolerations"], pod["affinity"]) == (SETTINGS["tolerations"], SETTINGS["affinity"])


def test_what_is_added_to_a_program_is_not_added_to_what_makes_its_certificate(one_helm: Path) -> None:
    (creator,) = specs(one_helm, for_every_pod(lambda _: SETTINGS))["Deployment liqo-metric-agent"]["initContainers"]
    assert creator["volumeMounts"] == [{"name": "certs", "mountPath": "/certs"}]
    assert "env" not in creator


def test_constraints_without_a_selector_are_about_the_pods_themselves(one_helm: Path) -> None:
    chosen = {"matchLabels": {"team": "a"}}
    constraint = SETTINGS["topologySpreadConstraints"][0]
    chosen_for = {**constraint, "topologyKey": "rack", "labelSelector": chosen}
    values = for_every_pod(lambda _: {"topologySpreadConstraints": [constraint, chosen_for]})
    for title, pod in pod_templates(rendered(one_helm, values)):
        if title == "DaemonSet liqo-fabric":
            continue
        own, other = pod["spec"]["topologySpreadConstraints"]
        assert own | constraint == own
        assert own["labelSelector"]["matchLabels"].items() <= pod["metadata"]["labels"].items(), title
        assert own["labelSelector"]["matchLabels"]["app.kubernetes.io/name"]
        assert other == chosen_for


def test_common_settings_reach_the_pods_that_have_none_of_their_own(one_helm: Path) -> None:
    shared = [*NOT_OF_THE_FABRIC, "priorityClassName"]
    own = {
        "webhook.pod.nodeSelector": {},
        "webhook.pod.tolerations": [],
        "webhook.pod.affinity": {},
        "webhook.pod.topologySpreadConstraints": [],
        "webhook.pod.priorityClassName": "low",
        "proxy.pod.nodeSelector": {"other": "b"},
    }
    pods = specs(one_helm, {**{f"common.{key}": SETTINGS[key] for key in shared}, **own})
    bare = specs(one_helm, {})
    for title, pod in pods.items():
        if title in APART:
            assert pod == bare[title]
        elif title == "Deployment liqo-webhook":
            assert {key: pod[key] for key in shared if key in pod} == {"priorityClassName": "low"}
        else:
            assert pod["nodeSelector"] == {"Deployment liqo-proxy": {"other": "b"}}.get(
                title, {"example.org/pool": "7"}
            )
            assert {key: pod[key] for key in ("tolerations", "affinity", "priorityClassName")} == {
                key: SETTINGS[key] for key in ("tolerations", "affinity", "priorityClassName")
            }
            assert pod["topologySpreadConstraints"][0]["topologyKey"] == "zone"


@pytest.mark.parametrize("section", ["controllerManager", "webhook", "proxy", "ipam.internal"])
def test_replicas_avoid_each_other_in_addition_to_user_preferences(one_helm: Path, section: str) -> None:
    values = {f"{section}.replicas": 2, f"{section}.pod.affinity": SETTINGS["affinity"]}
    titles = {title: name for title, name in SECTIONS.items() if name == section}
    for title, pod in pod_templates(rendered(one_helm, values)):
        if title in titles:
            affinity = pod["spec"]["affinity"]
            assert affinity["podAffinity"] == SETTINGS["affinity"]["podAffinity"]
            (preferred,) = affinity["podAntiAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"]
            assert preferred["podAffinityTerm"]["topologyKey"] == "kubernetes.io/hostname"
            selector = preferred["podAffinityTerm"]["labelSelector"]["matchLabels"]
            assert selector.items() <= pod["metadata"]["labels"].items()


def test_one_item_of_the_user_takes_the_place_of_one_of_the_chart(one_helm: Path) -> None:
    """Two with the same name would be refused by the API server."""
    values = {
        "webhook.pod.extraEnv": [{"name": "CLUSTER_ID", "value": "milan"}],
        "webhook.pod.extraVolumes": [{"name": "webhook-certs", "emptyDir": {"medium": "Memory"}}],
        "webhook.pod.extraVolumeMounts": [{"name": "webhook-certs", "mountPath": "/tmp/k8s-webhook-server"}],  # noqa: S108
    }
    pod = specs(one_helm, values)["Deployment liqo-webhook"]
    (container,) = pod["containers"]
    assert names(container["env"]) == ["POD_NAME", "POD_NAMESPACE", "DEPLOYMENT_NAME", "CLUSTER_ID"]
    assert pod["volumes"] == values["webhook.pod.extraVolumes"]
    assert container["volumeMounts"] == values["webhook.pod.extraVolumeMounts"]


def test_security_settings_are_laid_over_those_of_the_chart(one_helm: Path) -> None:
    values = {
        "proxy.pod.securityContext": {"runAsUser": None, "runAsGroup": None, "fsGroup": None, "runAsNonRoot": False},
        "proxy.pod.containerSecurityContext": {"capabilities": {"add": ["NET_BIND_SERVICE"]}},
        "networking.fabric.pod.containerSecurityContext": {"privileged": False, "capabilities": {"drop": ["ALL"]}},
        "networking.gatewayTemplates.pod.containerSecurityContext": {"privileged": None, "capabilities": None},
    }
    pods = specs(one_helm, {**values, "openshiftConfig.enabled": False})
    proxy = pods["Deployment liqo-proxy"]
    assert proxy["securityContext"] == {"runAsNonRoot": False, "seccompProfile": {"type": "RuntimeDefault"}}
    assert proxy["containers"][0]["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "capabilities": {"add": ["NET_BIND_SERVICE"], "drop": ["ALL"]},
    }
    assert pods["DaemonSet liqo-fabric"]["containers"][0]["securityContext"] == {
        "privileged": False,
        "capabilities": {"add": ["NET_ADMIN", "NET_RAW"], "drop": ["ALL"]},
    }
    for container in pods["WgGatewayServerTemplate wireguard-server"]["containers"]:
        assert "securityContext" not in container


@pytest.mark.parametrize(
    "assignment",
    [
        "controllerManager.pod.securityContext.runAsUser=1000680000",
        "networking.fabric.pod.containerSecurityContext.runAsGroup=1000000000",
        "networking.gatewayTemplates.pod.securityContext.fsGroup=3000000",
    ],
)
def test_a_number_is_the_same_from_the_command_line_and_from_a_file(helm: Path, assignment: str) -> None:
    path, _, number = assignment.partition("=")
    assert number in json.dumps(rendered(helm, {path: int(number)}))
    assert rendered(helm, {path: int(number)}) == rendered(helm, {}, "--set", assignment)


def test_a_number_in_a_list_is_the_same_too(helm: Path) -> None:
    constraint = {"maxSkew": 3, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "minDomains": 2}
    item = "common.topologySpreadConstraints[0]"
    options = [f"--set={item}.{key}={value}" for key, value in constraint.items()]
    assert rendered(helm, {"common.topologySpreadConstraints": [constraint]}) == rendered(helm, {}, *options)


def test_null_anywhere_is_as_good_as_nothing(helm: Path) -> None:
    """At the settings themselves, and at what is optional within them."""
    nothing = rendered(helm, {})
    deleted = for_every_pod(lambda _: dict.fromkeys(SETTINGS))
    deleted |= {f"{section}.image.digest": None for section in IMAGES.values()}
    deleted |= {f"common.{key}": None for key in (*NOT_OF_THE_FABRIC, "priorityClassName")}
    assert rendered(helm, {**deleted, "imageRegistry": None}) == nothing
    hollow = {
        "nodeSelector": {"a": None},
        "securityContext": {"appArmorProfile": None},
        "containerSecurityContext": {"capabilities": {}, "runAsUser": None},
    }
    assert rendered(helm, for_every_pod(lambda _: hollow)) == nothing
    for section in SECTIONS.values():
        rendered(helm, {f"{section}.pod": None, "common": None})


def test_both_helms_render_the_same_settings() -> None:
    values = for_every_pod(lambda _: SETTINGS)
    options = ("--kube-version", "1.33.0")
    helm3, helm4 = (rendered(tool(name), values, *options) for name in ("helm3", "helm4"))
    assert sorted(helm3, key=json.dumps) == sorted(helm4, key=json.dumps)


def test_programs_that_answer_are_probed(one_helm: Path) -> None:
    found = {}
    for pod in specs(one_helm, {}).values():
        for container in containers(pod):
            found[container["name"]] = probes = {key for key in container if key.endswith("Probe")}
            ports = {port.get("name") for port in container.get("ports", ())}
            for key in probes:
                handler = container[key].get("httpGet", {})
                assert handler.get("port", "healthz") in ports or "httpGet" not in container[key]
    assert {name: probes for name, probes in found.items() if probes} == PROBES


#: Kubernetes' defaults for what a probe leaves out.
PATIENCE = {"initialDelaySeconds": 0, "periodSeconds": 10, "timeoutSeconds": 1, "failureThreshold": 3}


def test_a_slow_program_is_not_restarted(one_helm: Path) -> None:
    """A program may take three minutes to start, and later two minutes to answer again; one that hangs is restarted."""
    for title, pod in specs(one_helm, {}).items():
        # The IPAM has what Liqo's own chart gives it: it answers without asking the API server.
        probes = [each["livenessProbe"] for each in pod["containers"] if each.keys() >= {"livenessProbe", "name"}]
        for probe in probes if title != "Deployment liqo-ipam" else ():
            limits = {**PATIENCE, **probe}
            failing = limits["periodSeconds"] * limits["failureThreshold"]
            assert 120 <= failing <= 300, title
            assert 180 <= limits["initialDelaySeconds"] + failing <= 600, title
            assert limits["timeoutSeconds"] >= 5, title


def test_a_rollout_waits_for_slow_answers(one_helm: Path) -> None:
    """On a busy node, the metric agent may take five seconds to answer, and the proxy a minute to start."""
    pods = specs(one_helm, {})
    readiness = pods["Deployment liqo-metric-agent"]["containers"][0]["readinessProbe"]
    assert readiness["timeoutSeconds"] >= 5
    startup = {**PATIENCE, **pods["Deployment liqo-proxy"]["containers"][0]["startupProbe"]}
    assert startup["periodSeconds"] * startup["failureThreshold"] >= 60


def test_a_probe_is_left_out_where_the_port_is_the_choice_of_the_user(one_helm: Path) -> None:
    others = {"networking.enabled": False, "metricAgent.enabled": False, "telemetry.enabled": False}
    for key in ("common.extraArgs", "crdReplicator.pod.extraArgs"):
        values = {**others, key: ["--klog.v=2", "--metrics-address=:9000"]}
        pod = specs(one_helm, values)["Deployment liqo-crd-replicator"]
        assert "readinessProbe" not in pod["containers"][0]
