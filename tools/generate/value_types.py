"""The JSON types that the schema accepts at each key, for the templates that check them again.

Helm can skip the schema. The templates then check the types of the chart's own keys, before anything reads them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.schema.messages import type_names
from tools.generate.model import ANY_NAME

if TYPE_CHECKING:
    from tools.generate.model import Json, JsonSchema

#: Go's kinds of numbers as Helm reads them. Integers have them as well: they are numbers without a fraction.
_NUMBERS = ("float64", "int64", "int")
#: Go's kinds of each type of JSON.
_GO_KINDS = {
    "array": ("slice",),
    "boolean": ("bool",),
    "integer": _NUMBERS,
    "null": ("invalid",),
    "number": _NUMBERS,
    "object": ("map",),
    "string": ("string",),
}
_ALL = frozenset(_GO_KINDS)
#: The rule about strings in the place of booleans ends the sentence that the schema has for them.
_QUOTED_BOOLEAN = "[LQ004]"


def value_types(schema: JsonSchema) -> dict[str, Json]:
    """Return the types of all keys as nested maps, and what each combination of types is in Go and in words.

    Args:
        schema: The schema of the chart's values, with the definitions that it refers to.
    """
    used: set[str] = set()
    values = _below(schema, schema["definitions"], used)
    return {"types": {name: _described(name) for name in sorted(used)}, "values": values}


def _described(name: str) -> dict[str, Json]:
    """Return Go's kinds and the words for a combination of types; and what is special about numbers and strings."""
    types = name.removesuffix(_QUOTED_BOOLEAN).split(",")
    kinds: list[Json] = [kind for one in types for kind in _GO_KINDS[one]]
    special: dict[str, bool] = {"integers": "integer" in types, "booleans": name.endswith(_QUOTED_BOOLEAN)}
    return {
        "kinds": kinds,
        "words": type_names(types).replace("`", ""),
        **{key: True for key, value in special.items() if value},
    }


def _below(schema: JsonSchema, definitions: JsonSchema, used: set[str]) -> dict[str, Json]:
    """Return the types of the keys in a section; those of all entries if users name them."""
    sections: dict[str, JsonSchema] = dict(schema.get("properties", {}))
    others = schema.get("additionalProperties")
    if isinstance(others, dict) and "properties" in others:
        sections[ANY_NAME] = others
    result: dict[str, Json] = {}
    for key, inner in sections.items():
        types = _allowed(inner, definitions)
        if types != _ALL:
            name = _name(types, quoted=_rejects_quoted(inner))
            used.add(name)
            inside = _below(inner, definitions, used)
            result[key] = {"type": name, "keys": inside} if inside else name
    return result


def _name(types: frozenset[str], *, quoted: bool) -> str:
    """Return a name for a combination of types, and for whether quoted booleans have a rule of their own."""
    covered = {"integer"} if "number" in types else set()
    covered |= {"string"} if quoted else set()
    return ",".join(sorted(types - covered, key=lambda one: (one == "null", one))) + (_QUOTED_BOOLEAN if quoted else "")


def _allowed(schema: JsonSchema, definitions: JsonSchema) -> frozenset[str]:
    """Return the types of which there are values that the schema does not reject for their type."""
    if "$ref" in schema:
        return _allowed(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    types = _ALL if "type" not in schema else _expanded(schema["type"])
    for part in schema.get("allOf", ()):
        types &= _allowed(part, definitions)
    if set(schema.get("if", ())) == {"type"}:
        condition = _expanded(schema["if"]["type"])
        then, otherwise = (_allowed(schema.get(branch, {}), definitions) for branch in ("then", "else"))
        types &= (condition & then) | ((_ALL - condition) & otherwise)
    return types


def _expanded(types: str | list[str]) -> frozenset[str]:
    given = frozenset([types] if isinstance(types, str) else types)
    return given | {"integer"} if "number" in given else given


def _rejects_quoted(schema: JsonSchema) -> bool:
    """Return whether a string is rejected as a quoted boolean."""
    if str(schema.get("then", {}).get("const", "")).endswith(_QUOTED_BOOLEAN):
        return True
    return any(_rejects_quoted(schema[branch]) for branch in ("then", "else") if branch in schema)
