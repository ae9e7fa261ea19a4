"""What the API server rejects although the schema of the chart accepts it: limits of types, and where they apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.generate.errors import SourceError
from tools.generate.keys import refuse_others
from tools.generate.model import ANY_NAME, Group
from tools.generate.patterns import substitute
from tools.generate.read import Entry, Items

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tools.generate.model import Json, JsonSchema, Source

FILE = "kubernetes.yaml"

#: Keywords that can reject a value, by what it is: strings and numbers, lists, maps.
_OF_SCALARS = {"pattern", "maxLength", "enum", "excluded", "minimum", "maximum"}
_OF_MAPS = {"given", "empty", "absent", "words", "minEntries", "maxEntries"}
_REJECTING = _OF_SCALARS | {"maxItems"} | _OF_MAPS
#: Keywords with the limits of what is in a value, and with several of them by name.
_INSIDE = {"items", "keys", "values"}
_INSIDE_BY_NAME = {"properties", "patterns"}
_KEYWORDS = _REJECTING | _INSIDE | _INSIDE_BY_NAME | {"rules", "type", "expected", "fields"}
#: What the fields of a map can be.
_KINDS = {"text", "texts", "number", "boolean", "quantity", "map", "maps", "textMap"}


def limits(raw: Entry, patterns: Entry, types: Collection[str]) -> dict[str, JsonSchema]:
    """Return the limits by name, with the parts of patterns filled in.

    Raises:
        SourceError: If an entry does not follow the format, or is for no type and no other entry.
    """
    for name, entry in raw.items():
        _check(entry, name, set(raw))
    for name in raw:
        if name not in types and name not in _references(raw):
            raise SourceError(raw.place(name), f"{name} is not a type, and no other entry refers to it")
    return {name: substitute(entry, patterns) for name, entry in raw.items()}


def _check(entry: Entry, subject: str, names: set[str]) -> None:
    refuse_others(entry, _KEYWORDS, subject)
    if _REJECTING & set(entry) and "expected" not in entry:
        raise SourceError(entry.place(), f"{subject}: needs what is expected, in words")
    if "type" in entry and entry["type"] not in names:
        raise SourceError(entry.place("type"), f"{subject}: {FILE} has no {entry['type']!r}")
    if "fields" in entry:
        refuse_others(entry["fields"], _KINDS, f"{subject}: fields")
    for inner in _inside(entry, subject):
        _check(inner, subject, names)


def _inside(entry: Entry, subject: str) -> Iterator[Entry]:
    yield from (entry[keyword] for keyword in _INSIDE & set(entry))
    for keyword in _INSIDE_BY_NAME & set(entry):
        yield from entry[keyword].values()
    for rule in entry.get("rules", ()):
        if set(rule) != {"if", "then"} or not set(rule["if"]) <= _OF_MAPS:
            raise SourceError(rule.place(), f"{subject}: a rule has an `if` about keys, and a `then`")
        yield rule["then"]


def document(source: Source) -> dict[str, Json]:
    """Return the limits by name, and those of all values, which refer to them."""
    return {"types": dict(source.limits), "values": _of_group(source.root, source.limits)}


def _of_group(group: Group, known: dict[str, JsonSchema]) -> JsonSchema:
    """Return the limits of a group; empty if nothing in it has any."""
    inner: JsonSchema = {}
    for name, child in group.children.items():
        limits = _of_group(child, known) if isinstance(child, Group) else _of_type(child.type.name, known)
        inner |= {name: limits} if limits else {}
    others = inner.pop(ANY_NAME, None) or (_of_type(group.others.name, known) if group.others else {})
    return ({"properties": inner} if inner else {}) | ({"values": others} if others else {})


def _of_type(name: str, known: dict[str, JsonSchema]) -> JsonSchema:
    return {"type": name} if name in known else {}


def _references(node: object) -> set[str]:
    """Return the names that limits refer to; one in a list of keys is not a reference."""
    if isinstance(node, Items | list):
        return set().union(*map(_references, node))
    if not isinstance(node, dict):
        return set()
    own = {node["type"]} if isinstance(node.get("type"), str) else set()
    return own.union(*map(_references, node.values()))
