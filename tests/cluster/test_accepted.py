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
from liqo_values.rules.pod_settings import PODS
from liqo_values.schema.kubernetes_limits import rejections
from liqo_values.values.provenance import find_value
from tests.agreement.verdicts import Case
from tests.chart.leaves import leaves, nested
from tests.chart.random_values import instance, limits_at
from tests.chart.sample_values import EVERYTHING
from tests.chart.texts import combined, places
from tests.cluster.api_schemas import described, published
from tests.support.damage import damaged
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

#: The settings of pods, by the field of a pod or container that they become.
OF_PODS = {
    "tolerations": "tolerations",
    "affinity": "affinity",
    "topologySpreadConstraints": "topologySpreadConstraints",
    "nodeSelector": "nodeSelector",
    "priorityClassName": "priorityClassName",
    "volumes": "extraVolumes",
    "securityContext": "securityContext",
}
OF_CONTAINERS = {
    "env": "extraEnv",
    "volumeMounts": "extraVolumeMounts",
    "securityContext": "containerSecurityContext",
    "resources": "resources",
}
CORE = "io.k8s.api.core.v1"
#: How many of the settings that fit the API server's schema are changed to something else.
DAMAGED = 1 / 3


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
    schemas = published(cluster)
    kinds = schemas[f"{CORE}.Volume"]["properties"]
    volumes = [
        {"name": f"{kind.lower()}{number}", kind: described(schema, schemas, random)}
        for kind, schema in kinds.items()
        for number in range(20 if kind in ("ephemeral", "projected", "downwardAPI") else 5)
        if kind != "name"
    ]
    volumes = [damaged(one, random) if random.random() < DAMAGED else one for one in volumes]
    path = ("proxy", "pod", "extraVolumes")
    accepted = [one for one in volumes if not _refused(_combined([nested(path, [one])]), tmp_path / "volume.yaml")]
    assert len({kind for volume in accepted for kind in volume}) > len(kinds) / 2
    assert rejected(cluster, [nested(path, accepted)], tmp_path) == []


@pytest.mark.parametrize("seed", range(ASKED or 2))
def test_settings_of_pods(cluster: Cluster, tmp_path: Path, seed: int) -> None:
    """Of all kinds, as the API server's own schemas describe them, or with one part changed."""
    random = Random(seed)  # noqa: S311 - for tests
    schemas = published(cluster)
    given: list[Values] = []
    for path in [tuple(map(str, pod.path)) for pod in PODS]:
        for owner, names in (("PodSpec", OF_PODS), ("Container", OF_CONTAINERS)):
            for field, name in names.items():
                value = described(schemas[f"{CORE}.{owner}"]["properties"][field], schemas, random, field)
                value = damaged(value, random) if random.random() < DAMAGED else value
                values = _combined([nested((*path, name), value), *_needed(path, name, value)])
                if value is not None and not _refused(values, tmp_path / "values.yaml"):
                    given.append(nested((*path, name), value))
                    given += _needed(path, name, value)
    assert len(given) > len(PODS)
    assert rejected(cluster, given, tmp_path) == []


def _needed(path: tuple[str, ...], name: str, value: Any) -> list[Values]:
    """Return values with the volumes that mounts name."""
    mounts = value if name == "extraVolumeMounts" and isinstance(value, list) else []
    names = {mount["name"] for mount in mounts if isinstance(mount, dict) and isinstance(mount.get("name"), str)}
    return [nested((*path, "extraVolumes"), [{"name": one, "emptyDir": {}}]) for one in sorted(names)]


def rejected(cluster: Cluster, given: Sequence[Values], folder: Path) -> list[str]:
    """Return what the API server rejects of values that the validator accepts, all at once."""
    manifests = [one for one in template(tool("helm4"), values=_all(given, folder / "values.yaml")) if known(one)]
    assert len(manifests) > len({"Deployment", "DaemonSet", "Job", "CronJob", "NetworkPolicy"})
    lines = complaints(cluster, manifests).splitlines()
    return [line for line in lines if line.startswith("Error") and not ELSEWHERE.search(line)]


def known(manifest: Manifest) -> bool:
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
