"""Liqo's values at the top level of an umbrella chart, where nothing reads them."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from liqo_values.charts.target import ours
from liqo_values.fixes import edits
from liqo_values.model.findings import Diagnostic, Edit, Fix, Label
from liqo_values.model.node_lookup import find
from liqo_values.model.nodes import MapNode, Unknown, dotted
from liqo_values.model.source_text import Span
from liqo_values.sources import umbrella
from liqo_values.sources.release import CHART
from liqo_values.values.release_inputs import Piece

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from liqo_values.model.nodes import Entry, Node, Path
    from liqo_values.model.source_text import Source
    from liqo_values.sources.release import Release
    from liqo_values.sources.umbrella import Chart, Place
    from liqo_values.values.release_inputs import Step

#: The rule about such values.
MISPLACED = "LQ038"
#: What Helm passes to all charts, and what many charts have at the top level.
_SHARED = ("global", "tags", "exports", "extraObjects")
_INDENT = "  "


def examine(place: Place, near: Source, release: Release, steps: Sequence[Step]) -> None:
    """Report the values that nothing reads, because they are in the section of a chart around Liqo's.

    Args:
        place: Where Liqo's chart is.
        near: A file of the same repository.
        release: The release.
        steps: All its layers.
    """
    given = {os.path.realpath(step.layer.source.name) for step in steps if step.layer.source is not None}
    layers = [(outer.path, outer.own) for outer in release.around if not _is_one(outer.own, given)]
    for path, piece in (*layers, *(((), step) for step in steps)):
        if isinstance(piece, Piece):
            for depth in range(len(path), len(place.at)):
                section = find(piece.root, *map(str, place.at[len(path) : depth]))
                _examine(piece, section, place, depth, near, release)


def _is_one(own: Piece | None, files: Collection[str]) -> bool:
    """Return whether a chart's own values are one of these files."""
    source = own.layer.source if own is not None else None
    return source is not None and os.path.realpath(source.name) in files


def _examine(piece: Piece, section: Node | None, place: Place, depth: int, near: Source, release: Release) -> None:
    """Report what nothing reads in the section of one of the charts."""
    chart = place.charts[depth]
    if not isinstance(section, MapNode) or chart.folder is None:
        return
    known = {*(one.key for one in chart.charts), *_SHARED}
    stray = [entry for entry in _stray(section, known) if not umbrella.reads(chart.folder, entry.key, near)]
    if stray:
        release.diagnostics.append(_misplaced(piece, stray, place.at, depth))
    own = section.entries.get(CHART)
    if own is not None and CHART not in known and _is_unread(own, chart, near):
        release.diagnostics.append(_named(piece, own, place.at[: depth + 1]))


def _is_unread(own: Entry, chart: Chart, near: Source) -> bool:
    """Return whether values under the name of Liqo's chart are Liqo's, and no template of the chart reads them."""
    is_liqo = isinstance(own.value, MapNode) and any(_stray(own.value, set()))
    return is_liqo and chart.folder is not None and not umbrella.reads(chart.folder, CHART, near)


def _stray(root: MapNode, known: set[str]) -> Iterator[Entry]:
    """Yield the sections at the top level that only Liqo's chart has."""
    keys = ours().keys
    for entry in root.entries.values():
        if isinstance(entry.key, Unknown) or entry.key in known or not isinstance(entry.value, MapNode):
            continue
        inner = entry.value.entries
        if keys.schema_at((entry.key,)) and any(keys.schema_at((entry.key, name)) for name in inner):
            yield entry


def _misplaced(piece: Piece, stray: list[Entry], at: Path, depth: int) -> Diagnostic:
    key, section = dotted(at), dotted(at[depth:])
    first, *others = [Label(entry.key_span, piece.layer.name, "is not read") for entry in stray]
    names = ", ".join(f"`{entry.key}`" for entry in stray)
    verb = "belong" if len(stray) > 1 else "belongs"
    return Diagnostic(
        f"{names} {verb} under `{key}:`, because Liqo is a dependency of this chart",
        first,
        f"write `{section}:` above, and indent what is for Liqo",
        code=MISPLACED,
        related=tuple(others),
        fix=_fix(piece, stray, key) if len(at) == 1 else None,
    )


def _named(piece: Piece, entry: Entry, at: Path) -> Diagnostic:
    """Report values under the name of the chart, although the dependency has an alias."""
    key = dotted(at)
    return Diagnostic(
        f"`{entry.key}` is not read: the dependency on Liqo has the alias `{at[-1]}`",
        Label(entry.key_span, piece.layer.name, "is not read"),
        f"write `{key}:` instead",
        code=MISPLACED,
    )


def _fix(piece: Piece, stray: list[Entry], key: str) -> Fix | None:
    """Indent the sections, if they follow each other in block style and the key does not exist."""
    title = f"move it under `{key}:`"
    if piece.layer.obstacle:
        return edits.hindered(title, piece.layer.obstacle, safe=False)
    entries = list(piece.root.entries.values())
    first = entries.index(stray[0])
    together = entries[first : first + len(stray)] == stray
    starts = [entry.key_span for entry in entries[first : first + len(stray) + 1] if entry.key_span is not None]
    if key in piece.root.entries or not together or not starts or any(span.column != 1 for span in starts):
        return None
    source, begin = starts[0].source, starts[0].start
    end = starts[len(stray)].start if len(starts) > len(stray) else len(source.text)
    text = source.text[begin:end]
    if "\t" in text or re.search(r"(?m)^(?:---|\.\.\.)", text):
        return None
    indented = re.sub(r"(?m)^(?=[^\r\n])", _INDENT, text)
    return Fix(title, (Edit(Span(source, begin, end), f"{key}:\n{indented}"),), safe=False)
