"""Writes what of the documentation is made from the programs: ``python -m tests.docs.generate``."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from tests.docs import modes, picture, terminal
from tools.generate import output
from tools.repository import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PICTURES = ROOT / "docs" / "pictures"
MODES = ROOT / "docs" / "modes"


@cache
def files() -> dict[Path, str]:
    """Return the files with their text."""
    pictures = {PICTURES / f"{name}.svg": terminal.draw(name) for name in terminal.SCENES}
    readme = ROOT / "README.md"
    pages = {MODES / f"{mode.name}.md": modes.summary(mode) for mode in modes.modes()}
    return {
        PICTURES / "modes.svg": picture.draw(),
        **pictures,
        readme: _filled(readme, "modes", modes.table()),
        **{path: _filled(path, "mode", text) for path, text in pages.items()},
    }


def _filled(path: Path, name: str, made: str) -> str:
    """Return the text of a page with what stands between the two comments of that name made anew."""
    begin, end = f"<!-- {name}: made by `make generate` -->\n", f"<!-- end of {name} -->"
    text = path.read_text(encoding="utf-8")
    filled, times = re.subn(
        f"(?<={re.escape(begin)}).*?(?={re.escape(end)})", lambda _: f"{made}\n", text, flags=re.DOTALL
    )
    assert times == 1, f"{path.relative_to(ROOT)} has no place for what is made: {begin}{end}"
    return filled


def main() -> None:
    """Write what has changed."""
    for line in output.write(files(), ROOT):
        print(line)


if __name__ == "__main__":
    main()
