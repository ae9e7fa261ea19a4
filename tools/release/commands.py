"""Runs programs for a release; any failure is the same error."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


class ReleaseError(Exception):
    """The release cannot be made; the message says why, and what to do."""


def run(
    command: Sequence[str | Path],
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    status: int = 0,
    remedy: str = "",
) -> str:
    """Run a program, and return what it prints.

    Args:
        command: The program and its arguments.
        folder: Where it is run.
        environment: Its environment; by default ours.
        status: The exit status that it has to end with.
        remedy: What to do if it ends with another one.

    Raises:
        ReleaseError: It ends with another status; the message contains its output.
    """
    done = subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != status:
        name = " ".join([Path(command[0]).name, *map(str, command[1:])])
        message = f"{name}: exit status {done.returncode}, not {status}. {remedy}".rstrip()
        raise ReleaseError(f"{message}\n{done.stdout.strip()}")
    return done.stdout
