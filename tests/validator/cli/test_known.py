"""Findings that need not be looked at: baselines, and comments that are written for the user."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from liqo_values.cli.group import cli
from tests.validator.cli.calling import ON, call, put

HIDDEN = ON + "networking:\n  reflectIPs: false\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)


def get(name: str) -> str:
    """Read a file, byte by byte."""
    return Path(name).read_bytes().decode("utf-8")


def run(*arguments: str) -> tuple[int, str, str]:
    """Call `check`, which fails for notices; return exit status, last line of output, and standard error."""
    status, output, errors = call("check", "--fail-on", "notice", *arguments)
    return status, (output.splitlines() or [""])[-1], errors


class TestBaseline:
    """Known findings do not fail, new ones do."""

    def test_the_file(self) -> None:
        put("a.yaml", "networkin: {}\nnetworking: {}\nnetworking: {enabled: false}\n")
        put("b.yaml", HIDDEN)
        status, output, said = run("a.yaml", "./b.yaml", "--baseline", "known.yaml", "--update-baseline")
        assert (status, output, said) == (0, "no findings in a.yaml, ./b.yaml, for our chart v1.2.0 (3 suppressed)", "")
        assert get("known.yaml") == (
            "# Known findings that `liqo-values check --baseline` suppresses, counted by file, rule and value.\n"
            "# `--update-baseline` rewrites this file; `liqo-values explain` explains a rule.\n"
            "version: 1\n"
            "known:\n"
            "  a.yaml:\n"
            "    LQ002 networkin: 1\n"
            "    LQ006 networking: 1\n"
            "  b.yaml:\n"
            "    LQ105 networking.enabled: 1\n"
        )

    def test_what_moves_stays_known_and_what_is_new_fails(self) -> None:
        put("values.yaml", HIDDEN)
        run("values.yaml", "--baseline", "known.yaml", "--update-baseline")
        put("values.yaml", f"# one line more\n\n{HIDDEN}")
        assert run("values.yaml", "--baseline", "known.yaml")[:2] == (
            0,
            "no findings in values.yaml, for our chart v1.2.0 (1 suppressed)",
        )
        put("values.yaml", f"networkin: {{}}\n{HIDDEN}")
        assert run("values.yaml", "--baseline", "known.yaml") == (
            1,
            "1 error in values.yaml, for our chart v1.2.0 (1 suppressed)",
            "",
        )

    def test_one_more_of_the_same_kind_is_new(self) -> None:
        put("values.yaml", "tag: v1.2.0\ntag: v1.2.1\nnetworking: {enabled: false}\n")
        run("values.yaml", "--baseline", "known.yaml", "--update-baseline")
        put("values.yaml", "tag: v1.2.0\ntag: v1.2.1\ntag: v1.2.2\nnetworking: {enabled: false}\n")
        assert run("values.yaml", "--baseline", "known.yaml")[:2] == (
            1,
            "1 warning in values.yaml, for our chart v1.2.0 (1 suppressed)",
        )

    def test_entries_that_no_longer_match_are_reported_until_removed(self) -> None:
        put("values.yaml", HIDDEN)
        put("other.yaml", HIDDEN)
        run("values.yaml", "other.yaml", "--baseline", "known.yaml", "--update-baseline")
        put("values.yaml", ON)
        status, _, said = run("values.yaml", "--baseline", "known.yaml")
        assert status == 0
        assert said == (
            "note: no longer found; use --update-baseline to remove from `known.yaml`: "
            "LQ105 networking.enabled in values.yaml\n"
        )
        assert run("values.yaml", "--baseline", "known.yaml", "--update-baseline")[2] == ""
        assert "values.yaml" not in get("known.yaml").partition("version")[2]
        assert "other.yaml" in get("known.yaml"), "what was not checked stays known"

    def test_a_shared_layer_is_known_once(self) -> None:
        put("base.yaml", HIDDEN)
        releases = [put(f"{number}.yaml", "tag: v1\n") for number in range(3)]
        assert run("-f", "base.yaml", *releases, "--baseline", "known.yaml", "--update-baseline")[0] == 0
        assert "LQ105 networking.enabled: 1\n" in get("known.yaml")
        assert run("-f", "base.yaml", *releases, "--baseline", "known.yaml")[0] == 0

    def test_helm_still_refuses_errors_in_the_baseline(self) -> None:
        put("values.yaml", "networkin: {}\nnetworking: {enabled: false}\n")
        run("values.yaml", "--baseline", "known.yaml", "--update-baseline")
        done = CliRunner().invoke(cli, ["check", "values.yaml", "--baseline", "known.yaml", "--format", "json"])
        assert '"refused": true' in done.stdout

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (None, "there is no baseline `known.yaml`"),
            ("<<<<<<< ours\nversion: 1\n", "the baseline `known.yaml:"),
            ("a: [", "the baseline `known.yaml:"),
            ("[]", "`known.yaml` is not a baseline"),
            ("version: 2\nknown: {}\n", "`known.yaml` is not a baseline"),
            ("version: 1\nknown: {a.yaml: [LQ105]}\n", "`known.yaml` is not a baseline"),
            ("version: 1\nknown: {a.yaml: {LQ105: true}}\n", "`known.yaml` is not a baseline"),
            ("version: 1\nknown: {a.yaml: {LQ105: 0}}\n", "`known.yaml` is not a baseline"),
            ("\x00", "the baseline `known.yaml:1` is not YAML"),
        ],
    )
    def test_what_is_no_baseline(self, content: str | None, said: str) -> None:
        put("values.yaml", HIDDEN)
        if content is not None:
            put("known.yaml", content)
        status, output, error = run("values.yaml", "--baseline", "known.yaml")
        assert (status, output) == (2, "")
        assert error.startswith(f"error: {said}")
        if content is not None:
            assert run("values.yaml", "--baseline", "known.yaml", "--update-baseline")[0] == 2
            assert get("known.yaml") == content, "whatever it is, it is not overwritten"

    def test_it_is_left_alone_where_not_everything_could_be_checked(self) -> None:
        put("values.yaml", HIDDEN)
        assert run("values.yaml", "nowhere.yaml", "--baseline", "known.yaml", "--update-baseline")[0] == 2
        assert not Path("known.yaml").exists()

    def test_where_it_cannot_be_written(self) -> None:
        put("values.yaml", HIDDEN)
        status, _, said = run("values.yaml", "--baseline", "nowhere/known.yaml", "--update-baseline")
        assert status == 2
        assert said.startswith("error: cannot write `nowhere/known.yaml`")


class TestAddIgnores:
    """Comments that are written for the user."""

    def test_every_other_byte_stays(self) -> None:
        before = (
            "\ufeff# größe\r\n"
            "ipam: {podCIDR: 10.244.0.0/16, serviceCIDR: 10.96.0.0/12}  \r\n"
            "networking:\r\n"
            "  reflectIPs: false\t \r\n"
            "\r\n"
            "tag: v1.2.0 # old\r\n"
            "tag: v1.2.0 # new\r\n"
            "# end"
        )
        put("values.yaml", before)
        status, output, said = run("values.yaml", "--add-ignores", "--reason", "it was so before")
        assert (status, output) == (0, "no findings in values.yaml, for our chart v1.2.0 (2 suppressed)")
        assert said == "note: added comments to `values.yaml`\n"
        because = "because it was so before"
        assert get("values.yaml") == before.replace(
            "reflectIPs: false", f"reflectIPs: false # liqo-values: ignore[LQ105] {because}"
        ).replace("tag: v1.2.0 # new", f"tag: v1.2.0 # new # liqo-values: ignore[LQ006] {because}")

    def test_a_second_time_there_is_nothing_to_write(self) -> None:
        put("values.yaml", HIDDEN)
        run("values.yaml", "--add-ignores", "--reason", "x")
        once = get("values.yaml")
        assert run("values.yaml", "--add-ignores", "--reason", "y")[2] == ""
        assert get("values.yaml") == once

    def test_what_cannot_be_ignored_is_left_and_reported(self) -> None:
        put("values.yaml", HIDDEN + "networkin: {}\n")
        status, output, _ = run("values.yaml", "--add-ignores", "--reason", "x")
        assert (status, output) == (1, "1 error in values.yaml, for our chart v1.2.0 (1 suppressed)")
        assert get("values.yaml").count("liqo-values:") == 1

    def test_a_shared_layer_is_written_once(self) -> None:
        put("base.yaml", "networking:\n  reflectIPs: false\n")
        put("a.yaml", ON)
        put("b.yaml", ON + "tag: v1.2.0\ntag: v1.2.1\n")
        status, output, _ = run("-f", "base.yaml", "a.yaml", "b.yaml", "--add-ignores", "--reason", "x")
        assert (status, output.rpartition(" (")[2]) == (0, "2 suppressed)")
        assert get("base.yaml") == ("networking:\n  reflectIPs: false # liqo-values: ignore[LQ105] because x\n")

    def test_known_findings_get_no_comment(self) -> None:
        put("values.yaml", HIDDEN)
        run("values.yaml", "--baseline", "known.yaml", "--update-baseline")
        run("values.yaml", "--baseline", "known.yaml", "--add-ignores", "--reason", "x")
        assert get("values.yaml") == HIDDEN

    def test_nothing_is_written_where_one_file_cannot_be(self) -> None:
        put("a.yaml", HIDDEN)
        put("b.yaml", HIDDEN)
        Path("b.yaml").chmod(0o444)
        Path("folder").mkdir()
        status, _, said = run("a.yaml", "b.yaml", "nowhere.yaml", "--add-ignores", "--reason", "x")
        assert status == 2
        assert "nowhere.yaml" in said
        assert get("a.yaml") == get("b.yaml") == HIDDEN

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("--add-ignores",), "--add-ignores needs --reason"),
            (("--add-ignores", "--reason", " "), "--add-ignores needs --reason"),
            (("--add-ignores", "--reason", "a\nb"), "--add-ignores needs --reason"),
            (("--reason", "x"), "--reason needs --add-ignores"),
            (("-", "--add-ignores", "--reason", "x"), "cannot be used with standard input"),
            (("-f", "a,-", "--add-ignores", "--reason", "x"), "cannot be used with standard input"),
            (("--update-baseline",), "--update-baseline needs --baseline"),
        ],
    )
    def test_wrong_usage(self, arguments: tuple[str, ...], said: str) -> None:
        with pytest.raises(click.UsageError) as refused:
            run(*arguments)
        assert said in refused.value.format_message()


def test_fix_removes_unused_comments() -> None:
    put(
        "values.yaml",
        f"{ON}# liqo-values: ignore[LQ106, LQ201] because of old\r\nnetworking:\n"
        "  reflectIPs: false # liqo-values: ignore[LQ1O5, LQ205] because of this\n",
    )
    fixed = CliRunner().invoke(cli, ["fix", "values.yaml", "--unsafe"])
    assert "Traceback" not in fixed.output
    assert get("values.yaml") == (
        f"{ON}networking:\n  reflectIPs: false # liqo-values: ignore[LQ105] because of this\n"
    )


class TestStatistics:
    """How often each rule found something."""

    def test_the_table(self) -> None:
        put("a.yaml", f"networkin: {{}}\n{HIDDEN}")
        put("b.yaml", HIDDEN.replace("false", "false # liqo-values: ignore[LQ105] because of this"))
        put("c.yaml", HIDDEN)
        done = CliRunner().invoke(cli, ["check", "a.yaml", "b.yaml", "c.yaml", "--statistics"])
        assert done.stdout == (
            "found  fixable  suppressed  severity  rule\n"
            "    2        0           1  notice    LQ105 hidden-ips-beside-network\n"
            "    1        0           0  error     LQ002 unknown-key\n"
            "\n"
            "1 error, 2 notices in 2 of 3 releases, for our chart v1.2.0 (1 suppressed)\n"
        )

    def test_nothing_found(self) -> None:
        put("a.yaml", ON)
        assert (
            CliRunner().invoke(cli, ["check", "a.yaml", "--statistics"]).stdout
            == "no findings in a.yaml, for our chart v1.2.0\n"
        )

    def test_with_other_reports(self) -> None:
        put("a.yaml", HIDDEN)
        done = CliRunner().invoke(cli, ["check", "a.yaml", "--statistics", "--output", "json=report"])
        assert done.stdout.startswith("found")
        assert get("report").startswith("{")

    def test_only_text_has_statistics(self) -> None:
        with pytest.raises(click.UsageError, match="--statistics changes the text report"):
            run("--statistics", "--format", "json")
