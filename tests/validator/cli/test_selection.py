"""Which rules a run reports: ``--select`` and ``--ignore``, and the same in the project file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from liqo_values.cli import group
from tests.validator.cli.calling import OFF, ON, call, put

#: LQ105 is a notice, LQ002 and LQ004 are errors; LQ102 and LQ103 follow from a misspelt switch.
MIXED = f"{ON}networking: {{reflectIPs: false}}\nproxy: {{enabled: 'true'}}\nunknown: 1\n"
MISSPELT = "networking: {enabeld: false}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def codes(*arguments: str) -> list[str]:
    """Return the codes of the findings of a check, as JSON prints them."""
    found = json.loads(call("check", "--format", "json", *arguments)[1])["findings"]
    return sorted(finding["code"] for finding in found)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), ["LQ002", "LQ004", "LQ105"]),
        (("--select", "LQ1"), ["LQ105"]),
        (("--select", "LQ1,LQ002"), ["LQ002", "LQ105"]),
        (("--select", "LQ1", "--select", "unknown-key"), ["LQ002", "LQ105"]),
        (("--ignore", "LQ0"), ["LQ105"]),
        (("--ignore", "lq0", "--select", "ALL,LQ002"), ["LQ002", "LQ105"]),
        (("--select", "LQ0", "--ignore", "LQ004"), ["LQ002"]),
        (("--select", "LQ002", "--ignore", "LQ00"), ["LQ002"]),
        (("--select", "LQ002", "--ignore", "unknown-key"), []),
        (("--ignore", "ALL"), []),
    ],
)
def test_the_longest_match_decides(arguments: tuple[str, ...], expected: list[str]) -> None:
    assert codes(*arguments, put("values.yaml", MIXED)) == expected


def test_what_helm_rejects_is_counted() -> None:
    put("values.yaml", MIXED)
    status, output, _ = call("check", "--ignore", "LQ0", "--ignore", "LQ105", "values.yaml")
    assert (status, output) == (0, "no findings in values.yaml, for our chart v1.2.0 (2 errors not selected)\n")
    document = json.loads(call("check", "--ignore", "LQ0", "values.yaml", "--format", "json")[1])
    assert document["summary"]["not_selected"] == 2
    assert document["releases"][0]["refused"] is True


@pytest.mark.parametrize(
    ("arguments", "message", "remedy"),
    [
        (("--select", "LQ12X"), "--select: there is no rule `LQ12X`", "did you mean `LQ12"),
        (("--ignore", "unknown-keys"), "--ignore: there is no rule `unknown-keys`", "did you mean `unknown-key`?"),
        (("--ignore", "nothing-of-the-kind"), "there is no rule", "`liqo-values rules` lists all rules"),
        (("--ignore", "LQ001"), "--ignore: `LQ001` cannot be ignored", "--exclude"),
    ],
)
@pytest.mark.parametrize("command", ["check", "fix", "report"])
def test_rules_that_do_not_exist(
    command: str, arguments: tuple[str, ...], message: str, remedy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert group.run([command, *arguments, put("values.yaml", OFF)]) == 2
    output, said = capsys.readouterr()
    assert output == ""
    assert message in said
    assert remedy in said


def test_values_that_helm_cannot_read_are_always_reported() -> None:
    assert codes("--select", "LQ1", put("values.yaml", "a: [\n")) == ["LQ001"]


def test_what_follows_takes_the_place_of_its_cause() -> None:
    put("values.yaml", MISSPELT)
    assert codes("values.yaml") == ["LQ002"]
    assert codes("values.yaml", "--ignore", "LQ002") == ["LQ102", "LQ103"]
    found = json.loads(call("check", "--format", "json", "--ignore", "LQ102", "values.yaml")[1])["findings"]
    assert [one["code"] for one in found[0]["follows"]] == ["LQ103"]


def test_comments_about_other_rules_are_not_unused() -> None:
    used = "networking:\n  reflectIPs: false # liqo-values: ignore[LQ105] because so it is\n"
    put("used.yaml", ON + used)
    put("unused.yaml", f"{OFF}# liqo-values: ignore[repeated-switch] because so it is\nproxy: {{}}\n")
    assert codes("used.yaml", "unused.yaml", "--ignore", "LQ105,LQ106") == []
    assert codes("used.yaml", "unused.yaml", "--ignore", "LQ105") == ["LQ030"]


def test_baselines_keep_entries_of_other_rules() -> None:
    put("values.yaml", MIXED)
    call("check", "values.yaml", "--baseline", "known.yaml", "--update-baseline")
    whole = Path("known.yaml").read_text("utf-8")
    arguments = ("check", "values.yaml", "--baseline", "known.yaml", "--ignore", "LQ0")
    assert call(*arguments)[2] == ""
    call(*arguments, "--update-baseline")
    assert Path("known.yaml").read_text("utf-8") == whole
    Path("known.yaml").unlink()
    call(*arguments, "--update-baseline")
    assert "LQ0" not in Path("known.yaml").read_text("utf-8").partition("known:")[2]


def test_the_project_file() -> None:
    put("values.yaml", MIXED)
    put(".liqo-values.yaml", "select: [LQ0, LQ1]\nignore: [LQ002]\n")
    assert codes("values.yaml") == ["LQ004", "LQ105"]
    assert codes("values.yaml", "--ignore", "LQ1") == ["LQ004"]
    assert codes("values.yaml", "--select", "LQ002") == ["LQ002"]


def test_only_what_is_selected_is_fixed() -> None:
    put("values.yaml", "networking: {enabled: 'false', reflectIPs: 'false'}\nproxy: {}\nproxy: {}\n")
    call("fix", "--select", "LQ004", "values.yaml")
    assert Path("values.yaml").read_text("utf-8").startswith("networking: {enabled: false, reflectIPs: false}\nproxy")
    put("values.yaml", "networking: {enabled: 'false'}\n")
    assert "nothing to fix" in call("fix", "--diff", "--ignore", "LQ004", "values.yaml")[2]
