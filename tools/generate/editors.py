"""The schema as editors get it: it accepts what the others accept, and says it in ways that suit a language server.

The sentences that stand for constants make sense to Helm, which prints them after "value must be". A language server
says the same of them, marks the value instead of the key, and proposes them as values.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tools.generate.json_schema import UNKNOWN_KEY

if TYPE_CHECKING:
    from tools.generate.model import Json, JsonSchema

#: Keywords that hold values, and those that hold schemas by names of the user's.
_DATA = frozenset(("default", "examples", "const", "enum"))
_NAMED = frozenset(("properties", "patternProperties", "definitions"))
_UNKNOWN = {"$ref": f"#/definitions/{UNKNOWN_KEY}"}
#: How a sentence ends, and how one begins that says what is wrong instead of what should be there.
_CODE = re.compile(r" \[LQ\d+\]$")
_ABSENT = "absent: "


def for_editors(schema: JsonSchema) -> JsonSchema:
    """Return the schema of the values as editors get it."""
    result = _schema(schema)
    del result["definitions"][UNKNOWN_KEY]
    return result


def _schema(schema: JsonSchema) -> JsonSchema:
    result = {keyword: _keyword(keyword, value) for keyword, value in schema.items()}
    if result.get("additionalProperties") == _UNKNOWN:
        result["additionalProperties"] = False  # marks the key
    if result.pop("deprecationMessage", None):
        # No message: such a key works, and most existing files contain it.
        result["doNotSuggest"] = True
    properties = result.get("properties")
    if isinstance(properties, dict) and "$schema" not in result:
        result.setdefault("description", f"Holds {', '.join(f'`{name}`' for name in properties)}.")
    if isinstance(result.get("default"), bool):
        result.setdefault("examples", [not result["default"]])  # proposed in addition to the default
    sentence = result.get("const")
    if isinstance(sentence, str) and _CODE.search(sentence):
        absent = sentence.startswith(_ABSENT)
        result["errorMessage"] = sentence.removeprefix(_ABSENT) if absent else f"must be {sentence}"
    return result


def _keyword(keyword: str, value: Json) -> Json:
    if keyword in _DATA:
        return value
    if isinstance(value, dict):
        return {name: _any(inner) for name, inner in value.items()} if keyword in _NAMED else _schema(value)
    return [_any(item) for item in value] if isinstance(value, list) else value


def _any(value: Json) -> Json:
    return _schema(value) if isinstance(value, dict) else value
