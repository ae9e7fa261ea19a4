"""The chart rendered by a real Helm."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tests.support.values import CLUSTER_ID

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

CHART = Path(__file__).parents[2] / "chart"

#: Values of the four modes, and nothing else.
CIDRS: Mapping[str, Any] = {"ipam": {"podCIDR": "10.244.0.0/16", "serviceCIDR": "10.96.0.0/12"}}
MODES: Mapping[str, Mapping[str, Any]] = {
    "connected": CIDRS,
    "connected-no-ips": {**CIDRS, "networking": {"reflectIPs": False}},
    "external-network": {"networking": {"enabled": False}},
    "offloading-only": {"networking": {"enabled": False, "reflectIPs": False}},
}

_MONITOR: Mapping[str, Any] = {"enabled": True, "interval": "30s"}
_BUDGET: Mapping[str, Any] = {"podDisruptionBudget": {"enabled": True}}
#: Values with which every object of the chart is rendered.
EVERYTHING: Mapping[str, Any] = {
    "authentication": {"awsConfig": {"accessKeyId": "AKIA", "secretAccessKey": "secret"}},
    "controllerManager": {**_BUDGET, "metrics": {"serviceMonitor": _MONITOR}},
    "crdReplicator": {**_BUDGET, "metrics": {"podMonitor": _MONITOR}},
    "ipam": {**CIDRS["ipam"], "internal": _BUDGET},
    "liqo-crds": {"crdUpgrade": {"enabled": True}},
    "metricAgent": _BUDGET,
    "metrics": {"enabled": True, "prometheusOperator": {"enabled": True}},
    "networking": {"fabric": {"metrics": {"podMonitor": _MONITOR}}},
    "networkPolicies": {"enabled": True, "egress": {"enabled": True}},
    "openshiftConfig": {"enabled": True},
    "proxy": _BUDGET,
    "webhook": {**_BUDGET, "metrics": {"serviceMonitor": _MONITOR}},
}

Manifest = dict[str, Any]


class RefusedError(Exception):
    """Helm does not render the chart; the message is what it says."""


def text(helm: Path, *options: str, values: Mapping[str, Any] | str | None = None) -> str:
    """Render the chart, for a cluster that is called rome unless the values say otherwise.

    Args:
        helm: The program.
        options: Options of ``helm template``, such as ``--set``.
        values: Values, or the text of a file with some, which comes before all options.

    Raises:
        RefusedError: Helm refuses the values, or cannot render with them.
    """
    command = [str(helm), "template", "liqo", str(CHART), "--namespace", "liqo", "--values", str(CLUSTER_ID)]
    if values is not None:
        command += ["--values", "-"]
    given = values if isinstance(values, str) else json.dumps(values)
    result = subprocess.run([*command, *options], input=given, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise RefusedError(result.stderr)
    return result.stdout


def template(helm: Path, *options: str, values: Mapping[str, Any] | str | None = None) -> list[Manifest]:
    """The same as objects."""
    rendered = text(helm, *options, values=values)
    return [manifest for manifest in yaml.load_all(rendered, Loader=yaml.CSafeLoader) if manifest]


def pod_templates(manifests: Sequence[Manifest]) -> Iterator[tuple[str, Manifest]]:
    """The pods and the templates of the workloads, each with kind and name of the object that it stands in."""
    for manifest in manifests:
        title = f"{manifest['kind']} {manifest['metadata']['name']}"
        if manifest["kind"] == "Pod":
            yield title, manifest
        elif manifest["kind"] == "CronJob":
            yield title, manifest["spec"]["jobTemplate"]["spec"]["template"]
        elif manifest["kind"] in ("DaemonSet", "Deployment", "Job"):
            yield title, manifest["spec"]["template"]


def pods(manifests: Sequence[Manifest]) -> Iterator[tuple[str, Manifest]]:
    """The pod specs of the workloads, each with the kind and name of its workload."""
    for title, pod in pod_templates(manifests):
        yield title, pod["spec"]


def rules(manifests: Sequence[Manifest]) -> Iterator[tuple[str, str, str, str]]:
    """What the roles allow: name of the role, API group, resource, verb."""
    for manifest in manifests:
        if manifest["kind"] in ("ClusterRole", "Role"):
            for rule in manifest["rules"]:
                for group in rule["apiGroups"]:
                    for resource in rule["resources"]:
                        for verb in rule["verbs"]:
                            yield manifest["metadata"]["name"], group, resource, verb
