"""How the place of a label is written, and which file it is in."""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from liqo_values.model.layers import DEFAULTS_NAME, HELM_NAME, LIQOCTL_NAME, STDIN_NAME, TEXT_NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.model.findings import Label


def where(place: Label) -> str:
    """Write the place of a label on one line: ``values.yaml:3:15``, ``--set networking.enabled=false``."""
    if place.span is None or place.layer.startswith("--set"):
        return place.layer
    return f"{place.layer}:{place.span.line}:{place.span.column}"


def file_of(place: Label) -> str | None:
    """Return the file of a label, as ``relative`` writes it; None for arguments, standard input and defaults."""
    return relative(place.span.source.name) if place.span and is_file(place.span.source.name) else None


def top_file(layers: Sequence[str]) -> str | None:
    """Return the topmost layer that is a file, as ``relative`` writes it."""
    return next((relative(name) for name in reversed(layers) if is_file(name)), None)


def is_file(name: str) -> bool:
    """Return whether a source of values is a file, by its name in reports."""
    if not name or name in (STDIN_NAME, DEFAULTS_NAME):
        return False
    return not name.startswith(("--set", LIQOCTL_NAME, HELM_NAME, TEXT_NAME[:-1]))


def relative(name: str) -> str:
    """Write a path with slashes, normalized, and relative to the current directory if it is below it."""
    path = PurePath(os.path.normpath(name))
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()
