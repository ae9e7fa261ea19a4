"""The error that says why a command could not run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from liqo_values.model.source_text import Span


class InputError(Exception):
    """The input cannot be read: a missing file, an argument that Helm rejects. Exit status 2.

    Attributes:
        message: One sentence, lower case, no final period.
        remedy: What to do about it.
        span: The place to mark, such as that in a command-line argument; None if there is none.
    """

    def __init__(self, message: str, remedy: str, span: Span | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.span = span

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str, Span | None]]:
        """Support passing the error between processes."""
        return InputError, (self.message, self.remedy, self.span)
