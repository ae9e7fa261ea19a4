"""``check FILE…`` with nothing but files, which is parsed without click: the result is the same as with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from liqo_values.cli import check_runner
from liqo_values.cli.check_command import check
from liqo_values.cli.known_findings import Known
from liqo_values.cli.request import Request

FILES = ("good.yaml", "bad.yaml", "no such file.yaml", "", ".")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.yaml").write_text("networking: {enabled: false}\n")
    (tmp_path / "bad.yaml").write_text("networking: {enabled: 'false'}\n")
    return tmp_path


@pytest.mark.parametrize("files", [*((name,) for name in FILES), ("good.yaml", "bad.yaml"), FILES], ids=" ".join)
def test_it_says_what_it_says_where_click_reads_an_option(files: tuple[str, ...], folder: Path) -> None:
    plain, with_option = (
        subprocess.run(
            [sys.executable, "-m", "liqo_values", "check", *options, *files],
            capture_output=True, text=True, check=False, cwd=folder,
        )
        for options in ((), ("--color=auto",))
    )  # fmt: skip
    assert (plain.returncode, plain.stdout, plain.stderr) == (
        with_option.returncode,
        with_option.stdout,
        with_option.stderr,
    )


def test_an_option_has_the_same_default_without_click() -> None:
    read = check.make_context("check", ["values.yaml"]).params
    request, known = Request(files=("values.yaml",)), Known()
    given = {**request._asdict(), **known._asdict()}
    assert read == {
        **given,
        "outputs": [],
        **{
            name: (check_runner.run_check.__kwdefaults__ or {})[name]
            for name in ("statistics", "fail_on", "exit_zero", "no_ignores")
        },
    }


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("check",),
        ("check", "-"),
        ("check", "--help"),
        ("check", "a.yaml", "-q"),
        ("check", "--"),
        ("mode", "a"),
    ],
    ids=" ".join,
)
def test_everything_else_is_read_by_click(arguments: tuple[str, ...]) -> None:
    assert check_runner.plain(arguments) is None


def test_whatever_follows_two_dashes_is_a_file() -> None:
    request = check_runner.plain(["check", "--", "--baseline=a.yaml", "--", "b.yaml"])
    assert request == Request(files=("--baseline=a.yaml", "--", "b.yaml"))


def test_on_windows_click_finds_the_files_of_a_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert check_runner.plain(["check", "*.yaml"]) is None
    assert check_runner.plain(["check", "--", "*.yaml"]) is None
