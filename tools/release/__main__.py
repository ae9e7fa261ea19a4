"""``make release``: builds the packages of the newest commit into ``dist/``, and checks them first."""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
import tempfile
from pathlib import Path

from tools.release import acceptance, bom, packages, source
from tools.release.commands import ReleaseError
from tools.repository import ROOT
from tools.toolchain.errors import ToolchainError
from tools.toolchain.progress import Progress

DIST = ROOT / "dist"
CHECKSUMS = "SHA256SUMS"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0 for a release, 1 for none, 2 for a wrong call."""
    parser = argparse.ArgumentParser(prog="make release", description="Build a release, and check it.")
    parser.add_argument("--tag", default="", help="fail if this is not the tag of the version, such as v1.2.0")
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as temporary:
            made = release(Path(temporary), options.tag)
            shutil.rmtree(DIST, ignore_errors=True)
            shutil.copytree(made, DIST)
    except (ReleaseError, ToolchainError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print((DIST / CHECKSUMS).read_text(encoding="utf-8"), end="")
    if files := source.uncommitted():
        print(f"Built from the newest commit: your changes to {files} files are not in it.", file=sys.stderr)
    return 0


def release(temporary: Path, tag: str) -> Path:
    """Build everything that is released, and check it.

    Args:
        temporary: An empty folder.
        tag: The tag that it is published under, or an empty string.

    Returns:
        The folder with what is released.
    """
    first, second = (temporary / name for name in ("first", "second"))
    committed = source.committed(_empty(first))
    if tag:
        source.refuse_other_tag(committed, tag)
    progress = Progress(sys.stderr)
    with progress.step("building the packages, twice"):
        made = build(committed, _empty(first / "dist"))
        build(source.committed(_empty(second)), _empty(second / "dist"))
        refuse_other_bytes(made, second / "dist")
    parts = packages.Packages(*(next(made.glob(pattern)) for pattern in ("*.whl", "*.tar.gz", "*.tgz")))
    with progress.step("checking the distributions"):
        acceptance.metadata(parts)
        acceptance.contents(parts)
        acceptance.sdist(parts, committed, _empty(temporary / "sdist"))
    with progress.step("installing the wheel into an empty environment"):
        acceptance.wheel(parts, committed, _empty(temporary / "wheel"))
    with progress.step("checking the chart with Helm 3 and 4"):
        acceptance.chart(parts, committed)
    return made


def build(committed: source.Source, folder: Path) -> Path:
    """Build the packages, their bills of materials and the list of checksums, and return where they are."""
    bom.write(packages.build(committed, folder), committed)
    files = sorted(folder.iterdir())
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8")
    return folder


def refuse_other_bytes(made: Path, again: Path) -> None:
    """Compare a release with another one of the same commit.

    Raises:
        ReleaseError: They differ.
    """
    one, other = (set((folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()) for folder in (made, again))
    if one != other:
        names = ", ".join(sorted(line.partition("  ")[2] for line in one - other))
        message = f"built twice from the same commit, these differ: {names}"
        raise ReleaseError(message)


def _empty(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


if __name__ == "__main__":
    sys.exit(main())
