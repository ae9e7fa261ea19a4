"""The JSON schema that Helm, editors and the validator check values with.

Helm's messages name the place and the expected value, but not the reason. To include a rule code and a fix, the schema
rejects some values with a constant that no value equals: Helm reports "value must be '<the constant>'", and the
constant is a sentence. Draft-07 is the newest version of JSON Schema that every Helm 3 and 4 understands. Some readers
ignore keywords next to a ``$ref`` and others do not, so there are none.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from liqo_values.charts.target import LIQO
from tools.generate.errors import SourceError
from tools.generate.model import ABSENT, ANY_NAME, Group, Json, JsonSchema, Key, Path, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.generate.model import ValueType

DRAFT = "http://json-schema.org/draft-07/schema#"
SUBCHART = "liqo-crds"
#: The chart of named templates. Helm puts a map with the globals under the name of every dependency.
LIBRARY = "liqo-library"
GENERATED = "Generated from schema/ by `make generate`: change it there."

UNKNOWN_KEY = "unknownKey"
_NO_SUCH_KEY: JsonSchema = {
    "const": "absent: no such key in this chart; run `liqo-values check` for the nearest one [LQ002]",
}
#: Not even its own sentence is a value for such a key.
UNKNOWN_KEY_SCHEMA: JsonSchema = {**_NO_SUCH_KEY, "not": _NO_SUCH_KEY}
MOVED_KEY = "absent: renamed to `{}` in Liqo 1.0 [LQ402]"
GONE_KEY = "absent: removed in Liqo 1.0; {} [LQ402]"
OLD_SECTION = "absent: Liqo 1.0 moved its keys; `liqo-values check` shows where [LQ402]"
NEWER_KEY = f"absent: only releases after Liqo {LIQO.removeprefix('v')} have it [LQ403]"
INVALID_VALUE = "LQ005"

#: Keywords that describe a value, and limit it in no way.
ANNOTATIONS = ("description", "default", "examples", "deprecationMessage")

#: Helm puts it into the values of every chart, and users of umbrella charts put anything into it.
GLOBAL: JsonSchema = {
    "description": "Values that an umbrella chart shares with its subcharts. Nothing in this chart reads them.",
    "type": ["object", "null"],
}
#: The usual name of the condition under which an umbrella chart installs a subchart.
ENABLED: JsonSchema = {
    "description": "Read by an umbrella chart that makes this one optional. Nothing in this chart reads it.",
    "type": ["boolean", "null"],
}


def chart_schema(source: Source) -> JsonSchema:
    """Return the schema for the values of the chart."""
    return _document(source, "Values of the Liqo chart", source.root)


def without_descriptions(schema: JsonSchema) -> JsonSchema:
    """Return a schema with only what limits values, which is all that Helm reads.

    Helm stores the schema with every release in the cluster; the descriptions would make up a third of all it stores.
    """
    return {key: _without(key, value) for key, value in schema.items() if key not in ANNOTATIONS}


def _without(keyword: str, value: Json) -> Json:
    if keyword in {"properties", "patternProperties", "definitions"} and isinstance(value, dict):
        # These hold schemas by names of the user's, among which `description` and `default` are as good as any.
        return {name: _without("", inner) for name, inner in value.items()}
    if keyword in {"const", "enum"}:
        return value
    if isinstance(value, dict):
        return without_descriptions(value)
    return [_without("", item) for item in value] if isinstance(value, list) else value


#: Keywords that hold schemas by names of the user's, and those that hold one schema.
NAMED = ("properties", "definitions")
NESTED = ("if", "then", "else", "items", "additionalProperties")
#: A reference is about as long as this.
WORTH_A_REFERENCE = 80


def stated_once(schema: JsonSchema) -> JsonSchema:
    """Return a schema without descriptions in which what stands at several places is a reference to the first of them.

    Helm compiles the schema at every rendering, and stores it with every release.
    """
    return _referring(schema, "#", {})


def _referring(schema: JsonSchema, place: str, places: dict[str, str]) -> JsonSchema:
    """Return ``schema``, which stands at the JSON pointer ``place``; what is known by now lies in ``places``."""
    text = json.dumps(schema, sort_keys=True)
    if len(text) > WORTH_A_REFERENCE and places.setdefault(text, place) != place:
        return {"$ref": places[text]}
    result = dict(schema)
    for keyword, value in schema.items():
        if keyword in NAMED:
            result[keyword] = {
                name: _referring(inner, f"{place}/{keyword}/{name}", places) for name, inner in value.items()
            }
        elif keyword in NESTED and isinstance(value, dict):
            result[keyword] = _referring(value, f"{place}/{keyword}", places)
    return result


def subchart_schema(source: Source) -> JsonSchema:
    """Return the schema for the values of the subchart with the CRDs."""
    return _document(source, "Values of the liqo-crds chart", subchart(source))


def subchart(source: Source) -> Group:
    """Return the group of the values that Helm hands to the subchart."""
    group = source.root.children[SUBCHART]
    if not isinstance(group, Group):
        raise SourceError(SUBCHART, "has to be a group of keys")
    return group


def _document(source: Source, title: str, root: Group) -> JsonSchema:
    body = _group(root, _absent(source))
    body.pop("description", None)
    keys = {key.definition: _stated(key) for key in root.all_keys() if key.definition}
    definitions = {UNKNOWN_KEY: UNKNOWN_KEY_SCHEMA} | keys | _definitions(source.types, body | keys)
    return {"$schema": DRAFT, "$comment": GENERATED, "title": title, **body, "definitions": definitions}


def _definitions(types: dict[str, ValueType], body: JsonSchema) -> JsonSchema:
    """Return the shared types that ``body`` refers to, and those that these refer to."""
    found: JsonSchema = {}
    pending = _references(body)
    while pending:
        name = pending.pop()
        if name not in found and name in types:
            found[name] = expand(types[name].schema)
            pending |= _references(found[name])
    return {name: found[name] for name in types if name in found}


def _references(node: JsonSchema) -> set[str]:
    own = {node["$ref"].rsplit("/", 1)[1]} if "$ref" in node else set()
    for value in node.values():
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                own |= _references(inner)
    return own


def _absent(source: Source) -> dict[Path, str]:
    """Return what to say about keys of other releases, each at the first step of its path that does not exist."""
    others = source.others
    said = {old: MOVED_KEY.format(new) for old, new in others.moved.items()}
    said |= {old: GONE_KEY.format(instead) for old, instead in others.gone.items()}
    said |= dict.fromkeys((*others.newer, *others.forks), NEWER_KEY)
    result: dict[Path, str] = {}
    for old, sentence in said.items():
        path = tuple(old.split("."))
        first = next(path[:end] for end in range(1, len(path) + 1) if source.root.at(path[:end]) is None)
        result[first] = sentence if first == path else result.get(first, OLD_SECTION)
    return result


def _group(group: Group, absent: Mapping[Path, str]) -> JsonSchema:
    properties = {
        name: _group(child, absent) if isinstance(child, Group) else _key(child)
        for name, child in group.children.items()
        if name != ANY_NAME
    }
    if group.path in {(), (SUBCHART,)}:
        properties |= {"global": GLOBAL, "enabled": ENABLED}
    described = {"description": group.description} if group.description else {}
    # They are patterns, not properties, so that no editor proposes them.
    here = {path[-1]: sentence for path, sentence in absent.items() if path[:-1] == group.path}
    named: JsonSchema = {f"^{name}$": {"const": sentence} for name, sentence in here.items()}
    if not group.path:
        globals_alone = {"global": GLOBAL}
        named[f"^{LIBRARY}$"] = {
            "type": "object",
            "properties": globals_alone,
            "additionalProperties": reference(UNKNOWN_KEY),
        }
    elsewhere = {"patternProperties": named} if named else {}
    body: JsonSchema = {
        **described,
        "type": "object",
        "properties": properties,
        **elsewhere,
        "additionalProperties": _others(group),
    }
    if group.named_by_user:
        body["default"] = {}
    if group.examples:
        body["examples"] = list(group.examples)
    # Helm drops a null from the values only where it deletes a default.
    return _or_null(body) if ANY_NAME in group.path else body


def _others(group: Group) -> JsonSchema:
    """Return the schema of the keys that a group does not name."""
    entry = group.children.get(ANY_NAME)
    if isinstance(entry, Group):
        return _group(entry, {})
    return reference(UNKNOWN_KEY) if group.others is None else expand(group.others.schema)


def _key(key: Key) -> JsonSchema:
    return reference(key.definition) if key.definition else _stated(key)


def _stated(key: Key) -> JsonSchema:
    result: JsonSchema = {"description": key.description}
    if key.deprecated:
        result["description"] += f" Deprecated: {key.deprecated}."
        result["deprecationMessage"] = f"{key.deprecated[0].upper()}{key.deprecated[1:]}."
    if key.default is not ABSENT:
        result["default"] = key.default
    if key.examples:
        result["examples"] = list(key.examples)
    return result | _value(key)


def _value(key: Key) -> JsonSchema:
    if key.type.shared:
        shared = {"allOf": [reference(key.type.name)]}
        return _or_null(shared) if key.default is ABSENT else shared
    schema = key.type.schema | key.constraints
    if key.default == "" and "pattern" in schema:
        schema |= {"pattern": f"^$|{schema['pattern']}"}
    expanded = expand(schema)
    # Helm drops a null from the values only where it deletes a default.
    return _or_null(expanded) if key.default is ABSENT else expanded


def reference(name: str) -> JsonSchema:
    """Return a schema that refers to a definition."""
    return {"$ref": f"#/definitions/{name}"}


def expand(schema: JsonSchema) -> JsonSchema:
    """Turn the notation of the source files into plain JSON schema.

    ``expected`` is the sentence for a value that does not match the ``pattern``, ``maxLength`` or ``enum`` next to it;
    maps with known keys are closed; and what is optional in the maps within may be null, which Kubernetes takes for
    left out.
    """
    result = {
        key: expand(value) if isinstance(value, dict) else value for key, value in schema.items() if key != "expected"
    }
    if "expected" in schema:
        condition = {key: result.pop(key) for key in ("pattern", "maxLength", "enum") if key in result}
        result |= {"if": condition, "else": {"const": f"{schema['expected']} [{INVALID_VALUE}]"}}
    if "properties" in schema:
        required = schema.get("required", ())
        result["properties"] = {
            name: inner if name in required else _or_null(inner) for name, inner in result["properties"].items()
        }
        result.setdefault("additionalProperties", reference(UNKNOWN_KEY))
    return result


def _or_null(schema: JsonSchema) -> JsonSchema:
    """Return a schema that accepts null besides what ``schema`` accepts."""
    if isinstance(schema.get("type"), str) and not {"enum", "const"} & set(schema):
        return schema | {"type": [schema["type"], "null"]}
    said = {key: schema[key] for key in ANNOTATIONS if key in schema}
    return {**said, "if": {"type": "null"}, "else": {key: schema[key] for key in schema if key not in said}}
