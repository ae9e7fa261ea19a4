"""Expressions of Terraform: strings, objects and heredocs mean what python-hcl2 and the source of HCL say."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqo_values.model.nodes import ListNode, MapNode, Node, ScalarNode, Unknown, plain
from liqo_values.model.source_text import Source
from liqo_values.parsing import hcl
from liqo_values.parsing.hcl_expressions import Hole
from liqo_values.sources.terraform_functions import as_text
from liqo_values.sources.terraform_module import Module
from liqo_values.sources.terraform_nodes import EncodedNode, TextNode
from liqo_values.sources.terraform_values import Evaluator
from tests.support.generated import differential
from tests.validator.sources.generated_hcl import LINES, MAPS, by_hcl2, heredoc, quoted, written


def evaluated(text: str) -> Node:
    """Evaluate the attribute `x` of a file."""
    source = Source("main.tf", text)
    attribute = hcl.parse(source).body.attributes["x"]
    return Evaluator(Path(), source, None).evaluate(attribute.value)


def content(text: str) -> str:
    node = evaluated(text)
    assert isinstance(node, TextNode)
    return node.content


def check_places(node: Node) -> None:
    """Check that every place contains what it is the place of."""
    assert node.span is not None
    if isinstance(node, MapNode):
        for key, entry in node.entries.items():
            assert entry.key_span is not None
            assert entry.key_span.text in (key, quoted(key))
            check_places(entry.value)
    elif isinstance(node, ListNode):
        for item in node.items:
            check_places(item)
    elif isinstance(node.value, str):
        assert node.span.text == quoted(node.value)
    else:
        assert plain(evaluated(f"x = {node.span.text}\n")) == node.value


@differential(usually=60)
@given(st.data(), MAPS)
def test_generated_objects(data: st.DataObject, value: dict[str, Any]) -> None:
    text = f"x = {data.draw(written(value))}\n"
    node = evaluated(text)
    assert plain(node) == value
    assert by_hcl2(text) == value
    check_places(node)


@differential(usually=60)
@given(LINES, st.sampled_from(["<<", "<<-"]), st.integers(0, 4))
def test_generated_heredocs(lines: list[tuple[int, str]], mark: str, last: int) -> None:
    """Python-hcl2 drops the last line end, and counts blank lines as indented, which HCL does not."""
    text = "x = " + heredoc(lines, mark, last)
    ours = content(text)
    indents = [indent for indent, line in lines if line]
    least = min(indents, default=0) if mark == "<<-" else 0
    assert ours == "".join(f"{' ' * (indent - least if line else indent)}{line}\n" for indent, line in lines)
    if mark == "<<" or all(line for _, line in lines):
        assert by_hcl2(text) == ours.removesuffix("\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r'"a\tb\\c\"d\u00e9\U0001F600"', 'a\tb\\c"dé😀'),
        ('"$${a} %%{b} $a %b $$c"', "${a} %{b} $a %b $$c"),
        ('"\\ud800"', "\ufffd"),
        ("<<-EOT\n    a\n\n      b\n    EOT\n", "a\n\n  b\n"),
        ("<<-EOT\n\t\ta\n\t\t\tb\n\tEOT\n", "a\n\tb\n"),
        ("<<EOT\n  a\n  EOT\n", "  a\n"),
        ("<<EOT\nEOT\n", ""),
        ("<<-EOT\r\n    a\r\n\r\n      b\r\n    EOT\r\n", "a\r\n\r\n  b\r\n"),
        ("<<EOT\n\\n $${x} %%{y}\nEOT\n", "\\n ${x} %{y}\n"),
        ('"x${"y"}z${1}${true}${1.5}"', "xyz1true1.5"),
        ("<<-EOT\n  ${1}\n    a\n  EOT\n", "1\n  a\n"),
        ("<<-EOT\n${1}\n    a\n  EOT\n", "1\n    a\n"),
    ],
)
def test_strings(text: str, expected: str) -> None:
    assert content(f"x = {text}\n") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-1", -1),
        ("- 2.50", -2.5),
        ("1.5e3", 1500),
        ("(((null)))", None),
        ('{ ("a") = 1, b : 2, 3 = 4 }', {"a": 1, "b": 2, "3": 4}),
        ("merge({ a = 1, b = { c = 1 } }, { b = { d = 2 } })", {"a": 1, "b": {"d": 2}}),
        ('concat([1], [], ["a"])', [1, "a"]),
        ('"${[1]}"', [1]),
        ("true ? 1 : 2", 1),
        ("!true", False),
        ("[1, 2,]", [1, 2]),
        ('"a" == "a" ? 1 : 2', 1),
        ('"a" != "a" || !(1 == 1 && null != 1)', False),
        ("var.x && false", False),
        ("true || var.x", True),
        ("[] == null", False),
        ("null == null", True),
        ("1 == true", False),
        ("2 * 3 + 4 - 1 >= 9", True),
        ("1 > 2.5", False),
        ('true ? 1 : "a"', "1"),
        ('"true" ? false : "a"', "false"),
        ('coalesce(null, "", "a", var.x)', "a"),
        ('coalesce(1, "a")', "1"),
        ("try(null, 1)", None),
        ('format("%s-%d %%d%s", "a", 3, true)', "a-3 %dtrue"),
        ("tostring(1.50)", "1.5"),
        ('tobool("false")', False),
        ('tonumber("-7")', -7),
        ('upper(trimprefix(trimspace(" v1.x "), "v"))', "1.X"),
        ('replace(trimsuffix("a_b.c", ".c"), "_", "-")', "a-b"),
        ('join("-", ["a", 1], ["b"])', "a-1-b"),
        ('lookup({ a = 1 }, "a", 2)', 1),
        ('lookup({ a = 1 }, "b", 2)', 2),
        ('contains(["a", "b"], "b")', True),
        ('contains(["a", var.x], "a")', True),
        ("length([1, 2]) + length({ a = 1 })", 3),
        ("sensitive(nonsensitive(1))", 1),
        ('flatten([["a"], ["b", "c"], "d"])', ["a", "b", "c", "d"]),
        ('compact(["a", "", null])', ["a"]),
        ("merge({ a = 1 }, null)", {"a": 1}),
    ],
)
def test_other_values(text: str, expected: object) -> None:
    assert plain(evaluated(f"x = {text}\n")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "var.x",
        "local.x[0].y",
        "each.value",
        "module.m.values",
        "var.x ? 1 : 2",
        "!var.x",
        "1 + var.x",
        "7 / 2",
        "var.x == null",
        'var.x == "a"',
        '"1" == 1',
        "true && var.x",
        "false || var.x",
        'var.x == "a" ? { a = 1 } : {}',
        "[1] == [1]",
        'coalesce(var.x, "a")',
        "coalesce()",
        "try(var.x, 1)",
        'format("%5.2f", 1)',
        'format("%d", "1")',
        'format("%s")',
        'replace("a", "/a/", "b")',
        'contains(["a", var.x], "b")',
        'length("a")',
        'join(",", var.x)',
        "flatten([var.x, [1]])",
        'compact([var.x, "a"])',
        "[for x in var.y : x]",
        "{ for k, v in var.y : k => v }",
        "var.x[*].id",
        "merge({ a = 1 }, var.x)",
        "merge(var.x...)",
        "concat([1], var.x)",
        'lookup({ (var.x) = 1 }, "a", 2)',
        "provider::x::y(1)",
        '"a${var.x}b"',
        '"%{ if true }a%{ endif }"',
        '"a ${~ "b" ~} c"',
        "yamlencode(var.x)",
        "templatefile(var.x, {})",
    ],
)
def test_what_only_terraform_knows(text: str) -> None:
    node = evaluated(f"x = {text}\n")
    assert isinstance(node, ScalarNode)
    assert isinstance(node.value, Unknown)
    assert as_text(node) is None
    assert node.span is not None
    assert node.span.text == text


def test_what_is_unknown_within_something_known() -> None:
    node = evaluated('x = yamlencode({ a = [var.y, 1], (var.z) = "b", "c${var.d}" = 2, e = "${var.f}-g" })\n')
    assert isinstance(node, EncodedNode)
    value = plain(node.root)
    assert isinstance(value, dict)
    assert value == {"a": ["${var.y}", 1], "var.z": "b", '"c${var.d}"': 2, "e": "${var.f}-g"}
    assert [isinstance(key, Unknown) for key in value] == [False, True, True, False]


def test_locals_that_refer_to_each_other_many_times_over() -> None:
    names = [f"l{number}" for number in range(40)]
    links = "".join(f"  {name} = [local.{more}, local.{more}]\n" for name, more in pairwise(names))
    text = f"locals {{\n{links}  l39 = 1\n  loop = local.loop\n}}\nx = local.l0\ny = local.loop\n"
    source = Source("main.tf", text)
    module = Module(source)
    file = module.file(source)
    evaluator = Evaluator(Path(), source, module)
    assert isinstance(evaluator.evaluate(file.body.attributes["x"].value), ListNode)
    assert isinstance(plain(Evaluator(Path(), source, module).evaluate(file.body.attributes["y"].value)), Unknown)


def test_characters_of_several_bytes_do_not_move_places() -> None:
    text = 'a = "é😀"\nx = { "é" = "😀", b = 1 }\n'
    node = evaluated(text)
    check_places(node)
    assert isinstance(node, MapNode)
    assert node.span is not None
    assert node.span.text == '{ "é" = "😀", b = 1 }'


@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(list('{}[]()"=\n<-EOT$%~:,.#') + ["x", " ", "${", "%{ if a }", "yamlencode("]), max_size=40
    ).map("".join)
)
def test_any_text(text: str) -> None:
    source = Source("main.tf", text)
    file = hcl.parse(source)
    for attribute in file.body.attributes.values():
        Evaluator(Path(), source, None).evaluate(attribute.value)
    whole = hcl.template(source)
    known = [part for part in whole.parts if not isinstance(part, Hole)]
    if not whole.control:
        assert all(text[start:end].startswith(part[:1]) or "{" in part for part, start, end in known)


def test_deep_nesting() -> None:
    for text in ("(" * 5000 + "1" + ")" * 5000, "[" * 3000 + "]" * 3000, "{a=" * 2000 + "1" + "}" * 2000):
        evaluated(f"x = {text}\n")
