"""Completion in a shell: those that this machine has, and what the program answers to all shells."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.shell_completion import BashComplete
from click.testing import CliRunner

from liqo_values.cli.group import cli
from tests.validator.cli.calling import OFF, put

#: Seconds to wait for what a shell prints.
_PATIENCE = 60
#: How the shells that complete in a terminal are started, and what they need before.
STARTS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], ""),
    "zsh": (["zsh", "-f", "-i"], "autoload -Uz compinit; compinit -D; "),
}


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
        ("check", "--output", "json=clu"),
    ],
)
def test_releases_are_files(words: tuple[str, ...]) -> None:
    assert completed(*words) == [("file", words[-1])]


def test_zsh_completes_the_file_of_a_format() -> None:
    """Its function completes files where the word begins, unless what is before the file is taken away."""
    script = CliRunner().invoke(cli, ["completion", "zsh"]).output
    assert "compset -P '*='\n            _path_files -f\n" in script


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("va",), ["values"]),
        (("explain", "lq101"), ["LQ101"]),
        (("check", "--select", "LQ002,repeated-s"), ["LQ002,repeated-switch"]),
        (("check", "--ignore", "LQ105"), ["LQ105"]),
        (("check", "--output", "j"), ["json=", "junit="]),
        (("check", "--output", "what="), []),
        (("diff", "--output", ""), ["text=", "json=", "markdown="]),
        (("mode", "--chart", "published@1.1"), ["published@1.1.2", "published@1.1.1", "published@1.1.0"]),
    ],
)
def test_words(words: tuple[str, ...], expected: list[str]) -> None:
    assert [text for _, text in completed(*words)] == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("mo", ["mode"]),
        ("check --select LQ002,repeated-s", ["LQ002,repeated-switch"]),
        ("mode --chart published@1.1", ["published@1.1.2", "published@1.1.1", "published@1.1.0"]),
        ("check --fail-on w", ["warning"]),
    ],
)
def test_what_the_scripts_of_zsh_and_fish_are_answered(line: str, expected: list[str]) -> None:
    """They ask in variables, as the scripts do, and read the answer as these do."""
    words = ["liqo-values", *line.split()]
    zsh = _answer("zsh", " ".join(words), str(len(words) - 1)).splitlines()
    assert set(zsh[::3]) == {"plain"}
    assert zsh[1::3] == expected
    fish = [one.split(",", 1) for one in _answer("fish", " ".join(words), words[-1]).splitlines()]
    assert {kind for kind, _ in fish} == {"plain"}
    assert [value.partition("\t")[0] for _, value in fish] == expected


def _answer(shell: str, words: str, current: str) -> str:
    asked = {"_LIQO_VALUES_COMPLETE": f"{shell}_complete", "COMP_WORDS": words, "COMP_CWORD": current}
    program = [sys.executable, "-c", "from liqo_values.cli import main; main()"]
    return subprocess.run(program, env={**os.environ, **asked}, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("shell", [shell for shell in (*STARTS, "fish") if shutil.which(shell)])
def test_a_shell_completes_files_and_codes(shell: str) -> None:
    """All shells that this machine has; bash is on every one."""
    if shell == "fish":
        _complete_in_fish()
    else:
        _complete_in_a_terminal(shell)


def _complete_in_a_terminal(shell: str) -> None:
    command, setup = STARTS[shell]
    main, child = pty.openpty()
    with subprocess.Popen(command, stdin=child, stdout=child, stderr=child, env=_with_program()) as started:
        os.close(child)
        try:
            os.write(main, f'{setup}eval "$(liqo-values completion {shell})"; echo rea""dy\n'.encode())
            _wait_for(main, "ready\r\n")
            os.write(main, b'liqo-values check clu\tro\tval\t; echo do""ne\n')
            assert "no findings in clusters/rome/values.yaml" in _wait_for(main, "done\r\n")
            os.write(main, b"liqo-values explain repeated-s\t\n")
            _wait_for(main, "LQ106 repeated-switch (notice)")
        finally:
            started.kill()
            os.close(main)


def _complete_in_fish() -> None:
    put("setup.fish", "liqo-values completion fish | source\nfor line in $argv; complete -C $line; end\n")
    lines = [
        f"liqo-values {line}" for line in ("mode clu", "explain repeated-s", "check --select LQ002,repeated-s", "m")
    ]
    done = subprocess.run(
        ["fish", "--no-config", "setup.fish", *lines], env=_with_program(), capture_output=True, text=True, check=False
    )
    summary = "mode\tShow the mode, what decides it, and what..."
    assert done.stdout.splitlines() == ["clusters/", "repeated-switch", "LQ002,repeated-switch", summary]


def _with_program() -> dict[str, str]:
    """The environment of a shell that finds the program."""
    program = f'#!/bin/sh\nexec {sys.executable} -c "from liqo_values.cli import main; main()" "$@"\n'
    put("bin/liqo-values", program)
    Path("bin/liqo-values").chmod(0o755)
    path = f"{Path.cwd() / 'bin'}:{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "TERM": "dumb", "PS1": "$ ", "HOME": str(Path.cwd())}


def _wait_for(terminal: int, text: str) -> str:
    """Read from a terminal until it shows a text; return all that it showed."""
    shown, deadline = "", time.monotonic() + _PATIENCE
    while text not in shown:
        ready, _, _ = select.select([terminal], [], [], max(0, deadline - time.monotonic()))
        assert ready, f"the shell only shows {shown!r}"
        shown += os.read(terminal, 4096).decode("utf-8", "replace")
    return shown
