"""What is released: the files of a commit, and no other files in the folder."""

from __future__ import annotations

import re
import tarfile
from typing import TYPE_CHECKING, NamedTuple

import yaml

from tools.release.commands import ReleaseError, run
from tools.repository import ROOT

if TYPE_CHECKING:
    from pathlib import Path


class Source(NamedTuple):
    """The files of a commit in a folder of their own.

    Attributes:
        tree: The folder.
        time: When the commit was made, in seconds since 1970: every file in every package has this time.
    """

    tree: Path
    time: int

    @property
    def version(self) -> str:
        """The version of the release, which chart and validator share."""
        version: str = yaml.safe_load((self.tree / "chart" / "Chart.yaml").read_text(encoding="utf-8"))["version"]
        return version


def committed(folder: Path) -> Source:
    """Put the files of the newest commit into an empty folder.

    Raises:
        ReleaseError: This is not a git repository.
    """
    git: list[str | Path] = ["git", "-C", ROOT]
    remedy = "A release is made from a commit: run this in a clone of the repository."
    time = int(run([*git, "log", "-1", "--format=%ct"], remedy=remedy))
    archive = folder / "source.tar"
    run([*git, "archive", f"--output={archive}", "HEAD"], remedy=remedy)
    tree = folder / "source"
    with tarfile.open(archive) as tar:
        tar.extractall(tree, filter="data")
    return Source(tree, time)


def uncommitted() -> int:
    """Count the files that differ from the newest commit; their changes are not released."""
    return len(run(["git", "-C", ROOT, "status", "--porcelain", "--untracked-files=no"]).splitlines())


def refuse_other_tag(source: Source, tag: str) -> None:
    """Check that the tag of the release fits the versions in the files.

    Raises:
        ReleaseError: The files have another version, or the changelog does not describe this one.
    """
    if tag != f"v{source.version}":
        message = (
            f"the tag {tag} is not that of version {source.version}: raise `__version__` in "
            "validator/liqo_values/__init__.py, run `make generate`, commit, and set the tag there"
        )
        raise ReleaseError(message)
    headings = re.findall(r"^## .*$", (source.tree / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    if not headings or not re.fullmatch(rf"## \[{re.escape(source.version)}\] - \d{{4}}-\d\d-\d\d", headings[0]):
        message = (
            f"CHANGELOG.md begins with {headings[0] if headings else 'no heading'!r}: it has to be "
            f"`## [{source.version}] - ` with the date of the release"
        )
        raise ReleaseError(message)
