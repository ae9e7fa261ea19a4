"""A repository that contributors can change, a secret outside of it, and the real program, run on it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from click.testing import CliRunner

from liqo_values.cli.group import cli

#: What no report may show: it is outside of the repository, or inside of `.git`.
LOOT = "TOKEN-7f3a9c41d2"
OFF = "networking: {enabled: false}\n"
#: An Application of Argo CD, up to what it gives to Helm.
ARGO = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: liqo}
spec:
  source:
    chart: liqo
    helm:
"""
FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit", "markdown", "html")


class Repository:
    """A folder with ``.git``, between files that are none of its business."""

    def __init__(self, around: Path) -> None:
        self.around = around
        self.folder = around / "repository"
        self.folder.mkdir(parents=True)
        for secret in (around / "secret.yaml", self.folder / ".git" / "config", around / "loot" / "values.yaml"):
            secret.parent.mkdir(exist_ok=True)
            secret.write_text(f"--node-{LOOT}={LOOT}\n{LOOT}: {LOOT}\n", "utf-8")

    def put(self, name: str, text: str) -> str:
        """Write a file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return name

    def link(self, name: str, target: str | Path) -> str:
        """Make a link."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)
        return name

    def run(
        self, *arguments: str, environ: Mapping[str, str] | None = None, timeout: float = 60, stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run the program in the repository: never a traceback, never an exit status that is not documented."""
        done = subprocess.run(
            [sys.executable, "-m", "liqo_values", *arguments],
            cwd=self.folder, capture_output=True, text=True, errors="replace", input=stdin,
            env={**os.environ, "SECRET_OF_THE_JOB": LOOT, **(environ or {})}, timeout=timeout, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stdout + done.stderr
        assert "internal error" not in done.stderr, done.stderr
        assert done.returncode in (0, 1, 2), done
        return done

    def call(self, *arguments: str) -> str:
        """Call a command within this process, which is quicker; return all that it prints."""
        with contextlib.chdir(self.folder):
            done = CliRunner().invoke(cli, arguments, standalone_mode=False, catch_exceptions=False)
        assert done.return_value in (0, 1, 2)
        return done.output

    def everything(self, arguments: Sequence[str]) -> str:
        """Return all that any command shows of some files, in all formats."""
        commands: list[tuple[str, ...]] = [("check", "--format", name) for name in FORMATS]
        commands += [("mode",), ("mode", "--format", "json"), ("values",), ("values", "--format", "json")]
        commands += [("report", "-o", "-")]
        return "".join(self.call(*command, *arguments) for command in commands)
