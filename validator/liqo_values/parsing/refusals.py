"""Why Helm cannot read a text, and what else readers report about a place in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from liqo_values.model.findings import UNREADABLE, Diagnostic, Label

if TYPE_CHECKING:
    from liqo_values.model.findings import Fix
    from liqo_values.model.source_text import Span


class RefusedError(Exception):
    """Helm rejects the file.

    Attributes:
        diagnostic: An LQ001 that says why.
    """

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def refuse(message: str, remedy: str, span: Span, related: tuple[tuple[Span, str], ...] = ()) -> NoReturn:
    """Stop reading: Helm rejects the file.

    Raises:
        RefusedError: always, with an LQ001.
    """
    raise RefusedError(unreadable(message, remedy, span, related))


def unreadable(message: str, remedy: str, span: Span, related: tuple[tuple[Span, str], ...] = ()) -> Diagnostic:
    """Return a diagnostic that says that Helm cannot read the file."""
    return noticed(UNREADABLE, message, remedy, span, related)


def noticed(
    code: str, message: str, remedy: str, span: Span, related: tuple[tuple[Span, str], ...] = (), fix: Fix | None = None
) -> Diagnostic:
    """Return a diagnostic about a place in a text; its layer has the name of the text."""
    labels = tuple(Label(other, other.source.name, words) for other, words in related)
    return Diagnostic(message, Label(span, span.source.name, "here"), remedy, code=code, related=labels, fix=fix)
