"""Text inside a scalar: every place in it slices back to its characters in the outer text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqo_values.model.nodes import ListNode, MapNode, Node, ScalarNode, Unknown, plain
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing import placeholders, yaml
from liqo_values.parsing.nested_yaml import Places

words = st.text(st.sampled_from("ab é😀:'\"\\#{}-,"), max_size=8)
lines = st.builds(lambda indent, word: " " * indent + word, st.integers(0, 3), words)
contents = st.lists(lines, max_size=6).map("\n".join)

Style = Callable[[str], str]


def literal(content: str) -> str:
    """Write a block scalar, with an explicit indentation and every line end kept."""
    return "|2+\n" + "".join(f"    {line}\n" for line in content.split("\n"))


def literal_of_windows(content: str) -> str:
    return literal(content).replace("\n", "\r\n")


def double_quoted(content: str) -> str:
    return json.dumps(content, ensure_ascii=False)


def ascii_quoted(content: str) -> str:
    return double_quoted(content).replace("😀", "\\U0001F600").replace("é", "\\u00e9").replace("b", "\\x62")


def double_quoted_over_lines(content: str) -> str:
    return json.dumps(content, ensure_ascii=False).replace("a", "\\\n      a")


def single_quoted(content: str) -> str:
    return "'" + content.replace("'", "''").replace("\n", "\n\n    ") + "'"


def scalar_in(style: Style, content: str) -> ScalarNode:
    """Return the scalar as it is read from a text around it."""
    around = style(content)
    (root,), diagnostics = yaml.parse_stream(Source("outer.yaml", f"é:\n  in: 1\n  key: {around}\n"))
    assert diagnostics == []
    assert isinstance(root, MapNode)
    inner = root.entries["é"].value
    assert isinstance(inner, MapNode)
    node = inner.entries["key"].value
    assert isinstance(node, ScalarNode)
    return node


def unescaped(style: Style, text: str) -> str:
    """Read a stretch of the outer text as the content that it stands for."""
    if style in (double_quoted, ascii_quoted, double_quoted_over_lines):
        folded = text.replace("\\\n      ", "")
        json_text = folded.replace("\\U0001F600", "😀").replace("\\x62", "b")
        read: str = json.loads(f'"{json_text}"')
        return read
    return text.replace("''", "'") if style is single_quoted else text


@pytest.mark.parametrize(
    "style",
    [literal, literal_of_windows, double_quoted, ascii_quoted, double_quoted_over_lines, single_quoted],
)
@given(content=contents, data=st.data())
def test_a_place_slices_back_to_its_text(style: Style, content: str, data: st.DataObject) -> None:
    if style is single_quoted:  # blanks at line ends are lost in it, and so is what they would tell
        content = "\n".join(line.strip() or "x" for line in content.split("\n"))
    node = scalar_in(style, content)
    read = str(node.value)
    assert read.rstrip("\n") == content.rstrip("\n")
    assert node.span is not None
    place = Places(node.span, read)
    start = data.draw(st.integers(0, len(read)))
    end = data.draw(st.integers(start, min([len(read), *(at for at in range(start, len(read)) if read[at] == "\n")])))
    outer = place(Span(Source("inner", read), start, end))
    assert outer.source is node.span.source
    assert unescaped(style, outer.text) == read[start:end]


@pytest.mark.parametrize(
    ("around", "marked"),
    [
        ("|\n    networking:\n      enabled: x y\n", "x y"),
        ("|-\n\n      # é\n      networking:\n\n        enabled: x y", "x y"),
        (">\n    {networking: {enabled:\n    x y}}\n", "x y"),
        (">-\n    networking:\n\n      enabled: x y\n", "x y"),
        ('"networking:\\n  enabled: x\\x20y\\n"', "x\\x20y"),
        ("'networking: {\n\n    enabled: x y}'", "x y"),
        ("'{networking: {enabled: \"x y\"}}'", '"x y"'),
        ("|\n\tx", None),
    ],
)
def test_values_in_every_style(around: str, marked: str | None) -> None:
    documents, _ = yaml.parse_stream(Source("outer.yaml", f"key: {around}\n"))
    if marked is None:
        assert documents == []
        return
    assert isinstance(documents[0], MapNode)
    node = documents[0].entries["key"].value
    assert isinstance(node, ScalarNode)
    assert node.span is not None
    inner = yaml.parse(Source("inner", str(node.value)))
    assert inner.diagnostics == []
    section = inner.root.entries["networking"].value
    assert isinstance(section, MapNode)
    value = section.entries["enabled"].value
    assert value.span is not None
    assert Places(node.span, str(node.value))(value.span).text == marked


def test_what_cannot_be_followed_has_the_place_of_the_whole() -> None:
    whole = Span(Source("outer", "key: *alias"), 5, 11)
    assert Places(whole, "a: 1\n")(Span(Source("inner", "a: 1\n"), 3, 4)) == whole


trees = st.recursive(
    st.sampled_from(["x", 1, True, None, "{{ .a }}", "a {{ b }} c", "${V:=1}", "<path:x#y>", "é"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["a", "b", "{{ k }}", "${k}"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(tree=st.dictionaries(st.sampled_from(["a", "{{ k }}"]), trees, max_size=3), indent=st.sampled_from([None, 2]))
def test_templates_are_put_back_and_nothing_else_changes(tree: dict[str, object], indent: int | None) -> None:
    source = Source("values.yaml", json.dumps(tree, ensure_ascii=False, indent=indent))
    parsed = placeholders.parse(source)
    assert parsed.diagnostics == []
    assert plain(parsed.root) == tree
    for node in scalars(parsed.root):
        assert isinstance(node.value, Unknown) is (
            isinstance(node.value, str) and placeholders.has_template(node.value)
        )
        assert node.span is not None
        assert node.span.source is source
        assert json.loads(node.span.text) == node.value


@pytest.mark.parametrize(
    "text", ["enabled: {{ .x }}", "enabled: ${X:=a: b}", "enabled: {{ .x }} # ${c}", "{{ k }}: {{ v }}"]
)
def test_templates_without_quotes(text: str) -> None:
    parsed = placeholders.parse(Source("values.yaml", text))
    assert parsed.diagnostics == []
    ((key, value),) = plain(parsed.root).items()  # type: ignore[union-attr]
    assert f"{key}: {value}" == text.partition(" #")[0]
    assert isinstance(value, Unknown)


def test_different_templates_are_different_keys() -> None:
    parsed = placeholders.parse(Source("values.yaml", "{{ a }}: 1\n{{ b }}: 2\n"))
    assert plain(parsed.root) == {"{{ a }}": 1, "{{ b }}": 2}
    assert parsed.diagnostics == []


def test_more_templates_than_stand_ins() -> None:
    text = "".join(f"a{number}: '{{{{ x }}}}'\n" for number in range(5000))
    parsed = placeholders.parse(Source("values.yaml", text))
    assert plain(parsed.root) == {f"a{number}": "{{ x }}" for number in range(5000)}


def scalars(node: Node) -> Iterator[ScalarNode]:
    """Yield all scalars of a tree."""
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from scalars(item)
    else:
        for entry in node.entries.values():
            yield from scalars(entry.value)
