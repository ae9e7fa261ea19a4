"""Sentences for values of another type or size than the schema expects, in the schema that Helm reads.

For the keyword ``type``, Helm prints ``got string, want array``, for ``enum`` the words, and no code. In
the place of these keywords, its schema expects a sentence of all other values, as for other rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.schema.messages import type_names
from tools.generate.json_schema import ANNOTATIONS, INVALID_VALUE, NAMED, reference

if TYPE_CHECKING:
    from tools.generate.model import Json, JsonSchema

WRONG_TYPE = "LQ003"
#: Keywords that hold no schemas, and a condition, of which Helm prints nothing.
_KEPT = (*ANNOTATIONS, "const", "enum", "if")
#: Keywords that limit values of one type.
_LIMITS = ("minimum", "maximum", "required")


def with_type_sentences(schema: JsonSchema) -> JsonSchema:
    """Return a schema that accepts the same, and rejects what has another type with the code of the rule."""
    definitions: JsonSchema = {}
    result: JsonSchema = _said(schema, definitions)
    return {**result, "definitions": {**result.get("definitions", {}), **definitions}}


def _said(schema: JsonSchema, definitions: JsonSchema) -> JsonSchema:
    limits = {keyword: schema[keyword] for keyword in _LIMITS if keyword in schema}
    others = {keyword: value for keyword, value in schema.items() if keyword != "type" and keyword not in limits}
    result = {keyword: _inside(keyword, value, definitions) for keyword, value in others.items()}
    if limits:
        result |= {"if": limits, "else": _limit_sentence(limits)}
    if "enum" in result:
        result |= {"if": {"enum": result.pop("enum")}, "else": _word_sentence(schema["enum"])}
    if "type" not in schema:
        return result
    types = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    name = "Or".join([types[0], *(one.capitalize() for one in types[1:])])
    definitions[name] = _sentence(schema["type"])
    if "enum" in schema:  # Helm prints nothing else about such a value
        described = {keyword: result.pop(keyword) for keyword in ANNOTATIONS if keyword in result}
        return {**described, "if": {"type": schema["type"]}, "then": result, "else": reference(name)}
    return {**result, "allOf": [reference(name)]} if result else reference(name)


def _sentence(types: str | list[str]) -> JsonSchema:
    """Return the definition of some types: it rejects its own sentence too, which is a value like any other."""
    sentence = f"{type_names(types)} [{WRONG_TYPE}]"
    rejected: JsonSchema = {"const": sentence}
    return {"if": {"type": types}, "else": rejected if "string" in types else {**rejected, "not": {"const": sentence}}}


def _limit_sentence(limits: JsonSchema) -> JsonSchema:
    """Return a schema for what is outside of limits: it rejects all of that, because the sentence has another type."""
    if "required" in limits:
        *others, last = limits["required"]
        wanted = f"a map with {', '.join(others)}{' and ' if others else ''}{last}"
    elif len(limits) > 1:
        wanted = f"a number from {limits['minimum']} to {limits['maximum']}"
    else:
        wanted = f"a number of at {'least' if 'minimum' in limits else 'most'} {next(iter(limits.values()))}"
    return {"const": f"{wanted} [{INVALID_VALUE}]"}


def _word_sentence(words: list[Json]) -> JsonSchema:
    """Return a schema for what is none of some words: it rejects all of that, and its own sentence."""
    *others, last = dict.fromkeys(str(word).lower() if isinstance(word, bool) else str(word) or '""' for word in words)
    sentence = f"{', '.join(others)}{' or ' if others else ''}{last} [{INVALID_VALUE}]"
    return {"const": sentence, "not": {"const": sentence}}


def _inside(keyword: str, value: Json, definitions: JsonSchema) -> Json:
    if keyword in _KEPT:
        return value
    if keyword in (*NAMED, "patternProperties") and isinstance(value, dict):
        return {name: _inside("", inner, definitions) for name, inner in value.items()}
    if isinstance(value, list):
        return [_inside(keyword, inner, definitions) for inner in value]
    return _said(value, definitions) if isinstance(value, dict) else value
