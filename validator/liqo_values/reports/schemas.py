"""The JSON Schemas of what commands print with ``--format json``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

#: Where the definitions are that several schemas use.
_SHARED = "report"
#: The schema of each command's output, without ``.schema.json``.
_OF = {
    **dict.fromkeys(("check", "mode", "fix"), _SHARED),
    "show-files": "files",
    "values": "values",
    "diff": "diff",
    "doctor": "diagnosis",
    **dict.fromkeys(("explain", "rules"), "rules"),
}
#: The commands that print JSON; ``show-files`` is ``check --show-files``.
COMMANDS = tuple(_OF)


def schema_of(command: str) -> dict[str, Any]:
    """Return the schema of what a command prints, with all definitions that it uses.

    Args:
        command: One of ``COMMANDS``.
    """
    schema = _read(_OF[command])
    shared: dict[str, Any] | None = None
    while missing := _used(schema) - schema.get("definitions", {}).keys():
        shared = shared or _read(_SHARED)["definitions"]
        schema["definitions"] |= {name: shared[name] for name in sorted(missing)}
    return schema


def _read(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name(f"{name}.schema.json").read_text(encoding="utf-8"))
    return loaded


def _used(part: object) -> set[str]:
    """Return the names of the definitions that a part of a schema refers to."""
    if isinstance(part, list):
        return set().union(*map(_used, part))
    if not isinstance(part, dict):
        return set()
    here = {part["$ref"].rpartition("/")[2]} if "$ref" in part else set()
    return here.union(*map(_used, part.values()))
