"""The modes that the project file expects: of all releases, of files by pattern, and of stacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from liqo_values.model.findings import Label
from liqo_values.values.expectation import Expectation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from liqo_values.model.source_text import Span


def expected_at(
    part: dict[str, Any], path: Sequence[str | int], place: Callable[[Sequence[str | int]], Span]
) -> Expectation | None:
    """Return what a part of the project file expects; None if it expects nothing.

    Args:
        part: The part, which may have the keys ``expect`` and ``cluster``.
        path: Its path in the file.
        place: Returns the place of the value at a path.
    """
    if "expect" not in part:
        return None
    span = place((*path, "expect", "mode"))
    return Expectation(
        part["expect"]["mode"],
        Label(span, span.source.name, "expected"),
        by_project=True,
        cluster=part.get("cluster", ""),
    )


def narrowed(expectations: Sequence[Expectation], own: Sequence[Expectation]) -> Sequence[Expectation]:
    """Return what is expected of a release of which the project may expect something else than of others.

    Args:
        expectations: What is expected of all releases.
        own: What the project expects of this one, the most specific first; empty if nothing.
    """
    return (*own, *(one for one in expectations if not one.by_project)) if own else expectations
