"""What the package knows about the chart, from generated files: schema, defaults, flags of the virtual kubelet."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from liqo_values.model.nodes import MapNode

#: The release of Liqo that chart and validator are for; `make generate` writes it into the chart.
LIQO = "v1.2.0"

_DATA = Path(__file__).parent.parent / "data"


class FlagValues(NamedTuple):
    """What the values of a flag have to look like.

    Attributes:
        pattern: A regular expression for the whole value.
        expected: The same in words.
    """

    pattern: str
    expected: str

    def match(self, value: str) -> bool:
        """Tell whether the flag takes a value."""
        return re.fullmatch(self.pattern, value, re.ASCII) is not None


def _load(name: str) -> Any:  # noqa: ANN401 - what JSON holds
    return json.loads((_DATA / name).read_bytes())


def editors_schema_path() -> Path:
    """Return where the schema of the values for editors lies in this installation."""
    return _DATA / "editors.schema.json"


@cache
def schema() -> dict[str, Any]:
    """Return the chart's ``values.schema.json``."""
    loaded: dict[str, Any] = _load("schema.json")
    return loaded


@cache
def _all_flags() -> dict[str, Any]:
    loaded: dict[str, Any] = _load("flags.json")
    return loaded


@cache
def flags() -> dict[str, str]:
    """Return the flags of the virtual kubelet, name to type (``bool``, ``string`` …), without the dashes."""
    return {name: entry["type"] for name, entry in _all_flags()["flags"].items()}


@cache
def flag_values() -> dict[str, FlagValues]:
    """Return what the values of each flag have to look like, for those that do not take any text."""
    loaded = _all_flags()
    types = {name: FlagValues(**entry) for name, entry in loaded["types"].items()}
    return {name: types[entry["values"]] for name, entry in loaded["flags"].items() if "values" in entry}


@cache
def _other_releases() -> dict[str, Any]:
    loaded: dict[str, Any] = _load("other-releases.json")
    return loaded


def moved_keys() -> dict[str, str]:
    """Return the dotted names that keys and sections had before Liqo 1.0, with what they are called now."""
    moved: dict[str, str] = _other_releases()["moved"]
    return moved


def gone_keys() -> dict[str, str]:
    """Return the dotted names of keys and sections that are gone since Liqo 1.0, with what there is instead."""
    gone: dict[str, str] = _other_releases()["gone"]
    return gone


def newer_keys() -> list[str]:
    """Return the dotted names of keys and sections that only later releases have."""
    newer: list[str] = _other_releases()["newer"]
    return newer


@cache
def objects() -> dict[str, dict[str, Any]]:
    """Return, by kind, ``group`` and ``version`` of Liqo's objects, and the fields that are Liqo's."""
    loaded: dict[str, dict[str, Any]] = _load("objects.json")
    return loaded


@cache
def presets() -> dict[str, str]:
    """Return the texts of the chart's example values files, by name (``offloading-only``)."""
    loaded: dict[str, str] = _load("presets.json")
    return loaded


@cache
def rules() -> dict[str, dict[str, str]]:
    """Return, by code, what there is to read about a rule: the fields of ``rulebook.Page``."""
    loaded: dict[str, dict[str, str]] = _load("rules.json")
    return loaded


@cache
def defaults() -> MapNode:
    """Return the chart's own values, which have no place in the user's files and therefore no spans.

    They are the same for all releases: nobody may change them.
    """
    from liqo_values.model.nodes import map_from_plain  # noqa: PLC0415 - nothing else here needs it

    return map_from_plain(_load("defaults.json"))
