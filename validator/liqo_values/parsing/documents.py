"""Split a values file into documents, as Helm 4 does before it parses any of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEPARATOR = r"(?m)^---([^\n]*)$"


class Document(NamedTuple):
    """The text between two separator lines.

    Attributes:
        start: Offset of its first character.
        end: Offset after its last character.
        separator: Offset of the separator line before it; None for the first document.
    """

    start: int
    end: int
    separator: int | None


class SeparatorError(ValueError):
    """Something other than a comment follows ``---`` on its line.

    Attributes:
        start: Offset of the line.
        end: Offset of its end.
    """

    def __init__(self, start: int, end: int) -> None:
        super().__init__("something other than a comment follows ---")
        self.start = start
        self.end = end


def split(text: str, *, marked: bool = False) -> Iterator[Document]:
    """Yield the documents of a values file, which Helm parses one by one.

    Helm 4 (``chart/v2/loader.LoadValues``, with the YAMLReader of k8s.io/apimachinery) splits the file at every line
    that begins with ``---``, before it parses any YAML. It drops this line, unless nothing precedes it in its document.
    Helm 3 leaves the splitting to the YAML parser, and stops after one document.

    Args:
        text: The file, without a byte order mark.
        marked: Whether it has one: then the first line does not begin with ``---``.

    Raises:
        SeparatorError: something other than a comment follows ``---`` on its line; Helm 4 rejects the file.
    """
    start, separator = 0, None
    for match in re.finditer(_SEPARATOR, text):
        if marked and match.start() == 0:
            continue
        rest = match[1].strip()
        if rest and not rest.startswith("#"):
            raise SeparatorError(match.start(), match.end())
        if start < match.start():
            yield Document(start, match.start(), separator)
            start = min(match.end() + 1, len(text))
        separator = match.start()
    yield Document(start, len(text), separator)
