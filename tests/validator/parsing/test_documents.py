"""Whole files, as Helm 3 and Helm 4 take them from -f: several documents, encodings, line ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from liqo_values.parsing.file_reader import read as read_file
from liqo_values.parsing.yaml import parse
from tests.validator.parsing.reading import read, result_of
from tests.validator.parsing.scratch import REFUSED, Scratch
from tools.toolchain.build import tool

if TYPE_CHECKING:
    from pathlib import Path

    from liqo_values.model.nodes import Plain

SAME = object()

#: File content, what Helm 4 reads in it, and what Helm 3 does.
FILES: dict[str, tuple[bytes, Plain, object]] = {
    "two documents": (b"a: 1\nb: {c: 1}\n---\nb: {d: 2}\n", {"a": 1, "b": {"c": 1, "d": 2}}, {"a": 1, "b": {"c": 1}}),
    "null in the second": (b"a: {b: 1}\n---\na:\n", {"a": None}, {"a": {"b": 1}}),
    "nothing in the second": (b"a: 1\n---\n# nothing\n", {"a": 1}, SAME),
    "comment before the first": (b"# comment\n---\na: 1\n", {"a": 1}, SAME),
    "empty first": (b"---\n---\na: 1\n", {"a": 1}, {}),
    "broken second": (b"a: 1\n---\n- b\n", REFUSED, {"a": 1}),
    "text after the separator": (b"a: 1\n--- b: 2\n", REFUSED, {"a": 1}),
    "comment after the separator": (b"a: 1\n--- # more\nb: 2\n", {"a": 1, "b": 2}, {"a": 1}),
    "key that begins with dashes": (b"---a: 1\n", REFUSED, {"---a": 1}),
    "directive": (b"%YAML 1.1\n---\na: 1\n", REFUSED, {"a": 1}),
    "anchor of another document": (b"a: &x 1\n---\nb: *x\n", REFUSED, {"a": 1}),
    "end of document": (b"a: 1\n...\nb: 2\n", {"a": 1}, SAME),
    "CRLF": (b"a: 1\r\n---\r\nb: |\r\n  x\r\n  y\r\n", {"a": 1, "b": "x\ny\n"}, {"a": 1}),
    "no line end": (b"a: |\n  x", {"a": "x\n"}, {"a": "x"}),
    "byte order mark": (b"\xef\xbb\xbfa: 1\n", {"a": 1}, SAME),
    "two files joined": (b"\xef\xbb\xbfa: 1\n\xef\xbb\xbfb: 2\n", {"a": 1, "\ufeffb": 2}, SAME),
    "mark before the second document": (b"a: 1\n---\n\xef\xbb\xbfb: 2\n", {"a": 1, "b": 2}, {"a": 1}),
    "not UTF-8": ("a: 1\nb: ü\n".encode("latin-1"), REFUSED, SAME),
    "cut-off character": (b"a: \xc3", REFUSED, SAME),
    "UTF-16": ("a: 1\n".encode("utf-16"), REFUSED, {"a": 1}),
    "NUL": (b"a: 1\n\x00", REFUSED, SAME),
    "nothing": (b"", {}, SAME),
    "blanks": (b" \n\n", {}, SAME),
}


@pytest.mark.parametrize("name", FILES)
def test_file(tmp_path: Path, name: str) -> None:
    content, expected, helm3 = FILES[name]
    file = tmp_path / "values.yaml"
    file.write_bytes(content)
    scratch = Scratch.make(tmp_path / "chart")
    assert scratch.values(tool("helm4"), "-f", file) == expected
    assert scratch.values(tool("helm3"), "-f", file) == (expected if helm3 is SAME else helm3)
    assert result_of(parse(read_file(str(file)))) == expected


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\n---\nb: 2\n", 2),
        ("---\na: 1\n--- # more\nb: 2\n---\nc: 3\n", 3),
        ("---\n---\na: 1\n", 2),
    ],
)
def test_a_further_document_is_announced_once(text: str, line: int) -> None:
    (said,) = read(text).diagnostics
    assert said.code == "LQ007"
    assert said.primary.span is not None
    assert (said.primary.span.line, said.primary.span.text) == (line, "---")


@pytest.mark.parametrize(
    "text", ["---\na: 1\n", "# b\n---\na: 1\n", "a: 1\n---\n", "a: 1\n---\n# end\n", "a: 1\n...\n"]
)
def test_one_document_is_not(text: str) -> None:
    assert read(text).diagnostics == []


@pytest.mark.parametrize(("text", "ignored"), [("a: 1\n...\nb: 2\n", "b"), ("{a: 1}\n} # c\n", "}")])
def test_what_follows_the_end_is_announced(text: str, ignored: str) -> None:
    (said,) = read(text).diagnostics
    assert said.code == "LQ007"
    assert said.primary.span is not None
    assert said.primary.span.text == ignored
