"""Asks the packages of Flux and of Argo CD how they read their manifests."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tools.toolchain.build import tool


class Packages:
    """Packages of another project, in a program that keeps running and answers one question after the other.

    Args:
        program: The program.
        variables: Environment variables for it.
    """

    def __init__(self, program: Path, variables: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # Argo CD logs every command
            text=True,
            encoding="utf-8",
            env={**os.environ, **variables},
        )
        atexit.register(self._process.communicate)

    def ask(self, question: Mapping[str, Any]) -> tuple[Any, str]:
        """Return the result, and the error if there is none."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return answer["result"], answer["error"]


@cache
def flux() -> Packages:
    """Return those of Flux's controllers, which all tests of this process ask."""
    return Packages(tool("flux-values"), {})


@cache
def argocd() -> Packages:
    """Return those of Argo CD's repository server and its ApplicationSet controller; they run Helm 4."""
    folder = tempfile.TemporaryDirectory(prefix="argocd-")
    atexit.register(folder.cleanup)
    (Path(folder.name) / "helm").symlink_to(tool("helm4"))
    path = os.pathsep.join((folder.name, os.environ["PATH"]))
    return Packages(tool("argocd-values"), {"PATH": path})
