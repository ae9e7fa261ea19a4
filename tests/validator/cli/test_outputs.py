"""Several reports of one run: where they go, and what happens where they cannot."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import click
import pytest

from liqo_values.cli.outputs import FORMATS, render
from liqo_values.model.findings import Edit, Finding, Fix, Label, Severity
from liqo_values.model.source_text import Source, Span
from liqo_values.reports.outcome import Outcome
from liqo_values.reports.style import Style
from tests.support.calls import calls, growth
from tests.validator.cli.calling import call
from tests.validator.reports.outcomes import result_of

BAD = "networkin: {}\nnetworking: {enabled: false}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder with one values file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    Path("values.yaml").write_text(BAD, encoding="utf-8")


def run(*arguments: str) -> tuple[int, str, str]:
    """Call `check`; return its exit status, standard output and standard error."""
    return call("check", *arguments)


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_holds_what_would_be_printed(name: str) -> None:
    printed = run("values.yaml", "--format", name)
    assert printed[0] == 1
    assert run("values.yaml", "--output", name) == printed
    assert run("values.yaml", "--output", f"{name}=-") == printed
    status, text, said = run("values.yaml", "--output", f"{name}=report", "--color", "always")
    assert (status, said) == (1, "")
    assert "1 error" in text, "standard output has its report all the same"
    assert Path("report").read_text(encoding="utf-8") == printed[1]


def test_several_at_once() -> None:
    status, output, _ = run("values.yaml", "--output", "sarif=a", "--output", "junit=b", "--output", "gitlab")
    assert status == 1
    assert json.loads(output)[0]["check_name"] == "LQ002"
    assert json.loads(Path("a").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert Path("b").read_text(encoding="utf-8").startswith("<?xml")
    assert sorted(os.listdir()) == ["a", "b", "values.yaml"], "nothing temporary is left"  # noqa: PTH208 - names only


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--output", "xml=a"), "`xml` is not one of `text`, `json`"),
        (("--output", "sarif=a", "--output", "json=a"), "`a` can have one report only"),
        (("--output", "sarif", "--output", "json=-"), "standard output can have one report only"),
        (("--output", "sarif", "--format", "json"), "standard output can have one report only"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(click.UsageError) as refused:
        run("values.yaml", *arguments)
    assert said in refused.value.format_message()
    assert os.listdir() == ["values.yaml"]  # noqa: PTH208 - names only


@pytest.mark.parametrize("path", ["nowhere/report", ".", "values.yaml/report"])
def test_where_nothing_can_be_written(path: str) -> None:
    status, output, said = run("values.yaml", "--output", f"json={path}", "--output", "sarif=report")
    assert status == 2
    assert said.startswith(f"error: cannot write `{path}`: ")
    assert said.count("error: ") == 1
    assert "1 error" in output, "the other reports are made"
    assert Path("report").exists()


def test_a_report_that_cannot_be_replaced_stays_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("report").write_text("old", encoding="utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert run("values.yaml", "--output", "json=report")[0] == 2
    assert Path("report").read_text(encoding="utf-8") == "old"
    assert sorted(os.listdir()) == ["report", "values.yaml"]  # noqa: PTH208 - names only


def test_a_replaced_file_keeps_its_permissions() -> None:
    Path("real").write_text("old", encoding="utf-8")
    Path("real").chmod(0o640)
    run("values.yaml", "--output", "json=real")
    assert json.loads(Path("real").read_text(encoding="utf-8"))["version"] == 1
    assert stat.S_IMODE(Path("real").stat().st_mode) == 0o640


def test_a_link_is_replaced_itself() -> None:
    """An attacker may have created the link to redirect a report."""
    Path("real").write_text("old", encoding="utf-8")
    Path("link").symlink_to("real")
    run("values.yaml", "--output", "json=link")
    assert not Path("link").is_symlink()
    assert json.loads(Path("link").read_text(encoding="utf-8"))["version"] == 1
    assert Path("real").read_text(encoding="utf-8") == "old"


def test_devices_are_written_to() -> None:
    assert run("values.yaml", "--output", f"json={os.devnull}")[0] == 1
    assert Path(os.devnull).is_char_device()


def test_files_are_written_before_the_reader_of_standard_output_goes_away() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb") as pipe:  # noqa: PTH123 - a descriptor, no path
        command = [sys.executable, "-m", "liqo_values", "check", "values.yaml", "--output", "json=report"]
        assert subprocess.run(command, stdout=pipe, check=False).returncode == -signal.SIGPIPE
    assert json.loads(Path("report").read_text(encoding="utf-8"))["summary"]["error"] == 1


def test_what_could_not_be_checked_is_in_the_reports() -> None:
    status, output, said = run("nowhere.yaml", "values.yaml", "--format", "json", "--output", "sarif=a")
    assert status == 2
    assert said.startswith("error: there is no file `nowhere.yaml`")
    assert [failure["message"] for failure in json.loads(output)["failures"]] == ["there is no file `nowhere.yaml`"]
    assert len(json.loads(output)["findings"]) == 1
    invocation = json.loads(Path("a").read_text(encoding="utf-8"))["runs"][0]["invocations"][0]
    assert invocation["executionSuccessful"] is False


@pytest.mark.skipif(os.name != "posix", reason="needs names that are bytes")
def test_a_name_that_is_not_utf_8() -> None:
    name = os.fsdecode(b"\xff.yaml")
    Path(name).write_text(BAD, encoding="utf-8")
    for report in FORMATS:
        assert run(name, "--output", f"{report}={report}")[0] == 1
        assert Path(report).read_text(encoding="utf-8")
    assert "%FF.yaml" in Path("sarif").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_twice_as_many_findings_take_twice_the_work(name: str) -> None:
    def work(count: int) -> int:
        source = Source("values.yaml", "".join(f"key{number}: 1\n" for number in range(count)))
        findings = [
            Finding("LQ002", "x", Severity.ERROR, "m", (f"key{number}",), label, (label,), "h", fix)
            for number, start in enumerate(source.line_starts[:-1])
            for label in [Label(Span(source, start, start + 3), "values.yaml", "here")]
            for fix in [Fix("remove it", (Edit(Span(source, start, start + 3), ""),), safe=True)]
        ]
        return calls(lambda: render(name, Outcome([result_of(*findings)]), Style()))

    assert growth(work) < 2.2


@pytest.mark.parametrize(
    "command",
    [("mode", "values.yaml"), ("values", "values.yaml"), ("diff", "values.yaml", "other.yaml")],
    ids=lambda command: command[0],
)
def test_the_option_means_the_same_in_every_command(command: tuple[str, ...]) -> None:
    Path("other.yaml").write_text("networking: {enabled: true}\n", encoding="utf-8")
    text, document = call(*command), call(*command, "--format", "json")
    assert call(*command, "--output", "json") == document
    assert call(*command, "-o", "text=a", "-o", "json=b", "-o", "text=-") == text
    assert Path("a").read_text(encoding="utf-8") == text[1]
    assert Path("b").read_text(encoding="utf-8") == document[1]
    status, output, said = call(*command, "-o", "json=nowhere/a")
    assert (status, output) == (2, text[1])
    assert said.startswith("error: cannot write `nowhere/a`: ")
    with pytest.raises(click.UsageError, match="is not one of `text`, `json`"):
        call(*command, "-o", "sarif=c")


def test_the_page_and_other_reports() -> None:
    status, output, _ = call("report", "values.yaml", "-o", "json=a", "-o", "junit=b")
    assert (status, output) == (1, "wrote a and b and report.html: 1 error in values.yaml, for our chart v1.2.0\n")
    assert json.loads(Path("a").read_text(encoding="utf-8"))["summary"]["error"] == 1
    assert call("report", "values.yaml", "-o", "html=page", "-o", "json=a")[1].startswith("wrote page and a: ")
    page = Path("page").read_text(encoding="utf-8")
    assert call("report", "values.yaml", "-o", "html")[1] == page == Path("report.html").read_text(encoding="utf-8")


def test_the_old_spelling_of_the_page() -> None:
    _, output, said = call("report", "values.yaml", "-o", "page.html")
    assert output.startswith("wrote page.html: ")
    assert said == "note: --output FILE is now --output html=FILE: writing `html=page.html`\n"
