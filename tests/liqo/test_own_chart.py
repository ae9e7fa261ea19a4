"""The chart renders what Liqo's own chart renders from the same values, except for the differences in a table.

Each row of ``differences.tsv`` is an intentional difference. Anything else that differs is an error: a permission that
is missing, two arguments that are swapped, a webhook that is not called, a selector that no upgrade can change.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.chart.sample_values import EVERYTHING, MODES
from tests.liqo.own_chart import template_own
from tests.liqo.test_arguments import EVERY_OPTION
from tests.support.values import merged
from tools.manifests import Manifest, rules
from tools.rendering import template
from tools.toolchain.build import tool

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

TABLE = Path(__file__).parent / "differences.tsv"

#: Without these, Liqo's own chart renders something else each time, or what only a release of it contains.
COMMON: Mapping[str, Any] = {
    "tag": "v1.2.0",
    "discovery": {"config": {"clusterID": "rome"}},
    "telemetry": {"config": {"schedule": "0 12 * * *"}},
    # The two charts update the CRDs in different ways.
    "liqo-crds": {"crdUpgrade": {"enabled": False}},
}
#: Liqo's own chart compares this port with a text.
PORT_AS_TEXT = {"networking": {"fabric": {"config": {"healthProbeBindAddressPort": "9081"}}}}

_EVERY_OPTION = merged(EVERY_OPTION, PORT_AS_TEXT)
#: No two switches have the same value in all of these, so that none can be taken for another.
RELEASES: Mapping[str, Mapping[str, Any]] = {
    "connected": MODES["connected"],
    "every object": EVERYTHING,
    "every option": _EVERY_OPTION,
    "every option, no authentication": merged(
        _EVERY_OPTION,
        {"authentication": {"enabled": False}, "networking": {"fabric": {"config": {"fullMasquerade": False}}}},
    ),
    "every option, no storage": merged(_EVERY_OPTION, {"storage": {"enabled": False}}),
}

#: What this chart grants and Liqo's own does not.
ADDED = {
    *(("liqo-controller-manager", "coordination.k8s.io", "leases", verb) for verb in ("create", "get", "update")),
    ("liqo-helm-test", "core.liqo.io", "foreignclusters", "create"),
}


class Difference(NamedTuple):
    """A difference between two objects of the same name.

    Attributes:
        object: Kind and name.
        field: The path. An item of a list is written as its name, else as what it is, else as its number.
    """

    object: str
    field: str


@cache
def both(release: str) -> tuple[Sequence[Manifest], Sequence[Manifest]]:
    """What this chart renders, and what Liqo's own does."""
    values = merged(RELEASES[release], COMMON)
    return template(tool("helm4"), values=values), template_own(values=values)


@cache
def differences(release: str) -> frozenset[Difference]:
    """What differs in the objects that both charts have. What is empty counts as absent."""
    ours, own = (dict(flat_objects(manifests)) for manifests in both(release))
    return frozenset(
        Difference(name, field)
        for name in ours.keys() & own.keys()
        for field in ours[name].keys() | own[name].keys()
        if ours[name].get(field) != own[name].get(field)
    )


def flat_objects(manifests: Iterable[Manifest]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for manifest in manifests:
        fields = {key: value for key, value in manifest.items() if key != "rules"}
        yield f"{manifest['kind']} {manifest['metadata']['name']}", dict(flat(fields))


def flat(node: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield every scalar below a node with its path."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from flat(value, f"{path}.{key}" if path else key)
    elif isinstance(node, list):
        for number, item in enumerate(node):
            label = item.get("name", number) if isinstance(item, dict) else item
            yield from flat(item, f"{path}[{label}]")
    elif node is not None:
        yield path, node


@cache
def table() -> Sequence[Difference]:
    with TABLE.open(newline="") as file:
        return [Difference(row["object"], row["field"]) for row in csv.DictReader(file, delimiter="\t")]


def is_about(row: Difference, found: Difference) -> bool:
    """Whether a row of the table is about a difference. A ``*`` is any text."""
    pairs = zip(row, found, strict=True)
    return all(re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text) for pattern, text in pairs)


@pytest.mark.parametrize("release", RELEASES)
def test_no_object_is_missing(release: str) -> None:
    ours, own = ({name for name, _ in flat_objects(manifests)} for manifests in both(release))
    assert own - ours == set()


@pytest.mark.parametrize("release", RELEASES)
def test_every_other_field_is_the_same(release: str) -> None:
    found = differences(release)
    assert sorted(each for each in found if not any(is_about(row, each) for row in table())) == []


def test_no_row_of_the_table_is_out_of_date() -> None:
    found = set(chain.from_iterable(map(differences, RELEASES)))
    assert [row for row in table() if not any(is_about(row, each) for each in found)] == []


@pytest.mark.parametrize("release", RELEASES)
def test_the_roles_grant_the_same(release: str) -> None:
    """The permissions that only the networking module needs are in roles of their own here."""
    ours, own = (set(rules(with_rules(manifests))) for manifests in both(release))
    assert {(role.removesuffix("-networking"), *rest) for role, *rest in ours} ^ own == ADDED


def with_rules(manifests: Iterable[Manifest]) -> list[Manifest]:
    """Leave out roles that grant nothing."""
    return [manifest for manifest in manifests if not manifest["kind"].endswith("Role") or manifest.get("rules")]


def test_neither_fabric_nor_gateways_restart_in_an_upgrade() -> None:
    """Kubernetes restarts pods whose template differs in anything, such as the order of arguments."""
    ours, own = (list(network_pods(manifests)) for manifests in both("connected"))
    assert len(ours) == 3
    assert ours == own


def network_pods(manifests: Iterable[Manifest]) -> Iterator[tuple[str, object]]:
    """The pod templates of the fabric and of the gateways, without what is empty."""
    for manifest in sorted(manifests, key=lambda manifest: manifest["kind"]):
        if manifest["kind"] == "DaemonSet":
            yield manifest["kind"], filled(manifest["spec"]["template"])
        elif manifest["kind"].startswith("WgGateway"):
            yield manifest["kind"], filled(manifest["spec"]["template"]["spec"]["deployment"]["spec"])


def filled(node: object) -> object:
    """A node without nulls and empty maps, at any depth. An `emptyDir` is always empty."""
    if isinstance(node, dict):
        parts = {key: filled(value) for key, value in node.items()}
        return {key: value for key, value in parts.items() if value not in (None, {}) or key == "emptyDir"}
    return [filled(item) for item in node] if isinstance(node, list) else node
