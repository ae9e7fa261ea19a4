"""Values that fit the schema and the limits of Kubernetes, put together at random from what is at these limits."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from liqo_values.charts.target import ours
from liqo_values.schema.kubernetes_limits import rejections
from liqo_values.schema.quick_check import compiled
from tests.chart.leaves import stated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

    from tests.chart.leaves import Schema, Steps

    Limits = Mapping[str, Any]

#: One of these matches every pattern of the schema, and of the limits.
WORDS = (
    *("walk", "Walk_7", "walk.example.org", "example.org/walk", "7", "-1", "x" * 63, "", "metadata.name", "limits.cpu"),
    *("10.77.0.0/16", "fd00::/8", "77s", "1h", "500m", "8Gi", "a/b", "/walk", f"sha256:{7:064}", "7 7 * * *", "50%"),
    *("walk.example.org/v1", "metadata.labels['example.org/walk']", "requests.memory", "net.core.somaxconn", "1"),
    *("3Mi", "4Mi"),
)
KEYS = ("walk", "walk.example.org", "example.org/walk", "cpu", "memory", "ephemeral-storage", "hugepages-2Mi")
#: How often an optional field is there.
OFTEN = 0.4
#: How often a value is made again if what is in it does not fit together.
TRIES = 30


@cache
def _types() -> Limits:
    types: Limits = ours().kubernetes["types"]
    return types


def limits_at(path: Steps) -> Limits:
    """Return the limits of the value at a path."""
    limits: Limits = ours().kubernetes["values"]
    for step in path:
        limits = limits.get("properties", {}).get(step) or limits.get("values", {})
    return limits


def instance(schema: Schema, limits: Limits, random: Random) -> Any:
    """Return a value that may fit; the caller looks whether it does."""
    limits = _types()[limits["type"]] if "type" in limits else limits
    made = [_made(stated(schema), limits, random)]
    while len(made) < TRIES and any(rejections(made[-1], limits, _types())):
        made.append(_made(stated(schema), limits, random))
    return made[-1]


def _made(schema: Schema, limits: Limits, random: Random) -> Any:
    if "allOf" in schema and "properties" not in schema:
        return _made(stated(schema["allOf"][0]), limits, random)
    if "enum" in schema:
        return random.choice(schema["enum"])
    if "if" in schema and "properties" not in schema:
        branches = [schema[word] for word in ("then", "else") if word in schema and "const" not in schema[word]]
        return _made(stated(random.choice([*branches, *(() if branches else (schema["if"],))])), limits, random)
    kind = schema.get("type", "string")
    kind = kind if isinstance(kind, str) else random.choice(kind)
    return _OF_A_KIND[kind](schema, limits, random)


def _text(schema: Schema, limits: Limits, random: Random) -> str:
    patterns = [part["pattern"] for part in (schema, limits) if "pattern" in part]
    words: Sequence[str] = limits.get("enum") or WORDS
    return random.choice([word for word in words if all(compiled(one).search(word) for one in patterns)] or WORDS)


def _integer(schema: Schema, limits: Limits, random: Random) -> int:
    least = max((int(part["minimum"]) for part in (schema, limits) if "minimum" in part), default=-7)
    most = min((int(part["maximum"]) for part in (schema, limits) if "maximum" in part), default=7)
    return random.choice([least, most, min(most, least + 1), min(most, max(least, 7))])


def _list(schema: Schema, limits: Limits, random: Random) -> list[Any]:
    count = random.randint(0, min(2, limits.get("maxItems", 2)))
    return [instance(schema.get("items", {}), limits.get("items", {}), random) for _ in range(count)]


def _map(schema: Schema, limits: Limits, random: Random) -> dict[str, Any]:
    properties = schema.get("properties", {})
    required = schema.get("required", ())
    most = limits.get("maxEntries", len(properties)) - len(required)
    optional = [name for name in properties if name not in required and random.random() < OFTEN]
    kept = {*required, *random.sample(optional, min(len(optional), most))}
    inside = limits.get("properties", {})
    fields = {name: instance(inner, inside.get(name, {}), random) for name, inner in properties.items() if name in kept}
    return fields | _entries(schema, limits, random) | _undescribed(limits, random)


def _undescribed(limits: Limits, random: Random) -> dict[str, Any]:
    """Return fields that only the limits name."""
    inside = limits.get("properties", {})
    named = ((kind, name) for kind, names in limits.get("fields", {}).items() for name in names)
    wanted = [(kind, name) for kind, name in named if name in limits.get("given", ()) or random.random() < OFTEN]
    return {name: instance(_OF_FIELDS[kind], inside.get(name, {}), random) for kind, name in wanted}


def _entries(schema: Schema, limits: Limits, random: Random) -> dict[str, Any]:
    others = schema.get("additionalProperties")
    if not isinstance(others, dict) or "const" in stated(others):
        return {}
    pattern = limits.get("keys", {}).get("pattern", "")
    keys = [key for key in KEYS if re.search(pattern, key) and random.random() < OFTEN]
    return {key: instance(others, limits.get("values", {}), random) for key in keys}


_TEXT: Schema = {"type": "string"}
#: Schemas for the kinds of fields.
_OF_FIELDS: Mapping[str, Schema] = {
    "text": _TEXT,
    "texts": {"type": "array", "items": _TEXT},
    "number": {"type": "integer"},
    "boolean": {"type": "boolean"},
    "quantity": {"type": ["string", "number"]},
    "map": {"type": "object"},
    "maps": {"type": "array", "items": {"type": "object"}},
    "textMap": {"type": "object", "additionalProperties": _TEXT},
}
_OF_A_KIND = {
    "string": _text,
    "integer": _integer,
    "number": _integer,
    "boolean": lambda _, __, random: random.choice([True, False]),
    "null": lambda *_: None,
    "array": _list,
    "object": _map,
}
