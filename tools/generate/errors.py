"""What can go wrong while files are generated."""

from __future__ import annotations


class GenerationError(Exception):
    """Nothing can be generated; the message says why and what to do."""


class SourceError(GenerationError):
    """A source file does not follow the format.

    Args:
        place: The file below ``schema/``, with the line.
        mistake: What is wrong there.
    """

    def __init__(self, place: str, mistake: str) -> None:
        super().__init__(f"schema/{place}: {mistake}")
