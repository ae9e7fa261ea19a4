"""Durations in values: the chart and the validator accept the same ones, up to the last nanosecond that Go counts."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqo_values.charts.target import ours
from tests.agreement.test_virtual_kubelet_flags import durations
from tests.agreement.verdicts import Case, disagreements
from tests.support.generated import differential

KEYS = [".".join(map(str, path)) for path in ours().durations]


@differential(30)
@given(key=st.sampled_from(KEYS), value=durations)
def test_generated_durations(tmp_path_factory: pytest.TempPathFactory, key: str, value: str) -> None:
    layer: object = value
    for step in reversed(key.split(".")):
        layer = {step: layer}
    folder = tmp_path_factory.mktemp("values")
    (folder / "off.yaml").write_text("networking: {enabled: false}\n", encoding="utf-8")
    (folder / "values.yaml").write_text(json.dumps(layer), encoding="utf-8")
    assert disagreements([Case(files=(str(folder / "off.yaml"), str(folder / "values.yaml")))]) == []
