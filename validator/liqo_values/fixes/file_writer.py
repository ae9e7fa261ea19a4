"""Replacing files as a whole: either all of them have their new content, or all keep their old one."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

_UTF8_MARK = b"\xef\xbb\xbf"


def replace_texts(texts: Mapping[str, tuple[str, str]]) -> None:
    """Replace what files hold, atomically each, and all or none.

    A byte order mark, the permissions, and a link that leads to the file stay as they are.

    Args:
        texts: By path, the text as it was read (without a byte order mark) and the text to write.

    Raises:
        InputError: a file cannot be written, or holds something else by now.
    """
    prepared: list[tuple[Path, Path, bytes]] = []
    done: list[tuple[Path, bytes]] = []
    try:
        for name, (old, new) in texts.items():
            target = Path(os.path.realpath(name))
            before = _unchanged(name, target, old)
            mark = _UTF8_MARK if before.startswith(_UTF8_MARK) else b""
            prepared.append((target, _write_beside(target, mark + new.encode("utf-8")), before))
        for target, fresh, before in prepared:
            fresh.replace(target)
            done.append((target, before))
    except OSError as error:
        for target, before in done:
            with suppress(OSError):
                _write_beside(target, before).replace(target)
        named = error.filename2 or error.filename or "a file"
        message = f"cannot write `{named}`: {error.strerror}"
        raise InputError(message, "make the file and its folder writable; nothing was changed") from None
    finally:
        for _, fresh, _ in prepared:
            with suppress(OSError):
                fresh.unlink()


def write_new(name: str, text: str, *, force: bool = False) -> None:
    """Write a file that is not there yet.

    Args:
        name: Its path.
        text: What it shall hold.
        force: Replace one that is there.

    Raises:
        InputError: it is there already, or cannot be written.
    """
    target = Path(os.path.realpath(name))
    try:
        if not force and target.exists():
            message = f"`{name}` exists already"
            raise InputError(message, "choose another name, or allow it to be replaced with --force")
        _write_beside(target, text.encode("utf-8")).replace(target)
    except OSError as error:
        message = f"cannot write `{name}`: {error.strerror}"
        raise InputError(message, "name a file in a folder that exists and can be written to") from None


def _unchanged(name: str, target: Path, old: str) -> bytes:
    if not os.access(target, os.W_OK):  # a file that is write-protected is meant to stay
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), name)
    before = target.read_bytes()
    if before.removeprefix(_UTF8_MARK) != old.encode("utf-8"):
        message = f"`{name}` has changed while it was being read"
        raise InputError(message, "run the command again; nothing was changed")
    return before


def _write_beside(target: Path, content: bytes) -> Path:
    """Write a temporary file into the folder of ``target``, with its permissions, ready to take its place."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    fresh = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask())
    except OSError:
        with suppress(OSError):
            fresh.unlink()
        raise
    return fresh


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_output(name: str, text: str) -> None:
    """Write a report: a file is replaced as a whole or not at all, a device or pipe is written to.

    Raises:
        InputError: it cannot be written.
    """
    target = Path(os.path.realpath(name))
    if not target.exists() or target.is_file():
        write_new(name, text, force=True)
        return
    try:
        with target.open("w", encoding="utf-8") as device:
            device.write(text)
    except OSError as error:
        message = f"cannot write `{name}`: {error.strerror}"
        raise InputError(message, "name a file in a folder that exists and can be written to") from None
