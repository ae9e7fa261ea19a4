"""The presets that come with the chart, and how they are meant to be put together."""

from __future__ import annotations

from pathlib import Path

from liqo_values.liqo.mode import ModeName

PRESETS = Path(__file__).resolve().parents[2] / "chart" / "presets"
#: Those that decide about the networking module and the reflection of IPs. All others are layers for one of them.
MODES = tuple(mode.value for mode in ModeName)


def layers() -> list[str]:
    """The presets that are no mode, by name."""
    return sorted(path.stem for path in PRESETS.glob("*.yaml") if path.stem not in MODES)


def stacks() -> dict[str, tuple[Path, ...]]:
    """Every mode alone, with each of the layers, and with all of them: the files by a name for all of it."""
    combinations = [[], *([layer] for layer in layers()), layers()]
    named = ([mode, *combination] for mode in MODES for combination in combinations)
    return {" + ".join(names): tuple(PRESETS / f"{name}.yaml" for name in names) for names in named}
