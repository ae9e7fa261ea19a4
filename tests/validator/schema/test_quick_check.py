"""The quick check for plainly valid values always agrees with jsonschema, in both directions."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liqo_values.charts.target import ours
from liqo_values.model.nodes import plain
from liqo_values.schema import engine, quick_check
from liqo_values.schema.quick_check import conforms
from tests.agreement.test_generated import known_paths, put, values

if TYPE_CHECKING:
    from collections.abc import Iterator

REFERENCE = engine.validator(ours())

#: Values that are at the edge of something: of a type, of a range, of a pattern.
EDGES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 0.0, 1.0, 0.5, 65535, 65536, 1e300, 2**63),
    *("", " ", "x", "true", "1", "0", "65535", "65536", "10.0.0.0/8", "10.0.0.0/33", "fd00::/64", "30s", "1.5h", "2 m"),
    *(
        "100%",
        "101%",
        "500m",
        "8Gi",
        "1e3",
        "a=b",
        "a\n",
        "80\n",
        "٣",
        "sha256:" + "0" * 64,
        "a.b/c:d",
        "@daily",
        "1d2h",
    ),
    *([], [""], [1], [[]], [{}], {}, {"": ""}, {"a": 1}, {"gateway": None}, {"gateway\n": 1}, {"enabled": "true"}),
    *([True, 1], {"a": [1, {"b": None}]}),
)


def schemas(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield a schema and all that it is made of."""
    if isinstance(schema, bool):
        return
    yield schema
    for keyword, inner in schema.items():
        if keyword in ("properties", "patternProperties", "definitions"):
            for each in inner.values():
                yield from schemas(each)
        elif keyword in ("items", "additionalProperties", "not", "if", "then", "else"):
            yield from schemas(inner)
        elif keyword == "allOf":
            for each in inner:
                yield from schemas(each)


def distinct() -> list[dict[str, Any]]:
    """Return every schema in the chart's schema once."""
    return list({json.dumps(schema): schema for schema in schemas(ours().schema)}.values())


def test_every_keyword_of_the_schema_is_known() -> None:
    used = {keyword for schema in distinct() for keyword in schema}
    assert used - quick_check.KEYWORDS - quick_check.ANNOTATIONS == {"$ref"}


def test_every_text_that_is_a_default_is_valid_where_it_is_the_default() -> None:
    texts = [(schema, schema["default"]) for schema in distinct() if quick_check._is_text(schema.get("default"))]
    assert {type(default) for _, default in texts} == {str, list}
    for schema, default in texts:
        assert REFERENCE.evolve(schema=schema).is_valid(default), schema


def test_every_part_of_the_schema_says_the_same_of_values_at_the_edge() -> None:
    verdicts = set()
    for schema in distinct():
        reference = REFERENCE.evolve(schema=schema)
        own = [*schema.get("examples", ()), *schema.get("enum", ()), schema.get("default"), schema.get("const")]
        for value in (*EDGES, *own):
            verdict = quick_check._Check(ours().schema).valid(value, schema)
            assert verdict is reference.is_valid(value), (value, schema)
            verdicts.add(verdict)
    assert verdicts == {True, False}


def test_the_chart_s_own_values_are_plainly_valid() -> None:
    assert conforms(defaults(), ours().schema)


def test_what_is_not_known_is_left_to_jsonschema() -> None:
    schema = ours().schema
    schema["propertyNames"] = {"minLength": 1}
    try:
        assert not conforms(defaults(), ours().schema)
    finally:
        del schema["propertyNames"]


def defaults() -> dict[str, Any]:
    """Return the chart's values, to be changed."""
    found = plain(ours().defaults)
    assert isinstance(found, dict)
    return copy.deepcopy(found)


@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(known_paths()), st.one_of(values, st.sampled_from(EDGES))), max_size=3))
def test_generated_values(changes: list[tuple[tuple[str, ...], Any]]) -> None:
    data = defaults()
    for path, value in changes:
        put(data, path, copy.deepcopy(value))
    assert conforms(data, ours().schema) is REFERENCE.is_valid(data)


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        (r"^\S+$", "a\v", True),
        (r"^a\s$", "a\v", False),
        (r"^a$", "a\n", False),
        (r"^[^,\s]+$", "a\v", True),
        (r"^[^,\s]+$", "a b", False),
        (r"^[]$\]\s]+$", "]$ ", True),
        (r"^a\$[$]$", "a$$", True),
        (r"^[\\s]+$", "\\s", True),
    ],
)
def test_patterns_match_as_in_go(pattern: str, text: str, matches: bool) -> None:
    assert bool(quick_check.compiled(pattern).search(text)) is matches
