"""The checks that a release has to pass: each package is used as its users will use it."""

from __future__ import annotations

import os
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from tools.presets import MODES, PRESETS
from tools.release.commands import ReleaseError, run
from tools.release.packages import LEGAL, hatch
from tools.rendering import CLUSTER_ID
from tools.toolchain.build import tool

if TYPE_CHECKING:
    from tools.release.packages import Packages
    from tools.release.source import Source

HELMS = ("helm3", "helm4")
_BIN = Path(sys.executable).parent
#: The installed program checks this file, and has to report its last line, and only that.
_VALUES = "networking:\n  enabled: false\n  reflectIP: false\n"
_FINDING = "values.yaml:3:3"


def metadata(packages: Packages) -> None:
    """Check the metadata with the program that uploads distributions."""
    run([_BIN / "twine", "check", "--strict", packages.wheel, packages.sdist])


def sdist(packages: Packages, source: Source, folder: Path) -> None:
    """Check that the source distribution builds the same wheel.

    Args:
        packages: The packages.
        source: What they were made of.
        folder: An empty folder.

    Raises:
        ReleaseError: The wheels differ.
    """
    with tarfile.open(packages.sdist) as tar:
        tar.extractall(folder, filter="data")
    (tree,) = folder.iterdir()
    hatch(tree, source.time, folder, "wheel")
    if (folder / packages.wheel.name).read_bytes() != packages.wheel.read_bytes():
        message = f"{packages.sdist.name} builds another {packages.wheel.name} than the repository: is a file missing?"
        raise ReleaseError(message)


def wheel(packages: Packages, source: Source, folder: Path) -> None:
    """Install the wheel into an empty environment, and check values with it.

    Args:
        packages: The packages.
        source: Where the pinned dependencies are.
        folder: An empty folder.

    Raises:
        ReleaseError: It does not install, or does not report the mistake in the values.
    """
    environment = folder / "environment"
    run([sys.executable, "-m", "venv", "--without-pip", environment])
    pip: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--python",
        environment / "bin" / "python",
    ]
    remedy = "Is the package index reachable?"
    run([*pip, "install", "--require-hashes", "--requirement", source.tree / "requirements.txt"], remedy=remedy)
    run([*pip, "install", "--no-deps", "--no-index", packages.wheel])
    run([*pip, "check"])
    program = environment / "bin" / "liqo-values"
    alone = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    told = run([program, "--version"], folder=folder, environment=alone)
    if told != f"liqo-values {source.version}\n":
        message = f"{packages.wheel.name}, once installed, reports its version as {told.strip()!r}"
        raise ReleaseError(message)
    values = folder / "values.yaml"
    values.write_text(_VALUES, encoding="utf-8")
    found = run([program, "check", values.name], folder=folder, environment=alone, status=1)
    if _FINDING not in found:
        message = (
            f"{packages.wheel.name}, once installed, does not report the mistake at {_FINDING}, but prints:\n{found}"
        )
        raise ReleaseError(message)


def chart(packages: Packages, source: Source) -> None:
    """Check that Helm 3 and 4 accept the packed chart, and render it in every mode as they render the folder.

    Args:
        packages: The packages.
        source: What they were made of.

    Raises:
        ReleaseError: Helm rejects it, or something is missing in it.
    """
    for helm in HELMS:
        for mode in MODES:
            values: list[str | Path] = ["--values", CLUSTER_ID, "--values", PRESETS / f"{mode}.yaml"]
            run([tool(helm), "lint", "--strict", "--quiet", packages.chart, *values])
            packed, unpacked = (
                run([tool(helm), "template", "liqo", path, "--namespace", "liqo", "--include-crds", *values])
                for path in (packages.chart, source.tree / "chart")
            )
            if packed != unpacked:
                message = f"{helm} renders {packages.chart.name} differently from chart/ in mode {mode}"
                raise ReleaseError(message)


def contents(packages: Packages) -> None:
    """Check that every package contains the licence and the notice.

    Args:
        packages: The packages.

    Raises:
        ReleaseError: One of them is missing.
    """
    for package in packages:
        for wanted in LEGAL:
            if not any(Path(file).name == wanted for file in _files(package)):
                message = f"{package.name} has no {wanted}"
                raise ReleaseError(message)


def _files(package: Path) -> list[str]:
    if zipfile.is_zipfile(package):
        with zipfile.ZipFile(package) as wheel:
            return wheel.namelist()
    with tarfile.open(package) as archive:
        return archive.getnames()
