"""One server for all tests of a module, which open their own folder in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.validator.lsp.editor import Editor, editor


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    with editor(tmp_path_factory.mktemp("folder")) as started:
        yield started


@pytest.fixture
def opened(server: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Editor:
    """An editor whose only folder is that of the test, which is also the current one."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    server.use(tmp_path)
    return server
