"""Nulls in values for Liqo's own chart: its templates do not handle them, whereas our chart's do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.fixes import edits
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.nodes import dotted
from liqo_values.rules.context import Context
from liqo_values.rules.rule import FORM, PUBLISHED_CHARTS, RefusedBy, rule
from liqo_values.schema.unrendered import is_read
from liqo_values.values.provenance import label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.charts.chart_facts import NeededKey
    from liqo_values.model.findings import Fix
    from liqo_values.model.nodes import Path


@rule("LQ810", "null-in-templates", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, charts=PUBLISHED_CHARTS, rank=FORM)
def null_in_templates(context: Context) -> Iterator[Diagnostic]:
    """A null that the templates of Liqo's own chart cannot be rendered with.

    ## What it does
    Reports a section or key that is null, or has no value, if the templates read it without checking that: `common:`
    with all of its keys commented out, `tag:` or `controllerManager.replicas:` without a value.

    ## What breaks at run time
    A null deletes the chart's default. Helm then stops with an error about a nil pointer or incompatible types, which
    names a line of a template instead of your file.
    """
    for needed in _deleted(context):
        if not needed.then:
            yield _found(context, needed.path, f"the templates of {context.chart.label} cannot be rendered without it")


@rule("LQ811", "missing-value-in-object", Severity.ERROR, charts=PUBLISHED_CHARTS, rank=FORM)
def missing_value_in_object(context: Context) -> Iterator[Diagnostic]:
    """A null in place of a value that a program or an object needs.

    ## What it does
    Reports a key that is null, or has no value, if Liqo's own chart writes it into a flag of a program or into a
    required field of an object.

    ## What breaks at run time
    A null deletes the chart's default, and nothing replaces it: `--webhook-port=` or `workers:` without a value. The
    program exits at every start, or the API server rejects the object and the installation stops halfway.
    """
    for needed in _deleted(context):
        if needed.then:
            yield _found(context, needed.path, needed.then)


def _deleted(context: Context) -> Iterator[NeededKey]:
    """Yield the keys that need a value and have none, each once, without those in a section that is null itself."""
    values = context.values
    found: set[Path] = set()
    for needed in context.chart.needed_keys:
        above = values.get(*needed.path[:-1])
        missing = values.get(*needed.path) is None and isinstance(above, dict) and is_read(needed, values)
        if missing and needed.path not in found:
            found.add(needed.path)
            yield needed


def _found(context: Context, path: Path, consequence: str) -> Diagnostic:
    null = context.values.deleted(path)
    return Diagnostic(
        message=f"`{dotted(path)}` has no value: {consequence}",
        path=path,
        primary=label(null, "deletes the chart's default", at_key=True),
        related=context.values.overridden(path),
        help="remove it, so that the default applies, or give it a value",
        fix=_removal(context, path),
    )


def _removal(context: Context, path: Path) -> Fix | None:
    """Remove the null, unless it is the only key of its section, which would then be null itself."""
    null = context.values.deleted(path)
    around = context.values.origin(path[:-1]) if path[1:] else None
    alone = around is not None and isinstance(around.value, dict) and len(around.value) == 1
    return None if alone else edits.without_key(null, safe=True)
