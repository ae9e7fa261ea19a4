"""The keys of a chart, and which one was probably meant: one in the same section, or one of this name elsewhere."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from liqo_values.model.did_you_mean import nearest
from liqo_values.model.nodes import Path, dotted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: If a name such as `enabled` exists in more places, it does not tell which one was meant.
_MOST_PLACES = 3
#: At most this many keys of a section are listed.
_MOST_KEYS = 12
#: How the names of keys begin that users add only to hold anchors.
_HOLDERS = ("x-", "_", ".")


class KnownKeys:
    """The keys that a chart's schema has."""

    def __init__(self, schema: dict[str, Any], moved: Mapping[str, str]) -> None:
        """Create the keys of a chart.

        Args:
            schema: The JSON schema of its values.
            moved: Dotted keys of other releases, with their names in this one.
        """
        self._schema = schema
        self._moved = moved

    def schema_at(self, path: Path) -> dict[str, Any]:
        """Return the schema of a value, with references followed and ``allOf`` merged; empty if there is none."""
        schema = self._resolved(self._schema)
        for step in path:
            if isinstance(step, int):
                items = schema.get("items", {})
                schema = self._resolved(items if isinstance(items, dict) else {})
            else:
                schema = self._resolved(schema.get("properties", {}).get(step) or _named_by_user(schema))
        return schema

    def below(self, section: Path) -> tuple[str, ...]:
        """Return the keys that the chart has in a map."""
        return tuple(self.schema_at(section).get("properties", {}))

    def places(self, name: str) -> list[Path]:
        """Return every path that ends in a key of this name."""
        return self._places.get(name, [])

    @property
    def names(self) -> frozenset[str]:
        """The names of all keys below the top level."""
        return frozenset(name for name, places in self._places.items() if any(len(path) > 1 for path in places))

    def similar(self, name: str, section: Path) -> str | None:
        """Return the key of a map that a misspelled key was probably meant to be."""
        return nearest(name, self.below(section))

    def is_holder(self, name: str) -> bool:
        """Return whether users give such names to keys that only hold anchors."""
        return name.startswith(_HOLDERS)

    def advice(self, name: str, section: Path) -> str:
        """Return one sentence that says what to write instead of an unknown key.

        Args:
            name: The unknown key.
            section: The map that contains it.
        """
        path = self.split(name, section)
        if path:
            return f"nest it, because only `--set` accepts dotted keys: write `{_nested(path)}`"
        near = self.similar(name, section)
        if near:
            return f"did you mean `{near}`?"
        if self.is_holder(name):
            return (
                "put the anchor at its first use, or move this key to `global`, which allows any key; "
                "the chart has no keys for anchors"
            )
        places = self._elsewhere(name, section)
        if not places:
            return self._listed(section)
        names = _either([dotted(place) for place in places])
        return f"a key of this name exists at {names}" if places[0][-1] == name else f"did you mean {names}?"

    def meant(self, name: str, section: Path) -> Path:
        """Return the path that an unknown key was probably meant to have; empty if that is unclear.

        Args:
            name: The unknown key.
            section: The map that contains it.
        """
        near = self.similar(name, section)
        path = self.split(name, section) or ((near,) if near else ())
        if path:
            return (*section, *path)
        places = () if self.is_holder(name) else self._elsewhere(name, section)
        return places[0] if len(places) == 1 else ()

    def split(self, name: str, section: Path) -> tuple[str, ...]:
        """Return the path in its section that a dotted key means, spelled correctly; empty if it means none."""
        moved = None if section else self._moved.get(name)
        steps = (moved or name).split(".")
        path: tuple[str, ...] = ()
        for step in steps if len(steps) > 1 else ():
            here = (*section, *path)
            known_step = step if self.schema_at((*here, step)) else self.similar(step, here)
            if known_step is None:
                return ()
            path = (*path, known_step)
        return path

    def _elsewhere(self, name: str, section: Path) -> Sequence[Path]:
        """Return the places of a key of this or a similar name; empty if there are none, or too many."""
        elsewhere = [path for path in self.places(name) if path[:-1] != section]
        below = [path for path in elsewhere if section and path[: len(section)] == section]
        for found in (elsewhere, below):
            if 0 < len(found) <= _MOST_PLACES:
                return found
        near = nearest(name, tuple(self._places))
        return self.places(near) if near and len(self.places(near)) <= _MOST_PLACES else ()

    def _listed(self, section: Path) -> str:
        here = self.below(section)
        if not here:
            return "remove it"
        if len(here) > _MOST_KEYS:
            return "remove it, or look up the key with `helm show values`"
        return "remove it; the keys here are " + ", ".join(f"`{other}`" for other in here)

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        if "$ref" in schema:
            part: Any = self._schema
            for step in schema["$ref"].removeprefix("#/").split("/"):
                part = part[step]
            return self._resolved(part)
        merged: dict[str, Any] = {}
        for other in schema.get("allOf", ()):
            merged |= self._resolved(other)
        return merged | schema

    @cached_property
    def _places(self) -> dict[str, list[Path]]:
        found: dict[str, list[Path]] = {}
        self._collect(self._schema, (), found)
        return found

    def _collect(self, schema: dict[str, Any], path: Path, found: dict[str, list[Path]]) -> None:
        """Collect the paths of all keys; keys within lists have no path."""
        for name, child in self._resolved(schema).get("properties", {}).items():
            found.setdefault(name, []).append((*path, name))
            self._collect(child, (*path, name), found)


def _named_by_user(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of the entries of a map of maps that the user names; empty for every other map."""
    others = schema.get("additionalProperties", {})
    return others if isinstance(others, dict) and "properties" in others else {}


def _nested(path: tuple[str, ...]) -> str:
    *above, last = path
    return ": {".join([*above, f"{last}: ..."]) + "}" * len(above)


def _either(names: list[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + f" or {quoted[-1]}"
