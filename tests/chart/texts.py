"""Every place of the schema that takes text, however deep: items of lists, fields of items, keys and values of maps."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from tests.chart.leaves import Leaf, leaves, nested, stated
from tests.support.values import merged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.chart.leaves import Schema

#: How the steps of a place end that is the key of an entry.
ANY_KEY = "{}"
#: The key under which the values of free maps are tried.
KEY = "walk"
#: Optional fields without which Kubernetes rejects an object that the schema accepts, by the keys that need them.
BESIDE: dict[str, Any] = {"mountPath": "/walk"}


@dataclass(frozen=True)
class Place:
    """A place for a text.

    Attributes:
        leaf: The value of the chart that it is in, or is.
        steps: Where it is in there; ``[]`` for an item of a list, ``{}`` for the key of an entry.
        around: Makes the whole value out of the text.
    """

    leaf: Leaf
    steps: tuple[str, ...]
    around: Callable[[Any], Any]

    @property
    def name(self) -> str:
        """What to call it."""
        return ".".join((*self.leaf.path, *self.steps))

    def admits(self, text: str) -> bool:
        """Whether the schema accepts the text there."""
        return self.leaf.admits(self.around(text))

    def values(self, text: object) -> dict[str, Any]:
        """Values with the text, or anything else, in that place, and what its value needs besides."""
        return nested(self.leaf.path, self.around(text))


@cache
def places() -> tuple[Place, ...]:
    """Every place for a text, with several names for the same place removed."""
    found: dict[str, Place] = {}
    for leaf in leaves():
        for steps, around in _places(leaf.schema):
            place = Place(leaf, steps, around)
            if place.name not in found and any(place.admits(text) for text in TRIED):
                found[place.name] = place
    return tuple(found.values())


#: Strings that are needed next to a text, each another one.
_NUMBERS = itertools.count()
#: One of these is accepted wherever a text is that is not one of a few words.
TRIED = (KEY, "7777", "10.77.0.0/16", "77s", "77Mi", f"sha256:{7:064}", "7 7 * * *", "walk.example.org/v1")


def _places(schema: Schema) -> Iterator[tuple[tuple[str, ...], Callable[[Any], Any]]]:
    schema = stated(schema)
    if "enum" not in schema:
        yield (), lambda text: text
    for inner in (*schema.get("allOf", ()), *(schema[word] for word in ("then", "else") if word in schema)):
        if isinstance(inner, dict):
            yield from _places(inner)
    for name, inner in schema.get("properties", {}).items():
        for steps, around in _places(inner):
            yield (name, *steps), _field(schema, name, around)
    others = schema.get("additionalProperties")
    if isinstance(others, dict) and "const" not in stated(others):
        yield (ANY_KEY,), lambda text: {text: sample(others)}
        for steps, around in _places(others):
            yield (KEY, *steps), _field({}, KEY, around)
    if isinstance(schema.get("items"), dict):
        for steps, around in _places(schema["items"]):
            yield ("[]", *steps), _item(around)


def _field(schema: Schema, name: str, around: Callable[[Any], Any]) -> Callable[[Any], Any]:
    beside = {key: sample(schema["properties"][key]) for key in schema.get("required", ()) if key != name}
    if name != "values" and "values" in schema.get("properties", {}):  # what a requirement of a selector needs
        beside |= {"values": [KEY]}
    return lambda text: {**beside, name: around(text)}


def _item(around: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda text: [around(text)]


def sample(schema: Schema) -> Any:
    """Return a value that a schema accepts."""
    schema = stated(schema)
    for inner in schema.get("allOf", ()):
        return sample(inner)
    if "enum" in schema:
        return schema["enum"][0]
    if "if" in schema:
        return sample(schema["else"]) if "else" in schema else KEY
    kind = schema.get("type", "string")
    kind = kind if isinstance(kind, str) else kind[0]
    if kind == "object":
        return {key: sample(schema["properties"][key]) for key in schema.get("required", ())}
    if kind == "string":
        return f"{KEY}{next(_NUMBERS)}"
    return {"array": [], "integer": schema.get("minimum", 7), "number": 7, "boolean": True}[kind]


def combined(values: Sequence[dict[str, Any]], base: dict[str, Any]) -> dict[str, Any]:
    """Values for several places at once: maps are merged, and lists follow each other."""
    result: dict[str, Any] = {}
    for value in values:
        result = _both(result, value)
    return merged(base, json.loads(json.dumps(result)))


def _both(one: Any, other: Any) -> Any:
    if isinstance(one, dict) and isinstance(other, dict):
        return {**one, **{key: _both(one[key], value) if key in one else value for key, value in other.items()}}
    return [*one, *other] if isinstance(one, list) and isinstance(other, list) else other
