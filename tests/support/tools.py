"""The pinned Go programs, built when a test first asks for one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.toolchain.build import BIN, build


@cache
def tool(name: str) -> Path:
    """The path of a program such as ``helm4``, which is built first if need be.

    Raises:
        ToolchainError: There is no such program, or it cannot be built.
    """
    build([name])
    return BIN / name
