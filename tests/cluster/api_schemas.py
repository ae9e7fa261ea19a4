"""Values that fit the schemas which the API server publishes, put together at random."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from tests.chart.random_values import OFTEN, WORDS
from tools.run.cluster import Cluster

Schema = Mapping[str, Any]

#: What is not generated: labels of claims, and certificates, which most clusters do not offer.
LEFT_OUT = ("metadata", "clusterTrustBundle", "podCertificate")
#: What some fields need, by their keys.
OF_FIELDS: Mapping[str, Sequence[Any]] = {
    **dict.fromkeys(("iqn", "initiatorName"), ("iqn.2026-01.org.example:walk", f"naa.{7:032}", "eui.walk")),
    "diskURI": ("https://walk.example.org/walk.vhd", "/subscriptions/walk"),
    "kind": ("Managed", "Dedicated", "PersistentVolumeClaim"),
    "cachingMode": ("None", "ReadWrite"),
    "pullPolicy": ("Always", "Never"),
    "registry": ("walk:7861,walk.example.org:7861", "[fd00::7]:7861", ":"),
    "accessModes": ("ReadWriteOnce", "ReadWriteOncePod", "ReadOnlyMany"),
    "volumeMode": ("Block", "Filesystem"),
    "operator": ("In", "Exists", "Equal", "DoesNotExist", "Gt", ""),
    "fieldPath": ("metadata.name", "metadata.labels", "metadata.labels['example.org/walk']", "spec.nodeName"),
    "resource": ("limits.cpu", "requests.memory", "limits.hugepages-2Mi"),
    "divisor": ("1", "1m", "1Mi"),
    "effect": ("NoSchedule", "NoExecute", ""),
    "whenUnsatisfiable": ("DoNotSchedule", "ScheduleAnyway"),
    **dict.fromkeys(("nodeAffinityPolicy", "nodeTaintsPolicy"), ("Honor", "Ignore")),
    "mountPropagation": ("None", "HostToContainer", "Bidirectional"),
    "recursiveReadOnly": ("Disabled", "IfPossible", "Enabled"),
    "fsGroupChangePolicy": ("Always", "OnRootMismatch"),
    "supplementalGroupsPolicy": ("Merge", "Strict"),
    "seLinuxChangePolicy": ("Recursive", "MountOption"),
    "procMount": ("Default", "Unmasked"),
    "type": ("RuntimeDefault", "Localhost", "Unconfined", "", "Directory"),
    "medium": ("", "Memory", "HugePages-2Mi"),
    "topologyKey": ("kubernetes.io/hostname", "zone"),
    "add": ("NET_ADMIN", "CAP_SYS_ADMIN"),
}
#: Amounts, which the schemas describe as a string or a number.
AMOUNTS = ("1Gi", "7", "500m", "4Mi", "3Mi", 7, 0.5)
KEYS = ("cpu", "memory", "hugepages-2Mi", "storage", "walk", "example.org/walk")


def published(cluster: Cluster) -> Schema:
    """Return the schemas of an API server, by their names."""
    answer = cluster.kubectl("get", "--raw", "/openapi/v3/api/v1")
    schemas: Schema = json.loads(answer.stdout)["components"]["schemas"]
    return schemas


def described(schema: Schema, schemas: Schema, random: Random, name: str = "") -> Any:
    """Return a value that fits a schema of the API server.

    Args:
        schema: The schema.
        schemas: Those that it can refer to.
        random: What decides.
        name: The key of the value.
    """
    for reference in (schema, *schema.get("allOf", ())):
        if "$ref" in reference:
            return described(schemas[reference["$ref"].rpartition("/")[2]], schemas, random, name)
    match schema.get("type"):
        case "object" if "properties" in schema:
            known = [key for key in schema["properties"] if key not in LEFT_OUT]
            kept = [key for key in known if key in schema.get("required", ()) or random.random() < OFTEN]
            return {key: described(schema["properties"][key], schemas, random, key) for key in kept}
        case "array":
            return [described(schema["items"], schemas, random, name) for _ in range(random.randint(0, 2))]
        case "integer":
            return random.choice([0, 1, 7, 420])
        case "boolean":
            return random.choice([True, False])
        case "object":
            keys = random.sample(KEYS, random.randint(0, 2))
            return {key: described(schema.get("additionalProperties", {}), schemas, random) for key in keys}
    if "oneOf" in schema:
        return random.choice(AMOUNTS)
    return random.choice(OF_FIELDS[name] if name in OF_FIELDS and random.random() > OFTEN / 2 else WORDS)
