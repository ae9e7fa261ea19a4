"""Asks the packages of Flux's controllers how they read a HelmRelease or a Kustomization."""

from __future__ import annotations

import atexit
import json
import subprocess
from collections.abc import Mapping
from functools import cache
from typing import Any

from tools.toolchain.build import tool


class Flux:
    """Flux's packages in a program that keeps running and answers one question after the other."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [tool("flux-values")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def ask(self, question: Mapping[str, Any]) -> tuple[Any, str]:
        """Return the result, and the error if there is none."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return answer["result"], answer["error"]

    def close(self) -> None:
        """End it."""
        self._process.communicate()


@cache
def flux() -> Flux:
    """Return the one that all tests of this process ask."""
    program = Flux()
    atexit.register(program.close)
    return program
