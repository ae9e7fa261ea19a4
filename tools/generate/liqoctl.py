"""What `liqoctl install` does to the values of Liqo's chart, checked against the keys of our chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from liqo_values.charts.known_keys import KnownKeys
from tools.generate import published
from tools.generate.errors import SourceError
from tools.generate.read import Entry, read_map

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from tools.generate.model import Json

FILE = "liqoctl.yaml"
_PARTS = frozenset({"providers", "written", "flags", "provides"})
_BOUNDS = ("since", "until")
_VALUES = ("values", "unknown")
_FORMS = frozenset({"text", "on", "off", "items", "first", "pairs"})


def liqoctl(folder: Path, schema: dict[str, Any]) -> dict[str, Json]:
    """Return the values that `liqoctl install` writes, and its flags that set them.

    Args:
        folder: The folder of the sources.
        schema: The schema of our chart's values.

    Raises:
        SourceError: a part is missing or unknown, or a release, a provider, a form, a key or a sentence is.
    """
    facts = read_map(folder, FILE)
    if set(facts) != _PARTS:
        raise SourceError(facts.place(), f"needs {', '.join(sorted(_PARTS))}, and nothing else")
    releases = read_map(folder, published.FILE)["releases"]
    for entry in (*facts["written"], *facts["flags"]):
        _check(entry, "in", entry.get("in", ()), facts["providers"])
        for bound in _BOUNDS:
            _check(entry, bound, [str(entry[bound])] if bound in entry else [], releases)
    for entry in facts["flags"]:
        _check(entry, "as", [entry.get("as", "text")], _FORMS)
    keys = KnownKeys(schema, {})
    for path, place in _keys(facts):
        if not _accepts(keys, path):
            raise SourceError(place, f"our chart has no key {'.'.join(path)}")
    sentences = set(_provided(folder))
    for number, sentence in enumerate(facts["provides"]):
        if sentence not in sentences:
            raise SourceError(facts["provides"].place(number), "no mode says that users provide this")
    return {name: facts[name] for name in sorted(_PARTS)}


def _provided(folder: Path) -> Iterator[str]:
    """Yield what users provide with the charts that Liqo publishes."""
    for mode in read_map(folder, "modes.yaml")["modes"].values():
        yield from mode["provide"]
    for entry in read_map(folder, published.FILE)["modes"]:
        yield entry.get("provide", "")


def _check(entry: Entry, name: str, given: Collection[str], known: Collection[str]) -> None:
    for one in given:
        if one not in known:
            raise SourceError(entry.place(name), f"{one} is unknown")


def _keys(facts: Entry) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield all keys that the facts name, each with its place."""
    for entry in facts["flags"]:
        yield tuple(entry["key"].split(".")), entry.place("key")
    for entry in facts["written"]:
        for part in _VALUES:
            if part in entry:
                yield from _leaves(entry[part], ())


def _leaves(values: Entry, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    for key, value in values.items():
        here = (*path, key)
        if isinstance(value, Entry):
            yield from _leaves(value, here)
        else:
            yield here, values.place(key)


def _accepts(keys: KnownKeys, path: tuple[str, ...]) -> bool:
    """Return whether the chart has a key, or lets users name it."""
    return bool(keys.schema_at(path) or "type" in keys.schema_at(path[:-1]).get("additionalProperties", {}))
