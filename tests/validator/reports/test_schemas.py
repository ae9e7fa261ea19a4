"""The published JSON Schemas, and what commands really print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest

import liqo_values
from liqo_values.cli.group import cli
from liqo_values.cluster import snapshot
from liqo_values.cluster.snapshot import Unseen
from liqo_values.reports.json import render
from liqo_values.reports.outcome import Outcome
from liqo_values.reports.schemas import COMMANDS, schema_of
from tests.validator.cli.calling import call
from tests.validator.cluster.bundles import cluster, manager
from tests.validator.reports import outcomes
from tools.generate.rules import cases

CLUSTERS = [case for path in cases.paths() for case in cases.read(path) if case.bundle]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_every_command_that_prints_json_has_one() -> None:
    with click.Context(cli) as context:
        commands = {name: cli.get_command(context, name) for name in cli.list_commands(context)}
    printing = {
        name
        for name, command in commands.items()
        if command is not None
        for option in command.params
        if "--format" in option.opts and isinstance(option.type, click.Choice) and "json" in option.type.choices
    }
    assert printing | {"show-files"} == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_they_are_complete(command: str) -> None:
    printed = json.loads(call("schema", "--format-of", command)[1])
    assert printed == schema_of(command)
    jsonschema.Draft7Validator.check_schema(printed)
    assert set(references(printed)) == {f"#/definitions/{name}" for name in printed.get("definitions", ())}


def references(part: Any) -> list[str]:
    """What a part of a schema refers to."""
    if isinstance(part, list):
        return [name for item in part for name in references(item)]
    if not isinstance(part, dict):
        return []
    return [part["$ref"]] if "$ref" in part else [name for item in part.values() for name in references(item)]


def closed(part: Any) -> Any:
    """Forbid whatever a schema does not describe."""
    if isinstance(part, list):
        return [closed(item) for item in part]
    if not isinstance(part, dict):
        return part
    inner = {key: closed(value) for key, value in part.items()}
    return inner | ({"additionalProperties": False} if "properties" in inner and "required" in inner else {})


@pytest.mark.parametrize("outcome", [outcomes.plain(), outcomes.hostile(), outcomes.nothing(), Outcome([])])
def test_the_published_schema(outcome: Outcome) -> None:
    jsonschema.Draft7Validator.check_schema(schema_of("check"))
    jsonschema.Draft7Validator(schema_of("check")).validate(json.loads(render(outcome.results, outcome.failures)))


def test_the_published_schema_describes_every_field() -> None:
    """All but the fields of a suppressed finding, which are those of a finding and one more."""
    strict = closed(schema_of("check"))
    suppressed = strict["properties"]["suppressed"]["items"]
    finding = strict["definitions"]["finding"]
    suppressed.update(finding | {"properties": finding["properties"] | suppressed["allOf"][1]["properties"]})
    del suppressed["allOf"]
    for outcome in (outcomes.plain(), outcomes.hostile(), Outcome([liqo_values.check(set_values=["networking=1"])])):
        jsonschema.Draft7Validator(strict).validate(json.loads(render(outcome.results, outcome.failures)))


@pytest.mark.parametrize("case", CLUSTERS, ids=lambda case: f"{case.code}: {case.title}")
def test_a_diagnosis(case: cases.Case) -> None:
    for name, text in case.files.items():
        Path(name).write_text(text, encoding="utf-8")
    layers = [word for name in case.files if name != case.bundle for word in ("-f", name)]
    _, printed, errors = call("doctor", "--bundle", case.bundle, *layers, "--format", "json")
    assert errors == ""
    jsonschema.Draft7Validator(closed(schema_of("doctor"))).validate(json.loads(printed))


def test_a_diagnosis_without_values() -> None:
    """Another tool applied the objects, and some of them cannot be seen."""
    unseen = Unseen("secrets", "liqo", "the releases of Helm", "no", forbidden=True)
    bundle = cluster(manager("--networking-enabled=false"), unseen=(unseen,))
    Path("bundle.json").write_text(snapshot.written(bundle), encoding="utf-8")
    document = json.loads(call("doctor", "--bundle", "bundle.json", "--format", "json")[1])
    assert (document["release"], document["mode"], len(document["unseen"])) == (None, None, 1)
    jsonschema.Draft7Validator(closed(schema_of("doctor"))).validate(document)


@pytest.mark.parametrize("arguments", [("rules",), ("explain", "LQ101")])
def test_rules(arguments: tuple[str, ...]) -> None:
    printed = json.loads(call(*arguments, "--format", "json")[1])
    jsonschema.Draft7Validator(closed(schema_of(arguments[0]))).validate(printed)


def test_files() -> None:
    Path("vendor").mkdir()
    Path("vendor/values.yaml").write_text("networking: {enabled: false}\n", encoding="utf-8")
    Path("values.yaml").write_text("networking: {enabled: false}\n", encoding="utf-8")
    printed = json.loads(call("check", "--show-files", "--format", "json")[1])
    assert {one["used_as"] for one in printed["files"]} == {"values", "skipped"}
    jsonschema.Draft7Validator(closed(schema_of("show-files"))).validate(printed)
