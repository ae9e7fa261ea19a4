"""What commands print in a terminal of 80 columns is not wider."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from liqo_values.reports.style import visible
from tests.validator.cli.calling import put
from tests.validator.cli.test_show_files import APPLICATION

WIDTH = 80
LONG = "clusters/production/europe-west/{}"
VALUES = "networking: {{enabled: {}, reflectIPs: false}}\ndiscovery: {{config: {{clusterID: {}}}}}\n"


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a repository with long paths, which has changed since its only commit."""
    monkeypatch.chdir(tmp_path)
    put("base/values.yaml", "networking: {enabled: true}\ntag: v1.2.0\n")
    for name in ("rome", "milan"):
        put(f"clusters/{name}/app.yaml", APPLICATION.format(name))
        put(f"clusters/{name}/values.yaml", "networking: {enabled: false}\n")
        put(f"{LONG.format(name)}/values.yaml", VALUES.format("true", name))
    put("templates/values.yaml.gotmpl", "{{ if .Values.liqo }}\nnetworking: {enabled: true}\n{{ end }}\n")
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "all"]):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *command], check=True)
    for name in ("rome", "milan"):
        put(f"{LONG.format(name)}/values.yaml", VALUES.format("false", name))


def printed(*arguments: str, columns: int = WIDTH) -> list[str]:
    """Call a command in a terminal of a number of columns; return the lines that it shows, without colours."""
    ours, theirs = pty.openpty()
    environ = {**os.environ, "COLUMNS": str(columns), "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "liqo_values", *arguments]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environ) as started:
        os.close(theirs)
        parts = []
        while part := _read(ours):
            parts.append(part)
        started.wait()
    os.close(ours)
    return b"".join(parts).decode().replace("\r\n", "\n").splitlines()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # on Linux, the end of what a terminal shows
        return b""


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--show-files"),
        ("mode",),
        ("mode", "--full"),
        ("diff", "--git", "HEAD"),
        ("diff", "base/values.yaml", f"{LONG.format('rome')}/values.yaml"),
        ("values", "-f", "base/values.yaml", "-f", f"{LONG.format('rome')}/values.yaml"),
        ("rules",),
        ("fix", "--diff"),
        ("init", "new.yaml", "--mode", "offloading-only", "--cluster-id", "rome"),
    ],
    ids=" ".join,
)
def test_no_line_is_wider_than_the_terminal(arguments: tuple[str, ...]) -> None:
    lines = printed(*arguments)
    assert lines
    # A note is one line, as the title of a finding is: the terminal wraps it.
    assert [line for line in lines if visible(line) > WIDTH and not line.startswith("note: ")] == []


def test_a_wide_terminal_shows_tables() -> None:
    wide = printed("check", "--show-files", columns=300)
    assert any(line.startswith("base/values.yaml") and "layer of Application" in line for line in wide)
    assert len(printed("check", "--show-files")) > len(wide)


def test_comments_are_above_values_that_leave_no_room_for_them() -> None:
    lines = printed("values", "--all", "-f", "base/values.yaml", "-f", f"{LONG.format('rome')}/values.yaml")
    comments = [line for line in lines if "# " in line]
    assert [line for line in comments if visible(line) > WIDTH] == []
    at = next(number for number, line in enumerate(lines) if line == "  enabled: false")
    assert "europe-west/rome/values.yaml:1:23" in lines[at - 2] + lines[at - 1]
