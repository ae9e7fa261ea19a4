"""Files and standard input as text."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from liqo_values.model.errors import InputError
from liqo_values.model.layers import STDIN_NAME
from liqo_values.model.source_text import Source
from liqo_values.parsing import repository

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The largest file that is read, 16 MiB. Helm keeps values in a Secret, which holds 1 MiB.
MAX_BYTES = 16 * 1024 * 1024

_ADDRESSES = ("http://", "https://", "oci://")
#: Where a system keeps the open files of a process, such as those of process substitutions, ``<(…)``.
_DESCRIPTORS = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")
_UTF8_MARK, _UTF16_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")


def read(path: str, *, folder: str = "") -> Source:
    """Read a values file; ``-`` (also with blanks around it, as in Helm) is standard input, named ``<stdin>``.

    Text that is not UTF-8 is returned with U+FFFD in place of what is not, and its offset in ``undecodable``, so
    that the reader of YAML can point at it. A UTF-8 byte order mark is dropped, as YAML does.

    Args:
        path: The file.
        folder: The folder named on the command line in which the file was found; empty if it was named itself.

    Raises:
        InputError: no such file, a directory, no permission, a device or pipe that nobody named, larger than
            ``MAX_BYTES``, a link out of its repository, or an address, which Helm would download.
    """
    if path.strip() == "-" and not folder:
        return _decode(STDIN_NAME, _read_stdin())
    _refuse_link(path)
    source = _decode(path, _read_file(path, pipes=not folder and _names_pipe(path)))
    source.folder = folder
    return source


def read_inside(path: str, root: Path) -> Source:
    """Read a file that another file refers to.

    Args:
        path: The file.
        root: The repository that it must be in.

    Raises:
        InputError: as for ``read``, or it is outside of the repository.
    """
    _refuse_outside(path, root)
    return _decode(path, _read_file(path, pipes=False))


def content(path: str) -> str:
    """Read a file as ``--set-file`` does: whatever it holds, as text; ``-`` is standard input.

    Raises:
        InputError: as for ``read``.
    """
    if path.strip() == "-":
        return _read_stdin().decode("utf-8", "replace")
    _refuse_link(path)
    return _read_file(path, pipes=_names_pipe(path)).decode("utf-8", "replace")


def content_inside(path: str, root: Path) -> str:
    """Read a file as ``--set-file`` does, where a manifest or a project file says so.

    Raises:
        InputError: as for ``read_inside``.
    """
    _refuse_outside(path, root)
    return _read_file(path, pipes=False).decode("utf-8", "replace")


def only_one_stdin(paths: Sequence[str]) -> None:
    """See to it that standard input is not wanted twice: it would be empty the second time.

    Raises:
        InputError: it is.
    """
    if sum(path.strip() == "-" for path in paths) > 1:
        _refuse("standard input is given more than once", "give `-` once, and name the other files")


def split_list(argument: str) -> list[str]:
    """Split the argument of ``-f`` as Helm does: pflag's string slices are one line of CSV, so ``-f a,b`` is two.

    Raises:
        InputError: a quote is not closed.
    """
    import csv  # noqa: PLC0415 - not needed without -f

    try:
        return next(csv.reader([argument], strict=True)) if argument else []
    except csv.Error as error:
        _refuse(f"`-f {argument}` is not a list of files: {error}", "give every file its own -f")


def _refuse(message: str, remedy: str) -> NoReturn:
    raise InputError(message, remedy)


def _read_stdin() -> bytes:
    if sys.stdin is None or sys.stdin.closed:
        _refuse("standard input is closed", "name a file, or pipe values into the command")
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    _check_size("standard input", len(data))
    return data


def _refuse_link(path: str) -> None:
    with suppress(OSError, ValueError):  # opening it tells why it cannot be had
        if repository.leads_out(path):
            _refuse(f"the link `{path}` leads out of its repository", "name the file that it leads to")


def _refuse_outside(path: str, root: Path) -> None:
    with suppress(OSError, ValueError):
        if repository.is_inside(path, root):
            return
    _refuse(f"`{path}` is outside of the repository", "move it into the repository, or name it on the command line")


def _names_pipe(path: str) -> bool:
    """Tell whether a path is a pipe itself, such as a process substitution, and not a link that somebody put there."""
    if os.path.normpath(path).startswith(_DESCRIPTORS):
        return True
    with suppress(OSError, ValueError):
        return stat.S_ISFIFO(Path(path).lstat().st_mode)
    return False


def _read_file(path: str, *, pipes: bool) -> bytes:
    if path.startswith(_ADDRESSES):
        _refuse(f"`{path}` is an address, not a file", "download it first, then name the file")
    try:
        # Without O_NONBLOCK, opening a named pipe that nobody writes to would wait for ever.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            if _is_pipe(path, os.fstat(file.fileno()), pipes=pipes):
                os.set_blocking(file.fileno(), True)
            data = file.read(MAX_BYTES + 1) or b""
    except (OSError, ValueError) as error:
        raise explained(path, error) from None
    _check_size(f"`{path}`", len(data))
    return data


def _is_pipe(path: str, status: os.stat_result, *, pipes: bool) -> bool:
    """Tell a pipe from a regular file, and refuse what is neither."""
    mode = status.st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(path)
    if stat.S_ISREG(mode):
        _check_size(f"`{path}`", status.st_size)
        return False
    if not stat.S_ISFIFO(mode):
        _refuse(f"`{path}` is a device, not a file", "name a values file")
    if not pipes:
        _refuse(f"`{path}` leads to a pipe, not a file", "name the pipe itself, or a values file")
    return True


def _check_size(what: str, size: int) -> None:
    if size > MAX_BYTES:
        limit = MAX_BYTES // 2**20
        _refuse(f"{what} is larger than {limit} MiB", "name a values file; a release cannot hold as much")


def explained(path: str, error: OSError | ValueError) -> InputError:
    """Say why a file or folder cannot be read, and what to do about it."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return InputError(f"there is no file `{path}`", "check the path; it is relative to the current directory")
    if isinstance(error, IsADirectoryError):
        return InputError(f"`{path}` is a directory", "name a file inside it")
    if isinstance(error, PermissionError):
        return InputError(f"no permission to read `{path}`", "change its permissions, or run as a user who may")
    reason = getattr(error, "strerror", None) or str(error)
    return InputError(f"cannot read `{path}`: {reason}", "name a readable values file")


def _decode(name: str, data: bytes) -> Source:
    if data.startswith(_UTF16_MARKS):
        # Helm 4 cuts the bytes into lines before it looks at the encoding, and fails.
        return Source(name, data.decode("utf-16", "replace"), undecodable=0)
    data = data.removeprefix(_UTF8_MARK)
    try:
        return Source(name, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        return Source(name, data.decode("utf-8", "replace"), undecodable=len(before))
