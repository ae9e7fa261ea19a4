"""Clusters for the tests of this folder; a failure shows the logs of all programs that ran in them."""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

KEPT = Path(__file__).resolve().parents[2] / ".run" / "offloading"
GROUP = "offloading"
LOG_LINES = 8
_FOLDERS = pytest.StashKey[list[Path]]()


def pytest_configure(config: pytest.Config) -> None:
    """Keep a list of where clusters keep their logs."""
    config.stash[_FOLDERS] = []


@pytest.hookimpl(tryfirst=True)  # Before xdist looks for groups, even where this folder is named to pytest.
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of this folder on one worker: they share clusters, and a machine has room for few of these."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group(GROUP))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Show the end of every log with a test that fails."""
    report: pytest.TestReport = yield  # type: ignore[assignment]
    folders = item.config.stash[_FOLDERS]
    if report.failed and folders:
        for log in itertools.chain.from_iterable(folder.rglob("*.log") for folder in folders):
            lines = log.read_text(errors="replace").splitlines()[-LOG_LINES:]
            if log.name != "audit.log":
                report.sections.append((f"end of {log}", "\n".join(line[:300] for line in lines)))
        if report.when == "setup":
            # The next tests fail for the same reason, and would show the same.
            folders.clear()
    return report  # type: ignore[return-value]


@pytest.fixture(scope="module")
def folder(request: pytest.FixtureRequest) -> Iterator[Path]:
    """Where the clusters of a module keep everything; it stays until the next run."""
    in_group = any(item.nodeid.endswith(f"@{GROUP}") for item in request.session.items)
    assert in_group or "PYTEST_XDIST_WORKER" not in os.environ, "every worker would start clusters: --dist loadgroup"
    KEPT.mkdir(parents=True, exist_ok=True)
    name = request.path.stem
    for folder in (KEPT / (f"{name}-{number}" if number else name) for number in itertools.count()):
        with folder.with_suffix(".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue  # Another run is at work here.
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            request.config.stash[_FOLDERS].append(folder)
            yield folder
            request.config.stash[_FOLDERS].clear()
            return
