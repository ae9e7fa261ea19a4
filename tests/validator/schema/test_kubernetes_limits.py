"""What the limits of Kubernetes report, and where. tests/agreement/ compares it with the chart's templates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from liqo_values.charts.target import ours
from liqo_values.model.nodes import Unknown
from liqo_values.schema.kubernetes_limits import Rejection, rejections
from liqo_values.schema.quick_check import compiled

#: Pairs of a volume, and of what is wrong in it: at which key, and whether it is the key itself.
VOLUMES: tuple[tuple[str, dict[str, Any], list[tuple[str | int, bool]]], ...] = (
    ("nfs", {"server": "a", "path": "/b", "readOnly": None}, []),
    ("nfs", {"server": "a", "path": "/b", "readonly": True}, [("readonly", True)]),
    ("nfs", {"server": "a", "path": "/b", "readOnly": "true"}, [("readOnly", False)]),
    ("nfs", {"server": 7, "path": "/b"}, [("server", False)]),
    ("cephfs", {"monitors": ["a", 7]}, [("monitors", False)]),
    ("cephfs", {"monitors": ["a"], "secretRef": {"name": "b", "namespace": "c"}}, [("namespace", True)]),
    ("gcePersistentDisk", {"pdName": "a", "partition": 1.0}, []),
    ("gcePersistentDisk", {"pdName": "a", "partition": 1.5}, [("partition", False)]),
    ("gcePersistentDisk", {"pdName": "a", "partition": True}, [("partition", False)]),
    ("csi", {"driver": "a", "volumeAttributes": {"b": "c"}}, []),
    ("csi", {"driver": "a", "volumeAttributes": {"b": 7}}, [("volumeAttributes", False)]),
    ("projected", {"sources": ["a"]}, [("sources", False)]),
    ("projected", {"sources": [{"secret": {"name": "a", "secretName": "a"}}]}, [("secretName", True)]),
    ("ephemeral", {"volumeClaimTemplate": ["a"]}, [("volumeClaimTemplate", False)]),
    ("image", {Unknown("${k}"): "a", "reference": Unknown("${b}")}, []),
)


def found(values: dict[str, Any]) -> list[Rejection]:
    known = ours().kubernetes
    return list(rejections(values, known["values"], known["types"]))


def test_the_item_is_named_that_kubernetes_rejects() -> None:
    (rejection,) = found({"common": {"tolerations": [{"operator": "Exists"}, {"effect": "NoSchedule"}]}})
    assert (rejection.path, rejection.at_key) == (("common", "tolerations", 1), False)
    assert rejection.expected == "a toleration with a key, or with operator Exists for all keys"


def test_keys_are_checked_too() -> None:
    (rejection,) = found({"webhook": {"pod": {"resources": {"limits": {"gpu": 1}}}}})
    assert (rejection.path, rejection.at_key) == (("webhook", "pod", "resources", "limits", "gpu"), True)


@pytest.mark.parametrize("replicas", [2147483648, 1e20, 3e9])
def test_numbers_beyond_32_bits(replicas: float) -> None:
    assert [rejection.path for rejection in found({"webhook": {"replicas": replicas}})] == [("webhook", "replicas")]


def test_what_a_template_engine_fills_in_is_not_checked() -> None:
    assert found({"common": {"tolerations": [{"key": "a", "tolerationSeconds": 3, "effect": Unknown("${e}")}]}}) == []


def test_values_of_another_type_are_left_to_the_schema() -> None:
    assert found({"common": {"tolerations": "x", "affinity": [1]}, "webhook": {"replicas": "many", "pod": None}}) == []


@pytest.mark.parametrize(("kind", "volume", "expected"), VOLUMES)
def test_volumes_that_the_schema_does_not_describe(
    kind: str, volume: dict[str, Any], expected: list[tuple[str, bool]]
) -> None:
    volumes = [{"name": "a", kind: volume}]
    rejected = found({"webhook": {"pod": {"extraVolumes": volumes}}})
    assert [(rejection.path[-1], rejection.at_key) for rejection in rejected] == expected


def test_what_the_help_suggests_is_accepted() -> None:
    """The texts after "such as"."""
    tried = 0
    for limits in parts(ours().kubernetes["types"]):
        suggested = re.search("such as (.*)", limits.get("expected", ""))
        for word in re.split(",? or |, ", suggested[1]) if suggested and "pattern" in limits else ():
            assert compiled(limits["pattern"]).search(word), (word, limits)
            tried += 1
    assert tried > 10


def parts(node: Any) -> Iterator[dict[str, Any]]:
    """Yield all limits, and the limits within them."""
    if isinstance(node, dict):
        yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from parts(inner)
