"""Standard output of a build server that runs commands it finds there: values and file names must not be any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from liqo_values.model.printable import inert

if TYPE_CHECKING:
    from typing import TextIO


class InertStream:
    """A stream on which nothing is a command; otherwise it is what it wraps.

    Attributes:
        unguarded: The stream itself, for commands that are meant.
    """

    def __init__(self, stream: TextIO) -> None:
        self.unguarded = stream

    def write(self, text: str) -> int:
        """Write a text."""
        return self.unguarded.write(inert(text))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the stream has
        return getattr(self.unguarded, name)
