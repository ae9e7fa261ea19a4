"""How the presets are meant to be put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.presets import MODES, PRESETS

if TYPE_CHECKING:
    from pathlib import Path


def layers() -> list[str]:
    """The presets that are not a mode, by name."""
    return sorted(path.stem for path in PRESETS.glob("*.yaml") if path.stem not in MODES)


def stacks() -> dict[str, tuple[Path, ...]]:
    """Every mode alone, with each of the layers, and with all of them: the files by a name for all of it."""
    combinations = [[], *([layer] for layer in layers()), layers()]
    named = ([mode, *combination] for mode in MODES for combination in combinations)
    return {" + ".join(names): tuple(PRESETS / f"{name}.yaml" for name in names) for names in named}
