"""The files that a manifest or a project file may refer to: only those in its own repository.

Anyone who proposes a change to a repository can write such references. Without this limit, any file that the job can
read could end up in a report. Users may name any file on the command line.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from liqo_values.model.source_text import Source

_GIT = ".git"
#: Folders whose files are not real files: they show the state of processes and devices, or never end.
_SYSTEM = (Path("/proc"), Path("/sys"), Path("/dev"))


def root_of(source: Source) -> Path:
    """Return the folder that contains everything a file may refer to, with links in its path resolved.

    It is the nearest folder above the file that contains ``.git``. Without one, it is the current folder or else the
    folder named on the command line, if the file is below it; otherwise the folder of the file.
    """
    above = _real(source.name).parent
    found = _with_git(above)
    if found is not None:
        return found
    for outer in (Path.cwd(), _real(source.folder) if source.folder else None):
        if outer is not None and above.is_relative_to(outer) and outer != outer.parent:  # everything is below `/`
            return outer
    return above


def around(path: str) -> Path | None:
    """Return the repository that contains a file, with links resolved; None if it is in none."""
    return _with_git(_real(path).parent)


def is_inside(path: str | Path, root: Path) -> bool:
    """Return whether files in a repository may refer to a path; its links are resolved first."""
    real = _real(path)
    if not real.is_relative_to(root):
        return False
    if any(real.is_relative_to(folder) and not root.is_relative_to(folder) for folder in _SYSTEM):
        return False
    return not _is_git(real.relative_to(root))


def leads_out(path: str) -> bool:
    """Return whether a link in a path leads out of the repository that contains the path.

    Such a link may be part of a proposed change, and its name may come from a pattern instead of a user.
    """
    named = Path(os.path.normpath(Path.cwd() / path))
    if named == _real(path):
        return False
    root = _with_git(named.parent)
    return root is not None and not _is_git(named) and not is_inside(path, _real(root))


def is_linked_within(path: str) -> bool:
    """Return whether the links in a path stay in its repository.

    Without a repository, they must stay in the current folder if the path is below it, else in the path's own folder.
    """
    named = Path(os.path.normpath(Path.cwd() / path))
    outer = Path.cwd() if named.is_relative_to(Path.cwd()) else named.parent
    return is_inside(path, _real(_with_git(named.parent) or outer))


def _real(path: str | Path) -> Path:
    return Path(os.path.realpath(path))


def _with_git(folder: Path) -> Path | None:
    """Return the nearest folder that is a repository: this one or one above it."""
    return next((above for above in (folder, *folder.parents) if os.path.lexists(above / _GIT)), None)


def _is_git(path: Path) -> bool:
    return any(part.lower() == _GIT for part in path.parts)  # some file systems ignore case
