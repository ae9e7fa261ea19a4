"""Calling the commands within this process, and writing the files that they are given."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from liqo_values.cli.group import cli
from tools.repository import ROOT

#: Values without findings, with the networking module and without it.
ON = "ipam: {podCIDR: 10.244.0.0/16, serviceCIDR: 10.96.0.0/12}\n"
OFF = "networking: {enabled: false}\n"


def put(name: str, text: str) -> str:
    """Write a file byte by byte, and the folders around it; never into the repository of the tests."""
    assert ROOT not in Path(name).resolve().parents, f"{name} would be written into the repository"
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_bytes(text.encode())
    return name


def run(*arguments: str, stdin: str | None = None) -> tuple[int, str]:
    """Call a command; return its exit status and all that it printed."""
    result = CliRunner().invoke(cli, arguments, input=stdin, standalone_mode=False, catch_exceptions=False)
    return result.return_value, result.output


def call(*arguments: str, stdin: str | None = None) -> tuple[int, str, str]:
    """Call a command; return its exit status, standard output and standard error."""
    result = CliRunner().invoke(cli, arguments, input=stdin, standalone_mode=False, catch_exceptions=False)
    return result.return_value, result.stdout, result.stderr
