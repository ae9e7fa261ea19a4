"""A language server, spoken to as an editor does: JSON-RPC on its standard input and output."""

from __future__ import annotations

import json
import os
import select
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from tools.toolchain.nodejs import Program

#: How long it may take for an answer on a busy machine.
PATIENCE = 60.0
#: The schema store is off: with it, the server would ask the internet which schema belongs to which file.
_SETTINGS = {"yaml": {"schemaStore": {"enable": False}, "validate": True, "hover": True, "completion": True}}


class LanguageServerError(Exception):
    """The server ended, refused, or did not answer."""


class Editor:
    """An editor with one folder, whose files are shown to the server without being written."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in: IO[bytes] = process.stdin
        self._out: IO[bytes] = process.stdout
        self._folder = folder
        self._number = 0
        self._unread = b""
        self._diagnostics: dict[str, list[dict[str, Any]]] = {}

    def start(self) -> None:
        """Introduce the editor, as the protocol demands."""
        completion = {"completionItem": {"documentationFormat": ["markdown", "plaintext"]}}
        capabilities = {
            "textDocument": {"completion": completion, "hover": {"contentFormat": ["markdown"]}},
            "workspace": {"configuration": True},
        }
        folders = [{"uri": self._folder.as_uri(), "name": "repository"}]
        self._ask(
            "initialize",
            processId=os.getpid(),
            rootUri=self._folder.as_uri(),
            workspaceFolders=folders,
            capabilities=capabilities,
        )
        self._tell("initialized")
        self._tell("workspace/didChangeConfiguration", settings=_SETTINGS)

    def open(self, name: str, text: str) -> list[dict[str, Any]]:
        """Open a file, and return what the server marks in it."""
        uri = self._uri(name)
        self._diagnostics.pop(uri, None)
        self._tell("textDocument/didOpen", textDocument={"uri": uri, "languageId": "yaml", "version": 1, "text": text})
        deadline = time.monotonic() + PATIENCE
        while uri not in self._diagnostics:
            self._note(self._next(deadline, name))
        return self._diagnostics[uri]

    def complete(self, name: str, line: int, column: int) -> dict[str, dict[str, Any]]:
        """Return what is offered at a place, both counted from 0, by its name."""
        answer = self._ask("textDocument/completion", **self._at(name, line, column))
        return {item["label"]: item for item in answer["items"]}

    def hover(self, name: str, line: int, column: int) -> str:
        """Return the text shown for a place, with line and column counted from 0."""
        answer = self._ask("textDocument/hover", **self._at(name, line, column))
        return str(answer["contents"]["value"]) if answer else ""

    def _at(self, name: str, line: int, column: int) -> dict[str, Any]:
        return {"textDocument": {"uri": self._uri(name)}, "position": {"line": line, "character": column}}

    def _uri(self, name: str) -> str:
        return (self._folder / name).as_uri()

    def _ask(self, method: str, **parameters: Any) -> Any:
        self._number += 1
        self._send({"id": self._number, "method": method, "params": parameters})
        deadline = time.monotonic() + PATIENCE
        while True:
            message = self._next(deadline, method)
            if "method" not in message and message.get("id") == self._number:
                if "error" in message:
                    raise LanguageServerError(f"{method}: {message['error']}")
                return message.get("result")
            self._note(message)

    def _tell(self, method: str, **parameters: Any) -> None:
        self._send({"method": method, "params": parameters})

    def _send(self, message: dict[str, Any]) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._in.write(f"Content-Length: {len(content)}\r\n\r\n".encode() + content)
        self._in.flush()

    def _note(self, message: dict[str, Any]) -> None:
        """Keep what was marked, and answer what the server asks."""
        method, parameters = message.get("method"), message.get("params", {})
        if method == "textDocument/publishDiagnostics":
            self._diagnostics[parameters["uri"]] = parameters["diagnostics"]
        elif "id" in message and method == "workspace/configuration":
            wanted = [_SETTINGS.get(item["section"], {}) for item in parameters["items"]]
            self._send({"id": message["id"], "result": wanted})
        elif "id" in message and method:
            self._send({"id": message["id"], "result": None})

    def _next(self, deadline: float, what: str) -> dict[str, Any]:
        head = self._until(b"\r\n\r\n", deadline, what)
        lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
        message: dict[str, Any] = json.loads(self._take(int(lengths[0]), deadline, what))
        return message

    def _until(self, end: bytes, deadline: float, what: str) -> bytes:
        while end not in self._unread:
            self._read(deadline, what)
        head, _, self._unread = self._unread.partition(end)
        return head

    def _take(self, length: int, deadline: float, what: str) -> bytes:
        while len(self._unread) < length:
            self._read(deadline, what)
        taken, self._unread = self._unread[:length], self._unread[length:]
        return taken

    def _read(self, deadline: float, what: str) -> None:
        ready, _, _ = select.select([self._out], [], [], max(0.0, deadline - time.monotonic()))
        read = os.read(self._out.fileno(), 1 << 16) if ready else b""
        if not read:
            said = "ended" if ready else f"has not answered for {PATIENCE:.0f} s"
            raise LanguageServerError(f"the language server {said}: {what}")
        self._unread += read


@contextmanager
def editor(program: Program, folder: Path) -> Iterator[Editor]:
    """Start a language server for an editor that has a folder open, and end it."""
    process = subprocess.Popen(
        [*program.command],
        env={**os.environ, **program.environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        opened = Editor(process, folder)
        opened.start()
        yield opened
    finally:
        process.kill()
        process.communicate()
