"""The dialect: what scalars, keys and collections mean to a real Helm, and to the reader."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.validator.parsing.reading import values_of
from tests.validator.parsing.scratch import REFUSED, Scratch
from tools.toolchain.build import tool

if TYPE_CHECKING:
    from pathlib import Path

    from liqo_values.model.nodes import Plain

SCALARS: dict[str, Plain] = {
    # booleans: YAML 1.1's words in three cases of letters, y and n included
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **{word: word for word in ("yEs", "tRUE", "oN", "t", "f", "nO", "yes!", "enabled")},
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **{word: word for word in ("nULL", "nil", "None", "~~")},
    # whole numbers
    "0": 0,
    "-0": 0,
    "+1": 1,
    "0755": 493,
    "-0755": -493,
    "08": 8,
    "0o17": 15,
    "0O17": 15,
    "0o8": "0o8",
    "0x1F": 31,
    "0XfF": 255,
    "-0x10": -16,
    "0b101": 5,
    "-0b101": -5,
    "0b-101": -5,
    "0b2": "0b2",
    "1_000": 1000,
    "_1": "_1",
    "1__0_": 10,
    "0x_F": 15,
    "9223372036854775807": 9223372036854775808,
    "18446744073709551615": 18446744073709551616,
    "18446744073709551616": 18446744073709551616,
    "9007199254740993": 9007199254740992,
    # others
    "1.5": 1.5,
    "1.0": 1,
    "1.": 1,
    ".5": 0.5,
    ".5_0": 0.5,
    "-.5": -0.5,
    "1e3": 1000,
    "1E-3": 0.001,
    "1_0.5": 10.5,
    "1e400": "1e400",
    "1e22": 1e22,
    "1.1.1": "1.1.1",
    "v1.2.0": "v1.2.0",
    ".": ".",
    "12:30:45": "12:30:45",
    "0x1p-2": "0x1p-2",
    **dict.fromkeys((".inf", "-.INF", "+.Inf", ".nan", ".NaN"), REFUSED),
    "inf": "inf",
    # dates stay text
    **{word: word for word in ("2020-01-01", "2020-1-1", "2001-12-14t21:59:43.10-05:00", "2020-13-01")},
    # quotes, and what looks like something else
    "'yes'": "yes",
    '"0755"': "0755",
    "''": "",
    '"a\\u00e9\\n\\x41"': "aé\nA",
    '"a\\/b"': REFUSED,
    "'it''s'": "it's",
    "10.0.0.0/8": "10.0.0.0/8",
    "fe80::1": "fe80::1",
    "-": REFUSED,
    "-x": "-x",
    "?x": "?x",
    "a #b": "a",
    "a#b": "a#b",
    "=": "=",
    "<<": "<<",
    "@x": REFUSED,
    "`x`": REFUSED,
    "%x": REFUSED,
    "*x": REFUSED,
    "a: b": REFUSED,
    # tags
    "!!str 12": "12",
    "!!str": "",
    "! 12": "12",
    "!!int 12": 12,
    "!!int '12'": 12,
    "!!int 0x1f": 31,
    "!!int 1.5": REFUSED,
    "!!int abc": REFUSED,
    "!!float 1": 1,
    "!!float abc": REFUSED,
    "!!bool 'yes'": True,
    "!!bool maybe": REFUSED,
    "!!null ''": None,
    "!!null x": REFUSED,
    "!!binary aGVsbG8=": "hello",
    "!!binary /w==": "\ufffd",
    "!!binary x": REFUSED,
    "!!timestamp 2020-01-01": "2020-01-01",
    "!!timestamp 2020-02-30": REFUSED,
    "!!timestamp 2020-01-01T10:00:00+01:00": "2020-01-01T10:00:00+01:00",
    "!!timestamp noon": REFUSED,
    "!custom 12": "12",
    "!!map 12": "12",
    "&a 12": 12,
    # flow collections
    "[a, b,]": ["a", "b"],
    "[a, {b: c}]": ["a", {"b": "c"}],
    "{a, b: 1}": {"a": None, "b": 1},
    "{a:1}": {"a:1": None},
    '{"a":1}': {"a": 1},
    "[a: 1]": [{"a": 1}],
    "[a:, b]": ["a:", "b"],
    "[http://x:, b :]": ["http://x:", "b :"],
    "{a: http://x?y=1}": REFUSED,
    "[a?b]": REFUSED,
    "[::1]": REFUSED,
    "[]": [],
    "{}": {},
    "{[a]: 1}": REFUSED,
    "[a": REFUSED,
    "\tx": "x",
    "x\ty": "x\ty",
}

KEYS = {
    "n": "false",
    "y": "true",
    "off": "false",
    "1": "1",
    "0x10": "16",
    "0755": "493",
    "1.10": "1.1",
    "1.0": "1",
    "1e3": "1000",
    "1e6": "1e+06",
    "1234567.5": "1.2345675e+06",
    "0.1": "0.1",
    "0.00001": "1e-05",
    ".inf": ".inf",
    "-.inf": "-.inf",
    ".nan": ".nan",
    "9223372036854775807": "9223372036854775807",
    "9223372036854775808": REFUSED,
    "~": REFUSED,
    "null": REFUSED,
    "? ": REFUSED,
    "'null'": "null",
    "2020-01-01": "2020-01-01",
    "'1'": "1",
    '"a.b"': "a.b",
    "a.b": "a.b",
    "a b": "a b",
    '"<<"': "<<",
    "!!binary aGk=": "hi",
    "!!str 1": "1",
    "? [a]\n": REFUSED,
    "? {a: b}\n": REFUSED,
    "? a b\n": "a b",
    "": REFUSED,
}

DOCUMENTS: dict[str, Plain] = {
    "": {},
    "# only a comment\n": {},
    "\n\n": {},
    "---\n": {},
    "--- # comment\na: 1\n": {"a": 1},
    "~\n": {},
    "- a\n": REFUSED,
    "text\n": REFUSED,
    '""\n': REFUSED,
    "12\n": REFUSED,
    "%YAML 1.2\n---\na: 1\n": REFUSED,
    "a: 1\na: 2\n": {"a": 2},
    "a: {b: 1}\na: {c: 2}\n": {"a": {"c": 2}},
    "y: 1\ntrue: 2\n": {"true": 2},
    "0x10: a\n16: b\n": {"16": "b"},
    "a: &x [1, {b: 2}]\nc: *x\n": {"a": [1, {"b": 2}], "c": [1, {"b": 2}]},
    "a: &x 1\nb: &x 2\nc: *x\n": {"a": 1, "b": 2, "c": 2},
    "a: &x 16\n*x : b\n": {"a": 16, "16": "b"},
    "a: &x 0x10\n*x : *x\n": {"a": 16, "16": 16},
    "a: &x [*x]\n": REFUSED,
    "a: &x {b: *x}\n": REFUSED,
    "a: *later\nb: &later 1\n": REFUSED,
    "a: &x {b: 1}\n? *x\n: c\n": REFUSED,
    "a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\n": {"a": {"b": 1, "c": 2}, "d": {"b": 1, "c": 3}},
    "a: &x {b: 1}\nd:\n  b: 3\n  <<: *x\n": {"a": {"b": 1}, "d": {"b": 1}},
    "a: &x {b: 1}\nc: &y {b: 2, d: 2}\ne: {<<: [*x, *y]}\n": {
        "a": {"b": 1},
        "c": {"b": 2, "d": 2},
        "e": {"b": 1, "d": 2},
    },
    "a: {<<: {b: {c: 1}}, b: {d: 2}}\n": {"a": {"b": {"d": 2}}},
    "a: &x {b: 1}\nc: {<<: [*x, {d: 1}]}\n": {"a": {"b": 1}, "c": {"b": 1, "d": 1}},
    "a: &x [1]\nc: {<<: *x}\n": REFUSED,
    "a: {<<: 1}\n": REFUSED,
    "a: {<<: [1]}\n": REFUSED,
    "a: {<<: ~}\n": REFUSED,
    "a: .nan\na: 1\n": {"a": 1},
    "a: {~: 1}\na: 1\n": {"a": 1},
    "a: &x .inf\n*x : 1\n": REFUSED,
    "a: |\n  one\n   two\n\n  three\n": {"a": "one\n two\n\nthree\n"},
    "a: >-\n  one\n  two\n\n  three\n": {"a": "one two\nthree"},
    "a: |+\n  one\n\nb: 1\n": {"a": "one\n\n", "b": 1},
    "a: |2\n   one\n": {"a": " one\n"},
    "a: one\n  two\n": {"a": "one two"},
    "a:\n- b\n- c\n": {"a": ["b", "c"]},
    "a:\n  b: 1\n c: 2\n": REFUSED,
    "a:\n\tb: 1\n": REFUSED,
    "a: 1\r\nb:\r\n  c: |\r\n    x\r\n    y\r\n": {"a": 1, "b": {"c": "x\ny\n"}},
    "a: v\u0085b: w\u2028c: x\n": {"a": "v", "b": "w", "c": "x"},
    "a: \u0000\n": REFUSED,
    "a: \u0007\n": REFUSED,
    "a: \u007f\n": REFUSED,
    "a: \ufffe\n": REFUSED,
    "a: \U0001f600\n": {"a": "\U0001f600"},
    "\ufeffa: 1\n": {"a": 1},
    "a: 1\n\ufeffb: 2\n": {"a": 1, "\ufeffb": 2},
    "a: 1\n...\n": {"a": 1},
    "a: 1\n...\nb: [\n": {"a": 1},
    "a: " + "[" * 200 + "]" * 200 + "\n": {"a": json.loads("[" * 200 + "]" * 200)},
    "{" * 10_002 + "}" * 10_002: REFUSED,
    "k" * 1025 + ": 1\n": REFUSED,
    "'unclosed: 1\n": REFUSED,
    "a: 'b' c\n": REFUSED,
    "a: b: c\n": REFUSED,
    "{a: 1} }\n": {"a": 1},
}


def _as_values(result: Plain) -> Plain:
    return {} if result is None else result


@pytest.fixture(scope="module", params=["helm3", "helm4"])
def helm_reads(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Plain]:
    """What a real Helm reads in every text of this module, in one go."""
    helm: Path = tool(request.param)
    texts = [f"k: {text}\n" for text in SCALARS] + [f"{key}: x\n" for key in KEYS] + list(DOCUMENTS)
    scratch = Scratch.make(tmp_path_factory.mktemp("dialect"))
    return dict(zip(texts, map(_as_values, scratch.read_texts(helm, texts)), strict=True))


@pytest.mark.parametrize("text", SCALARS)
def test_scalar(helm_reads: dict[str, Plain], text: str) -> None:
    expected = SCALARS[text]
    file = f"k: {text}\n"
    values = expected if expected == REFUSED else {"k": expected}
    assert helm_reads[file] == values
    assert values_of(file) == values
    if values != REFUSED:
        assert type(values_of(file)["k"]) is type(expected)  # type: ignore[index,call-overload] # True is 1 to ==


@pytest.mark.parametrize("key", KEYS)
def test_key(helm_reads: dict[str, Plain], key: str) -> None:
    values = KEYS[key] if KEYS[key] == REFUSED else {KEYS[key]: "x"}
    assert helm_reads[f"{key}: x\n"] == values
    assert values_of(f"{key}: x\n") == values


@pytest.mark.parametrize("text", DOCUMENTS, ids=lambda text: repr(text[:40]))
def test_document(helm_reads: dict[str, Plain], text: str) -> None:
    assert helm_reads[text] == DOCUMENTS[text]
    assert values_of(text) == DOCUMENTS[text]
