"""`fix` writes what findings say to write, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from liqo_values.cli.group import cli
from liqo_values.model.findings import Diagnostic, Edit, Fix, Severity
from liqo_values.rules.context import Context
from liqo_values.rules.rule import rule
from tests.validator.cli.calling import OFF, call, put


@rule("LQ901", "old-tag", Severity.WARNING)
def old_tag(context: Context) -> Iterator[Diagnostic]:
    """A rule with a fix that is safe, or not for the tag `unsafe`."""
    if context.values.get("tag") in ("old", "unsafe"):
        place = context.at(("tag",), "is old")
        assert place.span is not None
        fix = Fix("write `tag: new`", (Edit(place.span, "new"),), safe=context.values.get("tag") == "old")
        yield Diagnostic("the tag is old", place, "write `tag: new`", path=("tag",), fix=fix)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, with one rule that is known to have a fix."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setattr("liqo_values.engine.check.for_chart", lambda _: [old_tag])
    for module in ("check", "causes"):
        monkeypatch.setattr(f"liqo_values.engine.{module}.by_code", {old_tag.code: old_tag}.__getitem__)


def run(*arguments: str, stdin: str | None = None) -> tuple[int, str, str]:
    return call("fix", *arguments, stdin=stdin)


def test_the_file_is_changed_where_the_finding_says_so() -> None:
    values = put("values.yaml", f"# mine\r\ntag: old  # why\r\n{OFF}")
    status, output, _ = run(values)
    assert status == 0
    assert Path(values).read_bytes() == f"# mine\r\ntag: new  # why\r\n{OFF}".encode()
    assert (
        output == "fixed[LQ901] values.yaml:2:6: write `tag: new`\n\nno findings in values.yaml, for our chart v1.2.0\n"
    )


def test_the_diff_changes_nothing() -> None:
    values = put("values.yaml", f"tag: old\n{OFF}")
    status, output, _ = run("--diff", values)
    assert status == 1
    assert output == (f"--- a/values.yaml\n+++ b/values.yaml\n@@ -1,2 +1,2 @@\n-tag: old\n+tag: new\n {OFF}")
    assert Path(values).read_text() == f"tag: old\n{OFF}"


def test_patch_applies_the_diff() -> None:
    values = put("values.yaml", "a: 1\r\ntag: old")
    result = CliRunner().invoke(cli, ["fix", "--diff", values], standalone_mode=False)
    subprocess.run(["git", "apply", "-"], input=result.stdout_bytes, check=True)
    assert Path(values).read_bytes() == b"a: 1\r\ntag: new"


def test_unsafe_fixes_have_to_be_asked_for() -> None:
    values = put("values.yaml", "tag: unsafe\n")
    assert run(values, "--fail-on", "warning")[0] == 1
    assert Path(values).read_text() == "tag: unsafe\n"
    assert run("--unsafe", values)[0] == 0
    assert Path(values).read_text() == "tag: new\n"


def test_the_layer_that_set_the_value_is_changed() -> None:
    base, top = put("base.yaml", "tag: old\n"), put("top.yaml", OFF)
    assert run("-f", base, top)[0] == 0
    assert (Path(base).read_text(), Path(top).read_text()) == ("tag: new\n", OFF)


def test_a_layer_of_several_releases_is_changed_once() -> None:
    base, first, second = put("base.yaml", "tag: old\n"), put("a.yaml", OFF), put("b.yaml", OFF)
    status, output, _ = run("-f", base, first, second)
    assert (status, output.count("fixed[LQ901]")) == (0, 1)
    assert Path(base).read_text() == "tag: new\n"


def test_an_argument_cannot_be_changed() -> None:
    status, output, _ = run("--set", "tag=old", "--fail-on", "warning", put("values.yaml", OFF))
    assert status == 1
    assert "fixed" not in output
    assert "warning[LQ901]" in output


def test_standard_input_goes_fixed_to_standard_output() -> None:
    status, output, errors = run("-", stdin="tag: old\n")
    assert (status, output) == (0, "tag: new\n")
    assert "fixed[LQ901] <stdin>:1:6" in errors


def test_the_command_that_fixes_standard_input_reads_it() -> None:
    printed = call("check", "-", stdin="tag: old\n")[1]
    assert printed.endswith("note: 1 fixable with `liqo-values fix -`\n")


def test_if_one_file_cannot_be_written_none_is(monkeypatch: pytest.MonkeyPatch) -> None:
    files = [put("a.yaml", "tag: old\n"), put("b.yaml", "tag: old\n")]
    monkeypatch.setattr("os.access", lambda path, _: Path(path).name != "b.yaml")
    status, output, errors = run(*files)
    assert (status, output) == (2, "")
    assert "cannot write `b.yaml`: Permission denied" in errors
    assert "nothing was changed" in errors
    assert [Path(name).read_text() for name in files] == ["tag: old\n", "tag: old\n"]


def test_what_is_left_in_a_shared_layer_is_reported_once() -> None:
    """As ``check`` reports it: with the releases that it is about."""
    put("base.yaml", f"tag: unsafe\n{OFF}")
    put("rome.yaml", "proxy: {}\n")
    put("milan.yaml", "proxy: {}\n")
    put(".liqo-values.yaml", "stacks: [{name: cluster, files: [base.yaml], forEach: '[rm]*.yaml'}]\n")
    status, output, _ = run()
    assert status == 0
    assert output.count("warning[LQ901]: the tag is old") == 1
    assert "= in: cluster milan.yaml and cluster rome.yaml" in output
    assert output.endswith("1 fixable only with `fix --unsafe`\n")


def test_a_diff_without_changes_is_clean_even_if_findings_are_left() -> None:
    values = put("values.yaml", f"tag: unsafe\n{OFF}")
    status, output, errors = run("--diff", "--fail-on", "notice", values)
    assert (status, output) == (0, "")
    assert errors == "note: nothing to fix; some findings are fixable only with `fix --unsafe`\n"


def test_a_missing_file_stops_it_before_anything_is_changed() -> None:
    values = put("values.yaml", "tag: old\n")
    assert run(values, "nowhere.yaml")[0] == 2
    assert Path(values).read_text() == "tag: old\n"


@pytest.mark.parametrize("content", [b"a: [\n", b"\xff\xfe\x00", b"tag: \xe9\n", b"- tag: old\n"])
def test_what_helm_cannot_read_is_left_alone(content: bytes) -> None:
    Path("values.yaml").write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-m", "liqo_values", "fix", "--unsafe", "values.yaml"], capture_output=True, check=False
    )
    assert done.returncode == 1
    assert b"LQ001" in done.stdout
    assert Path("values.yaml").read_bytes() == content
