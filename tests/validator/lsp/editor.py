"""An editor: the client of pytest-lsp, which starts the language server as editors do, and waits for its answers."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest_lsp
from lsprotocol import types

_Answer = TypeVar("_Answer")
#: How long it may take for an answer on a busy machine.
PATIENCE = 120.0
#: Starts the server.
SERVER = (sys.executable, "-m", "liqo_values", "lsp", "--stdio")
#: The encodings of columns, best first, that the editor knows.
UTF16 = (types.PositionEncodingKind.Utf16,)


class _Seen:
    """What the server has sent: the version that diagnostics are for, and what it asks for."""

    def __init__(self, client: pytest_lsp.LanguageClient) -> None:
        self.versions: dict[str, int | None] = {}
        self.registered: list[types.Registration] = []
        self.refreshed = 0
        client.protocol.fm.features.pop(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)

        def published(params: types.PublishDiagnosticsParams) -> None:
            client.diagnostics[params.uri] = params.diagnostics
            self.versions[params.uri] = params.version

        def register(params: types.RegistrationParams) -> None:
            self.registered += params.registrations

        def refresh(_: None) -> None:
            self.refreshed += 1

        client.feature(types.WORKSPACE_CODE_LENS_REFRESH)(refresh)
        client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(published)
        client.feature(types.CLIENT_REGISTER_CAPABILITY)(register)


class Editor:
    """An editor with one folder.

    Attributes:
        folder: The folder.
    """

    def __init__(self, runner: asyncio.Runner, client: pytest_lsp.LanguageClient, folder: Path) -> None:
        self.folder = folder
        self.client = client
        self.seen = _Seen(client)
        self._runner = runner
        self._versions: dict[str, int] = {}

    def wait(self, question: Awaitable[_Answer]) -> _Answer:
        """Wait for an answer."""

        async def answer() -> _Answer:
            return await asyncio.wait_for(question, PATIENCE)

        return self._runner.run(answer())

    def use(self, folder: Path) -> None:
        """Open another folder instead of the present one."""
        before, self.folder = self.folder, folder
        event = types.WorkspaceFoldersChangeEvent([_of(folder)], [_of(before)])
        self.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))

    def put(self, name: str, text: str) -> None:
        """Write a file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())

    def uri(self, name: str) -> str:
        """Return the address of a file."""
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str | None = None) -> list[types.Diagnostic]:
        """Open a file, or a text that was not saved; return what is shown in it."""
        uri = self.uri(name)
        self._versions[uri] = self._versions.get(uri, 0) + 1
        text = (self.folder / name).read_bytes().decode() if text is None else text
        item = types.TextDocumentItem(uri, "yaml", self._versions[uri], text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return self.shown(name)

    def type(
        self, name: str, *changes: tuple[tuple[int, int, int, int], str], wait: bool = True
    ) -> list[types.Diagnostic]:
        """Change ranges of a text, one after another; return what is then shown."""
        uri = self.uri(name)
        self._versions[uri] += 1
        events = [types.TextDocumentContentChangePartial(range=_range(*at), text=text) for at, text in changes]
        document = types.VersionedTextDocumentIdentifier(version=self._versions[uri], uri=uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, events))
        return self.shown(name) if wait else []

    def replace(self, name: str, text: str) -> list[types.Diagnostic]:
        """Replace the whole text; return what is then shown."""
        uri = self.uri(name)
        self._versions[uri] += 1
        document = types.VersionedTextDocumentIdentifier(version=self._versions[uri], uri=uri)
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))
        return self.shown(name)

    def close(self, name: str) -> None:
        """Close a document."""
        document = types.TextDocumentIdentifier(self.uri(name))
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(document))

    def changed_on_disk(self, *names: str) -> None:
        """Tell the server about files that have changed."""
        changes = [types.FileEvent(self.uri(name), types.FileChangeType.Changed) for name in names]
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(changes))

    def shown(self, name: str) -> list[types.Diagnostic]:
        """Wait until the newest version of a document is checked, and return what is shown in it."""
        uri = self.uri(name)
        self.until(lambda: self.seen.versions.get(uri) == self._versions[uri])
        return list(self.client.diagnostics[uri])

    def until(self, done: Any) -> None:
        """Wait until something is true, which messages of the server make true."""

        async def poll() -> None:
            while not done():  # noqa: ASYNC110 - what it waits for comes from another process
                await asyncio.sleep(0.01)

        self.wait(poll())

    def codes(self, name: str) -> list[str]:
        """Return the codes that are shown in a file at present."""
        return [str(one.code) for one in self.client.diagnostics.get(self.uri(name), ())]

    def hover(self, name: str, line: int, column: int) -> str:
        """Return the text about a place."""
        found = self.wait(self.client.text_document_hover_async(types.HoverParams(*self._at(name, line, column))))
        if found is None:
            return ""
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value

    def definition(self, name: str, line: int, column: int) -> list[tuple[str, int, int]]:
        """Return the places that a place leads to: file, line and column."""
        asked = types.DefinitionParams(*self._at(name, line, column))
        found: Any = self.wait(self.client.text_document_definition_async(asked))
        return [(Path(one.uri).name, one.range.start.line, one.range.start.character) for one in found]

    def completion(self, name: str, line: int, column: int) -> dict[str, types.CompletionItem]:
        """Return what is proposed at a place, by its label."""
        asked = types.CompletionParams(*self._at(name, line, column))
        found = self.wait(self.client.text_document_completion_async(asked))
        assert isinstance(found, types.CompletionList)
        return {item.label: item for item in found.items}

    def actions(self, name: str, line: int, only: Sequence[str] | None = None) -> list[types.CodeAction]:
        """Return the actions on a line, each with its edit."""
        here = [one for one in self.client.diagnostics[self.uri(name)] if one.range.start.line == line]
        context = types.CodeActionContext(here, only=only)
        asked = types.CodeActionParams(self._document(name), _range(line, 0, line, 0), context)
        asked.range = here[0].range if here else asked.range
        found: Any = self.wait(self.client.text_document_code_action_async(asked)) or []
        return [one if one.edit else self.wait(self.client.code_action_resolve_async(one)) for one in found]

    def lenses(self, name: str) -> list[types.CodeLens]:
        """Return the lenses of a file."""
        asked = types.CodeLensParams(self._document(name))
        found: Any = self.wait(self.client.text_document_code_lens_async(asked))
        return list(found or ())

    def command(self, command: types.Command) -> Any:
        """Call a command."""
        asked = types.ExecuteCommandParams(command.command, command.arguments)
        return self.wait(self.client.workspace_execute_command_async(asked))

    def _document(self, name: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(name))

    def _at(self, name: str, line: int, column: int) -> tuple[types.TextDocumentIdentifier, types.Position]:
        return self._document(name), types.Position(line, column)


def applied(text: str, edit: types.WorkspaceEdit | None, uri: str) -> str:
    """Return a text of ASCII characters after the edits of an action, which are all those in this file."""
    assert edit is not None
    assert edit.changes is not None
    assert list(edit.changes) == [uri]
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines) + 1)]
    for one in sorted(edit.changes[uri], key=lambda one: (-one.range.start.line, -one.range.start.character)):
        start, end = (starts[at.line] + at.character for at in (one.range.start, one.range.end))
        text = text[:start] + one.new_text + text[end:]
    return text


def _range(line: int, column: int, end_line: int, end_column: int) -> types.Range:
    return types.Range(types.Position(line, column), types.Position(end_line, end_column))


def _of(folder: Path) -> types.WorkspaceFolder:
    return types.WorkspaceFolder(folder.as_uri(), folder.name)


@contextmanager
def editor(
    folder: Path,
    encodings: Sequence[types.PositionEncodingKind] = UTF16,
    *,
    like: str = "visual-studio-code",
    command: Sequence[str] = SERVER,
) -> Iterator[Editor]:
    """Start a server for an editor with a folder, and end it.

    Args:
        folder: The folder.
        encodings: The encodings of columns, best first, that the editor knows.
        like: The editor whose capabilities it has.
        command: Starts the server.
    """
    with asyncio.Runner() as runner:
        client = pytest_lsp.make_test_lsp_client()
        opened = Editor(runner, client, folder)
        opened.wait(client.start_io(*command))
        capabilities = pytest_lsp.client_capabilities(like)
        capabilities.general = types.GeneralClientCapabilities(position_encodings=list(encodings))
        asked = types.InitializeParams(capabilities=capabilities, workspace_folders=[_of(folder)])
        opened.wait(client.initialize_session(asked))
        yield opened
        opened.wait(client.shutdown_session())
        opened.wait(client.stop())  # type: ignore[no-untyped-call]
        assert client.log_messages == [], client.log_messages
