"""Durations that Liqo's programs read: LQ014."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.nodes import dotted
from liqo_values.parsing.yaml_writer import show
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, RefusedBy, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("LQ014", "endless-duration", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, charts=ALL_CHARTS)
def endless_duration(context: Context) -> Iterator[Diagnostic]:
    """A duration that is longer than Go can count.

    ## What it does
    Reports a duration of more than 292 years, such as `2562048h`. LQ209 reports those in arguments of the virtual
    kubelet.

    ## What breaks at run time
    Go counts nanoseconds in 64 bits. The program that gets the duration exits with `invalid duration`, and so does
    every restart.
    """
    for path in filter(context.chart.keys.schema_at, context.chart.durations):
        value = context.values.get(*path)
        readable = isinstance(value, str) and re.fullmatch(context.chart.duration.pattern, value, re.ASCII)
        if readable and not context.chart.duration.match(str(value)):
            yield Diagnostic(
                message=f"`{dotted(path)}` is {show(value)}, which is more than the 292 years that Go counts",
                path=path,
                primary=context.at(path, "is too long"),
                related=context.values.overridden(path),
                help="write a shorter duration",
            )
