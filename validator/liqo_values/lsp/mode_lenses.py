"""The lines above values that show the mode they result in, and the screen of ``mode`` for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from liqo_values.lsp.hover_texts import mode_words
from liqo_values.reports import mode_screen, release_names
from liqo_values.reports.style import Style
from liqo_values.values.written_places import first_place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.engine.result import CheckResult
    from liqo_values.lsp.diagnostics import Places
    from liqo_values.lsp.document_checks import DocumentCheck

#: The command that shows the screen; its arguments are the address of the document and the number of the release.
COMMAND = "liqo-values.mode"
#: The most lines at one place; the other releases are counted.
_MOST = 3


def lenses(check: DocumentCheck, uri: str, places: Places) -> list[types.CodeLens]:
    """Return a lens for each release of a document, at the first of its values that the document sets."""
    shown: dict[int, list[tuple[types.Range, int]]] = {}
    for number, result in enumerate(check.results):
        if not _has_mode(result):
            continue
        span = first_place(result.values, check.name)
        at = places.position(span.source, span.start) if span else types.Position(0, 0)
        shown.setdefault(at.line, []).append((types.Range(at, at), number))
    several = sum(map(_has_mode, check.results)) > 1
    return [lens for here in shown.values() for lens in _at_one_place(here, check, uri, several=several)]


def _at_one_place(
    here: list[tuple[types.Range, int]], check: DocumentCheck, uri: str, *, several: bool
) -> Iterator[types.CodeLens]:
    for range_, number in here[:_MOST]:
        result = check.results[number]
        name = f"{release_names.short(result)}: " if several else ""
        yield types.CodeLens(range_, types.Command(f"{name}{mode_words(result)}", COMMAND, arguments=[uri, number]))
    if len(here) > _MOST:
        title = f"and {len(here) - _MOST} more releases"
        yield types.CodeLens(here[0][0], types.Command(title, COMMAND, arguments=[uri, here[_MOST][1]]))


def _has_mode(result: CheckResult) -> bool:
    """Return whether a result is one of values, not only of objects or notices."""
    return bool(result.deployed or result.mode.name or result.refused)


def screen(check: DocumentCheck, number: int) -> str:
    """Return the screen of a release; empty if there is none."""
    if not 0 <= number < len(check.results):
        return ""
    result = check.results[number]
    return f"{release_names.full(result)}\n\n{mode_screen.render(result, Style())}\n"
