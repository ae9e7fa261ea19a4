"""Asks the flag parser of Liqo's real virtual kubelet how it reads arguments."""

from __future__ import annotations

import atexit
import json
import subprocess
from collections.abc import Sequence
from functools import cache
from typing import Any

from tools.toolchain.build import tool


class VirtualKubelet:
    """The flag parser, kept running: it answers one question after the other."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [tool("virtual-kubelet-flags")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def read(self, arguments: Sequence[str]) -> Any:
        """How it reads the arguments."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(list(arguments)) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """End it."""
        self._process.communicate()


@cache
def virtual_kubelet() -> VirtualKubelet:
    """The one that all tests of this process ask."""
    program = VirtualKubelet()
    atexit.register(program.close)
    return program
