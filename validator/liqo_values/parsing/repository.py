"""Which files a manifest or a project file may refer to: those of its own repository.

Whoever proposes a change to a repository writes these references. Without a bound, any file that the job may read could
end up in a report. Files that users name on the command line are their own, and free.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from liqo_values.model.source_text import Source

_GIT = ".git"
#: Folders of files that are no files: they show the state of processes and devices, or never end.
_SYSTEM = (Path("/proc"), Path("/sys"), Path("/dev"))


def root_of(source: Source) -> Path:
    """Return the folder that holds everything a file may refer to, without links in its path.

    It is the nearest folder above the file with ``.git`` in it. Without one it is the current folder, then the folder
    named on the command line, if the file is below it; else the folder of the file.
    """
    above = _real(source.name).parent
    found = _with_git(above)
    if found is not None:
        return found
    for outer in (Path.cwd(), _real(source.folder) if source.folder else None):
        if outer is not None and above.is_relative_to(outer) and outer != outer.parent:  # all is below `/`
            return outer
    return above


def is_inside(path: str | Path, root: Path) -> bool:
    """Tell whether a path, its links followed, is a place in a repository that files may refer to."""
    real = _real(path)
    if not real.is_relative_to(root):
        return False
    if any(real.is_relative_to(folder) and not root.is_relative_to(folder) for folder in _SYSTEM):
        return False
    return not _is_git(real.relative_to(root))


def leads_out(path: str) -> bool:
    """Tell whether a link on the way to a path leads out of the repository that the path is in.

    Such a link may be part of a proposed change, and its name may come from a pattern instead of a user.
    """
    named = Path(os.path.normpath(Path.cwd() / path))
    if named == _real(path):
        return False
    root = _with_git(named.parent)
    return root is not None and not _is_git(named) and not is_inside(path, _real(root))


def is_linked_within(path: str) -> bool:
    """Tell whether the links on the way to a path stay in its repository, or without one in the folder it is in."""
    named = Path(os.path.normpath(Path.cwd() / path))
    outer = Path.cwd() if named.is_relative_to(Path.cwd()) else named.parent
    return is_inside(path, _real(_with_git(named.parent) or outer))


def _real(path: str | Path) -> Path:
    return Path(os.path.realpath(path))


def _with_git(folder: Path) -> Path | None:
    """Return the nearest of a folder and those above it that is a repository."""
    return next((above for above in (folder, *folder.parents) if os.path.lexists(above / _GIT)), None)


def _is_git(path: Path) -> bool:
    return any(part.lower() == _GIT for part in path.parts)  # some file systems do not tell `.GIT` from `.git`
