"""Writes what of the documentation is made from the programs: ``python -m tests.docs.generate``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schema.generator import output
from tests.docs import picture, terminal
from tests.docs.pages import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PICTURES = ROOT / "docs" / "pictures"


def files() -> dict[Path, str]:
    """Return the files with their text."""
    pictures = {PICTURES / f"{name}.svg": terminal.draw(name) for name in terminal.SCENES}
    return {PICTURES / "modes.svg": picture.draw(), **pictures}


def main() -> None:
    """Write what has changed."""
    for line in output.write(files(), ROOT):
        print(line)


if __name__ == "__main__":
    main()
