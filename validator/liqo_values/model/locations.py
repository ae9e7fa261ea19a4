"""From the layer that set a value to the label that a report prints."""

from __future__ import annotations

import json
import os
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from liqo_values.model.findings import Label
from liqo_values.model.layers import DEFAULTS_NAME, STDIN_NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.model.nodes import Plain
    from liqo_values.values.provenance import Origin

_SHOWN = 40


def show(value: Plain) -> str:
    """Write a value as a short piece of YAML: ``false``, ``"false"``, ``null``, ``{...}``."""
    if isinstance(value, dict):
        return "{...}" if value else "{}"
    if isinstance(value, list):
        return "[...]" if value else "[]"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 4]}...{text[-1]}"


def label(origin: Origin | None, text: str, *, at_key: bool = False) -> Label:
    """Point to what a layer set; a value without a place of its own (a default, a deleted key) to what there is.

    Args:
        origin: The layer's say; None means the chart's defaults.
        text: A few words about it.
        at_key: Mark the key instead of the value.
    """
    if origin is None:
        return Label(None, DEFAULTS_NAME, text)
    first, second = (origin.key_span, origin.span) if at_key else (origin.span, origin.key_span)
    span = first or second
    if span is not None and span.start == span.end:  # a blank value has no characters to mark
        span = second or first
    return Label(span, origin.layer.name, text)


def where(place: Label) -> str:
    """Write a label's place in one line: ``values.yaml:3:15``, ``--set networking.enabled=false``."""
    if place.span is None or place.layer.startswith("--set"):
        return place.layer
    return f"{place.layer}:{place.span.line}:{place.span.column}"


def file_of(place: Label) -> str | None:
    """Name the file that a label points into, as ``relative`` does; None for arguments, standard input and defaults."""
    return relative(place.span.source.name) if place.span and is_file(place.span.source.name) else None


def top_file(layers: Sequence[str]) -> str | None:
    """Name the topmost of some layers that is a file, as ``relative`` does."""
    return next((relative(name) for name in reversed(layers) if is_file(name)), None)


def is_file(name: str) -> bool:
    """Tell whether a source of values is a file, by what reports call it."""
    return bool(name) and name not in (STDIN_NAME, DEFAULTS_NAME) and not name.startswith("--set")


def relative(name: str) -> str:
    """Write a path with slashes and without detours, relative to the current directory where it is below it."""
    path = PurePath(os.path.normpath(name))
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()
