"""Writes the page about the permissions of Liqo's programs.

Usage::

    python -m tools.generate.permissions          # writes the page, as is needed when the chart grants something else
    python -m tools.generate.permissions FOLDER   # first adds what was used in the clusters of a folder
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from tools.generate import output
from tools.generate.permissions.page import PAGE, page
from tools.generate.permissions.record import record, recorded
from tools.generate.permissions.uses import Measurement
from tools.repository import ROOT


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.generate.permissions",
        description="Add what was used in the clusters of tests, and write the page.",
    )
    parser.add_argument(
        "folder", type=Path, nargs="*", help="a folder with the folders of clusters that know each other"
    )
    options = parser.parse_args(arguments)
    uses = recorded().union(*(Measurement.of(folder).uses for folder in options.folder))
    record(uses)
    for line in output.write({PAGE: page(uses)}, ROOT):
        print(line)


if __name__ == "__main__":
    main()
