"""What GitHub, GitLab and build servers read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree.ElementTree import XML, Element

import pytest

import liqo_values
from liqo_values.model.findings import Severity
from liqo_values.model.source_text import Source
from liqo_values.reports import github, gitlab, junit, markdown
from liqo_values.reports.outcome import Outcome
from liqo_values.reports.rule_links import VARIABLE
from tests.validator.cli.calling import OFF
from tests.validator.reports import outcomes


def parsed(text: str) -> Element:
    return XML(text)


class TestGitHub:
    """Workflow commands."""

    def test_the_annotations(self) -> None:
        assert github.render(outcomes.plain()) == (
            "::error title=LQ004 quoted-boolean,file=clusters/rome 1.yaml,line=2,endLine=2,col=12,endColumn=19::"
            "`networking.enabled` is a text%0Aclusters/rome 1.yaml:2:12: a text%0Ahelp: remove the quotes"
            "%0Achart: our chart v1.2.0\n"
            "::warning title=LQ205 repeated-flag,file=clusters/rome 1.yaml,line=4,endLine=4,col=6,endColumn=8::"
            "`tag` is set twice%0A--set tag=v2: wins%0Ahelp: set it once%0Achart: our chart v1.2.0"
        )

    def test_values_cannot_give_commands(self) -> None:
        lines = github.render(outcomes.hostile()).splitlines()
        assert len(lines) == 2, "one for what could not be read, one for the finding"
        for line in lines:
            command, properties, message = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line).groups()  # type: ignore[union-attr]
            assert command == "error"
            for entry in properties.split(","):
                assert re.fullmatch(r"(title|file|line|endLine)=[^:,\r\n]+", entry), "the place has several lines"
            assert "%250A" in message, "what looks like an escape is shown as it is"

    def test_nothing_found(self) -> None:
        assert github.render(outcomes.nothing()) == ""


class TestGitLab:
    """The code quality report."""

    def test_the_report(self) -> None:
        plain = outcomes.plain()
        assert json.loads(gitlab.render(plain)) == [
            {
                "type": "issue",
                "check_name": "LQ004",
                "description": "LQ004 quoted-boolean: `networking.enabled` is a text (a text); remove the quotes "
                "(for our chart v1.2.0)",
                "categories": ["Bug Risk"],
                "severity": "critical",
                "fingerprint": plain.findings[0].fingerprint.digest,
                "location": {"path": "clusters/rome 1.yaml", "lines": {"begin": 2, "end": 2}},
            },
            {
                "type": "issue",
                "check_name": "LQ205",
                "description": "LQ205 repeated-flag: `tag` is set twice (wins); set it once (for our chart v1.2.0)",
                "categories": ["Bug Risk"],
                "severity": "major",
                "fingerprint": plain.findings[1].fingerprint.digest,
                "location": {"path": "clusters/rome 1.yaml", "lines": {"begin": 4, "end": 4}},
            },
        ]

    def test_nothing_found(self) -> None:
        assert json.loads(gitlab.render(outcomes.nothing())) == []

    def test_a_release_without_files(self) -> None:
        """GitLab wants a path for every issue."""
        (first, second) = json.loads(gitlab.render(Outcome([liqo_values.check()])))
        assert (
            first["location"]
            == second["location"]
            == {
                "path": "the chart's defaults",
                "lines": {"begin": 1, "end": 1},
            }
        )

    def test_fingerprints_are_those_of_one_issue_each(self) -> None:
        outcome = Outcome([liqo_values.check([Source(name, "networkin: {}\n")]) for name in ("a.yaml", "b.yaml")])
        issues = json.loads(gitlab.render(outcome))
        assert len(issues) == len({issue["fingerprint"] for issue in issues}) == 6
        assert {issue["location"]["path"] for issue in issues} == {"a.yaml", "b.yaml"}


class TestJUnit:
    """The XML of build servers."""

    def test_the_report(self) -> None:
        expected = Path(__file__).with_name("plain.junit.xml").read_text(encoding="utf-8")
        assert junit.render(outcomes.plain()) + "\n" == expected

    def test_the_threshold_decides_what_fails(self) -> None:
        outcome = outcomes.plain()._replace(threshold=Severity.WARNING)
        assert parsed(junit.render(outcome)).get("failures") == "2"

    def test_whatever_is_in_the_values_it_is_xml(self) -> None:
        root = parsed(junit.render(outcomes.hostile()))
        assert [root.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["3", "1", "1", "1"]
        for element in root.iter():
            assert element.tag in {
                *("testsuites", "testsuite", "properties", "property", "testcase", "failure", "error", "skipped"),
            }

    def test_a_release_without_findings_passes(self) -> None:
        root = parsed(junit.render(outcomes.nothing()))
        assert [(case.get("name"), len(case)) for case in root.iter("testcase")] == [("no findings", 0)]


class TestMarkdown:
    """Comments and summaries."""

    def test_the_report(self) -> None:
        assert markdown.render(outcomes.plain()) == (
            "**liqo-values:** 1 error, 1 warning in clusters/rome 1.yaml + --set tag=v2, "
            "for our chart v1.2.0 (1 fixable, 1 suppressed)\n"
            "\n"
            "| | Rule | Place | Finding |\n"
            "|---|---|---|---|\n"
            "| ❌ error | LQ004<br>quoted-boolean | `clusters/rome 1.yaml:2:12` "
            "| `networking.enabled` is a text<br>remove the quotes |\n"
            "| ⚠️ warning | LQ205<br>repeated-flag | `--set tag=v2` | `tag` is set twice<br>set it once |"
        )

    def test_rules_link_to_their_pages_if_published(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(VARIABLE, "https://docs.example/{code}")
        assert "[LQ004](https://docs.example/LQ004)" in markdown.render(outcomes.plain())

    def test_values_mean_nothing(self) -> None:
        lines = markdown.render(outcomes.hostile()).splitlines()
        assert len([line for line in lines if line.startswith("|")]) == 3
        for line in lines:
            without_code = re.sub(r"<code>[^<]*</code>|`[^`]*`|<br>", "", line)
            assert not re.search(r"[<>@~\\]", without_code)
        assert lines[-1].count("|") == 5, "no value ends a cell"

    def test_it_fits_into_a_comment(self) -> None:
        source = Source("values.yaml", OFF + "".join(f"key{number}: 1\n" for number in range(2000)))
        text = markdown.render(Outcome([liqo_values.check([source])]))
        assert len(text) < 65_536
        left = re.search(r"\| and (\d+) more \|$", text)
        assert left
        assert text.count("| LQ002<br>") + int(left[1]) == 2000

    def test_nothing_found(self) -> None:
        assert (
            markdown.render(outcomes.nothing()) == "**liqo-values:** no findings in values.yaml, for our chart v1.2.0"
        )
