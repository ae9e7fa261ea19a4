"""What the validator accepts, the API server accepts too: values at the limits of the schema, as dry runs."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from random import Random
from typing import Any

import pytest

from liqo_values.charts.target import ours
from liqo_values.engine.result import CheckResult
from liqo_values.model.findings import Severity
from liqo_values.model.nodes import Path as ValuesPath
from liqo_values.schema.kubernetes_limits import rejections
from liqo_values.values.provenance import find_value
from tests.agreement.verdicts import Case
from tests.chart.leaves import leaves, nested
from tests.chart.random_values import OFTEN, WORDS, instance, limits_at
from tests.chart.sample_values import EVERYTHING
from tests.chart.texts import combined, places
from tests.support.generated import ASKED
from tests.support.values import merged
from tools.manifests import Manifest
from tools.rendering import template, written
from tools.run.cluster import Cluster
from tools.toolchain.build import tool

Values = Mapping[str, Any]

#: APIs that this API server does not have; Liqo's own are described by CRDs, which say less than Kubernetes' types.
OF_OTHERS = re.compile(r"(liqo\.io|security\.openshift\.io|monitoring\.coreos\.com)/")
#: What is about the cluster, and not about the values: classes and accounts that are not there.
ELSEWHERE = re.compile(r"no PriorityClass with name|serviceaccount .* not found|namespaces .* not found")

#: ``@`` stands for a number that is another one in each place.
TEXTS = ("w@", "Walk_@", "walk @", "a/@", "-@", "@/@/@", "@.", "7", "", "..", "a/../@", "metadata.name", "@:a")

#: What volumes can also contain: labels of claims, and certificates, which most clusters do not offer.
LEFT_OUT = ("metadata", "clusterTrustBundle", "podCertificate")
#: What some fields of volumes need, by their keys.
OF_VOLUMES: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(("iqn", "initiatorName"), ("iqn.2026-01.org.example:walk", f"naa.{7:032}", "eui.walk")),
    "diskURI": ("https://walk.example.org/walk.vhd", "/subscriptions/walk"),
    "kind": ("Managed", "Dedicated", "PersistentVolumeClaim"),
    "cachingMode": ("None", "ReadWrite"),
    "pullPolicy": ("Always", "Never"),
    "registry": ("walk:7861,walk.example.org:7861", "[fd00::7]:7861", ":"),
    "accessModes": ("ReadWriteOnce", "ReadWriteOncePod", "ReadOnlyMany"),
    "volumeMode": ("Block", "Filesystem"),
    "operator": ("In", "Exists"),
    "fieldPath": ("metadata.name", "metadata.labels", "metadata.labels['example.org/walk']", "spec.nodeName"),
    "resource": ("limits.cpu", "requests.memory", "limits.hugepages-2Mi"),
    "divisor": ("1", "1m", "1Mi"),
}


@pytest.mark.parametrize("pattern", TEXTS)
def test_any_text(cluster: Cluster, tmp_path: Path, pattern: str) -> None:
    """In all places at once."""
    given = []
    for number, place in enumerate(places()):
        spelt = pattern.replace("@", str(number))
        # Numbers would be the same port several times.
        if place.admits(spelt) and not (place.leaf.admits(1) and not place.steps):
            given.append(place.values(spelt))
    assert rejected(cluster, given, tmp_path) == []


@pytest.mark.parametrize("seed", range(ASKED or 5))
def test_random_values(cluster: Cluster, tmp_path: Path, seed: int) -> None:
    """Of all values at once, each something else."""
    random = Random(seed)  # noqa: S311 - for tests
    given = []
    for leaf in leaves():
        if leaf.admits("8081") or leaf.path[0] in ("networking", "ipam", "extraObjects"):
            continue  # ports and ranges depend on each other
        value = instance(leaf.schema, limits_at(leaf.path), random)
        if leaf.admits(value):
            given.append(nested(leaf.path, value))
    assert rejected(cluster, given, tmp_path) == []


@pytest.mark.parametrize("seed", range(ASKED or 5))
def test_random_volumes(cluster: Cluster, tmp_path: Path, seed: int) -> None:
    """Of every kind that this API server knows, with some of its fields."""
    random = Random(seed)  # noqa: S311 - for tests
    schemas = json.loads(cluster.kubectl("get", "--raw", "/openapi/v3/api/v1").stdout)["components"]["schemas"]
    kinds = schemas["io.k8s.api.core.v1.Volume"]["properties"]
    volumes = [
        {"name": f"{kind.lower()}{number}", kind: described(schema, schemas, random)}
        for kind, schema in kinds.items()
        for number in range(20 if kind in ("ephemeral", "projected", "downwardAPI") else 5)
        if kind != "name"
    ]
    path = ("proxy", "pod", "extraVolumes")
    accepted = [one for one in volumes if not _refused(_combined([nested(path, [one])]), tmp_path / "volume.yaml")]
    assert len({kind for volume in accepted for kind in volume}) > len(kinds) / 2
    assert rejected(cluster, [nested(path, accepted)], tmp_path) == []


def described(schema: Mapping[str, Any], schemas: Mapping[str, Any], random: Random, name: str = "") -> Any:
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
            return random.choice([0, 7, 420])
        case "boolean":
            return random.choice([True, False])
        case "object":
            return (
                {random.choice(("walk", "storage")): random.choice(("7Gi", "walk"))} if random.random() < OFTEN else {}
            )
    return random.choice(OF_VOLUMES[name] if name in OF_VOLUMES and random.random() > OFTEN / 2 else WORDS)


def rejected(cluster: Cluster, given: Sequence[Values], folder: Path) -> list[str]:
    """Return what the API server rejects of values that the validator accepts, all at once."""
    manifests = [one for one in template(tool("helm4"), values=_all(given, folder / "values.yaml")) if _known(one)]
    assert len(manifests) > len({"Deployment", "DaemonSet", "Job", "CronJob", "NetworkPolicy"})
    lines = complaints(cluster, manifests).splitlines()
    return [line for line in lines if line.startswith("Error") and not ELSEWHERE.search(line)]


def _known(manifest: Manifest) -> bool:
    return not OF_OTHERS.match(manifest["apiVersion"])


def _all(given: Sequence[Values], path: Path) -> Values:
    """Put together what the validator accepts; what it rejects next to others, one by one."""
    known = ours().kubernetes
    fitting = [one for one in given if not any(rejections(dict(one), known["values"], known["types"]))]
    agreed, disputed = fitting, set[ValuesPath]()
    while errors := _refused(_combined(agreed), path):
        # An error can be about a key that is not among the values, but next to one.
        about = {error if any(_has_any(one, [error]) for one in agreed) else error[:-1] for error in errors}
        disputed |= about
        agreed = [one for one in agreed if not _has_any(one, about)]
    values = _combined(agreed)
    alone = [one for one in fitting if _has_any(one, disputed) and not _refused(one, path)]
    more = _combined([*agreed, *alone])
    if not _refused(more, path):
        return more
    for one in alone:
        more = merged(values, one)
        values = values if _refused(more, path) else more
    return values


def _combined(given: Sequence[Values]) -> Values:
    return combined(list(map(dict, given)), dict(EVERYTHING))


def _has_any(values: Values, paths: Collection[ValuesPath]) -> bool:
    return any(find_value(dict(values), path)[0] for path in paths)


def _refused(values: Values, path: Path) -> set[ValuesPath]:
    """Return the paths of what the validator rejects, up to the first list."""
    path.write_text(written(values), encoding="utf-8")
    answer = Case(files=(str(path),)).answer
    assert isinstance(answer, CheckResult)
    errors = [finding.path for finding in answer.findings if finding.severity is Severity.ERROR]
    return {tuple(takewhile(lambda step: isinstance(step, str), error)) for error in errors}


def complaints(cluster: Cluster, manifests: Sequence[Manifest]) -> str:
    """Return what the API server reports about objects, whatever namespace they are for."""
    in_default = [
        json.loads(json.dumps(one).replace('"namespace": "liqo"', '"namespace": "default"')) for one in manifests
    ]
    stream = "".join(f"---\n{json.dumps(one)}\n" for one in in_default)
    options = ("--server-side", "--force-conflicts", "--dry-run=server", "--validate=strict", "--namespace", "default")
    return cluster.kubectl("apply", *options, "-f", "-", text=stream).stderr
