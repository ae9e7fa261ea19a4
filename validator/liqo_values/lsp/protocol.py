"""The messages about open documents, and what happens if answering a message fails."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from liqo_values.lsp.open_documents import OpenDocuments
from liqo_values.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable


class DocumentsServer(LanguageServer):
    """A server that keeps the texts of open documents.

    Attributes:
        documents: These texts.
    """

    documents: OpenDocuments

    def __init__(self, name: str, version: str) -> None:
        self.documents = OpenDocuments()
        super().__init__(name, version, protocol_cls=DocumentsProtocol)

    def on_text(self, uri: str) -> None:
        """Do what follows after a document was opened or changed."""

    def on_closed(self, uri: str) -> None:
        """Do what follows after a document was closed."""

    def report_server_error(self, error: Exception, source: object) -> None:  # noqa: ARG002 - pygls's interface
        """Write a message that could not be answered to the log of the editor."""
        self.log(f"a message cannot be answered: {error}")

    def log(self, message: str) -> None:
        """Write to the log of the editor."""
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, f"liqo-values: {message}"))


class DocumentsProtocol(LanguageServerProtocol):
    """Applies changes to documents itself: the protocol ends lines only where editors do, unlike Python."""

    _server: DocumentsServer

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        """Keep the text of a document."""
        opened = params.text_document
        if self._server.documents.open(opened.uri, opened.version, opened.text, opened.language_id):
            self._server.on_text(opened.uri)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Change the text of a document."""
        changed = params.text_document
        if self._server.documents.change(changed.uri, changed.version, params.content_changes):
            self._server.on_text(changed.uri)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        """Forget the text of a document."""
        self._server.documents.close(params.text_document.uri)
        self._server.on_closed(params.text_document.uri)


def answered(handler: Callable[..., Any], server: DocumentsServer) -> Callable[..., Any]:
    """Return a handler that answers nothing, and writes to the log, if it fails; the server goes on."""

    @wraps(handler)
    def handle(params: Any) -> Any:  # noqa: ANN401 - any message
        try:
            return handler(params)
        except InputError as error:
            server.log(f"{error.message}; {error.remedy}")
        except Exception as error:  # noqa: BLE001 - the server must go on, whatever a text contains
            server.log(f"internal error: {type(error).__name__}: {error}")
        return None

    return handle
