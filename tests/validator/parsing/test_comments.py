"""Comments are found wherever YAML allows them, and nowhere else."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from liqo_values.model.source_text import Source
from liqo_values.parsing.comments import comments, extents
from tests.validator.parsing.reading import read, result_of
from tests.validator.parsing.test_properties import files

#: What holds a `#` that begins no comment, as values; `@` is the indentation of what goes on below.
VALUES = (
    "plain",
    "a#b",
    "http://x/#y",
    '"# no"',
    "'# no'",
    "'it''s # no'",
    '"\\" # no"',
    "[a#b, '# no']",
    "{a: '# no'}",
    "&a x#y",
    "&b '# no'",
    "!!str x#y",
    "日本#語",
    "",
)
#: The same, going on for more lines, so that a comment may only follow the last one; or, for blocks, the first.
LONG = ('"first\n@ # no\n@ last"', "'first\n@ # no'", "first\n@ more#no\n@ last", "[a,\n@ '# no']")
BLOCKS = ("|\n@ # no\n@ text # no", ">-\n@ # no\n\n@ # no", "|+\n@ text # no\n", "|2\n@   # no")
tails = st.sampled_from(["", " # more", " 日本", " [", ' "', " k: v"])
ENDS = ("\n", "\r\n")


@st.composite
def commented(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A values file, and the comments in it."""
    text = ""
    expected: list[str] = []

    def comment() -> str:
        expected.append(f"# c{len(expected)}{draw(tails)}")
        return expected[-1]

    for number in range(draw(st.integers(1, 5))):
        end = draw(st.sampled_from(ENDS))
        indent = "  " * draw(st.integers(0, 1))
        if indent:
            text += f"m{number}:{end}"
        if draw(st.booleans()):
            text += indent + comment() + end
        shape = draw(st.sampled_from([VALUES, LONG, BLOCKS]))
        value = draw(st.sampled_from(shape)).replace("@", indent + " ")
        mark = f" {comment()}" if draw(st.booleans()) else ""
        text += f"{indent}k{number}: "
        if shape is BLOCKS:
            first, rest = value.split("\n", 1)
            text += f"{first}{mark}\n{rest}\n"
        else:
            text += f"{value}{mark}{end}"
    return text, expected


@given(made=commented())
def test_all_comments_and_no_others(made: tuple[str, list[str]]) -> None:
    text, expected = made
    assert not [said for said in read(text).diagnostics if said.code == "LQ001"], text
    found = comments(Source("values.yaml", text))
    assert [comment.span.text for comment in found] == expected
    for comment in found:
        before = text[: comment.span.start].rpartition("\n")[2]
        assert comment.alone is (before.strip() == "")


@settings(max_examples=300)
@given(text=files)
def test_values_do_not_depend_on_comments(text: str) -> None:
    """Whatever is taken for a comment is nothing to the reader of values."""
    before = read(text)
    bare, end = "", 0
    for comment in comments(Source("values.yaml", text)):
        bare += text[end : comment.span.start]
        end = comment.span.end
    bare += text[end:]
    assert result_of(read(bare)) == result_of(before)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 'x'#directly behind a quote\n", ["#directly behind a quote"]),
        ("a: [#inside\n  b]#behind\n", ["#inside", "#behind"]),
        ("a: &x # behind an anchor\n  b\n", ["# behind an anchor"]),
        ("a: !!str # behind a tag\n  b\n", ["# behind a tag"]),
        ("%YAML 1.1 # behind a directive\n---\na: b\n", ["# behind a directive"]),
        ("a: b\n--- # behind a separator\nc: d\n# after it\n", ["# after it"]),
        ("a: b # no line end", ["# no line end"]),
        ("a: b # one\u2028c: d\n", ["# one"]),
        ("# only", ["# only"]),
        ("a: |\n  x\n# behind a block\n # and one more\nb: c\n", ["# behind a block", "# and one more"]),
        ("\ufeff# mark\na: b\n", ["# mark"]),
        ("a: [b:, c] # a colon that libyaml stumbles over\n", ["# a colon that libyaml stumbles over"]),
        ('a: "b\n# no YAML\n', []),
        ("a: b\n---c\n# no values file\n", []),
    ],
)
def test_corners(text: str, expected: list[str]) -> None:
    assert [comment.span.text for comment in comments(Source("values.yaml", text))] == expected


def test_without_the_c_extension_the_comments_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "# a\nk: |  # b\n  # no\n# c\nl: 'x # no' # d\nm: [1, # e\n  2]# f\n"
    with_extension = [comment.span.text for comment in comments(Source("values.yaml", text))]
    monkeypatch.setattr("liqo_values.parsing.comments.LOADER", yaml.SafeLoader)
    assert [comment.span.text for comment in comments(Source("values.yaml", text))] == with_extension
    assert with_extension == ["# a", "# b", "# c", "# d", "# e", "# f"]


def test_extents_are_those_of_keys_and_items() -> None:
    text = "a:\n  - b: 1\n    c: [d, {e: f}]\n  - |\n    g\n\nh:\n"
    found = [text[start:end].rstrip("\n") for start, end in extents(Source("values.yaml", text))]
    assert found == [
        "a:\n  - b: 1\n    c: [d, {e: f}]\n  - |\n    g",
        "b: 1\n    c: [d, {e: f}]",
        "b: 1",
        "c: [d, {e: f}]",
        "d",
        "{e: f}",
        "e: f",
        "|\n    g",
        "h:",
    ]
