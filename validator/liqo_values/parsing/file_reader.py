"""Read files and standard input as text."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn

from liqo_values.model.errors import InputError
from liqo_values.model.layers import STDIN_NAME
from liqo_values.model.source_text import Source
from liqo_values.parsing import repository
from liqo_values.parsing.file_names import is_standard_input

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from io import BufferedReader

#: The largest file that is read, 16 MiB. Helm stores values in a Secret, which holds at most 1 MiB.
MAX_BYTES = 16 * 1024 * 1024

#: What to do about a path of a file that is missing.
CHECK_PATH = "check the path; it is relative to the current folder"
#: The most names in a folder that a missing one is compared with.
_MOST_NAMES = 1000
_ADDRESSES = ("http://", "https://", "oci://")
#: Where the system lists the open files of a process, such as process substitutions, ``<(…)``.
_DESCRIPTORS = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")
_UTF8_MARK, _UTF16_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
#: How files begin that git stores for others, and what to say about them.
_STAND_INS = {
    b"version https://git-lfs.github.com/spec/v1\n": (
        "is a pointer of Git LFS, not the file itself",
        "`git lfs pull` gets the file of the current revision",
    ),
    b"\0GITCRYPT\0": ("is encrypted by git-crypt", "decrypt it: `git-crypt unlock`; commits contain it as it is here"),
}
#: The texts that are read instead of files, by their paths without links.
_OPEN: ContextVar[Mapping[str, Source]] = ContextVar("open texts", default=MappingProxyType({}))


@contextmanager
def instead_of_files(texts: Mapping[str, Source]) -> Iterator[None]:
    """Read texts instead of the files at their paths, such as those that an editor has open and has not saved.

    Args:
        texts: The texts, by path without links. A text that has the name under which it is read is passed on as it is,
            so that places in it can be compared.
    """
    token = _OPEN.set(texts)
    try:
        yield
    finally:
        _OPEN.reset(token)


def _opened(path: str) -> Source | None:
    texts = _OPEN.get()
    found = texts.get(os.path.realpath(path)) if texts else None
    if found is None or found.name == path:
        return found
    return Source(path, found.text, found.undecodable, encoding=found.encoding)


def read(path: str, *, folder: str = "") -> Source:
    """Read a values file; ``-`` (as in Helm, also with blanks around it) is standard input, named ``<stdin>``.

    Bytes that are not UTF-8 become U+FFFD; ``undecodable`` is the offset of the first one, so that the YAML parser can
    point to it. A UTF-8 byte order mark is dropped, as in YAML.

    Args:
        path: The file.
        folder: The folder on the command line in which the file was found; empty if the file itself was named.

    Raises:
        InputError: the file does not exist or must not be read, is larger than ``MAX_BYTES``, is a directory, a device,
            a pipe that was not named itself, a link out of its repository, a URL, which Helm would download, or what
            git stores instead of a file that was named, as with Git LFS.
    """
    if is_standard_input(path) and not folder:
        return _decode(STDIN_NAME, _read_stdin())
    _refuse_link(path)
    source = _opened(path)
    if source is None:
        data = _read_file(path, pipes=not folder and _names_pipe(path))
        if not folder:
            _refuse_stand_in(path, data)
        source = _decode(path, data)
    source.folder = folder
    return source


def is_data(path: str) -> bool:
    """Return whether a file is too large to be read and does not mention Liqo."""
    word, last = b"liqo", b""
    if not Path(path).is_file():  # opening a pipe waits for a writer
        return False
    try:
        with Path(path).open("rb") as file:
            if os.fstat(file.fileno()).st_size <= MAX_BYTES:
                return False
            while piece := file.read(MAX_BYTES):
                if word in last + piece:
                    return False
                last = piece[1 - len(word) :]
    except OSError:
        return False
    return True


def read_inside(path: str, root: Path) -> Source:
    """Read a file that another file refers to.

    Args:
        path: The file.
        root: The repository that it must be in.

    Raises:
        InputError: as for ``read``, or if the file is outside of the repository.
    """
    _refuse_outside(path, root)
    source = _opened(path)
    if source is not None:
        return source
    data = _read_file(path, pipes=False)
    _refuse_stand_in(path, data)
    return _decode(path, data)


def content(path: str) -> str:
    """Read any file as text, as ``--set-file`` does; ``-`` is standard input.

    Raises:
        InputError: as for ``read``.
    """
    if is_standard_input(path):
        return _read_stdin().decode("utf-8", "replace")
    _refuse_link(path)
    opened = _opened(path)
    return opened.text if opened else _read_file(path, pipes=_names_pipe(path)).decode("utf-8", "replace")


def content_inside(path: str, root: Path) -> str:
    """Read a file that a manifest or a project file refers to, as ``--set-file`` does.

    Raises:
        InputError: as for ``read_inside``.
    """
    _refuse_outside(path, root)
    opened = _opened(path)
    return opened.text if opened else _read_file(path, pipes=False).decode("utf-8", "replace")


def only_one_stdin(paths: Sequence[str]) -> None:
    """Check that standard input is used only once: it would be empty the second time.

    Raises:
        InputError: it is used more than once.
    """
    if sum(is_standard_input(path) for path in paths) > 1:
        _refuse("standard input is given more than once", "use `-` once, and name the other files")


def split_list(argument: str) -> list[str]:
    """Split the argument of ``-f`` as Helm does: pflag reads it as one line of CSV, so ``-f a,b`` names two files.

    Raises:
        InputError: a quote is not closed.
    """
    import csv  # noqa: PLC0415 - not needed without -f

    try:
        return next(csv.reader([argument], strict=True)) if argument else []
    except csv.Error as error:
        _refuse(f"`-f {argument}` is not a list of files: {error}", "use a separate -f for each file")


def _refuse(message: str, remedy: str) -> NoReturn:
    raise InputError(message, remedy)


def _read_stdin() -> bytes:
    if sys.stdin is None or sys.stdin.closed:
        _refuse("standard input is closed", "name a file, or pipe values into the command")
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    _check_size("standard input", len(data))
    return data


def beginning(path: str, size: int) -> str:
    """Return how a regular file begins, without waiting; empty if it is none, or cannot be read.

    Args:
        path: The file.
        size: The number of bytes.
    """
    with suppress(OSError, ValueError), _unblocked(path) as file:
        if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return (file.read(size) or b"").decode("utf-8", "replace")
    return ""


def _refuse_link(path: str) -> None:
    with suppress(OSError, ValueError):  # opening the file reports the reason
        if repository.leads_out(path):
            _refuse(f"the link `{path}` leads out of its repository", "name the file that it leads to")


def _refuse_outside(path: str, root: Path) -> None:
    with suppress(OSError, ValueError):
        if repository.is_inside(path, root):
            return
    _refuse(f"`{path}` is outside of the repository", "move it into the repository, or name it on the command line")


def _refuse_stand_in(path: str, data: bytes) -> None:
    """Reject what git stores instead of a file, and a program outside git replaces when it is checked out."""
    for beginning, (what, remedy) in _STAND_INS.items():
        if data.startswith(beginning):
            _refuse(f"`{path}` {what}", remedy)


def _names_pipe(path: str) -> bool:
    """Return whether a path is itself a pipe, such as a process substitution, and not a link to one."""
    if os.path.normpath(path).startswith(_DESCRIPTORS):
        return True
    with suppress(OSError, ValueError):
        return stat.S_ISFIFO(Path(path).lstat().st_mode)
    return False


def _read_file(path: str, *, pipes: bool) -> bytes:
    if path.startswith(_ADDRESSES):
        _refuse(f"`{path}` is a URL, not a file", "download it, and name the downloaded file")
    try:
        with _unblocked(path) as file:
            if _is_pipe(path, os.fstat(file.fileno()), pipes=pipes):
                os.set_blocking(file.fileno(), True)
            data = file.read(MAX_BYTES + 1) or b""
    except (OSError, ValueError) as error:
        raise explained(path, error) from None
    _check_size(f"`{path}`", len(data))
    return data


def _unblocked(path: str) -> BufferedReader:
    """Open a file without waiting for a writer of a named pipe, or for lines of what never ends."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    return os.fdopen(descriptor, "rb")


def _is_pipe(path: str, status: os.stat_result, *, pipes: bool) -> bool:
    """Return whether an open file is a pipe; reject it if it is neither a pipe nor a regular file."""
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
        _refuse(f"{what} is larger than {limit} MiB", "name a values file; a release cannot be that large")


def explained(path: str, error: OSError | ValueError) -> InputError:
    """Return an error that says why a file or folder cannot be read, and what to do."""
    if not path:
        return InputError("the name of a file is empty", "check what it comes from, such as a variable that is not set")
    if isinstance(error, FileNotFoundError) and Path(path).is_symlink():
        leads_to = Path(path).readlink()
        return InputError(
            f"the link `{path}` leads to `{leads_to}`, which does not exist", "correct or remove the link"
        )
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        similar = _similar(Path(path))
        remedy = f"did you mean `{similar}`?" if similar else CHECK_PATH
        return InputError(f"there is no file `{path}`", remedy)
    if isinstance(error, IsADirectoryError):
        return InputError(f"`{path}` is a directory", "name a file inside it")
    if isinstance(error, PermissionError):
        return InputError(f"no permission to read `{path}`", "change its permissions, or run as a user who can read it")
    reason = getattr(error, "strerror", None) or str(error)
    return InputError(f"cannot read `{path}`: {reason}", "name a readable values file")


def _similar(path: Path) -> Path | None:
    """Return an existing path that differs from a missing one in a single, similar name; None if there is none."""
    from liqo_values.model.did_you_mean import nearest  # noqa: PLC0415 - most files exist

    missing = next((part for part in reversed((path, *path.parents)) if not part.exists()), path)
    try:
        names = tuple(islice((entry.name for entry in missing.parent.iterdir()), _MOST_NAMES))
    except OSError:
        return None
    near = nearest(missing.name, names)
    similar = missing.parent / near / path.relative_to(missing) if near else None
    return similar if similar is not None and similar.is_file() else None


def _decode(name: str, data: bytes) -> Source:
    if data.startswith(_UTF16_MARKS):
        text = data.decode("utf-16", "replace")
        if len(data) % 2:
            return Source(name, text, len(text) - 1, encoding="utf-16")
        # Helm 4 adds a line end of one byte before it detects the encoding, unless the last byte is one: it then fails,
        # unless a marker ends the document before.
        return Source(name, text, None if data.endswith(b"\n") else len(text), encoding="utf-16")
    encoding = "utf-8-sig" if data.startswith(_UTF8_MARK) else "utf-8"
    data = data.removeprefix(_UTF8_MARK)
    if data.startswith(_UTF8_MARK):  # with two of them, Helm drops the first character of the second line
        return Source(name, data.decode("utf-8", "replace"), undecodable=0)
    try:
        return Source(name, data.decode("utf-8"), encoding=encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        return Source(name, data.decode("utf-8", "replace"), undecodable=len(before))
