"""``make draft``, with a stand-in for GitHub's command-line tool."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

MAKEFILE = Path(__file__).resolve().parents[2] / "Makefile"


def draft(folder: Path, tag: str) -> subprocess.CompletedProcess[str]:
    """Run the target in a folder with something to release, and with a program that prints its arguments."""
    (folder / "dist").mkdir()
    for name in ("SHA256SUMS", "liqo-1.2.0.tgz"):
        (folder / "dist" / name).touch()
    program = folder / "gh"
    program.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\n")
    program.chmod(0o755)
    environment = {**os.environ, "TAG": tag, "PATH": f"{folder}:{os.environ['PATH']}"}
    command = ["make", "--no-print-directory", "--file", str(MAKEFILE), "draft"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_all_that_was_built_goes_into_a_draft_of_a_tag_that_exists(tmp_path: Path) -> None:
    done = draft(tmp_path, "v1.2.0'; exit 3 #")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        *("release", "create", "v1.2.0'; exit 3 #", "--draft", "--verify-tag", "--notes-from-tag"),
        *("dist/SHA256SUMS", "dist/liqo-1.2.0.tgz"),
    ]


def test_without_a_tag_one_is_asked_for_it(tmp_path: Path) -> None:
    done = draft(tmp_path, "")
    assert done.returncode != 0
    assert "say which: make draft TAG=v1.2.0" in done.stderr
