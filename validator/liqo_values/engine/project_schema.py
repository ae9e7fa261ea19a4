"""The JSON schema of the project file, and what it says about the key or value at a path."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from liqo_values.engine.project_shapes import KINDS, resolved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from liqo_values.model.nodes import Path as KeyPath

#: The file with the schema.
SCHEMA_FILE = Path(__file__).parent.parent / "data" / "config.schema.json"


class Part(NamedTuple):
    """What the schema says about a part of the project file.

    Attributes:
        description: What it means; empty if the schema does not say.
        type: The JSON type of its values; empty if they are listed.
        choices: All values that it can have; empty if these are not listed.
        examples: Some values.
        keys: Its keys, if it is a map.
        required: The keys that it needs.
        any_key: Whether it is a map with keys that the schema does not list.
        items: What the schema says about its items, if it is a list.
    """

    description: str = ""
    type: str = ""
    choices: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    any_key: bool = False
    items: Part | None = None

    @property
    def kind(self) -> str:
        """What its values are called, such as ``a list of text``."""
        if self.items is not None and self.items.type:
            inner = KINDS[self.items.type]
            return f"{KINDS['array']} of {inner.removeprefix('a ')}{'s' if self.items.type == 'object' else ''}"
        return KINDS.get(self.type, "")


@cache
def schema() -> Mapping[str, Any]:
    """Return the whole schema."""
    loaded: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return loaded


def part_at(path: KeyPath) -> Part | None:
    """Return what the schema says about a path; None if there is no such key."""
    whole = schema()
    found: Mapping[str, Any] = whole
    for step in path:
        here = resolved(found, whole["definitions"])
        inner = here.get("items") if isinstance(step, int) else _of_key(here, step)
        if inner is None:
            return None
        found = inner
    return _part(found, whole["definitions"])


def _of_key(part: Mapping[str, Any], key: str) -> Mapping[str, Any] | None:
    """Return what a map says about a key, which may be one of those that it does not list."""
    others = part.get("additionalProperties")
    found: Mapping[str, Any] | None = part.get("properties", {}).get(key, others if isinstance(others, dict) else None)
    return found


def _part(written: Mapping[str, Any], definitions: Mapping[str, Any]) -> Part:
    """Read a part; next to a reference, it has only a description, which is more precise than that of the target."""
    whole = resolved(written, definitions)
    described = dict.fromkeys(text for text in (written.get("description"), whole.get("description")) if text)
    return Part(
        " ".join(described),
        str(whole.get("type", "")),
        tuple(choice for choice in whole.get("enum", ()) if isinstance(choice, str)),
        tuple(whole.get("examples", ())),
        tuple(whole.get("properties", ())),
        tuple(whole.get("required", ())),
        isinstance(whole.get("additionalProperties"), dict),
        _part(whole["items"], definitions) if "items" in whole else None,
    )
