"""What rules check: the values of a release with their origins, and the objects of its peerings."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from liqo_values.liqo import extra_arguments
from liqo_values.liqo.peering_objects import NodeMode, Objects
from liqo_values.model.findings import Label
from liqo_values.schema.checked_again import is_checked_again
from liqo_values.schema.quick_check import conforms
from liqo_values.values.provenance import label

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from liqo_values.charts.target import TargetChart
    from liqo_values.cluster.cluster_view import ClusterView
    from liqo_values.liqo.clusters import Cluster, Clusters
    from liqo_values.liqo.extra_arguments import Reading
    from liqo_values.liqo.mode import Mode
    from liqo_values.liqo.options_templates import OptionsTemplate
    from liqo_values.liqo.peered_clusters import Pair
    from liqo_values.liqo.program_args import Arguments, Occurrence
    from liqo_values.model.findings import Diagnostic, Finding
    from liqo_values.model.nodes import Path, Plain
    from liqo_values.values.expectation import Expectation
    from liqo_values.values.provenance import Origin, Values


class Context:
    """What rules check.

    Attributes:
        values: The merged values.
        chart: The target chart.
        diagnostics: What the readers found.
        template: The VkOptionsTemplate to check: for most rules, the default one.
        templates: All others.
        without_cluster: Whether the chart is rendered without cluster access, as by Argo CD.
        schema: Whether Helm checks the chart's schema.
        switches: The paths of values by which an umbrella chart switches Liqo's chart on and off.
        about_comments: Diagnostics about comments that suppress findings.
        objects: The objects that peer clusters, given next to the values.
        node_modes: The mode of each virtual node in them.
        live: What a cluster shows, for rules about it.
        expectations: The modes that are expected.
        mode: The mode that the values result in, for rules about it.
        refusal: Why the values are rejected, for the same rules; None if they are not.
        cluster_of: What the release says about its cluster; None if nothing is known of it.
        clusters: All clusters of the run, for rules about several releases.
        pairs: Those that the cluster is peered with, for the same rules; None if the project file states no peerings.
    """

    def __init__(  # noqa: PLR0913 - what rules look at
        self,
        values: Values,
        chart: TargetChart,
        diagnostics: Sequence[Diagnostic],
        template: OptionsTemplate,
        templates: Sequence[OptionsTemplate] = (),
        *,
        without_cluster: bool = False,
        schema: bool = True,
        objects: Objects | None = None,
    ) -> None:
        self.values = values
        self.chart = chart
        self.diagnostics = diagnostics
        self.template = template
        self.templates = templates
        self.without_cluster = without_cluster
        self.schema = schema
        self.switches: Collection[Path] = ()
        self.objects = objects or Objects()
        self.about_comments: Sequence[Diagnostic] = ()
        self.node_modes: Sequence[NodeMode] = ()
        self.live: ClusterView | None = None
        self.expectations: Sequence[Expectation] = ()
        self.mode: Mode | None = None
        self.refusal: Finding | None = None
        self.cluster_of: Cluster | None = None
        self.clusters: Clusters | None = None
        self.pairs: Sequence[Pair] | None = None

    @property
    def cluster(self) -> ClusterView:
        """What a cluster shows; nothing if no cluster was read."""
        if self.live is None:
            from liqo_values.cluster.cluster_view import ClusterView  # noqa: PLC0415 - only `doctor` needs it

            self.live = ClusterView()
        return self.live

    @property
    def arguments(self) -> Arguments:
        """The arguments of the template, parsed as the virtual kubelet does."""
        return self.template.arguments

    def each_template(self) -> Iterator[Context]:
        """Yield this context once for each VkOptionsTemplate."""
        for template in (self.template, *self.templates):
            context = Context(
                self.values,
                self.chart,
                self.diagnostics,
                template,
                without_cluster=self.without_cluster,
                schema=self.schema,
                objects=self.objects,
            )
            context.about_comments, context.node_modes = self.about_comments, self.node_modes
            yield context

    @cached_property
    def readings(self) -> Sequence[Reading]:
        """The arguments of Liqo's programs except the virtual kubelet, parsed as they do."""
        return extra_arguments.readings(self.values, self.chart)

    @cached_property
    def violations(self) -> Sequence[Diagnostic]:
        """What the chart's schema rejects."""
        if conforms(self.values.data, self.chart.schema):
            return ()
        from liqo_values.schema.messages import diagnostics  # noqa: PLC0415 - most values are valid

        return diagnostics(self.values, self.chart)

    def rejects(self, violation: Diagnostic) -> bool:
        """Return whether Helm rejects the values for a violation of the schema, which it may skip."""
        return self.schema or is_checked_again(violation.code, violation.path, self.chart)

    @cached_property
    def leaves(self) -> Sequence[tuple[Path, Plain]]:
        """All values that are not maps, lists or null, with their paths."""
        return tuple(_leaves(self.values.data))

    @cached_property
    def keys(self) -> Sequence[tuple[Path, str]]:
        """All keys, with the paths that end in them."""
        return tuple(_keys(self.values.data))

    def written_by_liqoctl(self, path: Path) -> bool:
        """Return whether `liqoctl install` wrote a key, into this release or into the file that has it.

        Nobody needs to change such keys for the charts that Liqo publishes, even if these do not have them.
        """
        origin = self.values.origin(path)
        if self.chart.is_ours or origin is None:
            return False
        from liqo_values.charts import liqoctl  # noqa: PLC0415 - few values have such keys

        if origin.layer.by_user and not self.values.written_by(origin.layer, liqoctl.always_written()):
            return False
        return any(written[: len(path)] == path for written in liqoctl.ever_written())

    def at(self, path: Path, text: str, *, at_key: bool = False) -> Label:
        """Point to the layer that set ``path``."""
        return self.values.label(path, text, at_key=at_key)

    def argument_origin(self, index: int) -> Origin | None:
        """Return the layer that set an item of the arguments."""
        return self.values.origin((*self.template.arguments_path, index))

    def at_argument(self, occurrence: Occurrence | int, text: str) -> Label:
        """Point to an item of the arguments."""
        position = occurrence if isinstance(occurrence, int) else occurrence.position
        return label(self.argument_origin(position), text)


def _leaves(value: Plain, path: Path = ()) -> Iterator[tuple[Path, Plain]]:
    inside: Iterable[tuple[str | int, Plain]] = ()
    if isinstance(value, (dict, list)):
        inside = value.items() if isinstance(value, dict) else enumerate(value)
    for step, inner in inside:
        if isinstance(inner, (dict, list)):
            yield from _leaves(inner, (*path, step))
        elif inner is not None:
            yield (*path, step), inner


def _keys(value: Plain, path: Path = ()) -> Iterator[tuple[Path, str]]:
    inside: Iterable[tuple[str | int, Plain]] = ()
    if isinstance(value, (dict, list)):
        inside = value.items() if isinstance(value, dict) else enumerate(value)
    for step, inner in inside:
        if isinstance(step, str):
            yield (*path, step), step
        if isinstance(inner, (dict, list)):
            yield from _keys(inner, (*path, step))
