"""The server: what it answers, and when it checks documents."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from liqo_values import __version__
from liqo_values.engine import layer_index
from liqo_values.engine.project_file import NAME as PROJECT_FILE
from liqo_values.lsp import (
    completions,
    definitions,
    diagnostics,
    hover_texts,
    mode_lenses,
    project_completions,
    project_document,
)
from liqo_values.lsp.diagnostics import SOURCE, Places
from liqo_values.lsp.document_checks import DocumentCheck, DocumentChecks
from liqo_values.lsp.open_documents import path_of
from liqo_values.lsp.protocol import DocumentsServer, answered
from liqo_values.lsp.quick_fixes import FIX_ALL, QuickFixes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from liqo_values.engine.result import CheckResult
    from liqo_values.lsp.open_documents import Document
    from liqo_values.model.errors import InputError

#: How long after a keystroke a document is checked, in seconds, unless another keystroke follows.
DELAY = 0.03
#: The files whose changes may change what a check finds.
_WATCHED = "**/*.{yaml,yml,json,gotmpl,tf,tofu,tfvars,sh}"


class ValuesServer(DocumentsServer):
    """The language server.

    Attributes:
        checks: What checks documents.
    """

    def __init__(self) -> None:
        super().__init__(SOURCE, __version__)
        self.checks = DocumentChecks(self.documents)
        self._found: dict[str, tuple[int, DocumentCheck]] = {}
        self._stale: set[str] = set()
        self._published: dict[str, tuple[int | None, list[types.Diagnostic]]] = {}
        self._waiting: asyncio.Task[None] | None = None
        self._indexing: asyncio.Task[None] | None = None
        self._comparing: asyncio.Task[None] | None = None
        self._asking: set[asyncio.Task[None]] = set()
        self._screens: tempfile.TemporaryDirectory[str] | None = None

    def on_text(self, uri: str) -> None:
        """Check a document soon, and then the others, which may contain other layers of its release."""
        if uri.endswith(PROJECT_FILE):
            self.checks.forget_files()
        self._stale.update(self._found)
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = asyncio.ensure_future(self._check_soon(uri))

    def on_closed(self, uri: str) -> None:
        """Take the findings of a document away; for the others, its file counts again."""
        self._found.pop(uri, None)
        self._publish()
        self.on_text(uri)
        self._read_others()

    async def _check_soon(self, uri: str) -> None:
        await asyncio.sleep(DELAY)
        others = [document.uri for document in self.documents if document.uri != uri]
        for one in (uri, *others):
            await self._check(one)
        if others and _supports(self, "code_lens", "refresh_support", part="workspace"):
            self._ask(self.workspace_code_lens_refresh_async(None))

    async def _check(self, uri: str) -> None:
        """Check a document in steps, so that messages are answered in between, and show what is found."""
        document = self.documents.get(uri)
        if document is None:
            return
        version = document.version
        try:
            self._read_layers(document.path)
            results: list[CheckResult] = []
            errors: list[InputError] = []
            for step in self.checks.steps(document.path):
                results += step.results
                errors += step.errors
                await asyncio.sleep(0)
            check = self.checks.joined(document.path, results, errors)
        except Exception as error:  # noqa: BLE001 - the server must go on, whatever a text contains
            self.log(f"internal error: {type(error).__name__}: {error}")
            return
        self._keep(uri, version, check)
        self._publish()

    def _keep(self, uri: str, version: int, check: DocumentCheck) -> None:
        self._found[uri] = version, check
        self._stale.discard(uri)

    def fresh(self, document: Document) -> DocumentCheck:
        """Return what a check of the present text finds."""
        version, check = self._found.get(document.uri, (None, None))
        if check is None or version != document.version or document.uri in self._stale:
            check = self.checks.check(document.path)
            self._keep(document.uri, document.version, check)
        return check

    def _publish(self) -> None:
        """Send the findings of all files that have changed."""
        related = _supports(self, "publish_diagnostics", "related_information")
        checks = [check for _, check in self._found.values()]
        found = diagnostics.by_uri(checks, self.documents, related=related)
        sent = {uri: (self._version_of(uri), now) for uri, now in found.items()}
        for uri in [*sent, *(uri for uri in self._published if uri not in sent)]:
            version, now = sent.get(uri, (None, []))
            if self._published.get(uri) != (version, now):
                self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, now, version))
        self._published = sent

    def _version_of(self, uri: str) -> int | None:
        """Return the version of a document that was checked last."""
        return self._found[uri][0] if uri in self._found else None

    def started(self) -> None:
        """Read which manifests take values from which files, in the background."""
        self._indexing = asyncio.ensure_future(self._read_folders())

    async def _read_folders(self) -> None:
        for folder in self.checks.folders:
            for path in layer_index.files_in(folder):
                self._read_layers(path)
                await asyncio.sleep(0)
        self.on_text("")
        self._read_others()

    def _read_others(self) -> None:
        """Check the other releases of projects with peerings in the background, and then the documents again."""
        if self._comparing is not None:
            self._comparing.cancel()
        self._comparing = asyncio.ensure_future(self._check_others())

    async def _check_others(self) -> None:
        read = False
        try:
            for folder in self.checks.folders_checked():
                for _ in self.checks.read_others(folder):
                    read = True
                    await asyncio.sleep(0)
        except Exception as error:  # noqa: BLE001 - the server must go on, whatever a text contains
            self.log(f"internal error: {type(error).__name__}: {error}")
        if read:
            self.on_text("")

    def _read_layers(self, path: str) -> None:
        folder = self.checks.folder_of(path)
        self.checks.layers.read(path, folder, self.checks.texts(folder))

    def files_changed(self, paths: Sequence[str]) -> None:
        """Check all documents again after files have changed."""
        self.checks.forget_files()
        for path in paths:
            self._read_layers(os.path.realpath(path))
        self.on_text("")
        self._read_others()

    def show_screen(self, uri: str, number: int) -> str:
        """Show the screen of ``mode`` for a release of a document; return it, for editors that show it themselves."""
        document = self.documents.get(uri)
        text = mode_lenses.screen(self.fresh(document), number) if document else ""
        if text and _supports(self, "show_document", "support", part="window"):
            self._screens = self._screens or tempfile.TemporaryDirectory(prefix=f"{SOURCE}-")
            file = Path(self._screens.name, f"mode-{number}.txt")
            file.write_text(text, encoding="utf-8")
            self._ask(self.window_show_document_async(types.ShowDocumentParams(file.as_uri())))
        elif text:
            self.window_show_message(types.ShowMessageParams(types.MessageType.Info, text))
        return text

    def watch(self) -> None:
        """Ask the editor to report changes of files that it does not have open."""
        if not _supports(self, "did_change_watched_files", "dynamic_registration", part="workspace"):
            return
        watchers = [types.FileSystemWatcher(_WATCHED)]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        registration = types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        self._ask(self.client_register_capability_async(types.RegistrationParams([registration])))

    def _ask(self, question: Awaitable[object]) -> None:
        """Ask the editor something, without waiting for an answer."""

        async def ask() -> None:
            try:
                await question
            except JsonRpcException as error:
                self.log(f"the editor has refused: {error}")

        task = asyncio.ensure_future(ask())
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    def ended(self) -> None:
        """Remove the screens that were shown."""
        if self._screens is not None:
            self._screens.cleanup()


def _supports(server: ValuesServer, name: str, flag: str, *, part: str = "text_document") -> bool:
    """Return whether the editor supports something."""
    return bool(getattr(getattr(getattr(server.client_capabilities, part, None), name, None), flag, False))


class _Answers:
    """What the server answers, one method for each kind of message."""

    def __init__(self, server: ValuesServer) -> None:
        self._server = server

    def initialize(self, params: types.InitializeParams) -> None:
        server = self._server
        given = [path_of(folder.uri) for folder in params.workspace_folders or ()]
        given = given or [path_of(params.root_uri or "") or params.root_path]
        server.checks.folders = [Path(path) for path in given if path]
        server.documents.folder = next(iter(server.checks.folders), Path.cwd())
        server.documents.encoding = types.PositionEncodingKind(server.workspace.position_encoding).value

    def initialized(self, _: types.InitializedParams) -> None:
        self._server.watch()
        self._server.started()

    def folders_changed(self, params: types.DidChangeWorkspaceFoldersParams) -> None:
        removed, added = (
            {path for path in (path_of(folder.uri) for folder in folders) if path}
            for folders in (params.event.removed, params.event.added)
        )
        kept = [folder for folder in self._server.checks.folders if str(folder) not in removed]
        self._server.checks.folders = [*kept, *map(Path, sorted(added))]
        self._server.started()

    def files_changed(self, params: types.DidChangeWatchedFilesParams) -> None:
        self._server.files_changed([path for path in (path_of(change.uri) for change in params.changes) if path])

    def saved(self, params: types.DidSaveTextDocumentParams) -> None:
        self._server.files_changed([path for path in [path_of(params.text_document.uri)] if path])

    def hover(self, params: types.HoverParams) -> types.Hover | None:
        document, offset = self._at(params)
        if document is None:
            return None
        found = project_document.hovered(document, offset) if project_document.is_one(document) else None
        if found is None:
            check = self._server.fresh(document)
            found = hover_texts.hovered(check.results, check.name, offset)
        if found is None:
            return None
        text, span = found
        shown = types.MarkupContent(types.MarkupKind.Markdown, text)
        return types.Hover(shown, Places(self._server.documents).range(span))

    def definition(self, params: types.DefinitionParams) -> list[types.Location]:
        document, offset = self._at(params)
        if document is None:
            return []
        check = self._server.fresh(document)
        places = Places(self._server.documents)
        spans = definitions.overridden(check.results, check.name, offset)
        return [found for found in (places.location(check, span) for span in spans) if found is not None]

    def completion(self, params: types.CompletionParams) -> types.CompletionList:
        document, offset = self._at(params)
        if document is None:
            return types.CompletionList(is_incomplete=False, items=[])
        source = project_completions if project_document.is_one(document) else completions
        return types.CompletionList(is_incomplete=False, items=source.proposed(document, offset, self._server.checks))

    def code_actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        document = self._server.documents.get(params.text_document.uri)
        return self._fixes(document).offered(params) if document else []

    def resolved(self, action: types.CodeAction) -> types.CodeAction:
        data: Any = action.data
        document = self._server.documents.get(data["uri"]) if isinstance(data, dict) else None
        return self._fixes(document).resolved(action) if document else action

    def code_lenses(self, params: types.CodeLensParams) -> list[types.CodeLens]:
        document = self._server.documents.get(params.text_document.uri)
        if document is None:
            return []
        return mode_lenses.lenses(self._server.fresh(document), document.uri, Places(self._server.documents))

    def shutdown(self, _: None) -> None:
        self._server.ended()

    def _fixes(self, document: Document) -> QuickFixes:
        server = self._server
        return QuickFixes(document, server.fresh(document), server.checks, server.documents)

    def _at(
        self, params: types.HoverParams | types.DefinitionParams | types.CompletionParams
    ) -> tuple[Document | None, int]:
        document = self._server.documents.get(params.text_document.uri)
        at = params.position
        return document, document.lines.offset(at.line, at.character) if document else 0


def create() -> ValuesServer:
    """Create the server."""
    server = ValuesServer()
    answers = _Answers(server)
    actions = types.CodeActionOptions([types.CodeActionKind.QuickFix, FIX_ALL], resolve_provider=True)
    features: list[tuple[str, Callable[[Any], Any], object]] = [
        (types.INITIALIZE, answers.initialize, None),
        (types.INITIALIZED, answers.initialized, None),
        (types.SHUTDOWN, answers.shutdown, None),
        (types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, answers.folders_changed, None),
        (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, answers.files_changed, None),
        (types.TEXT_DOCUMENT_DID_SAVE, answers.saved, None),
        (types.TEXT_DOCUMENT_HOVER, answers.hover, None),
        (types.TEXT_DOCUMENT_DEFINITION, answers.definition, None),
        (
            types.TEXT_DOCUMENT_COMPLETION,
            answers.completion,
            types.CompletionOptions(trigger_characters=[" ", ":", ".", "="]),
        ),
        (types.TEXT_DOCUMENT_CODE_ACTION, answers.code_actions, actions),
        (types.CODE_ACTION_RESOLVE, answers.resolved, None),
        (types.TEXT_DOCUMENT_CODE_LENS, answers.code_lenses, None),
    ]
    for name, handler, options in features:
        server.feature(name, options)(answered(handler, server))

    @server.command(mode_lenses.COMMAND)
    def show_mode(uri: str, number: int) -> str:
        return server.show_screen(uri, number)

    return server


def serve() -> None:
    """Serve an editor on standard input and output until it ends the session."""
    logging.getLogger("pygls").addHandler(logging.NullHandler())
    logging.getLogger("pygls").propagate = False
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever else is printed must not get between messages
    create().start_io(sys.stdin.buffer, output)
