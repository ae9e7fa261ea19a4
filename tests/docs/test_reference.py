"""Pages list every command, report format and key of the project file, and nothing else."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import click
import pytest
import yaml

import liqo_values
from liqo_values.cli.group import cli
from liqo_values.cli.outputs import FORMATS
from liqo_values.rules.registry import all_rules
from tests.validator.cli.calling import call, put
from tools.repository import ROOT

VALIDATOR = (ROOT / "docs" / "validator.md").read_text(encoding="utf-8")
SCHEMA = ROOT / "validator" / "liqo_values" / "data" / "config.schema.json"


def _first_cells(text: str, comment: str) -> list[str]:
    """The first cells in the table below a comment, without the head."""
    table = text.partition(f"<!-- {comment} -->\n")[2].partition("\n\n")[0]
    return [row.split("|")[1].strip() for row in table.splitlines()[2:]]


def test_the_validator_page_lists_every_report_format() -> None:
    assert _first_cells(VALIDATOR, "report formats") == [f"`{name}`" for name in FORMATS]


def test_the_action_lists_every_report_format() -> None:
    inputs = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    listed = re.search(r"printed report: (.*?)\.", inputs["format"]["description"])
    assert listed
    assert re.split(", | or ", listed[1]) == list(FORMATS)
    assert inputs["format"]["default"] in FORMATS


def test_the_validator_page_shows_every_command() -> None:
    shown = set(re.findall(r"^\$ liqo-values (\w+)", VALIDATOR, re.MULTILINE))
    assert shown == set(cli.list_commands(click.Context(cli)))


def test_the_exit_statuses_are_those_of_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both on the page and in ``--help``."""
    monkeypatch.chdir(tmp_path)
    put("good.yaml", "networking: {enabled: false}\n")
    put("bad.yaml", "networkin: {enabled: false}\n")
    section = VALIDATOR.partition("## Exit status\n")[2].partition("\n## ")[0]
    pages = (
        re.findall(r"^\| (\d) \| (.*) \|$", section, re.MULTILINE),
        re.findall(r"^  (\d)  (.*)$", cli.epilog or "", re.MULTILINE),
    )
    for listed in pages:
        meaning = {int(status): words for status, words in listed}
        assert sorted(meaning) == [0, 1, 2]
        assert meaning[call("check", "good.yaml")[0]].startswith("no findings")
        assert meaning[call("check", "bad.yaml")[0]].startswith("findings")
        assert re.search("could not be checked: .*missing", meaning[call("check", "nowhere.yaml")[0]])
    assert call("mode", "bad.yaml")[0] == 1


def test_the_page_of_the_rules_lists_every_rule_once_below_its_topic() -> None:
    topics = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8").split("\n## ")[1:]
    listed = [re.findall(r"^\| \[(LQ\d+)\]", topic, re.MULTILINE) for topic in topics]
    assert [code for codes in listed for code in codes] == [rule.code for rule in all_rules()]
    assert all(len({code[2] for code in codes}) == 1 for codes in listed)


@pytest.mark.parametrize(("part", "definition"), [("", ""), ("stacks[].", "stack"), ("peerings[].", "peering")])
def test_the_validator_page_lists_every_key_of_the_project_file(part: str, definition: str) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    keys = (schema["definitions"][definition] if definition else schema)["properties"]
    cells = _first_cells(VALIDATOR, "keys of the project file")
    own = [cell for cell in cells if (f"`{part}" in cell if part else "[]" not in cell)]
    listed = re.findall(r"`(?:\w+\[\]\.)?(\w+)`", " ".join(own))
    assert sorted(listed) == sorted(keys)


def test_the_validator_page_compares_with_helm_as_measured() -> None:
    costs = json.loads((ROOT / "docs" / "performance.json").read_text(encoding="utf-8"))["one file"]
    assert "less than a quarter of the processor time of `helm lint`" in VALIDATOR
    assert costs["liqo-values check"]["cpu"] < min(costs[f"helm {n} lint"]["cpu"] for n in (3, 4)) / 4


def test_the_image_installs_this_version_with_an_extra_that_there_is() -> None:
    (recipe,) = re.findall(r"```dockerfile\n(.*?)```", VALIDATOR, re.DOTALL)
    ((extra, version),) = re.findall(r"pip install --no-cache-dir 'liqo-values\[(\w+)\]==([\w.]+)'", recipe)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert extra in project["optional-dependencies"]
    assert version == liqo_values.__version__
    assert "://" not in recipe
    command = json.loads(recipe.splitlines()[-1].removeprefix("CMD "))
    assert cli.get_command(click.Context(cli), command[0]) is not None


def test_contributing_names_files_that_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = {name for name in re.findall(r"`([\w./-]+/[\w./-]*)`", text) if not re.search(r"LQxxx|^dist/", name)}
    folders = (".", "validator/liqo_values", "validator/liqo_values/reports", "chart/charts/liqo-library/templates")
    assert named
    assert not [name for name in sorted(named) if not any((ROOT / folder / name).exists() for folder in folders)]
