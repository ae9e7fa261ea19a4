"""Values files that an Argo CD Application names: ``$ref/path``, ``/path``, ``path``, a pattern, or a URL."""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.parsing import placeholders
from liqo_values.sources.argocd_patterns import is_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from liqo_values.sources.argocd_variables import Variables

#: A scheme of a URL, such as that of a file that helm-secrets decrypts.
_URL = r"([A-Za-z][A-Za-z0-9+.-]*):"


class Place(NamedTuple):
    """Where a file is.

    Attributes:
        path: Its path; None if it is not in this repository, or not known.
        known: Whether its whole path is known.
        ref: A name before it that no source has as its ``ref``; Argo CD replaces it with nothing.
        scheme: That of its URL; empty if it has none.
    """

    path: Path | None
    known: bool = True
    ref: str = ""
    scheme: str = ""


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
            outside = posixpath.normpath(filled.text.lstrip("/")).startswith("..")
            return Place(self.root / filled.text.lstrip("/") if outside else self._from_root(filled.text))
        filled = self.variables.expand(written)
        unknown = ref if written.startswith("$") and ref in filled.nothing else ""
        if not filled.known or placeholders.has_template(filled.text):
            return Place(None, known=False, ref=unknown)
        url = re.match(_URL, filled.text)
        if url or self.chart is None:
            return Place(None, ref=unknown, scheme=url[1] if url else "")
        return Place(self.root / filled.text.lstrip("/") if filled.text.startswith("/") else self.chart / filled.text)

    def _from_root(self, path: str) -> Path | None:
        """Find a file in a repository; of a pattern, the folder before it decides where the repository begins."""
        if not is_pattern(path):
            return self.in_repository(path)
        parts = path.split("/")
        fixed = next(number for number, part in enumerate(parts) if is_pattern(part))
        folder = self.in_repository("/".join(parts[:fixed])) if fixed else self.root
        return folder / "/".join(parts[fixed:]) if folder else None


def real(path: Path) -> str:
    """Return what identifies a file: Argo CD reads each only once, however its path is written."""
    return os.path.realpath(path)


def below(path: Path, root: Path) -> str:
    """Return a path relative to the root of its repository, without ``..``; empty if it is outside."""
    try:
        return Path(os.path.normpath(path)).relative_to(root).as_posix()
    except ValueError:
        return ""
