"""Kubernetes objects as rendered charts and clusters hold them: read, written, and what is in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Manifest = dict[str, Any]
#: Kind and name.
Title = tuple[str, str]


def parse(manifests: str) -> list[Manifest]:
    """Return the objects of a rendered chart."""
    return [manifest for manifest in yaml.load_all(manifests, Loader=yaml.CSafeLoader) if manifest]


def stream(manifests: Sequence[Manifest]) -> str:
    """Return objects as YAML documents."""
    return "".join(f"---\n{json.dumps(manifest)}\n" for manifest in manifests)


def title(manifest: Manifest) -> Title:
    """Return kind and name of an object."""
    return manifest["kind"], manifest["metadata"]["name"]


def pod_templates(manifests: Sequence[Manifest]) -> Iterator[tuple[str, Manifest]]:
    """Yield the pods and the pod templates of the workloads, each with kind and name of the object it is in."""
    for manifest in manifests:
        name = " ".join(title(manifest))
        if manifest["kind"] == "Pod":
            yield name, manifest
        elif manifest["kind"] == "CronJob":
            yield name, manifest["spec"]["jobTemplate"]["spec"]["template"]
        elif manifest["kind"] in ("DaemonSet", "Deployment", "Job"):
            yield name, manifest["spec"]["template"]


def pods(manifests: Sequence[Manifest]) -> Iterator[tuple[str, Manifest]]:
    """Yield the pod specs of the workloads, each with kind and name of its workload."""
    for name, pod in pod_templates(manifests):
        yield name, pod["spec"]


def rules(manifests: Sequence[Manifest]) -> Iterator[tuple[str, str, str, str]]:
    """Yield what the roles allow: name of the role, API group, resource, verb."""
    for manifest in manifests:
        if manifest["kind"] in ("ClusterRole", "Role"):
            for rule in manifest["rules"]:
                for group in rule["apiGroups"]:
                    for resource in rule["resources"]:
                        for verb in rule["verbs"]:
                            yield manifest["metadata"]["name"], group, resource, verb
