"""The presets that come with the chart."""

from __future__ import annotations

from liqo_values.liqo.mode import ModeName
from tools.repository import CHART

PRESETS = CHART / "presets"
#: The presets that decide about the networking module and IP reflection. All others are layers for one of them.
MODES = tuple(mode.value for mode in ModeName)
