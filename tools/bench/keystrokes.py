"""Measures how long the language server takes from a keystroke in a large values file to its diagnostics.

The time includes the pause in which it waits for another keystroke. The processor time does not depend on what else the
machine does.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from liqo_values import __version__
from tools.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

#: A values file of about 48 kB: every key of the chart, with its comments.
VALUES = ROOT / "chart" / "values.yaml"
#: The first keystrokes are not counted: they import what the check needs.
_WARM_UP = 3


class Keystroke(NamedTuple):
    """What one keystroke costs, in seconds.

    Attributes:
        wall: The time until the diagnostics are there.
        cpu: The processor time of the server.
    """

    wall: float
    cpu: float


def measure(rounds: int) -> list[Keystroke]:
    """Return the cost of each keystroke."""
    return asyncio.run(_measure(rounds))


def table(costs: list[Keystroke]) -> str:
    """Write the costs as a table in Markdown."""
    size = VALUES.stat().st_size / 1000
    walls = [cost.wall for cost in costs]
    shown = {
        "median": statistics.median(walls),
        "fastest": min(walls),
        "slowest": max(walls),
        "the server's CPU, mean": statistics.fmean(cost.cpu for cost in costs),
    }
    rows = [f"| {name} | {1000 * spent:.0f} ms |" for name, spent in shown.items()]
    head = f"| from a keystroke to diagnostics, {size:.0f} kB, {len(costs)} keystrokes | time |"
    return "\n".join([head, "| --- | ---: |", *rows])


async def _measure(rounds: int) -> list[Keystroke]:
    client = LanguageClient("bench", __version__)
    shown: asyncio.Queue[int | None] = asyncio.Queue()

    def published(params: types.PublishDiagnosticsParams) -> None:
        shown.put_nowait(params.version)

    client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(published)
    with tempfile.TemporaryDirectory() as folder:
        await client.start_io(sys.executable, "-m", "liqo_values", "lsp")
        root = types.WorkspaceFolder(Path(folder).as_uri(), "bench")
        asked = types.InitializeParams(types.ClientCapabilities(), workspace_folders=[root])
        await client.initialize_async(asked)
        client.initialized(types.InitializedParams())
        costs = [cost async for cost in _typed(client, shown, (Path(folder) / "liqo-values.yaml").as_uri(), rounds)]
        await client.shutdown_async(None)
        client.exit(None)
        await client.stop()  # type: ignore[no-untyped-call]
    return costs[_WARM_UP:]


async def _typed(
    client: LanguageClient, shown: asyncio.Queue[int | None], uri: str, rounds: int
) -> AsyncIterator[Keystroke]:
    text = VALUES.read_text(encoding="utf-8")
    end = types.Position(text.count("\n"), 0)
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "yaml", 0, text)))
    for version in range(1, rounds + _WARM_UP + 1):
        while await shown.get() != version - 1:
            pass
        change = types.TextDocumentContentChangePartial(range=types.Range(end, end), text="#")
        document = types.VersionedTextDocumentIdentifier(version=version, uri=uri)
        started, used = time.perf_counter(), _processor_time(client)
        client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))
        while (seen := await shown.get()) != version:
            pass
        yield Keystroke(time.perf_counter() - started, _processor_time(client) - used)
        shown.put_nowait(seen)


def _processor_time(client: LanguageClient) -> float:
    """Return the processor time of the server so far; 0 where the system does not tell."""
    server = client._server  # noqa: SLF001 - the process of pygls's client
    file = Path(f"/proc/{server.pid}/stat") if server else Path()
    if not file.is_file():
        return 0.0
    fields = file.read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
