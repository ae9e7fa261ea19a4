"""The two facts in the charts that Liqo published before 1.0, as their templates and then pflag decide them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.liqo import published_mode
from liqo_values.liqo.mode import Fact, Mode, not_known, overridden
from liqo_values.liqo.published_rendering import is_true
from liqo_values.model.findings import Label

if TYPE_CHECKING:
    from liqo_values.charts.before_one import ChartBeforeOne
    from liqo_values.values.provenance import Values


def decide(values: Values, chart: ChartBeforeOne) -> Mode:
    """Decide the two facts, and say why.

    A key counts as a template reads it: everything is on except false, null, zero and what is empty.
    """
    return Mode(_networking(values, chart), _reflection(values, chart))


def _networking(values: Values, chart: ChartBeforeOne) -> Fact:
    path = chart.module_key
    if not path:
        return _always_on(chart)
    unsure = not_known(values, path)
    return unsure or Fact(is_true(values.get(*path)), published_mode.key(values, path), overridden(values, path))


def _reflection(values: Values, chart: ChartBeforeOne) -> Fact:
    return published_mode.reflection(values, chart) if chart.reflection_key else _always_on(chart)


def _always_on(chart: ChartBeforeOne) -> Fact:
    return Fact(True, Label(None, chart.label, "always on"))
