"""``--set`` and its relatives: every argument as the real Helms read it, with places inside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from liqo_values.model.errors import InputError
from liqo_values.model.layers import LayerKind
from liqo_values.model.nodes import ListNode, MapNode, plain
from liqo_values.model.source_text import Source
from liqo_values.parsing.set_flags import parse
from liqo_values.values.load import load
from liqo_values.values.release_inputs import Given
from tests.validator.parsing.scratch import REFUSED, Scratch
from tests.validator.parsing.set_flags_cases import BASE, CASES, FILES, OBJECTS
from tools.toolchain.build import tool

if TYPE_CHECKING:
    from pathlib import Path

    from liqo_values.model.nodes import Plain

KEYWORDS = {
    LayerKind.SET: "set_values",
    LayerKind.SET_STRING: "set_strings",
    LayerKind.SET_JSON: "set_json",
    LayerKind.SET_FILE: "set_files",
    LayerKind.SET_LITERAL: "set_literals",
}


def with_base(expected: Plain) -> Plain:
    """Put what an argument sets into what was there."""
    if not isinstance(expected, dict):
        return expected
    inner: dict[str, Plain] = {
        "text": "x",
        "none": None,
        "map": {"inner": 1},
        "list": [1, {"x": 2}, [3]],
        "empty": [],
    }
    changed = expected.get("base")
    return {**expected, "base": {**inner, **(changed if isinstance(changed, dict) else {})}}


def ours(kind: LayerKind, argument: str, base: str = BASE) -> Plain:
    """Return what our reader reads in an argument over a values file."""
    try:
        given = Given([Source("base.yaml", base)], **{KEYWORDS[kind]: [argument]})  # type: ignore[arg-type]
        loaded = load(given, defaults=MapNode())
    except InputError:
        return REFUSED
    return dict(loaded.values.data)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Scratch:
    folder = tmp_path_factory.mktemp("setargs")
    (folder / "base.yaml").write_text(BASE)
    for name, content in FILES.items():
        (folder / name).write_bytes(content.encode())
    return Scratch.make(folder / "chart")


@pytest.fixture
def beside_files(scratch: Scratch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work where the files for ``--set-file`` are."""
    monkeypatch.chdir(scratch.folder.parent)


@pytest.mark.usefixtures("beside_files")
@pytest.mark.parametrize(("kind", "argument", "expected"), CASES + OBJECTS)
def test_argument(scratch: Scratch, kind: LayerKind, argument: str, expected: Plain) -> None:
    base: Path = scratch.folder.parent / "base.yaml"
    assert scratch.values(tool("helm4"), "-f", base, f"--{kind}", argument) == with_base(expected)
    assert ours(kind, argument) == with_base(expected)


@pytest.mark.usefixtures("beside_files")
def test_helm_3_reads_them_alike(scratch: Scratch) -> None:
    """All that set nothing but ``a``, in one call, each under a key of its own."""
    chosen = [
        (kind, argument, expected["a"])
        for kind, argument, expected in CASES
        if isinstance(expected, dict) and set(expected) == {"a"} and re.fullmatch(r"a(?!\.a|\[0\]\[1$)[^,]*", argument)
    ]
    options: list[str] = []
    for number, (kind, argument, _) in enumerate(chosen):
        options += [f"--{kind}", f"n{number}.{argument}"]
    values = scratch.values(tool("helm3"), *options)
    assert isinstance(values, dict)
    assert len(chosen) > 40
    assert values == {f"n{number}": {"a": expected} for number, (_, _, expected) in enumerate(chosen)}


@pytest.mark.parametrize(("kind", "argument", "expected"), OBJECTS)
def test_helm_3_has_no_whole_objects(scratch: Scratch, kind: LayerKind, argument: str, expected: Plain) -> None:
    assert scratch.values(tool("helm3"), f"--{kind}", argument) == REFUSED
    assert expected == REFUSED or ours(kind, argument) != REFUSED


def test_an_index_that_breaks_off_is_where_the_helms_differ(scratch: Scratch) -> None:
    assert scratch.values(tool("helm3"), "--set", "a[0") == REFUSED
    assert scratch.values(tool("helm4"), "--set", "a[0") == {}
    assert ours(LayerKind.SET, "a[0") == with_base({})


@pytest.mark.parametrize(
    ("kind", "argument", "places"),
    [
        (LayerKind.SET, "a.b=1", [("a.b", "1")]),
        (LayerKind.SET, r"a\.b[0]=x\,y,c=", [(r"a\.b[0]", r"x\,y"), ("c", "")]),
        (LayerKind.SET, "a={1,é},b=2", [("a", "{1,é}"), ("b", "2")]),
        (LayerKind.SET_STRING, "a=true", [("a", "true")]),
        (LayerKind.SET_LITERAL, r"a\[0]=x\,y,c=", [(r"a\[0]", r"x\,y,c=")]),
        (LayerKind.SET_JSON, 'a= {"x": [1]} , b=2', [("a", '{"x": [1]}'), (" b", "2")]),
    ],
)
def test_places(kind: LayerKind, argument: str, places: list[tuple[str, str]]) -> None:
    found = [
        (assignment.key_span.text, assignment.value.span.text)
        for assignment in parse(kind, argument)
        if assignment.key_span and assignment.value and assignment.value.span
    ]
    assert found == places


def test_places_inside_lists_and_json() -> None:
    (assignment,) = parse(LayerKind.SET, r"args={--one,--two\,three}")
    assert isinstance(assignment.value, ListNode)
    assert [item.span.text for item in assignment.value.items if item.span] == ["--one", r"--two\,three"]
    (whole,) = parse(LayerKind.SET_JSON, '{"a": {"b": [1, "x"]}}')
    assert isinstance(whole.value, MapNode)
    entry = whole.value.entries["a"]
    assert entry.key_span is not None
    assert entry.value.span is not None
    assert (entry.key_span.text, entry.value.span.text) == ('"a"', '{"b": [1, "x"]}')


@pytest.mark.parametrize(
    ("kind", "argument", "marked"),
    [
        (LayerKind.SET, "a=1,b", "b"),
        (LayerKind.SET, "a,b=1", "a"),
        (LayerKind.SET, "a={x", "{"),
        (LayerKind.SET, "a[x]=1", "x]"),
        (LayerKind.SET, "a[-1]=1", "-1"),
        (LayerKind.SET, "a[0]x=1", "x"),
        (LayerKind.SET_FILE, "a=1,b=nowhere,c=2", "1"),
        (LayerKind.SET_LITERAL, "a[x]=1,2", "x]"),
        (LayerKind.SET_JSON, "a=[1 2]", "2"),
        (LayerKind.SET_JSON, '{"a": 1} x', " x"),
    ],
)
def test_an_error_shows_the_argument_and_the_place(kind: LayerKind, argument: str, marked: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(kind, argument)
    error = caught.value
    assert f"--{kind} {argument}" in error.message
    assert error.remedy
    assert error.span is not None
    assert error.span.text.startswith(marked)


def test_an_error_caused_by_another_layer_shows_the_path() -> None:
    with pytest.raises(InputError, match="a list before it, but an earlier layer made it text") as caught:
        load(Given([Source("f", "a: x\n")], set_values=["b=1,a[0]=2"]), defaults=MapNode())
    assert caught.value.span is not None
    assert caught.value.span.text == "a[0]"


def test_bytes_that_are_not_utf8() -> None:
    with pytest.raises(InputError, match="UTF-8") as caught:
        parse(LayerKind.SET, "a=\udcff")
    caught.value.message.encode()  # printable


@pytest.mark.parametrize("argument", ["a=" + "[" * 300 + "]" * 300, '{"a":' * 300 + "1" + "}" * 300])
def test_deep_json_is_refused(argument: str) -> None:
    with pytest.raises(InputError, match="256"):
        parse(LayerKind.SET_JSON, argument)


def test_deep_indices_are_refused() -> None:
    with pytest.raises(InputError, match="256"):
        parse(LayerKind.SET, "a" + "[0]" * 10_000 + "=1")


def test_long_arguments_are_shortened_in_names_only() -> None:
    argument = "a=" + "x" * 10_000
    (assignment,) = parse(LayerKind.SET, argument)
    assert assignment.value is not None
    assert assignment.value.span is not None
    assert plain(assignment.value) == "x" * 10_000
    assert len(assignment.value.span.source.name) < 100
