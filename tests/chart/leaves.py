"""Every value that the chart's schema knows, and other values of its type than it has."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from jsonschema import Draft7Validator

from liqo_values.charts.target import ours

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Steps = tuple[str, ...]
Schema = dict[str, Any]

#: The name that an entry has here where the user chooses the name.
ENTRY = "entry"

#: The number in the values that are tried, unless several are tried at once.
MARK = 7777


def _kinds(mark: int) -> tuple[tuple[Any, ...], ...]:
    """Something for every type: the schema says whether it fits, and of each kind the first that do are taken.

    Args:
        mark: The number in most of them, which identifies them; a port.
    """
    name = f"walk{mark}"
    nodes = {"nodeSelectorTerms": [{"matchExpressions": [{"key": name, "operator": "Exists"}]}]}
    return (
        (True, False),
        (mark, 7, 0.5),
        (name, str(mark), "10.77.0.0/16", f"{mark}s", f"{mark}Mi", f"sha256:{mark:064}", "7 7 * * *")
        + (f"{name}.example.org/v1", "true"),
        (
            [name],
            ["10.77.0.0/16"],
            [mark],
            [{"name": name}],
            [{"name": "authorities", "mountPath": f"/{name}"}],
            [{"key": name, "operator": "Exists"}],
            [{"topologyKey": name, "maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule"}],
            [{"apiVersion": f"{name}.example.org/v1", "resource": "walks"}],
        ),
        (
            # A later one is less, so that requests stay within limits.
            {"memory": f"{10**5 - mark}.{mark}Mi"},
            {name: "walk"},
            {name: "7"},
            {"runAsUser": mark},
            {"secretKeyRef": {"name": name, "key": "walk"}},
            {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": nodes}},
        ),
    )


@dataclass(frozen=True)
class Leaf:
    """A value that can be set.

    Attributes:
        path: Where.
        schema: What the schema says about it.
    """

    path: Steps
    schema: Schema

    @property
    def name(self) -> str:
        """Its path, as ``--set`` takes it."""
        return ".".join(self.path)

    def admits(self, value: object) -> bool:
        """Whether the schema lets a value pass."""
        return bool(self._validator.is_valid(value))

    def others(self, base: Mapping[str, Any]) -> Iterator[Any]:
        """Yield values that it does not have now: all words of an enumeration, examples, two of each fitting type.

        Args:
            base: The values now; where these have none, it has its default.
        """
        now = base
        for key in self.path[:-1]:
            now = now.get(key) or {}
        present = now.get(self.path[-1], self.schema.get("default"))
        given = (*_words(self.schema), *self.schema.get("examples", ()))
        for values in (given, *_kinds(MARK)):
            fitting = (value for value in values if value != present and self.admits(value))
            yield from fitting if values is given else islice(fitting, 2)

    def marked(self, mark: int) -> Any:
        """Return a value by which it is known again in what is rendered; None where it takes no such value."""
        bearing = (value for value in chain.from_iterable(_kinds(mark)) if str(mark) in json.dumps(value))
        return next((value for value in bearing if self.admits(value)), None)

    @property
    def _validator(self) -> Draft7Validator:
        return Draft7Validator({**self.schema, "definitions": _document()["definitions"]})


def _document() -> Schema:
    """The schema as the validator has it: that of the chart, with defaults and examples, which Helm does not need."""
    return ours().schema


def _words(schema: Schema) -> list[Any]:
    """The enumeration of a schema, also if null is allowed in addition to it."""
    return [*schema.get("enum", ()), *schema.get("else", {}).get("enum", ())]


def _inner(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """What is below a map: its keys, or an entry of it where users choose the names of maps."""
    yield from schema.get("properties", {}).items()
    others = schema.get("additionalProperties")
    if isinstance(others, dict) and "properties" in others:
        yield ENTRY, others


def stated(schema: Schema) -> Schema:
    """The schema itself, where several components share it."""
    if "$ref" not in schema:
        return schema
    stated: Schema = _document()["definitions"][schema["$ref"].removeprefix("#/definitions/")]
    return stated


def _nodes(schema: Schema, path: Steps = ()) -> Iterator[tuple[Steps, Schema, bool]]:
    """Every path, with its schema, and whether it is a map with keys of the chart."""
    inner = list(_inner(schema))
    if path:
        yield path, stated(schema), bool(inner)
    yield from chain.from_iterable(_nodes(child, (*path, name)) for name, child in inner)


def leaves() -> list[Leaf]:
    """Every value that can be set."""
    return [Leaf(path, schema) for path, schema, is_map in _nodes(_document()) if not is_map]


def maps() -> list[Steps]:
    """Every map with keys of the chart."""
    return [path for path, _, is_map in _nodes(_document()) if is_map]


def nested(path: Steps, value: object) -> dict[str, Any]:
    """Values with one value in them."""
    result: Any = value
    for key in reversed(path):
        result = {key: result}
    return dict(result)
