"""What follows from a mode and the values: the deployed components, and exceptions to the effects of the mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.charts.keys import AUTHENTICATION, OFFLOADING
from liqo_values.model.nodes import dotted

if TYPE_CHECKING:
    from liqo_values.charts.chart_facts import Component
    from liqo_values.charts.target import TargetChart
    from liqo_values.liqo.mode import Mode
    from liqo_values.values.provenance import Values


def caveats(values: Values, mode: Mode) -> tuple[str, ...]:
    """Return the exceptions to the effects of the mode."""
    disabled = {
        AUTHENTICATION: "`liqoctl peer` cannot peer this cluster, and no ResourceSlice becomes a virtual node",
        OFFLOADING: "this cluster does not offload pods, so it has no remote pods",
    }
    found = [f"`{dotted(path)}` is `false`: {what}" for path, what in disabled.items() if values.get(*path) is False]
    others = [name for name, fact in mode.templates.items() if fact.value is not mode.reflection.value]
    if others:
        names = " and ".join(f"`{name}`" for name in others)
        found.append(
            f"pods on virtual nodes made from {names} show or hide IPs as listed above; Services and EndpointSlices "
            "follow one virtual kubelet for all virtual nodes of a provider, and you cannot choose which"
        )
    return tuple(found)


def deployed(chart: TargetChart, values: Values, mode: Mode) -> tuple[Component, ...]:
    """Return the components that the chart deploys, without the networking module if it is undecided."""
    return tuple(component for component in chart.components if _wanted(component, values, mode) is True)


def not_deployed(chart: TargetChart, values: Values, mode: Mode) -> tuple[Component, ...]:
    """Return the components that the chart does not deploy."""
    return tuple(component for component in chart.components if _wanted(component, values, mode) is False)


def _wanted(component: Component, values: Values, mode: Mode) -> bool | None:
    """Return whether a component is deployed; None if that is undecided."""
    if component.switch and not values.get(*component.switch):
        return False
    return mode.networking.value if component.network else True
