"""What a rule is: a function over the values and their origins, with a code, a name and a severity."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.conforming import conforms
from liqo_values.findings import Finding, Fix, Label, Severity
from liqo_values.peering import NodeMode, Objects
from liqo_values.places import label, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from liqo_values.kubelet_args import Arguments, Occurrence
    from liqo_values.layers import Layer, Origin, Values
    from liqo_values.options_templates import OptionsTemplate
    from liqo_values.source.problem import Problem
    from liqo_values.source.tree import Path
    from liqo_values.structure import Violation
    from liqo_values.suppressions import Remark


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
        from liqo_values.structure import violations  # noqa: PLC0415 - most values are valid

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


class Draft(NamedTuple):
    """A finding before its rule has signed it. ``severity`` overrides the rule's own."""

    message: str
    path: Path
    primary: Label
    help: str
    related: tuple[Label, ...] = ()
    severity: Severity | None = None
    fix: Fix | None = None


class Rule(NamedTuple):
    """One rule.

    Attributes:
        code: Such as ``LQ101``; never used again for another rule.
        name: Such as ``reflection-contradiction``.
        severity: What its findings have, unless one says otherwise.
        check: Yields a draft for every finding.
        per_template: Whether it looks at every VkOptionsTemplate by itself, instead of all values once.
    """

    code: str
    name: str
    severity: Severity
    check: Callable[[Context], Iterator[Draft]]
    per_template: bool = False

    def findings(self, context: Context) -> Iterator[Finding]:
        """Apply the rule."""
        for looked_at in context.each_template() if self.per_template else (context,):
            for draft in self.check(looked_at):
                yield Finding(
                    code=self.code,
                    name=self.name,
                    severity=draft.severity or self.severity,
                    message=draft.message,
                    path=draft.path,
                    primary=draft.primary,
                    related=draft.related,
                    help=draft.help,
                    fix=draft.fix,
                )

    @property
    def doc(self) -> str:
        """The whole docstring of the rule, as ``explain`` prints it."""
        from inspect import cleandoc  # noqa: PLC0415 - brings a compiler along

        return cleandoc(self.check.__doc__ or "")

    @property
    def summary(self) -> str:
        """Its first line."""
        return self.doc.partition("\n")[0].rstrip(".")

    @property
    def sections(self) -> dict[str, str]:
        """Title and text of its sections: ``What it does`` and ``What breaks at run time``."""
        parts = re.split(r"^## (.+)\n", self.doc, flags=re.MULTILINE)[1:]
        return {title.strip(): text.strip() for title, text in zip(parts[::2], parts[1::2], strict=True)}


def rule(
    code: str, name: str, severity: Severity, *, per_template: bool = False
) -> Callable[[Callable[[Context], Iterator[Draft]]], Rule]:
    """Make a rule of a function; its docstring is what ``explain`` prints."""
    return lambda check: Rule(code, name, severity, check, per_template)
