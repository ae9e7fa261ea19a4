"""Facts about the charts that Liqo publishes, checked against the keys of our chart."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from tools.generate.errors import SourceError
from tools.generate.model import Group, Key
from tools.generate.read import Entry, Items, read_map

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tools.generate.model import Json

FILE = "published.yaml"
_PARTS = frozenset(
    {
        "releases",
        "defaults",
        "ours",
        "templates",
        "programs",
        "readWhenOff",
        "fields",
        "modes",
        "before",
        "needed",
        "missing",
        "typed",
        "unquoted",
    }
)
#: The keys of an entry that says which keys need a value.
_CONDITIONS = frozenset({"if", "unless"})
_BOUNDS = frozenset({"since", "until"})
#: The types of values, as entries of keys with a type name them.
_TYPES = frozenset({"string", "number", "boolean", "list", "map"})
#: What follows a list in the path of its items, or of what they contain.
_ITEM = r"\.\*(\..*)?$"
#: Where the value is in a line of a manifest.
_VALUE = "{}"
#: The two facts that decide the mode, which releases before 1.0 read from other keys.
_DECIDING = ("module", "reflection")


def published(folder: Path, schema: dict[str, Any], root: Group) -> dict[str, Json]:
    """Return the facts by release, every pattern of keys replaced by the keys that it matches.

    Args:
        folder: The folder of the sources.
        schema: The schema of our chart's values.
        root: The keys of our chart.

    Raises:
        SourceError: a part is missing or unknown, a release is not listed, or a key is none of our chart's.
    """
    facts = read_map(folder, FILE)
    if set(facts) != _PARTS:
        raise SourceError(facts.place(), f"needs {', '.join(sorted(_PARTS))}, and nothing else")
    releases = [str(release) for release in facts["releases"]]
    keys = set(_keys(schema))
    _check_keys(facts["defaults"], keys)
    for number, key in enumerate(facts["readWhenOff"]):
        if key not in keys:
            raise SourceError(facts["readWhenOff"].place(number), f"our chart has no key {key}")
    by_release = [facts[part] for part in ("defaults", "templates", "programs", "fields")]
    for entry in (*(entry for part in by_release for entry in part.values()), *facts["modes"]):
        _check_releases(entry, _BOUNDS & entry.keys(), releases)
    before = _before(facts["before"])
    ours = _highest(_matching(facts["ours"], keys))
    later = list(_later(root, ours))
    for node in later:
        if node.since not in releases:
            raise SourceError(node.place, f"{node.since} is not among the releases in {FILE}")
    return {
        "releases": [*releases],
        "since": {".".join(node.path): node.since for node in later},
        "defaults": {key: dict(entry) for key, entry in facts["defaults"].items()},
        "ours": [*sorted(ours)],
        "traits": {name: dict(entry) for part in ("templates", "programs") for name, entry in facts[part].items()},
        "readWhenOff": [*facts["readWhenOff"]],
        "fields": {name: dict(entry) for name, entry in facts["fields"].items()},
        "modes": [dict(entry) for entry in facts["modes"]],
        "needed": [_needed(entry, keys, releases) for part in ("needed", "missing") for entry in facts[part]],
        "typed": [_typed(entry, keys, releases) for entry in facts["typed"]],
        "unquoted": [_unquoted(entry, keys, releases) for entry in facts["unquoted"]],
        "before": before,
    }


def _before(facts: Entry) -> dict[str, Json]:
    """Return the facts about the releases before 1.0."""
    releases = [str(release) for release in facts["releases"]]
    for part in _DECIDING:
        for entry in facts[part].values():
            _check_releases(entry, _BOUNDS & entry.keys(), releases)
    keys: dict[str, Json] = {
        part: {key: {bound: str(entry[bound]) for bound in entry} for key, entry in facts[part].items()}
        for part in _DECIDING
    }
    return {"releases": [*releases], **keys}


def _needed(entry: Entry, keys: set[str], releases: list[str]) -> dict[str, Json]:
    """Return keys that need a value, where they do, and what happens without one; empty if the templates fail."""
    return {**_conditional(entry, keys, releases), "then": entry.get("then", "")}


def _typed(entry: Entry, keys: set[str], releases: list[str]) -> dict[str, Json]:
    """Return keys whose templates cannot be rendered with values of some types."""
    if unknown := set(entry["wrong"]) - _TYPES:
        raise SourceError(entry.place("wrong"), f"{unknown.pop()} is none of {', '.join(sorted(_TYPES))}")
    return {
        **_conditional(entry, keys, releases),
        "wrong": [*entry["wrong"]],
        "emptyToo": entry.get("emptyToo", False),
        "matches": entry.get("matches", ""),
    }


def _unquoted(entry: Entry, keys: set[str], releases: list[str]) -> dict[str, Json]:
    """Return keys whose values are in manifests without quotes, and the lines in which they are."""
    for number, line in enumerate(entry["as"]):
        if _VALUE not in line:
            raise SourceError(entry["as"].place(number), f"has no {_VALUE} for the value")
    return {**_conditional(entry, keys, releases), "as": [*entry["as"]], "unlessEmpty": entry.get("unlessEmpty", False)}


def _conditional(entry: Entry, keys: set[str], releases: list[str]) -> dict[str, Json]:
    """Return the keys of an entry, and the conditions and releases for which it is about them."""
    bounds = _BOUNDS & entry.keys()
    _check_releases(entry, bounds, releases)
    conditions = {name: [*entry.get(name, ())] for name in sorted(_CONDITIONS)}
    for name in (*entry["keys"], *(key for listed in conditions.values() for key in listed)):
        if re.sub(_ITEM, "", name) not in keys:
            raise SourceError(entry.place("keys"), f"our chart has no key {name}")
    return {"keys": [*entry["keys"]], **conditions, **{name: entry[name] for name in sorted(bounds)}}


def _later(group: Group, ours: set[str]) -> Iterator[Group | Key]:
    """Yield the groups and keys that a release brought, unless only our chart has them."""
    for child in group.children.values():
        if ".".join(child.path) in ours:
            continue
        if child.since:
            yield child
        elif isinstance(child, Group):
            yield from _later(child, ours)


def _check_keys(entry: Entry, keys: set[str]) -> None:
    for key in entry:
        if key not in keys:
            raise SourceError(entry.place(key), f"our chart has no key {key}")


def _check_releases(entry: Entry, names: Iterable[str], releases: list[str]) -> None:
    for name in names:
        if str(entry[name]) not in releases:
            raise SourceError(entry.place(name), f"{entry[name]} is not among the releases")


def _matching(patterns: Items, keys: set[str]) -> Iterator[str]:
    for number, pattern in enumerate(patterns):
        steps = pattern.split(".")
        found = [key for key in keys if _matches(steps, key.split("."))]
        if not found:
            raise SourceError(patterns.place(number), f"no key of our chart matches {pattern}")
        yield from found


def _matches(pattern: list[str], key: list[str]) -> bool:
    return len(pattern) == len(key) and all(map(fnmatchcase, key, pattern))


def _highest(keys: Iterable[str]) -> set[str]:
    """Leave out what is below another one."""
    every = set(keys)
    return {key for key in every if not any(key.startswith(f"{other}.") for other in every)}


def _keys(schema: dict[str, Any], above: str = "") -> Iterable[str]:
    for name, inner in schema.get("properties", {}).items():
        yield above + name
        yield from _keys(inner, f"{above}{name}.")
