"""What the validator carries along, and the list of flags that the templates of the chart read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from schema.generator.model import Flag, Json, Source


def defaults(source: Source) -> dict[str, Json]:
    """Return the defaults of the chart, those of its subchart included, as nested maps."""
    return source.root.defaults()


def other_releases(source: Source) -> dict[str, Json]:
    """Return the keys that other releases of Liqo have."""
    others = source.others
    return {"moved": dict(others.moved), "gone": dict(others.gone), "newer": list(others.newer)}


def presets(folder: Path) -> dict[str, Json]:
    """Return the texts of the chart's example files by name, without the suffix."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))}


def flags(source: Source) -> dict[str, Json]:
    """Return the flags of the virtual kubelet by name, and the types that their values refer to."""
    return {
        "types": {
            name: {"pattern": kind.pattern, "expected": kind.expected} for name, kind in source.flag_types.items()
        },
        "flags": {flag.name: _flag(flag) for flag in source.flags},
    }


def _flag(flag: Flag) -> dict[str, Json]:
    described: dict[str, Json] = {"type": flag.type, "setBy": flag.set_by, "description": flag.description}
    return described | ({"values": flag.values} if flag.values else {})


def chart_flags(source: Source) -> str:
    """Return the YAML file that tells the templates which flags there are and which values they take."""
    lines = [
        "# Flags of Liqo's virtual kubelet, for reading virtualKubelet.extra.args as the program does.",
        "# Generated from schema/ by `make generate`: change it there.",
        "",
        "# Regular expressions for whole values; only a bool can stand without one.",
        "types:",
        *(f"  {name}: {json.dumps(kind.pattern, ensure_ascii=False)}" for name, kind in source.flag_types.items()),
        "# The type of the values of each flag.",
        "flags:",
        *(f"  {flag.name}: {flag.values or 'text'}" for flag in source.flags),
    ]
    return "\n".join(lines) + "\n"
