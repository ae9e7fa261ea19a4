"""Files are replaced whole: all or none, with their permissions, byte order marks and links."""

from __future__ import annotations

from pathlib import Path

import pytest

from liqo_values.fixes.file_writer import replace_texts, write_new
from liqo_values.model.errors import InputError


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


def names() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


def test_the_content_is_replaced_and_nothing_is_left_behind() -> None:
    Path("v.yaml").write_bytes(b"a: 1\r\n")
    replace_texts({"v.yaml": ("a: 1\r\n", "a: ü\r\n")})
    assert Path("v.yaml").read_bytes() == "a: ü\r\n".encode()
    assert names() == ["v.yaml"]


def test_permissions_and_the_byte_order_mark_stay() -> None:
    path = Path("v.yaml")
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    path.chmod(0o640)
    replace_texts({"v.yaml": ("a: 1\n", "a: 2\n")})
    assert path.read_bytes() == b"\xef\xbb\xbfa: 2\n"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link() -> None:
    Path("real.yaml").write_text("a: 1\n")
    Path("link.yaml").symlink_to("real.yaml")
    replace_texts({"link.yaml": ("a: 1\n", "a: 2\n")})
    assert Path("link.yaml").is_symlink()
    assert Path("real.yaml").read_text() == "a: 2\n"


def test_a_file_that_has_changed_meanwhile_is_left_alone_and_so_are_the_others() -> None:
    Path("a.yaml").write_text("a: 1\n")
    Path("b.yaml").write_text("somebody else was here\n")
    with pytest.raises(InputError, match=r"`b\.yaml` changed while"):
        replace_texts({"a.yaml": ("a: 1\n", "a: 2\n"), "b.yaml": ("b: 1\n", "b: 2\n")})
    assert Path("a.yaml").read_text() == "a: 1\n"
    assert names() == ["a.yaml", "b.yaml"]


def test_files_that_are_replaced_already_come_back_when_a_later_one_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        Path(f"{name}.yaml").write_text(f"{name}: 1\n")
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if Path(target).name == "b.yaml":
            raise OSError(28, "No space left on device", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(InputError, match="No space left") as caught:
        replace_texts({"a.yaml": ("a: 1\n", "a: 2\n"), "b.yaml": ("b: 1\n", "b: 2\n")})
    assert "nothing was changed" in caught.value.remedy
    assert Path("a.yaml").read_text() == "a: 1\n"
    assert names() == ["a.yaml", "b.yaml"]


def test_a_missing_file_is_reported() -> None:
    with pytest.raises(InputError, match=r"cannot write `nowhere\.yaml`|cannot write `.*nowhere\.yaml`"):
        replace_texts({"nowhere.yaml": ("", "a: 1\n")})


def test_a_new_file_takes_no_place_that_is_taken() -> None:
    write_new("v.yaml", "a: 1\n")
    with pytest.raises(InputError, match=r"`v\.yaml` already exists"):
        write_new("v.yaml", "a: 2\n")
    assert Path("v.yaml").read_text() == "a: 1\n"
    write_new("v.yaml", "a: 2\n", force=True)
    assert Path("v.yaml").read_text() == "a: 2\n"


def test_a_new_file_needs_a_folder() -> None:
    with pytest.raises(InputError, match="cannot write"):
        write_new("nowhere/v.yaml", "a: 1\n")
