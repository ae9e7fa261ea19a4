"""Every pod that the chart makes, directly or through Liqo's controllers, and values that change all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.components import CONTAINERS, WORKLOADS
from tools.manifests import Manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

#: The section of the values that each pod belongs to, by kind and name of the object that describes it. The pods of
#: virtual kubelets are made by Liqo.
SECTIONS: Mapping[str, str] = {
    workload.title: ".".join(workload.values) for workload in WORKLOADS if workload.kind != "VkOptionsTemplate"
}

#: The image of each container, by the section that describes it.
IMAGES: Mapping[str, str] = {name: ".".join(container.values) for name, container in CONTAINERS.items()}

#: Settings of a pod, each with a value that no pod has otherwise.
SETTINGS: Mapping[str, Any] = {
    "nodeSelector": {"example.org/pool": 7},
    "tolerations": [{"key": "example.org/taint", "operator": "Exists"}],
    "affinity": {
        "podAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": [
                {"topologyKey": "zone", "labelSelector": {"matchLabels": {"a": "b"}}}
            ]
        }
    },
    "topologySpreadConstraints": [{"maxSkew": 2, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"}],
    # One that exists in every cluster: the job at uninstallation has to find it.
    "priorityClassName": "system-cluster-critical",
    "extraEnv": [
        {"name": "NUMBER", "value": 10},
        {"name": "SWITCH", "value": True},
        {"name": "CREDENTIAL", "valueFrom": {"secretKeyRef": {"name": "credentials", "key": "token"}}},
        {"name": "LIMIT", "valueFrom": {"resourceFieldRef": {"resource": "limits.memory", "divisor": 1}}},
    ],
    "extraVolumes": [
        {"name": "authorities", "configMap": {"name": "company", "items": [{"key": "ca", "path": "ca.crt"}]}},
        {"name": "scratch", "emptyDir": {"sizeLimit": "1Gi"}},
        {"name": "shared", "nfs": {"server": "nfs.example.org", "path": "/"}},
    ],
    "extraVolumeMounts": [
        {"name": "authorities", "mountPath": "/etc/company", "readOnly": True},
        {"name": "scratch", "mountPath": "/scratch", "subPath": "a"},
    ],
    "securityContext": {"runAsUser": 1000680000, "supplementalGroups": [5], "seccompProfile": {"type": "Unconfined"}},
    "containerSecurityContext": {"readOnlyRootFilesystem": True, "runAsGroup": 7},
}

#: Those that the fabric has outside of its `pod`, or does not need as a DaemonSet.
NOT_OF_THE_FABRIC = ("nodeSelector", "tolerations", "affinity", "topologySpreadConstraints")


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as Helm takes them, made of dotted paths."""
    result: dict[str, Any] = {}
    for path, value in values.items():
        *above, last = path.split(".")
        inside = result
        for key in above:
            inside = inside.setdefault(key, {})
        inside[last] = value
    return result


def for_every_pod(settings: Callable[[str], Mapping[str, Any]]) -> dict[str, Any]:
    """Dotted values that give each pod the settings made for its section."""
    return {
        f"{section}.pod.{key}": value
        for section in dict.fromkeys(SECTIONS.values())
        for key, value in settings(section).items()
        if not (section == "networking.fabric" and key in NOT_OF_THE_FABRIC)
    }


def pod_templates(manifests: Sequence[Manifest]) -> Iterator[tuple[str, Manifest]]:
    """What pods are made from, metadata included, each with kind and name of the object that describes it."""
    for manifest in manifests:
        spec = manifest.get("spec", {})
        if manifest["kind"] == "CronJob":
            spec = spec["jobTemplate"]["spec"]
        elif manifest["kind"].startswith("WgGateway"):
            spec = spec["template"]["spec"]["deployment"]["spec"]
        if isinstance(spec.get("template", {}).get("spec", {}).get("containers"), list):
            yield f"{manifest['kind']} {manifest['metadata']['name']}", spec["template"]


def containers(pod: Mapping[str, Any]) -> list[Manifest]:
    """All containers of a pod spec, those that run before the program included."""
    return [*pod.get("initContainers", []), *pod["containers"]]
