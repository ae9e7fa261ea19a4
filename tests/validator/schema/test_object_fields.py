"""What Liqo's CRDs do not take: fields that have to be there."""

from __future__ import annotations

import pytest

from liqo_values.model.findings import Label
from liqo_values.model.nodes import MapNode, map_from_plain
from liqo_values.schema.object_fields import diagnostics

SHAPE = {"key!": "string", "more": [{"name!": "string"}]}


def said(values: MapNode) -> list[str]:
    found = diagnostics(values, SHAPE, "Thing a", lambda _, words: Label(None, "a.yaml", words))
    return [said.message for said in found]


@pytest.mark.parametrize("missing", [{}, {"key": None}])
def test_null_is_nothing(missing: dict[str, None]) -> None:
    assert said(map_from_plain({**missing})) == ["the Thing a lacks `key`"]


def test_a_template_may_provide_what_is_missing() -> None:
    assert said(map_from_plain({"{{ .fields }}": ""})) == []
    assert said(map_from_plain({"key": "{{ .key }}"})) == []


def test_what_is_optional_has_to_be_complete_where_it_is_given() -> None:
    assert said(map_from_plain({"key": "a"})) == []
    assert said(map_from_plain({"key": "a", "more": [{"name": "b"}, {}]})) == ["the Thing a lacks `more[1].name`"]
