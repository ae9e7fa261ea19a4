"""What the limits of Kubernetes report, and where. tests/agreement/ compares it with the chart's templates."""

from __future__ import annotations

from typing import Any

import pytest

from liqo_values.charts.target import ours
from liqo_values.model.nodes import Unknown
from liqo_values.schema.kubernetes_limits import Rejection, rejections


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
