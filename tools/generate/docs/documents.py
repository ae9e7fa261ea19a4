"""The parts of the documentation that are made from the programs: pictures, and tables of the modes."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from tools.generate.docs import map_picture, mode_picture, mode_tables, terminal_pictures
from tools.generate.errors import GenerationError
from tools.repository import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PICTURES = ROOT / "docs" / "pictures"
MODES = ROOT / "docs" / "modes"


@cache
def files() -> dict[Path, str]:
    """Return the files with their text.

    Raises:
        GenerationError: A page has no place for what is made.
    """
    pictures = {
        PICTURES / f"{name}{kind}.svg": terminal_pictures.draw(name, width)
        for name in terminal_pictures.SCENES
        for kind, width in terminal_pictures.WIDTHS.items()
    }
    readme = ROOT / "README.md"
    pages = {MODES / f"{mode.name}.md": mode_tables.summary(mode) for mode in mode_tables.modes()}
    return {
        PICTURES / "modes.svg": mode_picture.draw(),
        PICTURES / "modes-narrow.svg": mode_picture.draw_narrow(),
        PICTURES / "map.svg": map_picture.draw("wide"),
        PICTURES / "map-narrow.svg": map_picture.draw("narrow"),
        **pictures,
        readme: _filled(readme, "modes", mode_tables.table()),
        **{path: _filled(path, "mode", text) for path, text in pages.items()},
    }


def _filled(path: Path, name: str, made: str) -> str:
    """Return the text of a page with new text between the two comments of that name.

    Raises:
        GenerationError: The page does not have these comments, or has them twice.
    """
    begin, end = f"<!-- {name}: made by `make generate` -->\n", f"<!-- end of {name} -->"
    text = path.read_text(encoding="utf-8")
    filled, times = re.subn(
        f"(?<={re.escape(begin)}).*?(?={re.escape(end)})", lambda _: f"{made}\n", text, flags=re.DOTALL
    )
    if times != 1:
        message = f"{path.relative_to(ROOT)} needs one place for what is made: {begin}{end}"
        raise GenerationError(message)
    return filled
