"""What a rule is: a function over the values and their origins, and what the engine has to know of it, as data."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.charts.target import ChartFamily
from liqo_values.model.findings import Diagnostic, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from liqo_values.rules.context import Context


class About(StrEnum):
    """What the findings of a rule are about."""

    VALUES = "values"
    KEYS = "keys"  #: Keys that the chart does not have, whatever their value.
    ARGUMENTS = "arguments"  #: Arguments of the virtual kubelet, in values and in VkOptionsTemplates alike.
    FILES = "files"  #: The text of a file, or the manifest around the values.
    OBJECTS = "objects"  #: Objects by which clusters are peered, given next to the values.
    COMMENTS = "comments"  #: Comments that suppress findings; applied when all other rules have been.


class RefusedBy(StrEnum):
    """What refuses the values for which a rule reports an error."""

    HELM = "helm"  #: Helm, which cannot read them.
    SCHEMA = "schema"  #: The chart's schema.
    TEMPLATES = "templates"  #: The validation in the chart's templates.
    NOBODY = "nobody"


ALL_CHARTS = frozenset(ChartFamily)
OUR_CHART = frozenset({ChartFamily.OURS})


class Rule(NamedTuple):
    """One rule.

    Attributes:
        code: Such as ``LQ101``; never used again for another rule.
        name: Such as ``reflection-contradiction``.
        severity: What its findings have, unless one has its own.
        check: Yields a diagnostic for everything it finds.
        about: What its findings are about.
        refused_by: What refuses the values for which it reports an error.
        per_template: Whether it looks at every VkOptionsTemplate by itself, instead of all values once.
        suppressible: Whether a comment may suppress its findings, unless they are errors.
        in_all_releases: Whether a finding in a shared layer counts only if all releases that share it have it.
        charts: The charts that it holds for.
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
    charts: frozenset[ChartFamily] = ALL_CHARTS

    def findings(self, context: Context) -> Iterator[Finding]:
        """Apply the rule."""
        for looked_at in context.each_template() if self.per_template else (context,):
            yield from map(self.signed, self.check(looked_at))

    def signed(self, said: Diagnostic) -> Finding:
        """Make a finding of what was said."""
        return Finding(
            code=self.code,
            name=self.name,
            severity=said.severity or self.severity,
            message=said.message,
            path=said.path,
            primary=said.primary,
            related=said.related,
            help=said.help,
            fix=said.fix,
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


def rule(  # noqa: PLR0913 - what there is to know of a rule
    code: str,
    name: str,
    severity: Severity,
    *,
    about: About = About.VALUES,
    refused_by: RefusedBy = RefusedBy.NOBODY,
    per_template: bool = False,
    suppressible: bool = True,
    in_all_releases: bool = False,
    charts: frozenset[ChartFamily] = ALL_CHARTS,
) -> Callable[[Callable[[Context], Iterator[Diagnostic]]], Rule]:
    """Make a rule of a function; its docstring is what ``explain`` prints. The arguments are those of ``Rule``."""
    return lambda check: Rule(
        code, name, severity, check, about, refused_by, per_template, suppressible, in_all_releases, charts
    )
