"""What a rule is: a function that checks values and their origins, and data about it for the engine."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.charts.target import ChartFamily
from liqo_values.model.findings import Diagnostic, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from liqo_values.charts.target import TargetChart
    from liqo_values.rules.context import Context


class About(StrEnum):
    """What the findings of a rule are about."""

    VALUES = "values"
    KEYS = "keys"  #: Keys that the chart does not have, whatever their value.
    ARGUMENTS = "arguments"  #: Arguments of the virtual kubelet, in values and in VkOptionsTemplates alike.
    FILES = "files"  #: The text of a file, or the manifest around the values.
    OBJECTS = "objects"  #: Objects that peer clusters, given next to the values.
    MODE = "mode"  #: The mode that is expected; these rules apply after all about values, arguments and files.
    COMMENTS = "comments"  #: Comments that suppress findings; these rules apply after all others.
    RELEASES = "releases"  #: What two releases of a run say together; these rules apply to all of them at the end.
    CLUSTER = "cluster"  #: What a live cluster shows; `doctor` applies these rules, `check` does not.


class RefusedBy(StrEnum):
    """What rejects the values for which a rule reports an error."""

    HELM = "helm"  #: Helm, which cannot read them.
    SCHEMA = "schema"  #: The chart's schema.
    TEMPLATES = "templates"  #: The validation in the chart's templates.
    INSTALLER = "installer"  #: What passes the values to Helm, such as Flux.
    NOBODY = "nobody"


_OF_CHART = (RefusedBy.SCHEMA, RefusedBy.TEMPLATES)

ALL_CHARTS = frozenset(ChartFamily)
OUR_CHART = frozenset({ChartFamily.OURS})
PUBLISHED_CHARTS = ALL_CHARTS - OUR_CHART
#: The rank of rules about the type of a value, its form, or that there is none, and above it, that nothing reads it.
FORM, NOT_READ = 1, 2


class Rule(NamedTuple):
    """One rule.

    Attributes:
        code: Such as ``LQ101``; never used again for another rule.
        name: Such as ``reflection-contradiction``.
        severity: The severity of its findings, unless a finding has its own.
        check: Yields a diagnostic for everything that it finds.
        about: What its findings are about.
        refused_by: What rejects the values for which it reports an error.
        per_template: Whether it checks each VkOptionsTemplate on its own, instead of all values once.
        suppressible: Whether a comment can suppress its findings, unless they are errors.
        in_all_releases: Whether a finding in a shared layer counts only if all releases that share it have it.
        explains_file: Whether everything else that is found in the same file follows from its findings.
        charts: The charts that its text is true of; every other rule is about this project's chart.
        unless: The traits of charts that its text is not true of, by the names in ``schema/published.yaml``.
        any_text: Whether what it finds in a string is true of any other string.
        needs_cluster: Whether only Helm can apply it, with access to the cluster; it has no findings.
        rank: If several rules of a published chart's are about one value, only the highest rank stays, provided that
            one of them has the rank ``FORM``.
        causes: The codes of rules about a cluster whose findings explain its own if they name the same object.
        in_project: Whether its findings point to the project file, where a comment can suppress them.
    """

    code: str
    name: str
    severity: Severity
    check: Callable[[Context], Iterator[Diagnostic]]
    about: About = About.VALUES
    refused_by: RefusedBy = RefusedBy.NOBODY
    per_template: bool = False
    suppressible: bool = True
    in_all_releases: bool = False
    explains_file: bool = False
    charts: frozenset[ChartFamily] = OUR_CHART
    unless: frozenset[str] = frozenset()
    any_text: bool = False
    needs_cluster: bool = False
    rank: int = 0
    causes: tuple[str, ...] = ()
    in_project: bool = False

    def is_about(self, chart: TargetChart) -> bool:
        """Return whether its text is true of a chart."""
        return chart.family in self.charts and not self.unless & chart.traits

    def rejected_by_helm(self, chart: TargetChart) -> bool:
        """Return whether Helm rejects values with its errors.

        The charts that Liqo publishes have no schema and no validation: only a rule that is about them alone knows
        what their templates cannot render.
        """
        own = chart.is_ours or ChartFamily.OURS not in self.charts
        return self.refused_by is RefusedBy.HELM or (own and self.refused_by in _OF_CHART)

    def findings(self, context: Context) -> Iterator[Finding]:
        """Apply the rule."""
        for checked in context.each_template() if self.per_template else (context,):
            yield from map(self.signed, self.check(checked))

    def signed(self, diagnostic: Diagnostic) -> Finding:
        """Turn a diagnostic into a finding of this rule."""
        fix = diagnostic.fix
        obstacle = fix.obstacle if fix is not None else ""
        return Finding(
            code=self.code,
            name=self.name,
            severity=diagnostic.severity or self.severity,
            message=diagnostic.message,
            path=diagnostic.path,
            primary=diagnostic.primary,
            related=diagnostic.related,
            help=diagnostic.help,
            fix=None if obstacle else fix,
            obstacle=obstacle,
            partner=diagnostic.partner,
        )

    @property
    def doc(self) -> str:
        """The whole docstring of the rule, as ``explain`` prints it."""
        from inspect import cleandoc  # noqa: PLC0415 - imports a compiler

        return cleandoc(self.check.__doc__ or "")

    @property
    def summary(self) -> str:
        """The first line of the docstring."""
        return self.doc.partition("\n")[0].rstrip(".")

    @property
    def sections(self) -> dict[str, str]:
        """Title and text of the sections of the docstring: ``What it does`` and ``What breaks at run time``."""
        parts = re.split(r"^## (.+)\n", self.doc, flags=re.MULTILINE)[1:]
        return {title.strip(): text.strip() for title, text in zip(parts[::2], parts[1::2], strict=True)}


def rule(  # noqa: PLR0913 - all the data about a rule
    code: str,
    name: str,
    severity: Severity,
    *,
    about: About = About.VALUES,
    refused_by: RefusedBy = RefusedBy.NOBODY,
    per_template: bool = False,
    suppressible: bool = True,
    in_all_releases: bool = False,
    explains_file: bool = False,
    charts: frozenset[ChartFamily] = OUR_CHART,
    unless: frozenset[str] = frozenset(),
    any_text: bool = False,
    needs_cluster: bool = False,
    rank: int = 0,
    causes: tuple[str, ...] = (),
    in_project: bool = False,
) -> Callable[[Callable[[Context], Iterator[Diagnostic]]], Rule]:
    """Make a rule of a function; its docstring is what ``explain`` prints. The arguments are those of ``Rule``."""
    flags = (per_template, suppressible, in_all_releases, explains_file)
    return lambda check: Rule(
        code,
        name,
        severity,
        check,
        about,
        refused_by,
        *flags,
        charts,
        unless,
        any_text,
        needs_cluster,
        rank,
        causes,
        in_project,
    )
