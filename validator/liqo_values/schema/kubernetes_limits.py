"""What the API server rejects although the chart's schema accepts it.

The limits are generated from ``schema/kubernetes.yaml``. The chart's ``liqo.kubernetes.rejections`` reads the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from liqo_values.model.nodes import Unknown
from liqo_values.parsing.yaml_writer import as_text
from liqo_values.schema.quick_check import compiled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from liqo_values.model.nodes import Path, Plain


class Rejection(NamedTuple):
    """A value outside its limits.

    Attributes:
        path: Its path.
        expected: What it must be.
        at_key: Whether it is the key at that path.
    """

    path: Path
    expected: str
    at_key: bool = False


def rejections(
    value: Plain, limits: Mapping[str, Any], types: Mapping[str, Any], path: Path = ()
) -> Iterator[Rejection]:
    """Yield what is wrong in a value and all that is in it.

    Args:
        value: The value.
        limits: Its limits.
        types: The limits that others refer to, by name.
        path: Its path.
    """
    limits = types[limits["type"]] if "type" in limits else limits
    if value is None:  # as if it were not there
        return
    if not _has_unknown(value):
        if not admits(value, limits):
            yield Rejection(path, limits["expected"])
        for rule in limits.get("rules", ()):
            if admits(value, rule["if"]):
                yield from rejections(value, rule["then"], types, path)
    if isinstance(value, dict):
        yield from _in_map(value, limits, types, path)
    elif isinstance(value, list) and "items" in limits:
        for index, item in enumerate(value):
            yield from rejections(item, limits["items"], types, (*path, index))


def _in_map(
    value: Mapping[str, Plain], limits: Mapping[str, Any], types: Mapping[str, Any], path: Path
) -> Iterator[Rejection]:
    named = limits.get("properties", {})
    if "fields" in limits:
        yield from _in_fields(value, limits["fields"], path)
    for key, inner in value.items():
        if "keys" in limits:
            for rejection in rejections(key, limits["keys"], types, (*path, key)):
                yield rejection._replace(at_key=True)
        for pattern, matching in limits.get("patterns", {}).items():
            if compiled(pattern).search(key):
                yield from rejections(inner, matching, types, (*path, key))
        inside = named.get(key, limits.get("values"))
        if inside:
            yield from rejections(inner, inside, types, (*path, key))


def _in_fields(value: Mapping[str, Plain], fields: Mapping[str, list[str]], path: Path) -> Iterator[Rejection]:
    """Yield keys that a map cannot have, and values of another kind than its keys have."""
    kinds = {name: kind for kind, names in fields.items() for name in names}
    for key, inner in value.items():
        if isinstance(key, Unknown):
            continue
        if key not in kinds:
            yield Rejection((*path, key), f"one of the keys here: {', '.join(sorted(kinds))}", at_key=True)
        elif inner is not None and not isinstance(inner, Unknown) and not _KINDS[kinds[key]].fits(inner):
            yield Rejection((*path, key), _KINDS[kinds[key]].expected)


def _has_unknown(value: Plain) -> bool:
    """Return whether a template engine fills in the value or one in it."""
    return isinstance(value, Unknown) or (
        isinstance(value, dict) and any(isinstance(inner, Unknown) for inner in value.values())
    )


def admits(value: Plain, limits: Mapping[str, Any]) -> bool:
    """Return whether a value itself is within limits, whatever is in it."""
    return all(check(value, limits[keyword]) for keyword, check in _CHECKS.items() if keyword in limits)


class _Kind(NamedTuple):
    """What the values of a field can be.

    Attributes:
        expected: It, in words.
        fits: Returns whether a value is one.
    """

    expected: str
    fits: Callable[[Any], bool]


def _is_text(value: Plain) -> bool:
    return isinstance(value, str)


def _number(value: Plain) -> float | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _given(value: Plain) -> bool:
    return value is not None and value not in ("", [])


def _entries(value: Mapping[str, Plain]) -> int:
    return sum(inner is not None for inner in value.values())


#: By keyword; each accepts values of kinds that the keyword is not about.
_CHECKS: Mapping[str, Callable[[Any, Any], bool]] = {
    "pattern": lambda value, limit: isinstance(value, (dict, list)) or bool(compiled(limit).search(as_text(value))),
    "maxLength": lambda value, limit: isinstance(value, (dict, list)) or len(as_text(value)) <= limit,
    "enum": lambda value, limit: isinstance(value, (dict, list)) or as_text(value) in limit,
    "excluded": lambda value, limit: isinstance(value, (dict, list)) or as_text(value) not in limit,
    "minimum": lambda value, limit: _number(value) is None or value >= limit,
    "maximum": lambda value, limit: _number(value) is None or value <= limit,
    "maxItems": lambda value, limit: not isinstance(value, list) or len(value) <= limit,
    "minEntries": lambda value, limit: not isinstance(value, dict) or _entries(value) >= limit,
    "maxEntries": lambda value, limit: not isinstance(value, dict) or _entries(value) <= limit,
    "given": lambda value, limit: not isinstance(value, dict) or all(_given(value.get(key)) for key in limit),
    "empty": lambda value, limit: not isinstance(value, dict) or not any(_given(value.get(key)) for key in limit),
    "absent": lambda value, limit: not isinstance(value, dict) or all(value.get(key) is None for key in limit),
    "words": lambda value, limit: (
        not isinstance(value, dict) or all(as_text(value.get(key)) in words for key, words in limit.items())
    ),
}


#: By the names in ``fields``.
_KINDS: Mapping[str, _Kind] = {
    "text": _Kind("text, with quotes if it looks like a number or boolean", _is_text),
    "number": _Kind("a whole number", lambda value: _number(value) is not None and float(value).is_integer()),
    "boolean": _Kind("true or false, without quotes", lambda value: isinstance(value, bool)),
    "quantity": _Kind("a quantity, such as 1 or 1Mi", lambda value: _is_text(value) or _number(value) is not None),
    "texts": _Kind("a list of texts", lambda value: isinstance(value, list) and all(map(_is_text, value))),
    "map": _Kind("a map", lambda value: isinstance(value, dict)),
    "maps": _Kind(
        "a list of maps", lambda value: isinstance(value, list) and all(isinstance(item, dict) for item in value)
    ),
    "textMap": _Kind(
        "a map of texts, with quotes if they look like numbers or booleans",
        lambda value: isinstance(value, dict) and all(map(_is_text, value.values())),
    ),
}
