"""Values files that an Argo CD Application names: ``$ref/path``, ``/path``, ``path``, a pattern, or a URL."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.parsing import placeholders, repository

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from liqo_values.sources.argocd_variables import Variables

#: A scheme of a URL, such as that of a file that helm-secrets decrypts.
_URL = r"[A-Za-z][A-Za-z0-9+.-]*:.*"
#: What makes a path a pattern, since Argo CD 3.5.
_PATTERN = r"[*?\[]"
#: Expanding a pattern stops after so many files.
_MOST = 1000


class Place(NamedTuple):
    """Where a file is.

    Attributes:
        path: Its path; None if it is not in this repository, or not known.
        known: Whether its whole path is known.
        ref: A name before it that no source has as its ``ref``; Argo CD replaces it with nothing.
    """

    path: Path | None
    known: bool = True
    ref: str = ""


class Folders(NamedTuple):
    """What paths are relative to.

    Attributes:
        variables: The build environment of the source.
        refs: The ``ref`` of the other sources.
        in_repository: Finds a path of a repository, which is assumed to be the manifest's own; None if it is not here.
        root: The root of the manifest's repository.
        chart: The folder of the chart; None if it is downloaded.
    """

    variables: Variables
    refs: Collection[str]
    in_repository: Callable[[str], Path | None]
    root: Path
    chart: Path | None

    def find(self, written: str) -> Place:
        """Find a file that a source names."""
        ref, _, rest = written.removeprefix("$").partition("/")
        if written.startswith("$") and ref in self.refs:
            filled = self.variables.expand(rest)
            if not filled.known or placeholders.has_template(filled.text):
                return Place(None, known=False)
            return Place(self._from_root(filled.text))
        filled = self.variables.expand(written)
        unknown = ref if written.startswith("$") and ref in filled.nothing else ""
        if not filled.known or placeholders.has_template(filled.text):
            return Place(None, known=False, ref=unknown)
        if re.fullmatch(_URL, filled.text, re.DOTALL) or self.chart is None:
            return Place(None, ref=unknown)
        return Place(self.root / filled.text.lstrip("/") if filled.text.startswith("/") else self.chart / filled.text)

    def _from_root(self, path: str) -> Path | None:
        """Find a file in a repository; of a pattern, the folder before it decides where the repository begins."""
        if not is_pattern(path):
            return self.in_repository(path)
        parts = path.split("/")
        fixed = next(number for number, part in enumerate(parts) if is_pattern(part))
        folder = self.in_repository("/".join(parts[:fixed]) or ".")
        return folder / "/".join(parts[fixed:]) if folder else None


def is_pattern(path: str) -> bool:
    """Return whether a path is a pattern that Argo CD expands."""
    return bool(re.search(_PATTERN, path))


def real(path: Path) -> str:
    """Return what identifies a file: Argo CD reads each only once, however its path is written."""
    return os.path.realpath(path)


def matches(pattern: Path, root: Path) -> list[Path]:
    """Return the files that a pattern stands for, in the order in which Argo CD lists them.

    Args:
        pattern: The pattern, below the root.
        root: The root of the repository.
    """
    try:
        below = pattern.relative_to(root)
    except ValueError:
        return []
    found: Iterator[Path]
    try:
        found = root.glob(str(below))
        files = [path for _, path in zip(range(_MOST), found, strict=False) if path.is_file()]
    except (ValueError, NotImplementedError, OSError):
        return []
    return sorted(path for path in files if repository.is_inside(path, root))
