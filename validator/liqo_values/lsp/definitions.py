"""Where the values are that a value overrides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.values.written_places import written_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.engine.result import CheckResult
    from liqo_values.model.source_text import Span


def overridden(results: Sequence[CheckResult], name: str, offset: int) -> list[Span]:
    """Return the places of what the value at a place overrides, in each release the one of the next lower layer.

    Args:
        results: The releases that the text is part of.
        name: The name of the text.
        offset: The place.
    """
    found: dict[tuple[str, int], Span] = {}
    for result in results:
        written = written_at(result.values, name, offset)
        if written is None:
            continue
        lower: Span | None = None
        for origin in result.values.chain(written.path):
            span = origin.key_span or origin.span
            own = written.node.span
            if origin.span is not None and own is not None and origin.span == own:
                break
            if span is not None and span != written.span:
                lower = span
        if lower is not None:
            found.setdefault((lower.source.name, lower.start), lower)
    return list(found.values())
