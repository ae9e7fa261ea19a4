"""What the validator carries along, and the list of flags that the templates of the chart read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from schema.generator.model import Flag, Json, Source


def defaults(source: Source) -> dict[str, Json]:
    """Return the defaults of the chart, those of its subchart included, as nested maps."""
    return source.root.defaults()


def renames(source: Source) -> dict[str, Json]:
    """Return the dotted names that keys and sections had before Liqo 1.0, with what they are called now."""
    return {named.renamed_from or "": ".".join(named.path) for named in source.root.renamed()}


def presets(folder: Path) -> dict[str, Json]:
    """Return the texts of the chart's example files by name, without the suffix."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))}


def flags(source: Source) -> dict[str, Json]:
    """Return the flags of the virtual kubelet by name."""
    return {
        flag.name: {"type": flag.type, "setBy": flag.set_by, "description": flag.description} for flag in source.flags
    }


def chart_flags(source: Source) -> str:
    """Return the YAML file that tells the templates which flags can stand without a value."""
    lines = [
        "# Flags of Liqo's virtual kubelet, for reading virtualKubelet.extra.args as the program does.",
        "# Generated from schema/ by `make generate`: change it there.",
        *_names("boolean", [flag for flag in source.flags if flag.boolean]),
        *_names("takesValue", [flag for flag in source.flags if not flag.boolean]),
    ]
    return "\n".join(lines) + "\n"


def _names(title: str, flags: list[Flag]) -> list[str]:
    return [f"{title}:", *(f"  - {flag.name}" for flag in flags)]
