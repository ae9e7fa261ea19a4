"""Places: every key and value knows where it is written, and every error where it occurred."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from liqo_values.model.nodes import ListNode, MapNode, Node, plain
from liqo_values.model.source_text import Source, Span
from liqo_values.parsing.yaml import parse
from tests.validator.parsing.reading import at, read, refusal, values_of

TEXT = """\
# a comment
networking:
  enabled: yes   # off for us
  "internal" : 'it''s'
empty:
list: &args
  - --one
  -   two words
  - {flow: [1, 2]}  # end
# between
again: *args
block: |
  first

  second

tagged: !!str &t 12
deep: &m # with a comment
  below: x
merged:
  <<: *m
folded: >-
    a
    b
last: x
"""


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (("networking",), "networking", "enabled: yes   # off for us\n  \"internal\" : 'it''s'"),
        (("networking", "enabled"), "enabled", "yes"),
        (("networking", "internal"), '"internal"', "'it''s'"),
        (("empty",), "empty", ""),
        (("list",), "list", "- --one\n  -   two words\n  - {flow: [1, 2]}"),
        (("again",), "again", "*args"),
        (("block",), "block", "|\n  first\n\n  second"),
        (("tagged",), "tagged", "12"),
        (("deep",), "deep", "below: x"),
        (("merged", "below"), "below", "x"),
        (("folded",), "folded", ">-\n    a\n    b"),
        (("last",), "last", "x"),
    ],
)
def test_keys_and_values_are_where_they_are_written(path: tuple[str, ...], key: str, value: str) -> None:
    node: MapNode = read(TEXT).root
    for step in path[:-1]:
        inner = node.entries[step].value
        assert isinstance(inner, MapNode)
        node = inner
    entry = node.entries[path[-1]]
    assert entry.key_span is not None
    assert entry.key_span.text == key
    assert entry.value.span is not None
    assert entry.value.span.text == value


def test_items_and_lines() -> None:
    items = at(read(TEXT).root, "list")
    assert isinstance(items, ListNode)
    spans = [item.span for item in items.items if item.span is not None]
    assert [(span.line, span.column, span.text) for span in spans] == [
        (7, 5, "--one"),
        (8, 7, "two words"),
        (9, 5, "{flow: [1, 2]}"),
    ]


def test_items_of_an_alias_stay_where_they_are_written() -> None:
    again = at(read(TEXT).root, "again")
    assert isinstance(again, ListNode)
    assert again.span is not None
    assert again.span.line == 11
    assert again.items[0].span is not None
    assert again.items[0].span.line == 7


def test_columns_count_characters_and_the_mark_does_not_count() -> None:
    root = parse(Source("values.yaml", "😀é: {ü: x}\n")).root
    value = at(root, "😀é", "ü")
    assert value.span is not None
    assert (value.span.line, value.span.column, value.span.text) == (1, 9, "x")


def test_places_in_a_later_document() -> None:
    value = at(read("a: 1\n--- # more\nb: {c: 2}\n").root, "b", "c")
    assert value.span is not None
    assert (value.span.line, value.span.column, value.span.text) == (3, 8, "2")


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: 1\n\tb: 2\n", 2, 1),
        ("a: 1\nb: c: d\n", 2, 5),
        ("a: 1\nb: 'c\n", 3, 1),
        ("a: 1\nb: *c\n", 2, 4),
        ("a: 1\nb: @c\n", 2, 4),
        ("a: 1\nb: x\u0007\n", 2, 5),
        ("a: 1\nb: .nan\n", 2, 4),
        ("a: 1\nb: {c: .inf}\n", 2, 8),
        ("a: 1\n~: 2\n", 2, 1),
        ("a: 1\n? [b]\n: c\n", 2, 3),
        ("a: 1\nb: !!int c\n", 2, 10),
        ('a: 1\nb: "\\/"\n', 2, 4),
        ("a: 1\nb: [x, c?d]\n", 2, 8),
        ("a: 1\nb: {<<: 3}\n", 2, 9),
        ("a: 1\nb: &b [*b]\n", 2, 8),
        ("a: 1\n--- b\n", 2, 1),
        ("- a\n", 1, 1),
        ("a: 1\n---\n- b\n", 3, 1),
        ("a:\n  b: 1\n c: 2\n", 3, 2),
    ],
)
def test_an_error_names_the_place(text: str, line: int, column: int) -> None:
    span = refusal(text).primary.span
    assert span is not None
    assert (span.line, span.column) == (line, column)


def test_an_error_shows_where_unfinished_text_begins() -> None:
    said = refusal("a: 1\nb: 'unfinished\nc: 2\n")
    (began,) = said.related
    assert began.span is not None
    assert (began.span.line, began.span.column) == (2, 4)
    assert began.text


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("a: 1\nb: 2\na: 3\n", (1, 1), (3, 1)),
        ("x:\n  a: 1\n  a: 2\n", (2, 3), (3, 3)),
        ("y: 1\ntrue: 2\n", (1, 1), (2, 1)),
        ("a: {b: 1, 'b': 2}\n", (1, 5), (1, 11)),
        ("1: a\n'1': b\n", (1, 1), (2, 1)),
        ("m: &m {a: 1}\nx:\n  a: 2\n  <<: *m\n", (3, 3), (4, 3)),
    ],
)
def test_duplicate_keys_show_both_places(text: str, first: tuple[int, int], second: tuple[int, int]) -> None:
    (said,) = (said for said in read(text).diagnostics if said.code == "LQ006")
    (earlier,) = said.related
    assert said.primary.span is not None
    assert earlier.span is not None
    assert (earlier.span.line, earlier.span.column) == first
    assert (said.primary.span.line, said.primary.span.column) == second


@pytest.mark.parametrize(
    ("text", "effect"), [("a: 1\na: 2\n", "last one"), ("1: a\n'1': b\n", "random"), ("0x1: a\n1: b\n", "last one")]
)
def test_duplicate_keys_say_which_one_counts(text: str, effect: str) -> None:
    (said,) = (said for said in read(text).diagnostics if said.code == "LQ006")
    assert effect in said.message


def test_overriding_a_merge_key_is_no_duplicate() -> None:
    assert read("m: &m {a: 1}\nx:\n  <<: *m\n  a: 2\n").diagnostics == []
    assert read("m: &m {a: 1}\no: &o {a: 2}\nx: {<<: [*m, *o]}\n").diagnostics == []


def test_nesting_ends_at_256_levels() -> None:
    def nested(levels: int) -> str:
        return "a: " + "[" * (levels - 1) + "]" * (levels - 1) + "\n"

    assert values_of(nested(256)) != "refused"
    assert "256" in refusal(nested(257)).message
    assert "256" in refusal("a: " + "[" * 100_000).message
    assert "256" in refusal("".join(" " * level + "a:\n" for level in range(300))).message


def test_aliases_count_as_what_they_stand_for() -> None:
    levels = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 300)]
    assert "256" in refusal("\n".join(levels) + "\n").message


def test_an_alias_bomb_is_refused_in_no_time() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    assert "aliases" in refusal(bomb).message


def test_many_harmless_aliases_are_not() -> None:
    text = "a: &a {b: 1, c: [x, z]}\n" + "".join(f"k{n}: *a\n" for n in range(2000))
    assert plain(at(read(text).root, "k1999")) == {"b": 1, "c": ["x", "z"]}


def test_an_oddity_that_helm_accepts_silently_is_refused() -> None:
    assert refusal("k: [!!int, 1]\n").primary.span is not None


def test_what_helm_ignores_after_an_empty_map_is_shown() -> None:
    parsed = read("{}: 1\nk: 2\n")
    assert parsed.root.entries == {}
    (said,) = parsed.diagnostics
    assert said.code == "LQ007"
    assert said.primary.span is not None
    assert said.primary.span.text == "{}"


def test_without_the_c_extension_the_result_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    with_extension = read(TEXT)
    monkeypatch.setattr("liqo_values.parsing.yaml.LOADER", yaml.SafeLoader)
    assert plain(read(TEXT).root) == plain(with_extension.root)
    assert _spans(read(TEXT).root) == _spans(with_extension.root)
    assert refusal("a: 1\nb: c: d\n").primary.span is not None


def _spans(node: Node) -> list[tuple[int, int]]:
    spans = [(node.span.start, node.span.end)] if node.span else []
    children = [entry.value for entry in node.entries.values()] if isinstance(node, MapNode) else []
    for child in node.items if isinstance(node, ListNode) else children:
        spans += _spans(child)
    return spans


@given(text=st.text(st.sampled_from("ab\r\n\u2028ä")), ends=st.tuples(st.integers(0, 12), st.integers(0, 12)))
def test_an_excerpt_is_at_the_same_place_and_has_only_its_lines(text: str, ends: tuple[int, int]) -> None:
    start, end = sorted(min(offset, len(text)) for offset in ends)
    span = Span(Source("values.yaml", text), start, end)
    excerpt = span.excerpt()
    for one in (span, excerpt):
        assert (one.text, one.source.name) == (text[start:end], "values.yaml")
    assert (excerpt.line, excerpt.column) == (span.line, span.column)
    assert (excerpt.end_line, excerpt.end_column) == (span.end_line, span.end_column)
    wanted = [span.source.line(number) for number in range(span.line, span.end_line + 1)]
    assert [line.rstrip("\r") for line in excerpt.source.text.split("\n")] == [*[""] * (span.line - 1), *wanted]
