"""How files for other charts are recognised, checked against the keys of our chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.generate.errors import SourceError
from tools.generate.read import read_map

if TYPE_CHECKING:
    from pathlib import Path

    from tools.generate.model import Json
    from tools.generate.read import Items

FILE = "other-charts.yaml"
_PARTS = frozenset({"shared", "own", "vague", "created", "charts"})


def other_charts(folder: Path, schema: dict[str, Any]) -> dict[str, Json]:
    """Return the keys at the top level of other charts' values.

    Args:
        folder: The folder of the sources.
        schema: The schema of our chart's values.

    Raises:
        SourceError: a part is missing or unknown, a shared key is none of our chart's, or one of another chart is.
    """
    facts = read_map(folder, FILE)
    if set(facts) != _PARTS:
        raise SourceError(facts.place(), f"needs {', '.join(sorted(_PARTS))}, and nothing else")
    ours = frozenset(schema["properties"])
    _check(facts["shared"], ours, "is not a key of this chart", wanted=True)
    for keys in (facts["created"], *facts["charts"].values()):
        _check(keys, ours, "is a key of this chart", wanted=False)
    return {
        "shared": [*facts["shared"]],
        "own": [*facts["own"]],
        "vague": [*facts["vague"]],
        "created": [*facts["created"]],
        "charts": {name: [*keys] for name, keys in facts["charts"].items()},
    }


def _check(keys: Items, ours: frozenset[str], message: str, *, wanted: bool) -> None:
    for index, key in enumerate(keys):
        if (key in ours) is not wanted:
            raise SourceError(keys.place(index), f"{key} {message}")
