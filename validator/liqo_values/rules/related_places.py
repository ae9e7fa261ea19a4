"""The places of findings about several releases, which may share files."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from liqo_values.model.findings import Label


def saying(place: Label, text: str) -> Label:
    """Return a place with another text."""
    return place.replace(text=text)


def distinct(primary: Label, *places: Label) -> tuple[Label, ...]:
    """Return places in files, each once, and none that is the first one."""
    seen = {(primary.layer, primary.span and primary.span.start)}
    found = []
    for place in places:
        key = (place.layer, place.span and place.span.start)
        if key not in seen and place.span is not None:
            seen.add(key)
            found.append(place)
    return tuple(found)
