"""Completion in a shell: bash itself, with a terminal, and what the program answers to all shells."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.shell_completion import BashComplete

from liqo_values.cli.group import cli
from tests.validator.cli.calling import OFF, put

#: Seconds to wait for what a shell prints.
_PATIENCE = 60


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    put("clusters/rome/values.yaml", OFF)


def completed(*words: str) -> list[tuple[str, str]]:
    """Return type and text of what completes the end of a command line."""
    *before, last = words
    found = BashComplete(cli, {}, "liqo-values", "_LIQO_VALUES_COMPLETE").get_completions(before, last)
    return [(item.type, item.value) for item in found]


@pytest.mark.parametrize(
    "words",
    [
        ("check", "clu"),
        ("mode", "clu"),
        ("diff", "a", "clu"),
        ("check", "-f", "clu"),
        ("check", "--config", "clu"),
        ("check", "--baseline", "clu"),
    ],
)
def test_releases_are_files(words: tuple[str, ...]) -> None:
    assert completed(*words) == [("file", "clu")]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("va",), ["values"]),
        (("explain", "lq101"), ["LQ101"]),
        (("check", "--select", "LQ002,repeated-s"), ["LQ002,repeated-switch"]),
        (("check", "--ignore", "LQ105"), ["LQ105"]),
        (("check", "--output", "j"), ["json=", "junit="]),
        (("diff", "--output", ""), ["text=", "json=", "markdown="]),
        (("mode", "--chart", "published@1.1"), ["published@1.1.2", "published@1.1.1", "published@1.1.0"]),
    ],
)
def test_words(words: tuple[str, ...], expected: list[str]) -> None:
    assert [text for _, text in completed(*words)] == expected


def test_bash_completes_files_and_codes() -> None:
    program = f'#!/bin/sh\nexec {sys.executable} -c "from liqo_values.cli import main; main()" "$@"\n'
    put("bin/liqo-values", program)
    Path("bin/liqo-values").chmod(0o755)
    main, child = pty.openpty()
    environment = {**os.environ, "PATH": f"{Path.cwd() / 'bin'}:{os.environ['PATH']}", "TERM": "dumb", "PS1": "$ "}
    with subprocess.Popen(
        ["bash", "--norc", "--noprofile", "-i"], stdin=child, stdout=child, stderr=child, env=environment
    ) as bash:
        os.close(child)
        try:
            os.write(main, b'eval "$(liqo-values completion bash)"; echo rea""dy\n')
            _wait_for(main, "ready\r\n")
            os.write(main, b"liqo-values mode clu\tro\tval\t")
            _wait_for(main, "clusters/rome/values.yaml")
            os.write(main, b"\x15liqo-values explain repeated-s\t")
            _wait_for(main, "repeated-switch")
        finally:
            bash.kill()
            os.close(main)


def _wait_for(terminal: int, text: str) -> None:
    """Read from a terminal until it shows a text."""
    shown, deadline = "", time.monotonic() + _PATIENCE
    while text not in shown:
        ready, _, _ = select.select([terminal], [], [], max(0, deadline - time.monotonic()))
        assert ready, f"the shell only shows {shown!r}"
        shown += os.read(terminal, 4096).decode("utf-8", "replace")
