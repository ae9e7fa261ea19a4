"""The texts of open documents follow the changes of the editor."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from liqo_values.lsp.open_documents import OpenDocuments, path_of


def changed(text: str, *changes: tuple[tuple[int, int, int, int], str], encoding: str = "utf-16") -> str:
    documents = OpenDocuments()
    documents.encoding = encoding
    documents.open("file:///a.yaml", 1, text)
    events: list[types.TextDocumentContentChangeEvent] = [
        types.TextDocumentContentChangePartial(range=types.Range(types.Position(a, b), types.Position(c, d)), text=new)
        for (a, b, c, d), new in changes
    ]
    document = documents.change("file:///a.yaml", 2, events)
    assert document is not None
    return document.text


def test_changes_are_applied_one_after_another() -> None:
    assert changed("a: 1\nb: 2\n", ((0, 3, 0, 4), "x\ny"), ((2, 0, 2, 1), "c")) == "a: x\ny\nc: 2\n"
    assert changed("a\r\nb", ((0, 1, 1, 0), "")) == "ab"
    assert changed("a", ((9, 0, 9, 0), "b")) == "ab"


def test_line_ends_of_unicode_do_not_end_lines() -> None:
    assert changed("a\u2028b\x0cc\nd", ((0, 4, 0, 5), "X"), ((1, 0, 1, 1), "Y")) == "a\u2028b\x0cX\nY"


@pytest.mark.parametrize(("encoding", "column"), [("utf-8", 4), ("utf-16", 2), ("utf-32", 1)])
def test_columns_are_in_units_of_the_encoding(encoding: str, column: int) -> None:
    assert changed("😀b", ((0, column, 0, column + 1), "c"), encoding=encoding) == "😀c"


def test_a_whole_text_can_be_replaced() -> None:
    documents = OpenDocuments()
    documents.open("file:///a.yaml", 1, "a")
    document = documents.change("file:///a.yaml", 2, [types.TextDocumentContentChangeWholeDocument("b")])
    assert document is not None
    assert (document.text, document.version) == ("b", 2)
    assert documents.change("file:///other.yaml", 2, []) is None


def test_documents_are_found_by_their_paths(tmp_path: Path) -> None:
    documents = OpenDocuments()
    documents.folder = tmp_path
    uri = f"{tmp_path.as_uri()}/with%20blank.yaml"
    document = documents.open(uri, 1, "")
    assert document is not None
    assert document.path == str(tmp_path / "with blank.yaml")
    assert documents.uri_of(document.path) == uri
    assert documents.uri_of(str(tmp_path / "other.yaml")) == (tmp_path / "other.yaml").as_uri()
    assert path_of("untitled:Untitled-1") is None


@pytest.mark.parametrize(
    ("uri", "language", "path"),
    [
        ("untitled:Untitled-1", "", "Untitled-1"),
        ("untitled:Untitled-1", "yaml", "Untitled-1.yaml"),
        ("untitled:Untitled-2", "shellscript", "Untitled-2.sh"),
        ("untitled:main.tf", "yaml", "main.tf"),
    ],
)
def test_a_text_that_is_not_saved_has_the_ending_of_its_language(
    uri: str, language: str, path: str, tmp_path: Path
) -> None:
    documents = OpenDocuments()
    documents.folder = tmp_path
    document = documents.open(uri, 1, "", language)
    assert document is not None
    assert document.path == str(tmp_path / path)


def test_another_version_of_a_file_is_not_that_file(tmp_path: Path) -> None:
    """Editors show what git has under the same path, with another scheme."""
    (tmp_path / "values.yaml").write_text("")
    documents = OpenDocuments()
    opened = documents.open((tmp_path / "values.yaml").as_uri(), 1, "new")
    assert documents.open(f"git:{tmp_path}/values.yaml?ref=HEAD", 1, "old") is None
    assert list(documents) == [opened]
