"""Templates in a text: where they end, and what only looks like one."""

from __future__ import annotations

import pytest

from liqo_values.model.source_text import Source
from liqo_values.parsing import placeholders


def masked(text: str) -> list[str]:
    """Return what is replaced while YAML is parsed."""
    hidden = placeholders.hidden(Source("values.yaml", text)).text
    places = [index for index, pair in enumerate(zip(text, hidden, strict=True)) if pair[0] != pair[1]]
    starts = [place for place in places if hidden[place] != hidden[place - 1] or not place]
    return [text[start : start + hidden.count(hidden[start])] for start in starts]


@pytest.mark.parametrize(
    "text",
    [
        '{"a":"${","b":{"c":"x"}}',
        '{"a":"${x","b":{"c":"x"}}',
        '{"a": "${x", "b": "}"}',
        "{a: '${', b: 'x}'}",
        '["${", "x}"]',
        '["${a", "b}"]',
        '{"a":["${"],"b":{}}',
        '{"a":{"b":"${"},"c":{}}',
        '{"a":"{{","b":{"c":{"d":1}}}',
        '{"a":{"b":"{{"},"c":{"d":{}}}',
    ],
)
def test_a_template_does_not_begin_in_one_string_and_end_in_another(text: str) -> None:
    assert masked(text) == []
    assert masked(f'{text} # {{{{ "a" }}}}') == ['{{ "a" }}'], "later ones are found"


@pytest.mark.parametrize(
    "template",
    [
        '${X:-"y"}',
        "${X}",
        '${f("a", "b")}',
        '${c ? "a" : "b"}',
        "${V:-it's}",
        '{{ index .x "a" }}',
        '{{ dict "a" "b:c" "d" | toJson }}',
        '{{ if eq .x "a" }}',
        "{{ default 'a' .b }}",
    ],
)
def test_strings_inside_a_template_are_part_of_it(template: str) -> None:
    assert masked(f"a: {template}\nb: 1\n") == [template]
    assert masked(f"{{a: {template}, b: {{c: 1}}}}") == [template]
