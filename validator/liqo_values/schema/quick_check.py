"""Whether the merged values are clearly valid according to a chart's schema, without jsonschema.

Importing jsonschema takes longer than everything else that a values file needs, and most files are valid. If this says
yes, jsonschema finds nothing; everything else is left to jsonschema, which stays the reference and says what is wrong
(``messages``). ``tests/validator/schema`` compares the two, in both directions.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from liqo_values.model.nodes import Plain

_Schema: TypeAlias = "Mapping[str, Any] | bool"

_BLANKS = r"\t\n\f\r "
_AS_GO = {"$": r"\Z", r"\s": f"[{_BLANKS}]", r"\S": f"[^{_BLANKS}]"}
#: How a pattern begins that also matches an empty string.
_EMPTY_OR = "^$|"

#: Keywords that limit nothing, or that another keyword reads.
ANNOTATIONS = frozenset(
    ("$schema", "$comment", "title", "description", "default", "examples", "deprecationMessage", "definitions")
)


class _NotKnownError(Exception):
    """The schema has an unknown keyword."""


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of the schema to match as in Go."""
    return re.compile(as_go(pattern), re.ASCII)


def as_go(pattern: str) -> str:
    r"""Write a pattern so that Python matches as Go: a dollar is the very end, and a vertical tab is not a blank."""
    return re.sub(r"\[\^?\]?(\\.|[^]\\])*\]|\\.|\$", lambda found: _as_go(found[0]), pattern)


def _as_go(part: str) -> str:
    if part.startswith("["):  # in a class, a dollar is itself
        return re.sub(r"\\.", lambda escape: _BLANKS if escape[0] == r"\s" else escape[0], part)
    return _AS_GO.get(part, part)


def conforms(value: Plain, root: Mapping[str, Any], schema: _Schema | None = None) -> bool:
    """Return whether values are valid; a no can be wrong, a yes never is.

    Args:
        value: All values, or some of them.
        root: The chart's schema.
        schema: The part of it that is for the value; all of it unless given.
    """
    try:
        return _Check(root).valid(value, root if schema is None else schema)
    except (_NotKnownError, RecursionError):
        return False


class _Check:
    """Checks values against parts of one schema."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._definitions = root.get("definitions", {})

    def valid(self, value: Any, schema: _Schema) -> bool:  # noqa: ANN401 - values and schemas are any JSON
        if isinstance(schema, bool):
            return schema
        reference = schema.get("$ref")
        if reference is not None:  # draft-07 ignores everything next to it
            return self.valid(value, self._definition(reference))
        if _is_text(value) and value == schema.get("default"):  # the tests check that it is valid
            return True
        for keyword, limit in schema.items():
            check = _KEYWORDS.get(keyword)
            if check is not None:
                if not check(self, value, limit, schema):
                    return False
            elif keyword not in ANNOTATIONS:
                raise _NotKnownError(keyword)
        return True

    def _definition(self, reference: str) -> _Schema:
        start, _, name = reference.rpartition("/")
        if start != "#/definitions":
            raise _NotKnownError(reference)
        definition: _Schema = self._definitions[name]
        return definition

    def properties(self, value: Any, limit: Any, _: _Schema) -> bool:  # noqa: ANN401 - as above
        if not isinstance(value, dict):
            return True
        return all(self.valid(inner, limit[key]) for key, inner in value.items() if key in limit)

    def other_properties(self, value: Any, schema: Mapping[str, Any]) -> bool:  # noqa: ANN401 - as above
        """Check the keys that the schema does not name."""
        if not isinstance(value, dict):
            return True
        patterns = schema.get("patternProperties", {})
        named, others = schema.get("properties", {}), schema.get("additionalProperties", True)
        for key, inner in value.items():
            matching = [limit for pattern, limit in patterns.items() if _matches(pattern, key)]
            if not all(self.valid(inner, limit) for limit in matching):
                return False
            if not matching and key not in named and not self.valid(inner, others):
                return False
        return True

    def items(self, value: Any, limit: Any, _: _Schema) -> bool:  # noqa: ANN401 - as above
        if isinstance(limit, list):
            raise _NotKnownError("items")
        return not isinstance(value, list) or all(self.valid(item, limit) for item in value)

    def condition(self, value: Any, limit: Any, schema: Any) -> bool:  # noqa: ANN401 - as above
        return self.valid(value, schema.get("then" if self.valid(value, limit) else "else", True))


def _is_text(value: object) -> bool:
    """Recognise strings and lists of them: patterns are for these, and take long to compile."""
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value))


def _is_integer(value: object) -> bool:
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer())


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_TYPES: Mapping[str, Callable[[object], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": _is_integer,
    "number": _is_number,
    "null": lambda value: value is None,
}


def _type(value: Any, limit: Any) -> bool:  # noqa: ANN401 - as above
    return _TYPES[limit](value) if isinstance(limit, str) else any(_TYPES[name](value) for name in limit)


def _equal(value: Any, scalar: Any) -> bool:  # noqa: ANN401 - as above
    """Compare as JSON does: 1 is 1.0, but not a boolean."""
    if isinstance(scalar, (dict, list)):
        raise _NotKnownError("const")
    return isinstance(value, bool) is isinstance(scalar, bool) and bool(value == scalar)


def _pattern(value: Any, limit: Any) -> bool:  # noqa: ANN401 - as above
    """Search for a pattern; one that only adds the empty string to another need not be compiled."""
    if not isinstance(value, str):
        return True
    if limit.startswith(_EMPTY_OR):
        return not value or _pattern(value, limit.removeprefix(_EMPTY_OR))
    return compiled(limit).search(value) is not None


def _matches(pattern: str, key: str) -> bool:
    """Match a key as Go does; most patterns are a whole name, and need not be compiled."""
    name = pattern[1:-1]
    if name.isidentifier() and pattern == f"^{name}$":
        return key == name
    return compiled(pattern).search(key) is not None


_KEYWORDS: Mapping[str, Callable[[_Check, Any, Any, Any], bool]] = {
    "type": lambda _, value, limit, __: _type(value, limit),
    "const": lambda _, value, limit, __: _equal(value, limit),
    "enum": lambda _, value, limit, __: any(_equal(value, allowed) for allowed in limit),
    "pattern": lambda _, value, limit, __: _pattern(value, limit),
    "maxLength": lambda _, value, limit, __: not isinstance(value, str) or len(value) <= limit,
    "minimum": lambda _, value, limit, __: not _is_number(value) or value >= limit,
    "maximum": lambda _, value, limit, __: not _is_number(value) or value <= limit,
    "required": lambda _, value, limit, __: not isinstance(value, dict) or all(key in value for key in limit),
    "properties": _Check.properties,
    "patternProperties": lambda check, value, _, schema: check.other_properties(value, schema),
    "additionalProperties": lambda check, value, _, schema: (
        "patternProperties" in schema or check.other_properties(value, schema)
    ),
    "items": _Check.items,
    "allOf": lambda check, value, limit, _: all(check.valid(value, each) for each in limit),
    "not": lambda check, value, limit, _: not check.valid(value, limit),
    "if": _Check.condition,
    "then": lambda *_: True,
    "else": lambda *_: True,
}
#: The known keywords; a schema with others is left to jsonschema.
KEYWORDS = frozenset(_KEYWORDS)
