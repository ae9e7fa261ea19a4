"""The schema in an editor: how the language server that editors use for YAML applies it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from liqo_values.charts.target import ours
from tests.conftest import ROOT
from tests.editors.language_server import Editor, editor
from tests.validator.cli.calling import run
from tools.toolchain import nodejs

pytestmark = pytest.mark.xdist_group("editor")

FILES = (ROOT / "chart" / "values.yaml", *sorted((ROOT / "chart" / "presets").glob("*.yaml")))
#: Each text is a file of its own to the server, which remembers what it has seen.
NAMES = (f"values-{number}.yaml" for number in count())
SCHEMA: dict[str, Any] = json.loads(ours().editors_schema.read_text(encoding="utf-8"))
NETWORKING = SCHEMA["properties"]["networking"]["properties"]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    with editor(nodejs.yaml_language_server(), tmp_path_factory.mktemp("repository")) as started:
        yield started


def shown(opened: Editor, text: str) -> tuple[str, list[dict[str, Any]]]:
    """Open a file that begins with what `liqo-values schema --modeline` prints; return its name and what is marked."""
    name = next(NAMES)
    return name, opened.open(name, run("schema", "--modeline")[1] + text)


def marked(opened: Editor, text: str) -> list[tuple[int, str]]:
    """Return the lines that are marked, without the one of the modeline, and their messages."""
    return [(mark["range"]["start"]["line"], mark["message"]) for mark in shown(opened, text)[1]]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("networkin:\n  enabled: true\n", 1, "Property networkin is not allowed."),
        ("tag: a\nnetworking:\n  reflectIP: false\n", 3, "Property reflectIP is not allowed."),
        ('networking:\n  enabled: "false"\n', 2, "must be a boolean: true or false without quotes, and --set instead "),
        ("networking:\n  enabled: 5\n", 2, 'Expected "boolean"'),
        ("ipam:\n  podCIDR: 10.0.0.0\n", 2, "must be an IPv4 or IPv6 network in CIDR notation, such as 10.0.0.0/16"),
        ("networkManager: {config: {}}\n", 1, "removed in Liqo 1.0; the controller manager and the IPAM"),
    ],
)
def test_a_mistake_is_marked_on_its_line_in_words_that_help(opened: Editor, text: str, line: int, said: str) -> None:
    ((at, message),) = marked(opened, text)
    assert at == line
    assert said in message
    assert "Value must be" not in message


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_files_of_the_chart_are_not_marked(opened: Editor, file: Path) -> None:
    assert marked(opened, file.read_text(encoding="utf-8")) == []


def test_every_key_of_a_section_is_proposed_with_its_description(opened: Editor) -> None:
    name, _ = shown(opened, "networking:\n  \n")
    proposed = opened.complete(name, 2, 2)
    assert {"enabled", "reflectIPs"} < set(proposed)
    assert set(proposed) == set(NETWORKING)
    assert proposed["reflectIPs"]["documentation"] == NETWORKING["reflectIPs"]["description"]


def test_the_values_of_a_switch_are_proposed_and_nothing_else(opened: Editor) -> None:
    name, _ = shown(opened, "networking:\n  reflectIPs: \n")
    assert set(opened.complete(name, 2, 14)) == {"true", "false"}


def test_a_key_that_has_a_better_one_is_not_proposed_any_more(opened: Editor) -> None:
    name, _ = shown(opened, "ipam:\n  \n")
    proposed = opened.complete(name, 2, 2)
    assert "podCIDRs" in proposed
    assert "podCIDR" not in proposed


def test_hovering_over_a_key_describes_it(opened: Editor) -> None:
    name, _ = shown(opened, "networking:\n  reflectIPs: false\n")
    assert NETWORKING["reflectIPs"]["description"] in opened.hover(name, 2, 5)


def test_every_key_has_something_to_tell() -> None:
    """Except those of Kubernetes' own types, which are long and known."""
    assert [path for path, key in keys(SCHEMA) if not key.get("description")] == []


def keys(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield all keys of a part of the schema, by their dotted paths."""
    for name, key in schema.get("properties", {}).items():
        stated = SCHEMA["definitions"][key["$ref"].rpartition("/")[2]] if "$ref" in key else key
        yield f"{path}{name}", stated
        yield from keys(key, f"{path}{name}.")
