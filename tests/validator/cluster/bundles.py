"""Clusters for tests: a few objects of each, as `doctor --save` writes them."""

from __future__ import annotations

import base64
import gzip
import json
from datetime import UTC, datetime
from typing import Any

from liqo_values.cluster.cluster_object import ClusterObject
from liqo_values.cluster.snapshot import Snapshot

NOW = datetime(2026, 11, 30, 10, tzinfo=UTC)
OURS = [{"name": "liqo-crds"}, {"name": "liqo-library"}]


def helm_secret(values: dict[str, Any], revision: int = 1, **changes: Any) -> dict[str, Any]:
    """A Secret as Helm writes it."""
    release = {
        "name": "liqo",
        "version": revision,
        "config": values,
        "manifest": "kind: Secret\nstringData: {password: in-the-manifest}\n",
        "info": {
            "status": "deployed",
            "last_deployed": f"2026-11-29T0{revision}:00:00.123456789+01:00",
            "description": "Upgrade complete",
        },
        "chart": {"metadata": {"name": "liqo", "version": "1.2.0", "dependencies": OURS}, "values": {"a": 1}},
        **changes,
    }
    text = base64.b64encode(gzip.compress(json.dumps(release).encode())).decode()
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": f"sh.helm.release.v1.liqo.v{revision}", "namespace": "liqo", "labels": {"owner": "helm"}},
        "data": {"release": base64.b64encode(text.encode()).decode()},
    }


def helm_config_map(values: dict[str, Any], revision: int = 1) -> dict[str, Any]:
    """A ConfigMap as Helm writes it with ``HELM_DRIVER=configmap``: the same text, not encoded once more."""
    secret = helm_secret(values, revision)
    return {**secret, "kind": "ConfigMap", "data": {"release": base64.b64decode(secret["data"]["release"]).decode()}}


def released(values: dict[str, Any], revision: int = 1, status: str = "deployed", **chart: Any) -> ClusterObject:
    """The same Secret as it is kept."""
    named = {"name": "liqo", "version": "1.2.0", "dependencies": OURS, **chart}
    release = {"name": "liqo", "revision": revision, "status": status, "chart": named, "values": values}
    release["deployed"] = f"2026-11-29T0{revision}:00:00Z"
    metadata = {"name": f"sh.helm.release.v1.liqo.v{revision}", "namespace": "liqo"}
    return ClusterObject({"kind": "Secret", "metadata": metadata, "release": release})


def manager(*arguments: str, chart: str = "liqo-1.2.0", tag: str = "v1.2.0") -> ClusterObject:
    """The controller manager."""
    labels = {"helm.sh/chart": chart}
    image = f"registry.example.org:5000/liqotech/liqo-controller-manager:{tag}@sha256:0"
    spec = {
        "replicas": 1,
        "template": {"spec": {"containers": [{"name": "m", "image": image, "args": list(arguments)}]}},
    }
    metadata = {"name": "liqo-controller-manager", "namespace": "liqo", "labels": labels}
    return ClusterObject(
        {"kind": "Deployment", "metadata": metadata, "spec": spec, "status": {"replicas": 1, "readyReplicas": 1}}
    )


def template(*arguments: str) -> ClusterObject:
    """The default options template."""
    metadata = {"name": "virtual-kubelet-default", "namespace": "liqo"}
    return ClusterObject({"kind": "VkOptionsTemplate", "metadata": metadata, "spec": {"extraArgs": list(arguments)}})


def cluster(*objects: ClusterObject, **more: Any) -> Snapshot:
    """What was read from a cluster."""
    return Snapshot(NOW, "rome", "liqo", objects, **more)
