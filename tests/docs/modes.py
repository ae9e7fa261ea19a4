"""The four modes, as the validator tells them of the presets: what the documentation says of a mode comes from here."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from liqo_values import effects
from liqo_values.checking import CheckResult, check
from tests.support.presets import MODES, PRESETS


class Described(NamedTuple):
    """A mode: its name, what comes of its preset, and what follows from it."""

    name: str
    result: CheckResult
    effect: effects.Effect

    @property
    def networking(self) -> bool:
        """Whether the networking module is on."""
        return self.result.mode.networking.value is True

    @property
    def reflection(self) -> bool:
        """Whether IPs are reflected."""
        return self.result.mode.reflection.value is True


@cache
def modes() -> tuple[Described, ...]:
    """Return the modes of all presets, in the order in which they are listed everywhere."""
    return tuple(_described(name) for name in MODES)


def _described(preset: str) -> Described:
    result = check([str(PRESETS / f"{preset}.yaml")])
    name = result.mode.name
    assert name is not None
    assert name.value == preset, f"the preset {preset} results in {name.value}"
    return Described(name.value, result, effects.effect(name))
