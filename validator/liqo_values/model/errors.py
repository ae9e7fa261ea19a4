"""What goes wrong while reading: a problem inside the user's text, or input that cannot be had at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from liqo_values.model.source_text import Span


class Problem(NamedTuple):
    """Something in the user's text that the reader itself notices, before any rule runs.

    Attributes:
        code: Rule code, such as ``LQ001``.
        message: One sentence, lower case, no final period, that stands alone.
        help: What to write instead.
        span: The place; None where there is none (nothing was read).
        related: Other places, each with a few words about it.
    """

    code: str
    message: str
    help: str
    span: Span | None
    related: tuple[tuple[Span, str], ...] = ()


class InputError(Exception):
    """The input cannot be had: a missing file, an argument that Helm refuses. Exit status 2.

    Attributes:
        message: One sentence, lower case, no final period.
        remedy: What to do about it.
        span: The place inside a command-line argument (for a caret), None for files.
    """

    def __init__(self, message: str, remedy: str, span: Span | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.span = span

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str, Span | None]]:
        """Let it pass from one process to another."""
        return InputError, (self.message, self.remedy, self.span)
