"""What is known of the charts that Liqo publishes, checked against the keys of ours."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from tools.generate.errors import SourceError
from tools.generate.read import read

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tools.generate.model import Json

FILE = "published.yaml"
_PARTS = frozenset({"releases", "since", "defaults", "ours", "templates"})


def published(folder: Path, schema: dict[str, Any]) -> dict[str, Json]:
    """Return the facts by release, every pattern of keys replaced by the keys that it matches.

    Args:
        folder: The folder of the sources.
        schema: The schema of our chart's values.

    Raises:
        SourceError: a part is missing or unknown, a release is not listed, or a key is none of our chart's.
    """
    facts: dict[str, Any] = read(folder, FILE)
    if set(facts) != _PARTS:
        raise SourceError(FILE, f"needs {', '.join(sorted(_PARTS))}, and nothing else")
    releases = [str(release) for release in facts["releases"]]
    keys = list(_keys(schema))
    _check_releases(releases, [*facts["since"].values()])
    for entry in (*facts["defaults"].values(), *facts["templates"].values()):
        _check_releases(releases, [entry[bound] for bound in ("since", "until") if bound in entry])
    for key in (*facts["since"], *facts["defaults"]):
        if key not in keys:
            raise SourceError(FILE, f"our chart has no key {key}")
    return {
        "releases": [*releases],
        "since": dict(facts["since"]),
        "defaults": {key: dict(entry) for key, entry in facts["defaults"].items()},
        "ours": [*sorted(_highest(key for pattern in facts["ours"] for key in _matching(pattern, keys)))],
        "templates": {name: dict(entry) for name, entry in facts["templates"].items()},
    }


def _check_releases(releases: list[str], named: Iterable[str]) -> None:
    for release in named:
        if str(release) not in releases:
            raise SourceError(FILE, f"{release} is not among the releases")


def _matching(pattern: str, keys: list[str]) -> list[str]:
    steps = pattern.split(".")
    found = [key for key in keys if _matches(steps, key.split("."))]
    if not found:
        raise SourceError(FILE, f"no key of our chart matches {pattern}")
    return found


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
