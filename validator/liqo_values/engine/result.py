"""The result of checking one release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.findings import NOT_CHECKED, with_followers
from liqo_values.model.record import Record
from liqo_values.rules.registry import by_code
from liqo_values.rules.rule import About

if TYPE_CHECKING:
    from liqo_values.charts.chart_facts import Component
    from liqo_values.charts.target import TargetChart
    from liqo_values.liqo.clusters import Cluster
    from liqo_values.liqo.mode import Mode
    from liqo_values.liqo.peering_objects import NodeMode
    from liqo_values.model.findings import Finding
    from liqo_values.values.provenance import Values


class CheckResult(Record):
    """The result of a check.

    Attributes:
        chart: The target chart.
        chart_notes: Sentences about how it was chosen, for example from a range of versions; none if it was named.
        values: The values that Helm passes to the schema and the templates, each with its origin.
        layers: The layers that were merged, lowest first, without the chart's defaults.
        findings: The findings, without those that follow from others. Wrong keys that would decide the mode come
            first, then other causes; otherwise they are ordered by layer, severity, line, column and code.
        mode: The mode that the values result in.
        deployed: The components that the chart deploys.
        not_deployed: The components that the chart does not deploy.
        caveats: Exceptions to the effects of the mode.
        suppressed: The findings that a comment or a baseline suppresses, in the same order.
        not_selected: The findings of rules that are not selected, in the same order.
        refusals: The findings for which Helm, or what passes the values to it, would reject them, including suppressed
            ones and those that follow from others.
        unreadable: Whether Helm cannot read the values, so that there are no other findings.
        name: The name of the release if a manifest describes it, such as ``HelmRelease liqo``; otherwise empty.
        virtual_nodes: The mode of each VirtualNode given with the values.
        without_cluster: Whether the chart is rendered without cluster access, as by Argo CD.
        cluster: What the release says about its cluster; None if it has no values.
    """

    __slots__ = (
        "caveats",
        "chart",
        "chart_notes",
        "cluster",
        "deployed",
        "findings",
        "layers",
        "mode",
        "name",
        "not_deployed",
        "not_selected",
        "refusals",
        "suppressed",
        "unreadable",
        "values",
        "virtual_nodes",
        "without_cluster",
    )

    def __init__(  # noqa: PLR0913 - one argument per attribute
        self,
        *,
        chart: TargetChart,
        values: Values,
        layers: tuple[str, ...],
        findings: tuple[Finding, ...],
        mode: Mode,
        deployed: tuple[Component, ...] = (),
        not_deployed: tuple[Component, ...] = (),
        caveats: tuple[str, ...] = (),
        suppressed: tuple[Finding, ...] = (),
        not_selected: tuple[Finding, ...] = (),
        refusals: tuple[Finding, ...] = (),
        unreadable: bool = False,
        name: str = "",
        chart_notes: tuple[str, ...] = (),
        virtual_nodes: tuple[NodeMode, ...] = (),
        without_cluster: bool = False,
        cluster: Cluster | None = None,
    ) -> None:
        self.chart = chart
        self.chart_notes = chart_notes
        self.values = values
        self.layers = layers
        self.findings = findings
        self.mode = mode
        self.deployed = deployed
        self.not_deployed = not_deployed
        self.caveats = caveats
        self.suppressed = suppressed
        self.not_selected = not_selected
        self.refusals = refusals
        self.unreadable = unreadable
        self.name = name
        self.virtual_nodes = virtual_nodes
        self.without_cluster = without_cluster
        self.cluster = cluster

    @property
    def refused(self) -> bool:
        """Whether Helm, or what passes the values to it, would reject them."""
        return bool(self.refusals)

    @property
    def unexpected(self) -> tuple[Finding, ...]:
        """The findings that the mode is not the one that is expected, including those that follow from others.

        If only the mode is not known, because nothing is checked, there is none.
        """
        found = with_followers(self.findings)
        if any(finding.code == NOT_CHECKED for finding in found):
            return ()
        return tuple(finding for finding in found if by_code(finding.code).about is About.MODE)
