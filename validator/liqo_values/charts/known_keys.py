"""The keys of a chart, and which one was probably meant: one in the same section, or one of this name elsewhere."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from liqo_values.model.did_you_mean import is_spelt_alike, nearest
from liqo_values.model.nodes import Path, dotted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from liqo_values.model.nodes import Plain

#: If a name such as `enabled` exists in more places, it does not tell which one was meant.
_MOST_PLACES = 3
#: At most this many keys of a section are listed.
_MOST_KEYS = 12
#: How the names of keys begin that users add only to hold anchors.
_HOLDERS = ("x-", "_", ".")
#: The section with the settings of all pods.
_COMMON = "common"


class KnownKeys:
    """The keys that a chart's schema has."""

    def __init__(
        self, schema: dict[str, Any], moved: Mapping[str, str], instead: Mapping[str, str] | None = None
    ) -> None:
        """Create the keys of a chart.

        Args:
            schema: The JSON schema of its values.
            moved: Dotted keys of other releases, with their names in this one.
            instead: Other dotted keys that users write, with what to do instead.
        """
        self._schema = schema
        self._moved = moved
        self._instead = instead or {}

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

    def declares(self, path: Path) -> bool:
        """Return whether a path is a section or key of the chart itself, and not inside one of its values."""
        schema: dict[str, Any] = self._schema
        for step in path:
            inside = schema.get("properties", {})
            schema = inside.get(step) or _named_by_user(schema) if isinstance(step, str) else {}
        return bool(schema)

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
        """Return the key of a map that a misspelled key was probably meant to be; none for one with an index."""
        return nearest(name, self.below(section)) if "[" not in name else None

    def holds_all(self, value: Plain) -> bool:
        """Return whether a map holds the values of a release: sections of the chart, and few other keys."""
        keys = [*value] if isinstance(value, dict) else []
        known = sum(bool(self.schema_at((key,))) for key in keys)
        return any(self.below((key,)) for key in keys) and known * 2 > len(keys)

    def is_holder(self, name: str) -> bool:
        """Return whether users give such names to keys that only hold anchors."""
        return name.startswith(_HOLDERS)

    def advice(self, name: str, section: Path, value: Plain = None) -> str:
        """Return one sentence that says what to write instead of an unknown key.

        Args:
            name: The unknown key.
            section: The map that contains it.
            value: Its value; keys in it tell which section was meant.
        """
        listed = self.indexed(name, section)
        if listed:
            return f"write the list, because only `--set` accepts an index: `{_nested(listed, '[...]')}`"
        path = self.split(name, section)
        if path:
            return f"nest it, because only `--set` accepts dotted keys: write `{_nested(path)}`"
        near = self.similar(name, section)
        if near:
            return f"did you mean `{near}`?"
        old = self._old((*section, name))
        if old in self._instead:
            return self._instead[old]
        if self.is_holder(name):
            return (
                "put the anchor at its first use, or move this key to `global`, which allows any key; "
                "the chart has no keys for anchors"
            )
        places = self._elsewhere(name, section, value)
        if not places:
            return self._listed(section)
        named = places[0][-1] == name
        names = _either([dotted(place if named else (*place, *_only(value))) for place in places])
        return f"a key of this name exists at {names}" if named else f"did you mean {names}?"

    def meant(self, name: str, section: Path, value: Plain = None) -> Path:
        """Return the path that an unknown key was probably meant to have; empty if that is unclear.

        Args:
            name: The unknown key.
            section: The map that contains it.
            value: Its value.
        """
        near = self.similar(name, section)
        path = self.indexed(name, section) or self.split(name, section) or ((near,) if near else ())
        if path:
            return (*section, *path)
        places = () if self.is_holder(name) else self._elsewhere(name, section, value)
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

    def indexed(self, name: str, section: Path) -> tuple[str, ...]:
        """Return the path in its section of the list that a key with an index means; empty if it means none.

        Arguments of `--set` may have an index, as in `args[0]`, and Terraform writes `args.0`.
        """
        before, bracket, after = name.partition("[")
        moved = None if section else self._moved.get(before)
        path: tuple[str, ...] = ()
        for step in re.findall(r"[^.\[\]]+|\[\d+\]", f"{moved or before}{bracket}{after}"):
            here = (*section, *path)
            if step[0] == "[" or step.isdigit():
                return path if "array" in self.schema_at(here).get("type", ()) else ()
            known = step if self.schema_at((*here, step)) else self.similar(step, here)
            if known is None:
                return ()
            path = (*path, known)
        return ()

    def _old(self, path: Path) -> str:
        """Return the key of another release, or one that users write, which a path spells in another way."""
        name = dotted(path)
        return next((old for old in (*self._moved, *self._instead) if is_spelt_alike(name, old)), "")

    def _elsewhere(self, name: str, section: Path, value: Plain) -> Sequence[Path]:
        """Return the places that may be meant by a key; empty if there are none, or too many.

        It can be a key of another release, a section that has all keys of this one, or a key of this or a similar name.
        """
        moved = self._moved.get(self._old((*section, name)))
        if moved:
            return [tuple(moved.split("."))]
        alike = self._with_keys_of(value) if isinstance(value, dict) and value else []
        if 0 < len(alike) <= _MOST_PLACES:
            return alike
        if not section and self.schema_at((_COMMON, name)):
            return [(_COMMON, name)]
        elsewhere = [path for path in self.places(name) if path[:-1] != section and self._takes(path, value)]
        below = [path for path in elsewhere if section and path[: len(section)] == section]
        for found in (elsewhere, below):
            if 0 < len(found) <= _MOST_PLACES:
                return found
        near = nearest(name, tuple(self._places), most=1)
        places = [path for path in self.places(near or "") if self._takes(path, value)]
        return places if len(places) <= _MOST_PLACES else ()

    def _takes(self, path: Path, value: Plain) -> bool:
        """Return whether a value can be at a path: only a section has all the keys of a map, unless it takes any."""
        if not isinstance(value, dict) or not value:
            return True
        known = self.below(path)
        schema = self.schema_at(path)
        others = schema.get("additionalProperties", {})
        free = "object" in schema.get("type", ()) and isinstance(others, dict) and "const" not in self._resolved(others)
        return self._has_keys_of(path, value) if known else free

    def _with_keys_of(self, value: dict[str, Plain]) -> list[Path]:
        """Return the sections that have all keys of a map, at every level."""
        first = next(iter(value))
        return [path[:-1] for path in self.places(first) if path[1:] and self._has_keys_of(path[:-1], value)]

    def _has_keys_of(self, section: Path, value: dict[str, Plain]) -> bool:
        known = self.below(section)
        inner = ((name, below) for name, below in value.items() if isinstance(below, dict) and below)
        return all(name in known for name in value) and all(
            self._takes((*section, name), below) for name, below in inner
        )

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


def _only(value: Plain) -> Path:
    """Return the path of the only key of a map, through the maps that it contains."""
    if not isinstance(value, dict) or len(value) != 1:
        return ()
    ((name, inner),) = value.items()
    return (name, *_only(inner))


def _named_by_user(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of the entries of a map of maps that the user names; empty for every other map."""
    others = schema.get("additionalProperties", {})
    return others if isinstance(others, dict) and "properties" in others else {}


def _nested(path: tuple[str, ...], value: str = "...") -> str:
    *above, last = path
    return ": {".join([*above, f"{last}: {value}"]) + "}" * len(above)


def _either(names: list[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + f" or {quoted[-1]}"
