"""What to write in the project file where a value of another shape is needed: a list, a map, a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from liqo_values.model.did_you_mean import nearest
from liqo_values.parsing.yaml_writer import show, written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from liqo_values.model.nodes import Plain

#: What the types of the schema are called.
KINDS = {"array": "a list", "object": "a map", "string": "text", "boolean": "`true` or `false`"}
#: Longer values are not repeated.
_MOST = 40


def instead(path: Sequence[str | int], schema: Mapping[str, Any], value: Plain, parts: Mapping[str, Any]) -> str:
    """Return what to write, with the user's value where the schema has one place for it.

    Args:
        path: The path of the value.
        schema: The part of the schema that the value violates by its type.
        value: The value.
        parts: The definitions in the schema.
    """
    kind = str(schema["type"])
    if kind == "array":
        return _list(path, resolved(schema["items"], parts), value)
    if kind == "object":
        return _map(schema, value, parts)
    if kind == "string" and not isinstance(value, (dict, list)) and value is not None:
        return f"`{_text(value)}`, in quotes"
    return KINDS[kind]


def _list(path: Sequence[str | int], items: Mapping[str, Any], value: Plain) -> str:
    if isinstance(value, dict):
        if items["type"] == "string" and str(path[-1]).startswith("set"):
            return "a list of arguments, as on the command line: `[KEY=VALUE]`"
        first = next(iter(value), None)
        return f"a list, with a dash before each item: `- {first}: …`" if first is not None else "a list"
    if items["type"] == "string":
        fits = value is not None and not isinstance(value, list) and len(_text(value)) <= _MOST
        return f"a list: `[{_text(value)}]`" if fits else "a list"
    return f"a list of maps, each with {_required(items)}"


def _map(schema: Mapping[str, Any], value: Plain, parts: Mapping[str, Any]) -> str:
    """Return the map that is meant: if it needs one key only, a single value is that of this key."""
    required = schema.get("required", ())
    if len(required) != 1:
        return f"a map with {_required(schema)}" if required else "a map"
    key = required[0]
    choices = tuple(map(str, resolved(schema["properties"][key], parts).get("enum", ())))
    if not choices:
        return f"a map with `{key}`"
    meant = nearest(str(value), choices)
    return f"`{{{key}: {meant}}}`" if meant else f"a map with `{key}`, such as `{{{key}: {choices[-1]}}}`"


def _required(schema: Mapping[str, Any]) -> str:
    return " and ".join(f"`{key}`" for key in schema.get("required", ()))


def resolved(schema: Mapping[str, Any], parts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a part of the schema refers to, or the part itself."""
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return parts[name] if name else schema


def _text(value: Plain) -> str:
    """Write a value as text, in quotes if YAML needs them."""
    return written(value if isinstance(value, str) else show(value))
