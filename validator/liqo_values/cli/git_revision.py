"""The files of a git revision, in a temporary folder: read with the user's own git, without touching the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import chdir, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from liqo_values.model.errors import InputError
from liqo_values.parsing.file_reader import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Neither locks of the repository, nor missing objects from a server.
_READ_ONLY = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
_LINK, _SUBMODULE = b"120000", b"160000"


@contextmanager
def files_of(revision: str) -> Iterator[Path]:
    """Make the current folder, as it is in a revision, the current folder; yield the root of the repository.

    Files therefore have the names by which the user knows them.

    Args:
        revision: The revision, such as ``main`` or ``origin/main~2``.

    Raises:
        InputError: git is not installed, this is not a repository, or it does not have the revision.
    """
    root = Path(os.fsdecode(_git("rev-parse", "--show-toplevel").rstrip(b"\n")))
    commit = _commit(revision)
    here = Path(os.path.relpath(os.path.realpath(Path()), os.path.realpath(root)))
    with tempfile.TemporaryDirectory(prefix="liqo-values-") as name:
        folder = Path(name)
        (folder / ".git").mkdir()  # so that this is the repository of the files
        _write(root, commit, folder)
        (folder / here).mkdir(parents=True, exist_ok=True)
        with chdir(folder / here):
            yield root


def _commit(revision: str) -> str:
    """Return the commit of a revision."""
    if not revision or revision.startswith("-"):
        _unknown(revision)
    found = _run("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if found.returncode:
        _unknown(revision)
    return found.stdout.decode().strip()


def _unknown(revision: str) -> NoReturn:
    shallow = _run("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
    remedy = "name a branch, a tag or a commit; `git fetch` gets those of a server"
    if shallow:
        remedy = "the clone is shallow: fetch the revision, with `fetch-depth: 0` on GitHub or `GIT_DEPTH: 0` on GitLab"
    raise InputError(f"the repository has no revision `{revision}`", remedy)


def _write(root: Path, commit: str, folder: Path) -> None:
    """Write the files of a commit to a folder, without submodules and files that are too large to be read."""
    listed = _git("ls-tree", "-r", "-l", "-z", "--full-tree", commit, folder=root).split(b"\0")
    entries: list[tuple[bytes, Path, bytes]] = []
    for line in filter(None, listed):
        about, _, path = line.partition(b"\t")
        kind, _, digest, size = about.split()
        target = folder / os.fsdecode(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        if kind != _SUBMODULE and int(size) <= MAX_BYTES:
            entries.append((kind, target, digest))
    contents = _git("cat-file", "--batch", folder=root, stdin=b"".join(digest + b"\n" for _, _, digest in entries))
    start = 0
    for kind, target, digest in entries:
        end = contents.index(b"\n", start)
        length = contents[start:end].rpartition(b" ")[2]
        if not length.isdigit():
            message = f"the repository does not contain the file `{target.relative_to(folder)}` of the revision"
            raise InputError(message, f"the clone is partial: `git cat-file -p {digest.decode()}` fetches it")
        content = contents[end + 1 : end + 1 + int(length)]
        start = end + 2 + int(length)
        if kind == _LINK:
            with suppress(OSError):  # on Windows, not everyone may create links
                target.symlink_to(os.fsdecode(content))
        else:
            target.write_bytes(content)


def _git(*arguments: str, folder: Path | None = None, stdin: bytes = b"") -> bytes:
    done = _run(*arguments, folder=folder, stdin=stdin)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0] or "it failed"
        raise InputError(f"git: {said}", "run the command in the repository whose releases are compared")
    return done.stdout


def _run(*arguments: str, folder: Path | None = None, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("git")
    if program is None:
        message = "git is not installed"
        raise InputError(message, "install it, or compare two files: `liqo-values diff OLD NEW`")
    environment = {**os.environ, **_READ_ONLY}
    return subprocess.run(
        [program, *arguments], cwd=folder, input=stdin, capture_output=True, env=environment, check=False
    )
