"""Files and standard input: whatever is available is read, and anything else gets one message and a fix."""

from __future__ import annotations

import io
import os
import socket
import sys
import threading
from pathlib import Path

import pytest

from liqo_values.model.errors import InputError
from liqo_values.model.source_text import Source
from liqo_values.parsing import file_reader
from liqo_values.parsing.file_reader import MAX_BYTES, read, split_list


def fails(path: str, *words: str) -> None:
    with pytest.raises(InputError) as caught:
        read(path)
    assert caught.value.remedy
    for word in words:
        assert word in caught.value.message


def test_a_file(tmp_path: Path) -> None:
    file = tmp_path / "values.yaml"
    file.write_bytes("\ufeffa: é\r\n".encode())
    source = read(str(file))
    assert (source.name, source.text, source.undecodable) == (str(file), "a: é\r\n", None)


@pytest.mark.parametrize("name", ["-", " - "])
def test_standard_input(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("a: é\n".encode())))
    source = read(name)
    assert (source.name, source.text) == ("<stdin>", "a: é\n")


def test_closed_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    fails("-", "standard input")


def test_a_pipe_such_as_a_process_substitution(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    text = "a: 1\n" * 50_000  # more than a pipe holds
    reader, writer = os.pipe()
    thread = threading.Thread(target=lambda: _write_all(writer, text.encode()))
    thread.start()
    try:
        assert read(f"/dev/fd/{reader}").text == text
    finally:
        thread.join()
        os.close(reader)


def _write_all(descriptor: int, data: bytes) -> None:
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)


def test_a_missing_file(tmp_path: Path) -> None:
    fails(str(tmp_path / "none.yaml"), "no file", "none.yaml")
    (tmp_path / "file").touch()
    fails(str(tmp_path / "file" / "below"), "no file")
    fails("", "the name of a file is empty")


def test_a_directory(tmp_path: Path) -> None:
    fails(str(tmp_path), "directory")


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    file = tmp_path / "values.yaml"
    file.touch()
    monkeypatch.setattr(os, "open", denied)  # root may read everything
    fails(str(file), "permission")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
def test_a_device() -> None:
    fails("/dev/zero", "device")


def test_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        fails("socket", "socket")


def test_a_name_that_no_file_can_have() -> None:
    fails("a\0b", "cannot read")
    fails("x" * 5000, "cannot read")


def test_a_url() -> None:
    fails("https://example.com/values.yaml", "URL")


def test_a_huge_file(tmp_path: Path) -> None:
    file = tmp_path / "huge.yaml"
    with file.open("wb") as sparse:
        sparse.truncate(MAX_BYTES + 1)
    fails(str(file), "16 MiB")


def test_huge_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n" * (MAX_BYTES + 1))))
    fails("-", "16 MiB")


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [("a: 1\nb: ü\n".encode("latin-1"), 2, 4), (b"\xef\xbb\xbfa: \xc3", 1, 4), ("é: 1\n".encode() + b"\x80", 2, 1)],
)
def test_bytes_that_are_not_utf8_have_a_place(tmp_path: Path, content: bytes, line: int, column: int) -> None:
    file = tmp_path / "values.yaml"
    file.write_bytes(content)
    source = read(str(file))
    assert source.undecodable is not None
    assert source.position(source.undecodable) == (line, column)
    source.text.encode()  # printable


@pytest.mark.parametrize(
    ("argument", "files"),
    [("a.yaml", ["a.yaml"]), ("a,b", ["a", "b"]), ('"a,b",c', ["a,b", "c"]), ("", []), ("a b", ["a b"])],
)
def test_several_files_in_one_option(argument: str, files: list[str]) -> None:
    assert split_list(argument) == files


def test_an_unclosed_quote_in_an_option() -> None:
    with pytest.raises(InputError, match="list of files"):
        split_list('"a,b')


def test_texts_are_read_instead_of_files_at_their_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "values.yaml").write_text("tag: saved\n")
    (tmp_path / "link.yaml").symlink_to("values.yaml")
    unsaved = Source("values.yaml", "tag: unsaved\n")
    with file_reader.instead_of_files({str(tmp_path / "values.yaml"): unsaved}):
        assert file_reader.read("values.yaml") is unsaved
        assert file_reader.read_inside(str(tmp_path / "values.yaml"), tmp_path).text == unsaved.text
        assert file_reader.read("link.yaml").name == "link.yaml"
        assert file_reader.content("values.yaml") == file_reader.content_inside("link.yaml", tmp_path) == unsaved.text
    assert file_reader.read("values.yaml").text == "tag: saved\n"


def test_a_text_is_read_before_its_file_exists(tmp_path: Path) -> None:
    path = str(tmp_path / "new.yaml")
    with file_reader.instead_of_files({path: Source(path, "tag: a\n")}):
        assert file_reader.read(path).text == "tag: a\n"
