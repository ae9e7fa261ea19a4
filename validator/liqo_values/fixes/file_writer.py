"""Replacing files as a whole: either all of them have their new content, or all keep their old one."""

from __future__ import annotations

import errno
import os
import signal
import stat
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from liqo_values.model.errors import InputError
from liqo_values.parsing import repository

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_UTF8_MARK = b"\xef\xbb\xbf"


class _Prepared(NamedTuple):
    """A file that is about to be replaced.

    Attributes:
        name: Its path, as users know it.
        target: Its path without links.
        fresh: The temporary file that takes its place.
        before: What the file holds.
        status: What the file was when that was read.
    """

    name: str
    target: Path
    fresh: Path
    before: bytes
    status: os.stat_result


def replace_texts(texts: Mapping[str, tuple[str, str]]) -> None:
    """Replace what files hold, atomically each, and all or none.

    A byte order mark, the permissions, the owner, extended attributes, and a link that leads to the file within its
    repository stay as they are. Signals that end the program wait, so that no temporary file is left behind.

    Args:
        texts: By path, the text as it was read (without a byte order mark) and the text to write.

    Raises:
        InputError: a file cannot be written, holds something else by now, has a second name (a hard link), or is
            outside of the repository that it is linked into.
    """
    prepared: list[_Prepared] = []
    done: list[_Prepared] = []
    with _signals_held():
        try:
            for name, (old, new) in texts.items():
                prepared.append(_prepared(name, old, new))
            for one in prepared:
                _check_same(one, one.target.stat())
                one.fresh.replace(one.target)
                done.append(one)
        except (OSError, InputError) as error:
            for one in done:
                with suppress(OSError):
                    _write_beside(one.target, one.before).replace(one.target)
            if isinstance(error, OSError):
                _refuse_to_write(error)
            raise
        finally:
            for one in prepared:
                with suppress(OSError):
                    one.fresh.unlink()


def _refuse_to_write(error: OSError) -> NoReturn:
    named = error.filename2 or error.filename or "a file"
    message = f"cannot write `{named}`: {error.strerror}"
    raise InputError(message, "make the file and its folder writable; nothing was changed") from None


def _prepared(name: str, old: str, new: str) -> _Prepared:
    target = Path(os.path.realpath(name))
    if not repository.is_linked_within(name):
        message = f"the link `{name}` leads out of its repository or folder"
        raise InputError(message, "name the file that it leads to; nothing was changed")
    if not os.access(target, os.W_OK):  # a file that is write-protected is meant to stay
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), name)
    with target.open("rb") as file:
        status = os.fstat(file.fileno())
        before = file.read()
    if before.removeprefix(_UTF8_MARK) != old.encode("utf-8"):
        _refuse_changed(name)
    if status.st_nlink > 1:
        message = f"`{name}` has a second name, a hard link, under which it would stay as it is"
        raise InputError(message, "write a copy over it first; nothing was changed")
    mark = _UTF8_MARK if before.startswith(_UTF8_MARK) else b""
    return _Prepared(name, target, _write_beside(target, mark + new.encode("utf-8")), before, status)


def _check_same(one: _Prepared, now: os.stat_result) -> None:
    """Refuse to replace a file that somebody has saved meanwhile."""
    if any(
        getattr(now, field) != getattr(one.status, field) for field in ("st_ino", "st_dev", "st_mtime_ns", "st_size")
    ):
        _refuse_changed(one.name)


def _refuse_changed(name: str) -> NoReturn:
    message = f"`{name}` has changed while it was being read"
    raise InputError(message, "run the command again; nothing was changed")


def write_new(name: str, text: str, *, force: bool = False) -> None:
    """Write a file that is not there yet.

    Args:
        name: Its path.
        text: What it holds.
        force: Replace one that is there; of a link, the link itself.

    Raises:
        InputError: it is there already, cannot be written, or its folder is a link out of the repository.
    """
    target = Path(name)
    try:
        if not force and os.path.lexists(target):
            message = f"`{name}` exists already"
            raise InputError(message, "choose another name, or allow it to be replaced with --force")
        _check_folder(target)
        with _signals_held():
            fresh = _write_beside(target, text.encode("utf-8"), strict=False)
            try:
                fresh.replace(target)
            except OSError:
                fresh.unlink()
                raise
    except OSError as error:
        _refuse_new(name, error)


def write_output(name: str, text: str) -> None:
    """Write a report: a file or link is replaced as a whole or not at all, a device or pipe is written to.

    Raises:
        InputError: it cannot be written, or its folder is a link out of the repository.
    """
    target = Path(name)
    if not _is_device(target):
        write_new(name, text, force=True)
        return
    try:
        with target.open("w", encoding="utf-8") as device:
            device.write(text)
    except OSError as error:
        _refuse_new(name, error)


def _is_device(path: Path) -> bool:
    """Return whether a path is a device or pipe; a link counts only if it is the system's, such as /dev/stdout."""
    if path.is_symlink() and not os.path.normpath(path).startswith(("/dev/", "/proc/self/fd/")):
        return False
    return path.exists() and not path.is_file() and not path.is_dir()


def _check_folder(target: Path) -> None:
    """Refuse a folder that a link in the repository makes one outside of it."""
    if repository.leads_out(str(target.parent)):
        message = f"the folder of `{target}` is a link out of the repository"
        raise InputError(message, "name the folder that it leads to")


def _refuse_new(name: str, error: OSError) -> NoReturn:
    message = f"cannot write `{name}`: {error.strerror}"
    raise InputError(message, "name a file in a folder that exists and can be written to") from None


def _write_beside(target: Path, content: bytes, *, strict: bool = True) -> Path:
    """Write a temporary file into the folder of ``target``, ready to take its place.

    Args:
        target: A file that may be there; it must not be a link.
        content: What to write.
        strict: Whether owner and extended attributes must be those of ``target``.
    """
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    fresh = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.is_file() and not target.is_symlink():
            _make_alike(fresh, target, strict=strict)
        else:
            fresh.chmod(0o666 & ~_umask())
    except OSError:
        with suppress(OSError):
            fresh.unlink()
        raise
    return fresh


def _make_alike(fresh: Path, target: Path, *, strict: bool) -> None:
    """Give a file the owner, the permissions and the extended attributes of another one.

    Raises:
        OSError: it cannot have them; without ``strict``, only if it cannot have the permissions.
    """
    try:
        _copy_owner(fresh, target)
        _copy_attributes(fresh, target)
    except OSError:
        if strict:
            raise
    fresh.chmod(stat.S_IMODE(target.stat().st_mode))


def _copy_owner(fresh: Path, target: Path) -> None:
    wanted, given = target.stat(), fresh.stat()
    if (wanted.st_uid, wanted.st_gid) != (given.st_uid, given.st_gid):
        os.chown(fresh, wanted.st_uid, wanted.st_gid)


def _copy_attributes(fresh: Path, target: Path) -> None:
    if not hasattr(os, "listxattr"):
        return
    for name in os.listxattr(target):
        value = os.getxattr(target, name)
        if name not in os.listxattr(fresh) or os.getxattr(fresh, name) != value:
            os.setxattr(fresh, name, value)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def _signals_held() -> Iterator[None]:
    """Let what would end the program wait until files are replaced, or as they were."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
