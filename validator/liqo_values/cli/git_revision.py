"""The files of a git revision, in a temporary folder: read with the user's own git, without touching the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import chdir, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from liqo_values.model.errors import InputError
from liqo_values.parsing.file_reader import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Neither locks of the repository, nor missing objects from a server.
_READ_ONLY = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
_LINK, _SUBMODULE = b"120000", b"160000"
#: Between two revisions, and after the one that the current branch left.
_BETWEEN, _SINCE = "..", "..."
#: The least number of digits in the name of a commit.
_DIGITS = 40
_IN_SHALLOW = "the clone is shallow: fetch the revision, with `fetch-depth: 0` on GitHub or `GIT_DEPTH: 0` on GitLab"
#: How git says that the repository belongs to another user, as in a container.
_FOREIGN = "dubious ownership"


class Revision(NamedTuple):
    """The files of a revision, in a temporary folder.

    Attributes:
        root: The root of the repository.
        folder: The folder that contains the files instead.
        lacking: The submodules whose commit of that time is not here, relative to the root.
    """

    root: Path
    folder: Path
    lacking: list[Path]


def root_of_repository() -> Path:
    """Return the root of the working tree that contains the current folder.

    Raises:
        InputError: git is not installed, or there is none.
    """
    return Path(os.fsdecode(_git("rev-parse", "--show-toplevel").rstrip(b"\n")))


@contextmanager
def files_of(root: Path, revision: str) -> Iterator[Sequence[Path]]:
    """Make the current folder, as it is in a revision, the current folder.

    Files therefore have the names by which the user knows them. Yields the submodules whose commit is not here,
    relative to the root.

    Args:
        root: The root of the repository.
        revision: The revision, such as ``main`` or ``origin/main~2``; ``main...`` is where the current branch left
            ``main``, as for ``git diff``.

    Raises:
        InputError: the repository does not have the revision.
    """
    commit = _commit(revision)
    here = Path(os.path.relpath(os.path.realpath(Path()), os.path.realpath(root)))
    with tempfile.TemporaryDirectory(prefix="liqo-values-") as name:
        result = Revision(root, Path(name), [])
        (result.folder / ".git").mkdir()  # so that this is the repository of the files
        _write(result, Path(), commit)
        (result.folder / here).mkdir(parents=True, exist_ok=True)
        with chdir(result.folder / here):
            yield result.lacking


def _commit(revision: str) -> str:
    """Return the commit of a revision."""
    if not revision or revision.startswith("-"):
        _unknown(revision)
    base, _, other = revision.partition(_SINCE)
    if base and other in ("", "HEAD") and _SINCE in revision:
        return _where_left(_commit(base), base)
    found = _run("rev-parse", "--verify", "--quiet", "--end-of-options", revision)
    # What it names may be a tag, or no commit at all.
    commit = _run("rev-parse", "--verify", "--quiet", f"{found.stdout.decode().strip()}^{{commit}}")
    if found.returncode or commit.returncode:
        _unknown(revision)
    return commit.stdout.decode().strip()


def _where_left(commit: str, name: str) -> str:
    """Return the last commit that a branch and the current one have in common."""
    found = _run("merge-base", commit, "HEAD")
    if found.returncode:
        message = f"`{name}` and `HEAD` have no commit in common"
        raise InputError(message, _IN_SHALLOW if _is_shallow() else f"name a revision without `{_SINCE}`")
    return found.stdout.decode().strip()


def _unknown(revision: str) -> NoReturn:
    remedy = "name a branch, a tag or a commit; `git fetch` gets those of a server"
    if revision.strip("0") == "" and len(revision) >= _DIGITS:
        remedy = "this is what servers name for a branch that did not exist before; name its target, such as `main`"
    elif _BETWEEN in revision:
        remedy = f"name one revision, which is compared with the working tree; `main{_SINCE}` is where you left `main`"
    elif _is_shallow():
        remedy = _IN_SHALLOW
    raise InputError(f"the repository has no revision `{revision}`", remedy)


def _is_shallow() -> bool:
    return _run("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"


def _write(revision: Revision, module: Path, commit: str) -> None:
    """Write the files of a commit to a folder, without those that are too large to be read.

    Args:
        revision: The revision.
        module: The submodule whose commit it is, relative to the root; an empty path for the repository itself.
        commit: The commit.
    """
    root, folder = revision.root / module, revision.folder / module
    entries: list[tuple[bytes, Path, bytes]] = []
    for kind, digest, size, path in _listed(root, commit):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if kind == _SUBMODULE:
            _write_submodule(revision, module / path, digest.decode())
        elif int(size) <= MAX_BYTES:
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
                target.symlink_to(_moved(Path(os.fsdecode(content)), revision))
        else:
            target.write_bytes(content)


def _write_submodule(revision: Revision, module: Path, commit: str) -> None:
    """Write the files of a submodule that is checked out; without its files, the working tree has none either."""
    folder = revision.root / module
    if not (folder / ".git").exists():
        return
    if _run("cat-file", "-e", f"{commit}^{{commit}}", folder=folder).returncode:
        revision.lacking.append(module)
    else:
        _write(revision, module, commit)


def _listed(root: Path, commit: str) -> Iterator[tuple[bytes, bytes, bytes, str]]:
    """Yield the mode, the digest, the size and the path of all files that the working tree would have too."""
    sparse = _run("config", "--type=bool", "core.sparseCheckout", folder=root).stdout.strip() == b"true"
    absent = _absent(root) if sparse else frozenset()
    for line in filter(None, _git("ls-tree", "-r", "-l", "-z", "--full-tree", commit, folder=root).split(b"\0")):
        about, _, path = line.partition(b"\t")
        kind, _, digest, size = about.split()
        if path in absent:
            continue
        if not {b"", b".", b"..", b".git"}.isdisjoint(path.lower().split(b"/")):
            message = f"the revision contains the path `{os.fsdecode(path)}`, which git itself does not check out"
            raise InputError(message, "name another revision")
        yield kind, digest, size, os.fsdecode(path)


def _absent(root: Path) -> frozenset[bytes]:
    """Return the files that a sparse checkout leaves out."""
    listed = _git("ls-files", "-t", "-z", folder=root).split(b"\0")
    return frozenset(line[2:] for line in listed if line.startswith(b"S "))


def _moved(target: Path, revision: Revision) -> Path:
    """Return what a link leads to: within the repository, the file of the revision."""
    for root in (revision.root, Path(os.path.realpath(revision.root))):
        if target.is_absolute() and target.is_relative_to(root):
            return revision.folder / target.relative_to(root)
    return target


def _git(*arguments: str, folder: Path | None = None, stdin: bytes = b"") -> bytes:
    done = _run(*arguments, folder=folder, stdin=stdin)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0] or "it failed"
        remedy = "run the command in the repository whose releases are compared"
        if _FOREIGN in said:
            remedy = "if you trust it, allow it: `git config --global --add safe.directory PATH`"
        raise InputError(f"git: {said}", remedy)
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
