"""Replaces files completely: either all of them get their new content, or all keep their old content."""

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

#: Byte order marks, and the encodings of the files that begin with them.
_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xfe\xff": "utf-16-be"}


class _Prepared(NamedTuple):
    """A file that is about to be replaced.

    Attributes:
        name: Its path, as the user wrote it.
        target: Its path with links resolved.
        fresh: The temporary file that replaces it.
        before: The content of the file.
        status: The status of the file when the content was read.
    """

    name: str
    target: Path
    fresh: Path
    before: bytes
    status: os.stat_result


def replace_texts(texts: Mapping[str, tuple[str, str]]) -> None:
    """Replace the content of all files, or of none; each is replaced atomically.

    Byte order marks, permissions, owners, extended attributes, and links to files in the same repository are preserved.
    Signals that end the program are delayed, so that no temporary files remain.

    Args:
        texts: By path, the text as it was read (without a byte order mark) and the text to write.

    Raises:
        InputError: a file cannot be written, has changed since it was read, has hard links, or is outside the
            repository that contains a link to it.
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
                    _write_temporary(one.target, one.before).replace(one.target)
            if isinstance(error, OSError):
                _cannot_write(error)
            raise
        finally:
            for one in prepared:
                with suppress(OSError):
                    one.fresh.unlink()


def _cannot_write(error: OSError) -> NoReturn:
    named = error.filename2 or error.filename or "a file"
    message = f"cannot write `{named}`: {error.strerror}"
    raise InputError(message, "make the file and its folder writable; nothing was changed") from None


def _prepared(name: str, old: str, new: str) -> _Prepared:
    target = Path(os.path.realpath(name))
    if not repository.is_linked_within(name):
        message = f"the link `{name}` points outside its repository or folder"
        raise InputError(message, "pass the file that it points to; nothing was changed")
    if not os.access(target, os.W_OK):  # keep write-protected files, although a writable folder is enough
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), name)
    with target.open("rb") as file:
        status = os.fstat(file.fileno())
        before = file.read()
    mark = next((known for known in _MARKS if before.startswith(known)), b"")
    encoding = _MARKS.get(mark, "utf-8")
    if before.removeprefix(mark) != old.encode(encoding):
        _has_changed(name)
    if status.st_nlink > 1:
        message = f"`{name}` has another hard link, which would keep the old content"
        raise InputError(message, "replace it with a copy first; nothing was changed")
    return _Prepared(name, target, _write_temporary(target, mark + new.encode(encoding)), before, status)


def _check_same(one: _Prepared, now: os.stat_result) -> None:
    """Fail if a file was saved in the meantime."""
    if any(
        getattr(now, field) != getattr(one.status, field) for field in ("st_ino", "st_dev", "st_mtime_ns", "st_size")
    ):
        _has_changed(one.name)


def _has_changed(name: str) -> NoReturn:
    message = f"`{name}` changed while the command was running"
    raise InputError(message, "run the command again; nothing was changed")


def write_new(name: str, text: str, *, force: bool = False) -> None:
    """Write a new file.

    Args:
        name: Its path.
        text: Its content.
        force: Whether to replace an existing file; a link is replaced itself.

    Raises:
        InputError: the file exists or cannot be written, or its folder is a link that points outside the repository.
    """
    target = Path(name)
    check_new(name, force=force)
    try:
        _check_folder(target)
        with _signals_held():
            fresh = _write_temporary(target, text.encode("utf-8"), strict=False)
            try:
                fresh.replace(target)
            except OSError:
                fresh.unlink()
                raise
    except OSError as error:
        _cannot_create(name, error)


def check_new(name: str, *, force: bool = False) -> None:
    """Make sure that a new file can have a name; the arguments are those of ``write_new``.

    Raises:
        InputError: there is a file or folder with that name.
    """
    if Path(name).is_dir():
        message = f"cannot write `{name}`: it is a folder"
        raise InputError(message, "name a file in it")
    if not force and os.path.lexists(name):
        message = f"`{name}` already exists"
        raise InputError(message, "choose another name, or use --force to replace the file")


def write_output(name: str, text: str) -> None:
    """Write a report: replace a file or link completely or not at all, write to a device or pipe.

    Raises:
        InputError: it cannot be written, or its folder is a link that points outside the repository.
    """
    target = Path(name)
    if not _is_device(target):
        write_new(name, text, force=True)
        return
    try:
        with target.open("w", encoding="utf-8") as device:
            device.write(text)
    except OSError as error:
        _cannot_create(name, error)


def _is_device(path: Path) -> bool:
    """Return whether a path is a device or pipe; a link counts only if it is the system's, such as /dev/stdout."""
    if path.is_symlink() and not os.path.normpath(path).startswith(("/dev/", "/proc/self/fd/")):
        return False
    return path.exists() and not path.is_file() and not path.is_dir()


def _check_folder(target: Path) -> None:
    """Reject a folder that is outside the repository because of a link in it."""
    if repository.leads_out(str(target.parent)):
        message = f"the folder of `{target}` is a link that points outside the repository"
        raise InputError(message, "pass the folder that it points to")


def _cannot_create(name: str, error: OSError) -> NoReturn:
    message = f"cannot write `{name}`: {error.strerror}"
    raise InputError(message, "pass a file in an existing, writable folder") from None


def _write_temporary(target: Path, content: bytes, *, strict: bool = True) -> Path:
    """Write a temporary file in the folder of ``target`` that can replace it.

    Args:
        target: A file that may exist; it must not be a link.
        content: What to write.
        strict: Whether to fail if the file cannot get the owner and extended attributes of ``target``.
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
    """Give a file the owner, the permissions and the extended attributes of another file.

    Raises:
        OSError: one of them cannot be set; unless ``strict``, only if the permissions cannot be set.
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
    """Delay signals that end the program until all files are replaced or restored."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
