"""Command lines that cannot be read: one style of errors, and what was probably meant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from liqo_values import __version__
from liqo_values.cli import group

#: Returns the exit status, standard output and standard error of a command line.
Call: TypeAlias = Callable[..., tuple[int, str, str]]
HELP = "`liqo-values check --help` lists the options"


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call a command as the program does; return its exit status, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: (group.run(arguments), *capsys.readouterr())


@pytest.mark.parametrize(
    ("arguments", "message", "remedy"),
    [
        (("chek", "a.yaml"), "there is no command `chek`", "did you mean `check`?"),
        (("cluster",), "there is no command `cluster`", "`liqo-values --help` lists all commands"),
        (("check", "--chrt", "ours"), "there is no option `--chrt`", "did you mean `--chart`?"),
        (("check", "--selct", "LQ1"), "there is no option `--selct`", "did you mean `--select`?"),
        (("--check",), "there is no option `--check`", "write the command without dashes: `liqo-values check`"),
        (("check", ""), "the name of a file is empty", "check what it comes from, such as a variable that is not set"),
        (("explain", "101"), "there is no rule `101`", "did you mean `LQ101`?"),
        (("-v",), "there is no option `-v`", "did you mean `-V`?"),
        (("check", "-F", "a.yaml"), "there is no option `-F`", "did you mean `-f`?"),
        (("check", "-v"), "there is no option `-v`", HELP),
        (("check", "--nothing-like-it"), "there is no option `--nothing-like-it`", HELP),
        (
            ("check", "--fail-on", "bad"),
            "--fail-on: `bad` is not one of `error`, `warning`, `notice`",
            HELP,
        ),
        (
            ("check", "--fail-on", "err"),
            "--fail-on: `err` is not one of `error`, `warning`, `notice`",
            "did you mean `error`?",
        ),
        (("rules", "--format", "jsn"), "--format: `jsn` is not one of `text`, `json`", "did you mean `json`?"),
        (("check", "--jobs", "0"), "--jobs: `0` is too small", "pass 1 or more"),
        (("check", "--jobs", "x"), "--jobs: `x` is not a whole number", HELP),
        (("check", "--set"), "option `--set` requires an argument", HELP),
        (
            ("--config", "x", "check"),
            "there is no option `--config`",
            "write it after the command: `liqo-values check --config …`",
        ),
        (("--colr", "x", "check"), "there is no option `--colr`", "`liqo-values --help` lists the options"),
        (("rules", "all"), "the command does not take `all`", "`liqo-values rules --help` shows what it takes"),
        (("completion",), "`SHELL` is missing", "pass one of bash, fish, zsh"),
        (("completion", "bsh"), "SHELL: `bsh` is not one of `bash`, `fish`, `zsh`", "did you mean `bash`?"),
        (("version",), "there is no command `version`", "did you mean `--version`?"),
        (("lint", "a.yaml"), "there is no command `lint`", "did you mean `check`?"),
        (
            ("check", "--output", "json="),
            "--output: `json=` names no file",
            "write `json=FILE`, or `json` to print the report",
        ),
        (("mode", "--output", "jsn=a"), "--output: `jsn` is not one of `text`, `json`", "did you mean `json`?"),
        (("explain", "LQ999"), "there is no rule `LQ999`", "did you mean `LQ991`?"),
        (
            ("diff", "a", "b", "c"),
            "these are too many files",
            "pass two files, one file and `--chart OLD..NEW`, or `--git REVISION`",
        ),
        (("explain",), "`CODE` is missing", "`liqo-values explain --help` lists the options"),
        (("help", "chek"), "there is no command `chek`", "did you mean `check`?"),
    ],
)
def test_errors_have_one_style(call: Call, arguments: tuple[str, ...], message: str, remedy: str) -> None:
    status, output, said = call(*arguments)
    assert (status, output) == (2, "")
    assert said == f"error: {message}\n  = help: {remedy}\n"


@pytest.mark.parametrize(
    ("path", "similar"),
    [
        ("clusters/rome/value.yaml", "clusters/rome/values.yaml"),
        ("cluster/rome/values.yaml", "clusters/rome/values.yaml"),
        ("cluster/rome/value.yaml", None),
        ("clusters/milan/values.yaml", None),
        ("elsewhere", None),
    ],
)
@pytest.mark.parametrize("command", ["check", "fix", "values"])
def test_files_that_are_not_there(call: Call, command: str, path: str, similar: str | None) -> None:
    Path("clusters/rome").mkdir(parents=True)
    Path("clusters/rome/values.yaml").write_text("proxy: {}\n")
    remedy = f"did you mean `{similar}`?" if similar else "check the path; it is relative to the current folder"
    assert call(command, path)[2] == f"error: there is no file `{path}`\n  = help: {remedy}\n"


def test_a_file_in_place_of_a_command(call: Call) -> None:
    Path("values.yaml").write_text("{}\n")
    _, _, said = call("values.yaml")
    assert "name the command first: `check`, `mode` …" in said


def test_a_command_that_has_another_name_now(call: Call) -> None:
    Path("values.yaml").write_text("proxy: {}\n")
    status, output, said = call("values", "values.yaml")
    assert (status, said) == (0, "")
    assert call("merged", "values.yaml") == (status, output, "note: `merged` is now `values`\n")


@pytest.mark.parametrize("option", ["-V", "--version"])
def test_the_version(call: Call, option: str) -> None:
    assert call(option) == (0, f"liqo-values {__version__}\n", "")


def test_help_is_also_a_command(call: Call) -> None:
    assert call("help") == call("--help")
    status, output, _ = call("help", "mode")
    assert status == 0
    assert output.startswith("Usage: liqo-values mode [OPTIONS] [FILE]...\n")


@pytest.mark.parametrize("command", ["", *group._COMMANDS])
def test_help_fits_eighty_columns(call: Call, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    output = call(*command.split(), "--help")[1]
    assert output.startswith("Usage: liqo-values")
    assert not [line for line in output.splitlines() if len(line) > 80]
    assert "..." not in output.partition("Commands:")[2], "a summary is cut"
    assert "\b" not in output
