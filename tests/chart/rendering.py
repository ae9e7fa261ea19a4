"""The chart rendered by a real Helm."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from liqo_values.liqo.mode import FACTS
from tests.support.values import CLUSTER_ID, merged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

CHART = Path(__file__).parents[2] / "chart"

CIDRS: Mapping[str, Any] = {"ipam": {"podCIDR": "10.244.0.0/16", "serviceCIDR": "10.96.0.0/12"}}


def _mode(*, networking: bool, reflection: bool) -> dict[str, Any]:
    off = {key: False for key, on in (("enabled", networking), ("reflectIPs", reflection)) if not on}
    return {**(CIDRS if networking else {}), **({"networking": off} if off else {})}


#: Values of the four modes, and nothing else.
MODES: Mapping[str, Mapping[str, Any]] = {
    mode.value: _mode(networking=networking, reflection=reflection) for mode, (networking, reflection) in FACTS.items()
}


def _switched_on(defaults: Mapping[str, Any]) -> dict[str, Any]:
    """What turns on all that the defaults leave off."""
    inner = {key: _switched_on(value) for key, value in defaults.items() if isinstance(value, dict)}
    off = {"enabled": True} if defaults.get("enabled") is False else {}
    return off | {key: value for key, value in inner.items() if value}


_AWS: Mapping[str, Any] = {"accessKeyId": "AKIA", "secretAccessKey": "secret"}
#: Values with which every object of the chart is rendered: whatever has a switch is on, but an IPAM of the user's own,
#: which would take the place of the chart's.
EVERYTHING: Mapping[str, Any] = merged(
    _switched_on(yaml.load((CHART / "values.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)),
    {
        "authentication": {"awsConfig": _AWS},
        "ipam": {**CIDRS["ipam"], "external": {"enabled": False}},
        "networking": {"fabric": {"metrics": {"podMonitor": {"interval": "30s"}}}},
    },
)

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
