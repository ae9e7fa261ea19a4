"""`--chart`: which chart the values are for, in every command about releases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from liqo_values.cli.group import cli
from tests.validator.cli.calling import OFF, call, put, run


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    put("values.yaml", OFF)


def charts(*arguments: str) -> list[str]:
    """Return the charts that releases are checked for."""
    _, output, _ = call(*arguments, "--format", "json")
    return [f"{one['chart']['family']} {one['chart']['release']}" for one in json.loads(output)["releases"]]


@pytest.mark.parametrize("command", ["check", "mode", "fix", "values"])
def test_every_command_takes_it(command: str) -> None:
    assert charts(command, "--chart", "published@1.1.2", "values.yaml") == ["published v1.1.2"]
    assert charts(command, "--chart", "published@1.0.0", "-f", "values.yaml") == ["published v1.0.0"]
    assert charts(command, "values.yaml") == ["ours v1.2.0"]


def test_reports_and_differences_take_it() -> None:
    put("new.yaml", "networking: {enabled: false, reflectIPs: false}\n")
    assert run("diff", "--chart", "published@1.1.2", "values.yaml", "new.yaml")[0] == 1
    run("report", "--chart", "liqoctl@1.2.0", "values.yaml")
    assert "`liqoctl install` v1.2.0" in Path("report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["check", "mode", "fix", "values", "report"])
@pytest.mark.parametrize(
    ("chart", "message", "remedy"),
    [
        ("publishd", "there is no chart `publishd`", "did you mean `published`?"),
        ("mine", "there is no chart `mine`", "use one of ours, published, liqoctl"),
        ("published@7.0.0", "no release `7.0.0` of Liqo's chart is known", "or a range such as `~1.1`"),
    ],
)
def test_a_chart_that_there_is_not(command: str, chart: str, message: str, remedy: str) -> None:
    status, output = run(command, "--chart", chart, "values.yaml")
    assert status == 2
    assert message in output
    assert remedy in " ".join(output.split())


def test_shells_complete_it() -> None:
    completion = ShellComplete(cli, {}, "liqo-values", "_LIQO_VALUES_COMPLETE")
    found = [item.value for item in completion.get_completions(["check", "--chart"], "published@1.1")]
    assert found == ["published@1.1.2", "published@1.1.1", "published@1.1.0"]
    assert completion.get_completions(["mode", "--chart"], "o")[0].value == "ours"
