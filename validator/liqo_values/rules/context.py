"""What rules look at: the values of a release with their origins, and the objects of its peerings."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from liqo_values.liqo.peering_objects import NodeMode, Objects
from liqo_values.model.findings import Label
from liqo_values.model.locations import label, show
from liqo_values.schema.quick_check import conforms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from liqo_values.liqo.options_templates import OptionsTemplate
    from liqo_values.liqo.program_args import Arguments, Occurrence
    from liqo_values.model.errors import Problem
    from liqo_values.model.layers import Layer
    from liqo_values.model.nodes import Path
    from liqo_values.schema.messages import Violation
    from liqo_values.suppressions.parse_comments import Remark
    from liqo_values.values.provenance import Origin, Values


class Context:
    """What rules look at.

    Attributes:
        values: The merged values.
        problems: What the readers noticed, by layer.
        template: The VkOptionsTemplate that is looked at: for most rules the default one.
        templates: All other ones.
        without_cluster: Whether the chart is rendered by something that asks no cluster, such as Argo CD.
        remarks: What there is to say of comments that ignore findings.
        objects: The objects by which clusters are peered, given beside the values.
        node_modes: What each of the virtual nodes among them results in.
    """

    def __init__(
        self,
        values: Values,
        problems: Sequence[tuple[Layer, Problem]],
        template: OptionsTemplate,
        templates: Sequence[OptionsTemplate] = (),
        *,
        without_cluster: bool = False,
        objects: Objects | None = None,
    ) -> None:
        self.values = values
        self.problems = problems
        self.template = template
        self.templates = templates
        self.without_cluster = without_cluster
        self.objects = objects or Objects()
        self.remarks: Sequence[Remark] = ()
        self.node_modes: Sequence[NodeMode] = ()

    @property
    def arguments(self) -> Arguments:
        """The arguments of the template, read as the virtual kubelet does."""
        return self.template.arguments

    def each_template(self) -> Iterator[Context]:
        """Yield the same context once for every VkOptionsTemplate."""
        for template in (self.template, *self.templates):
            context = Context(
                self.values, self.problems, template, without_cluster=self.without_cluster, objects=self.objects
            )
            context.remarks, context.node_modes = self.remarks, self.node_modes
            yield context

    @cached_property
    def violations(self) -> Sequence[Violation]:
        """What the chart's schema objects to."""
        if conforms(self.values.data):
            return ()
        from liqo_values.schema.messages import violations  # noqa: PLC0415 - most values are valid

        return violations(self.values)

    def at(self, path: Path, text: str, *, at_key: bool = False) -> Label:
        """Point to the layer that decided ``path``."""
        return label(self.values.origin(path), text, at_key=at_key)

    def overridden(self, path: Path) -> tuple[Label, ...]:
        """Point to every say on ``path`` that a later layer overrode, the latest first."""
        chain = self.values.chain(path)[:-1]
        return tuple(label(origin, f"`{show(origin.value)}`, overridden") for origin in reversed(chain))

    def argument_origin(self, index: int) -> Origin | None:
        """Return the layer that decided an item of the arguments."""
        return self.values.origin((*self.template.arguments_path, index))

    def at_argument(self, occurrence: Occurrence | int, text: str) -> Label:
        """Point to an item of the arguments."""
        position = occurrence if isinstance(occurrence, int) else occurrence.position
        return label(self.argument_origin(position), text)
