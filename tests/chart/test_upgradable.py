"""What Kubernetes never lets an object change: a release that exists can be upgraded only while these stay.

They are those of Liqo's own chart, so that its releases can be upgraded to this one, and every release of this chart to
the next. A line may be added here; one that has to change means that users must delete the object by hand.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.chart.sample_values import CIDRS, EVERYTHING, MODES
from tools.manifests import Manifest
from tools.rendering import template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Fact = tuple[str, str, str, str]

#: Fields without an entry in the table: the API server's defaults, which a release must not replace with anything.
UNSET = {
    "Secret": ("immutable",),
    "Service": ("clusterIP", "clusterIPs", "ipFamilies"),
    "StorageClass": ("parameters", "reclaimPolicy"),
}


def _table() -> set[Fact]:
    with (Path(__file__).parent / "upgradable.tsv").open(newline="") as file:
        return {(row["kind"], row["name"], row["field"], row["value"]) for row in csv.DictReader(file, delimiter="\t")}


def _facts(manifests: Sequence[Manifest]) -> Iterator[Fact]:
    for manifest in manifests:
        kind, name = manifest["kind"], manifest["metadata"]["name"]
        for field, value in _fields(manifest):
            yield kind, name, field, value


def _fields(manifest: Manifest) -> Iterator[tuple[str, str]]:
    if "roleRef" in manifest:
        yield "roleRef", f"{manifest['roleRef']['kind']}/{manifest['roleRef']['name']}"
    if manifest["kind"] in ("DaemonSet", "Deployment"):
        yield "selector", _labels(manifest["spec"]["selector"]["matchLabels"])
    for field in ("handler", "provisioner", "type", "volumeBindingMode"):
        if field in manifest:
            yield field, manifest[field]


def _labels(labels: Mapping[str, str]) -> str:
    return " ".join(f"{key.removeprefix('app.kubernetes.io/')}={value}" for key, value in sorted(labels.items()))


@pytest.mark.parametrize("values", [CIDRS, MODES["offloading-only"], EVERYTHING], ids=["on", "off", "everything"])
def test_nothing_that_cannot_change_has_changed(one_helm: Path, values: Mapping[str, Any]) -> None:
    table = _table()
    rendered = set(_facts(template(one_helm, values=values)))
    known = {(kind, name, field) for kind, name, field, _ in table}
    assert {fact for fact in rendered if fact[:3] in known} <= table
    if values is not MODES["offloading-only"]:
        assert table <= rendered


def test_nothing_is_set_that_could_not_be_set_later(one_helm: Path) -> None:
    for manifest in template(one_helm, values=EVERYTHING):
        fields = {**manifest, **manifest.get("spec", {})}
        assert not [field for field in UNSET.get(manifest["kind"], ()) if field in fields], manifest["metadata"]["name"]


def test_labels_that_the_user_adds_do_not_reach_a_selector(one_helm: Path) -> None:
    """They may change at any time, and a selector may not."""
    label = {"labels": {"example.org/site": "rome"}}
    values = {
        **CIDRS,
        "commonLabels": label["labels"],
        "controllerManager": {"pod": label},
        "networking": {"fabric": {"pod": label}},
    }
    assert _table() <= set(_facts(template(one_helm, values=values)))


def test_an_immutable_job_is_created_again(one_helm: Path) -> None:
    """The pod of a Job is immutable; as a hook it is deleted before the next one is created."""
    jobs = [manifest for manifest in template(one_helm, values=EVERYTHING) if manifest["kind"] == "Job"]
    assert jobs
    for job in jobs:
        annotations = job["metadata"]["annotations"]
        assert "before-hook-creation" in annotations["helm.sh/hook-delete-policy"]
        assert annotations["helm.sh/hook"]
