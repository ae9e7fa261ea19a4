"""Whatever a file of Terraform contains: no traceback, and places that are in the file."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liqo_values.cli.group import cli
from liqo_values.engine.file_check import check_text
from liqo_values.model.errors import InputError
from liqo_values.model.source_text import Source
from liqo_values.values.release_inputs import Given

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.engine.result import CheckResult

CASES = Path(__file__).parent / "terraform"
COMMANDS = [("check",), ("check", "--format", "json"), ("mode",), ("values",), ("fix", "--diff", "--unsafe")]
FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
#: The files of all cases, by how their names end.
FILES = {
    ending: [path.read_text("utf-8") for path in sorted(CASES.rglob(f"*{ending}"))]
    for ending in (".tf", ".tf.json", "plan.json")
}
PIECES = (
    *(
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        '"',
        "\\",
        "=",
        ",",
        "\n",
        "<<EOT\n",
        "<<-EOT\n",
        "EOT\n",
        "${",
        "$${",
        "}",
        "%{ if x }",
    ),
    *("#", "/*", "é😀", "\x00", "\ue800", "local.pools", "var.x", "yamlencode(", "null", "- ", ": ", "set {\n", "..."),
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


@st.composite
def damaged(draw: st.DrawFn, ending: str) -> str:
    """A proper file with something else within it."""
    text = draw(st.sampled_from(FILES[ending]))
    for _ in range(draw(st.integers(1, 3))):
        at, length = draw(st.integers(0, len(text))), draw(st.integers(0, 20))
        text = text[:at] + "".join(draw(st.lists(st.sampled_from(PIECES), max_size=3))) + text[at + length :]
    return text


def run(name: str, text: str, command: Sequence[str]) -> None:
    """Call a command about a file; an exception would come through."""
    path = Path(name)
    path.write_bytes(text.encode("utf-8"))
    result = CliRunner().invoke(cli, [*command, name], standalone_mode=False, catch_exceptions=False)
    assert result.return_value in (0, 1, 2)
    assert path.read_bytes() == text.encode("utf-8")


def check_places(text: str, results: list[CheckResult]) -> None:
    """Check that findings mark something in the file."""
    for result in results:
        for finding in result.findings:
            span = finding.primary.span
            if span is not None and span.source.name == "main.tf":
                assert 0 <= span.start <= span.end <= len(text)


@FUZZ
@given(damaged(".tf"), st.sampled_from(COMMANDS))
def test_damaged_files(text: str, command: Sequence[str]) -> None:
    run("main.tf", text, command)
    with suppress(InputError):
        check_places(text, check_text(Given(), Source("main.tf", text)))


@FUZZ
@given(damaged(".tf.json"), st.sampled_from(COMMANDS))
def test_damaged_json(text: str, command: Sequence[str]) -> None:
    run("main.tf.json", text, command)


ANYTHING = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(0, 9), st.sampled_from(["liqo", "networking: {a: 1}", "${x}", "${"])
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["name", "value", "chart", "set", "values", "type"]), inner, max_size=4),
    ),
    max_leaves=8,
)


@st.composite
def changed(draw: st.DrawFn, ending: str) -> str:
    """A proper file of JSON with another value somewhere."""
    text = draw(st.sampled_from(FILES[ending]))
    root: Any = json.loads(text)
    here = root
    for _ in range(draw(st.integers(0, 9))):
        steps = list(here) if isinstance(here, dict) else list(range(len(here)))
        step = draw(st.sampled_from(steps)) if steps else None
        if step is None or not isinstance(here[step], dict | list):
            break
        here = here[step]
    steps = list(here) if isinstance(here, dict) else list(range(len(here)))
    if steps:
        here[draw(st.sampled_from(steps))] = draw(ANYTHING)
    return json.dumps(root, indent=draw(st.sampled_from([None, 2])))


@FUZZ
@given(st.sampled_from(["main.tf.json", "plan.json"]), st.sampled_from(COMMANDS), st.data())
def test_changed_json(name: str, command: Sequence[str], data: st.DataObject) -> None:
    run(name, data.draw(changed(".tf.json" if name.endswith(".tf.json") else "plan.json")), command)
