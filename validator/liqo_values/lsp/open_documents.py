"""The texts that are open in the editor, kept up to date with its changes."""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from lsprotocol import types

from liqo_values.lsp.text_positions import Lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


#: How files end, by the identifiers of languages in the protocol.
_ENDINGS = {"yaml": ".yaml", "shellscript": ".sh", "terraform": ".tf", "markdown": ".md", "helm": ".yaml"}


class Document:
    """A text that is open.

    Attributes:
        uri: Its address, as the editor writes it.
        path: Its path, without links; for a text that is not saved anywhere yet, one in the folder of the editor.
        version: Its version, which the editor counts.
        lines: The text.
    """

    __slots__ = ("lines", "path", "uri", "version")

    def __init__(self, uri: str, path: str, version: int, lines: Lines) -> None:
        self.uri = uri
        self.path = path
        self.version = version
        self.lines = lines

    @property
    def text(self) -> str:
        """The whole text."""
        return self.lines.text


class OpenDocuments:
    """All texts that are open.

    Attributes:
        encoding: The encoding whose units columns are counted in.
        folder: The folder for texts that are not saved anywhere yet.
    """

    def __init__(self) -> None:
        self.encoding = "utf-16"
        self.folder = Path()
        self._documents: dict[str, Document] = {}

    def __iter__(self) -> Iterator[Document]:
        return iter(list(self._documents.values()))

    def get(self, uri: str) -> Document | None:
        """Return the document at an address; None if it is not open."""
        return self._documents.get(uri)

    def at(self, path: str) -> Document | None:
        """Return the document with a path; None if it is not open."""
        real = os.path.realpath(path)
        return next((document for document in self if document.path == real), None)

    def open(self, uri: str, version: int, text: str, language: str = "") -> Document | None:
        """Add a document; return it, or None if it is another version of a file, such as one from git.

        Args:
            uri: Its address.
            version: Its version.
            text: Its text.
            language: The identifier of its language, which a text without a name has no ending for.
        """
        path = self._path(uri, language)
        if path_of(uri) is None and os.path.lexists(path):
            return None
        document = Document(uri, path, version, Lines(text, self.encoding))
        self._documents[uri] = document
        return document

    def change(
        self, uri: str, version: int, changes: Sequence[types.TextDocumentContentChangeEvent]
    ) -> Document | None:
        """Apply changes, one after another; return the document, or None if it is not open."""
        document = self._documents.get(uri)
        if document is None:
            return None
        for change in changes:
            document.lines = Lines(_changed(document.lines, change), self.encoding)
        document.version = version
        return document

    def close(self, uri: str) -> None:
        """Remove a document."""
        self._documents.pop(uri, None)

    def uri_of(self, path: str) -> str:
        """Return the address of a file, as the editor writes it if it has it open."""
        document = self.at(path)
        return document.uri if document else Path(path).absolute().as_uri()

    def _path(self, uri: str, language: str) -> str:
        named = unquote(urlsplit(uri).path) or "untitled"
        ending = "" if PurePath(named).suffix else _ENDINGS.get(language, "")
        return os.path.realpath(path_of(uri) or self.folder / f"{named}{ending}")


def path_of(uri: str) -> str | None:
    """Return the path of an address; None if it is not that of a file."""
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return None
    path = unquote(parts.path)
    is_drive = os.name == "nt" and path[:1] == "/" and path[2:3] == ":"
    return path[1:] if is_drive else path


def _changed(lines: Lines, change: types.TextDocumentContentChangeEvent) -> str:
    if not isinstance(change, types.TextDocumentContentChangePartial):
        return change.text
    start, end = (lines.offset(at.line, at.character) for at in (change.range.start, change.range.end))
    return lines.text[:start] + change.text + lines.text[max(start, end) :]
