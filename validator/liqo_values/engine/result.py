"""What a check of one release found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.record import Record

if TYPE_CHECKING:
    from liqo_values.charts.chart_facts import Component
    from liqo_values.charts.target import TargetChart
    from liqo_values.liqo.mode import Mode
    from liqo_values.liqo.peering_objects import NodeMode
    from liqo_values.model.findings import Finding
    from liqo_values.values.provenance import Values


class CheckResult(Record):
    """What a check found.

    Attributes:
        chart: The chart that the values were given to.
        values: What Helm hands to the schema and the templates, every value with its origin.
        layers: The layers that were merged, lowest first, without the chart's defaults.
        findings: In the order of layer, line, column and code.
        mode: What the values result in.
        deployed: The components that the chart deploys.
        left_out: Those that it does not.
        caveats: What makes a part of the mode's effect untrue.
        suppressed: The findings that a comment or a baseline suppresses, in the same order.
        refusals: The findings for which Helm would refuse the values, suppressed or not.
        unreadable: Whether Helm cannot read the values, so that nothing else is said about them.
        name: What the release is called where a manifest describes it, such as ``HelmRelease liqo``; else empty.
        virtual_nodes: What each VirtualNode given with the values results in.
    """

    __slots__ = (
        "caveats",
        "chart",
        "deployed",
        "findings",
        "layers",
        "left_out",
        "mode",
        "name",
        "refusals",
        "suppressed",
        "unreadable",
        "values",
        "virtual_nodes",
    )

    def __init__(  # noqa: PLR0913 - what there is to know of a release
        self,
        *,
        chart: TargetChart,
        values: Values,
        layers: tuple[str, ...],
        findings: tuple[Finding, ...],
        mode: Mode,
        deployed: tuple[Component, ...] = (),
        left_out: tuple[Component, ...] = (),
        caveats: tuple[str, ...] = (),
        suppressed: tuple[Finding, ...] = (),
        refusals: tuple[Finding, ...] = (),
        unreadable: bool = False,
        name: str = "",
        virtual_nodes: tuple[NodeMode, ...] = (),
    ) -> None:
        self.chart = chart
        self.values = values
        self.layers = layers
        self.findings = findings
        self.mode = mode
        self.deployed = deployed
        self.left_out = left_out
        self.caveats = caveats
        self.suppressed = suppressed
        self.refusals = refusals
        self.unreadable = unreadable
        self.name = name
        self.virtual_nodes = virtual_nodes

    @property
    def refused(self) -> bool:
        """Whether Helm would refuse the values."""
        return bool(self.refusals)
