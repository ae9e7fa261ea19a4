"""Generated texts and arguments: the reader and a real Helm 4 agree, and every place slices back to what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqo_values.model.errors import InputError
from liqo_values.model.layers import LayerKind
from liqo_values.model.nodes import ListNode, MapNode
from liqo_values.parsing.set_flags import parse
from liqo_values.values.release_inputs import read_argument
from tests.support.generated import differential
from tests.validator.parsing.reading import read, result_of, values_of
from tests.validator.parsing.scratch import REFUSED, Scratch
from tests.validator.parsing.test_dialect import KEYS, SCALARS
from tests.validator.parsing.test_set_flags import ours
from tools.toolchain.build import tool

if TYPE_CHECKING:
    from liqo_values.model.nodes import Node
    from liqo_values.model.source_text import Span

READABLE = [text for text, value in SCALARS.items() if value != REFUSED and text not in ("-", "")]
READABLE_KEYS = [key for key, name in KEYS.items() if name != REFUSED and not key.startswith("?")] + ["<<"]

scalars = st.one_of(
    st.sampled_from(READABLE),
    st.from_regex(r"[-+.]?[0-9][0-9a-fxob_.eE+:-]{0,8}", fullmatch=True).filter(lambda text: not text.endswith(":")),
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=8).map(
        lambda text: "'" + text.replace("'", "''") + "'"
    ),
    st.sampled_from(["*a", "*b", "[*a, x]", "{<<: *a}", "{x: *b, x: 1}", "&a 1", "&b [x]", "&a {x: 1}", "|\n@x\n@ z"]),
)
keys = st.sampled_from(READABLE_KEYS)


@st.composite
def blocks(draw: st.DrawFn, depth: int = 0) -> str:
    """Block YAML with all the liberties people take: anchors, merge keys, duplicates, comments, blank lines."""
    indent = "  " * depth
    lines = []
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(keys) + ":"
        shape = draw(st.integers(0, 5)) if depth < 3 else 5
        end = draw(st.sampled_from(["\n", "\n", " # comment\n", "\n\n", "\r\n"]))
        if shape == 0:
            lines.append(f"{indent}{begin}{draw(st.sampled_from(['', ' &a', ' &b']))}{end}{draw(blocks(depth + 1))}")
        elif shape == 1:
            items = draw(st.lists(scalars.filter(lambda text: "\n" not in text), min_size=1, max_size=3))
            lines.append(f"{indent}{begin}{end}" + "".join(f"{indent}- {item}\n" for item in items))
        else:
            value = draw(scalars).replace("@", indent + "  ")
            lines.append(f"{indent}{begin} {value}" + ("\n" if "\n" in value else end))
    return "".join(lines)


noise = st.text("ab:-?[]{},#&*|>'\"%@ \n\t<=.1", max_size=24)
documents = st.one_of(blocks(), noise.map(lambda text: f"k: {text}\n".replace("---", "--")))
files = st.one_of(documents, st.lists(documents, min_size=2, max_size=2).map("---\n".join))


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Scratch:
    return Scratch.make(tmp_path_factory.mktemp("properties"))


@differential(15)
@given(texts=st.lists(documents, min_size=10, max_size=40))
def test_texts_mean_the_same_to_helm(scratch: Scratch, texts: list[str]) -> None:
    for text, theirs in zip(texts, scratch.read_texts(tool("helm4"), texts), strict=True):
        parsed = read(text)
        if not any("random" in said.message for said in parsed.diagnostics):
            assert result_of(parsed) == ({} if theirs is None else theirs), text


@given(text=files)
def test_places_slice_back(text: str) -> None:
    parsed = read(text)
    _check_places(parsed.root, text)
    for said in parsed.diagnostics:
        for span in (said.primary.span, *(label.span for label in said.related)):
            assert span is not None
            assert 0 <= span.start <= span.end <= len(text)


def _check_places(node: Node, text: str) -> None:
    _check_place(node.span, text)
    if isinstance(node, MapNode):
        for entry in node.entries.values():
            _check_place(entry.key_span, text)
            _check_places(entry.value, text)
    elif isinstance(node, ListNode):
        for item in node.items:
            _check_places(item, text)


def _check_place(span: Span | None, text: str) -> None:
    assert span is not None
    assert 0 <= span.start <= span.end <= len(text)
    assert span.text == text[span.start : span.end]
    assert span.text == span.text.rstrip(" \n")
    line = text.split("\n")[span.line - 1]
    assert line[span.column - 1 :].startswith(span.text.split("\n")[0].rstrip("\r"))


@given(scalar=st.sampled_from(READABLE).filter(lambda text: text[0] not in "&!" and " #" not in text))
def test_a_value_read_again_from_its_place_is_the_same(scalar: str) -> None:
    parsed = read(f"a:\n  b:   {scalar}   # comment\nc: 1\n")
    inner = parsed.root.entries["a"].value
    assert isinstance(inner, MapNode)
    span = inner.entries["b"].value.span
    assert span is not None
    assert span.text == scalar.strip()
    assert values_of(f"b: {span.text}\n") == values_of(f"b: {scalar}\n")


pieces = st.sampled_from(
    [
        *"abc==..,,{}[]",
        "\\",
        "[0]",
        "[1]",
        "true",
        "null",
        "0",
        "01",
        "-1",
        " ",
        "base.list",
        "base.map",
        "é",
        '"',
        "1.5",
        '{"":{}}',
        '{"a":1}',
        '{"a=3',
        "a[=3",
    ]
)
arguments = st.lists(pieces, min_size=1, max_size=8).map("".join)


@differential(40)
@given(argument=arguments, kind=st.sampled_from([LayerKind.SET, LayerKind.SET_STRING, LayerKind.SET_JSON]))
def test_arguments_mean_the_same_to_helm(scratch: Scratch, argument: str, kind: LayerKind) -> None:
    base = scratch.folder / "base.yaml"
    if not base.exists():
        base.write_text("base: {list: [1, {a: 2}], map: {a: 1}}\n")
        Scratch.make(scratch.folder / "own")
    own = Scratch(scratch.folder / "own")
    mine = ours(kind, argument, base.read_text())
    assert mine == own.values(tool("helm4"), "-f", base, f"--{kind}", argument)
    if mine != own.values(tool("helm3"), "-f", base, f"--{kind}", argument):
        assert "Helm 4" in said_of(kind, argument)
    else:
        assert "Helm 3" not in said_of(kind, argument)


def said_of(kind: LayerKind, argument: str) -> str:
    """Return the messages about an argument: why it is refused, or how both Helms differ."""
    try:
        return " ".join(said.message for said in read_argument(kind, argument).diagnostics)
    except InputError as error:
        return f"{error.message} {error.remedy}"


@given(argument=arguments, kind=st.sampled_from([LayerKind.SET, LayerKind.SET_STRING, LayerKind.SET_JSON]))
def test_places_in_arguments_slice_back(argument: str, kind: LayerKind) -> None:
    end = 0
    for span in _places(kind, argument):
        assert end <= span.start <= span.end <= len(argument)
        end = span.end


def _places(kind: LayerKind, argument: str) -> list[Span]:
    """Return the places in an argument from left to right: of keys and values, or of what is wrong."""
    try:
        assignments = parse(kind, argument)
    except InputError as error:
        return [error.span] if error.span else []
    both = [(one.key_span, one.value.span if one.value else None) for one in assignments]
    return [span for pair in both for span in pair if span is not None]
