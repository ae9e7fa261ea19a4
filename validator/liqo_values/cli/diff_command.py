"""``liqo-values diff``."""

# ruff: noqa: PLC0415 - --help does not need what reads and checks values

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from liqo_values.cli.exit_status import CLEAN, FAILED, FOUND, exit_statuses, fail, usage_error
from liqo_values.cli.options import takes_outputs, takes_two_releases
from liqo_values.cli.outputs import all_outputs, write
from liqo_values.cli.request import Request, checked, print_unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.cli.outputs import Output
    from liqo_values.engine.result import CheckResult
    from liqo_values.reports.style import Style


#: The formats; only the table of releases has the last one.
_FORMATS = ("text", "json", "markdown")


@click.command(epilog=exit_statuses("the values are the same", "the values differ"))
@takes_two_releases(_FORMATS)
@takes_outputs(_FORMATS)
@click.option(
    "--git",
    "revision",
    metavar="REVISION",
    help="Compare the releases in files and folders with those of a git revision, such as `main`.",
)
def diff(request: Request, outputs: Sequence[Output], revision: str | None) -> int:
    """Show what a change of values, or of the chart, affects.

    Compares the mode and the deployed components.

    OLD and NEW are the values file of a release before and after the change. The arguments of -f and --set apply to
    both. With `--chart OLD..NEW`, such as `published@1.1.2..ours`, OLD is for the first chart, NEW for the second; one
    file is enough.

    With --git, the arguments are files and folders, as for `check`, and the result is a table of the releases whose
    mode, components, CIDRs or chart differ.
    """
    reports = all_outputs(request.output, outputs)
    if revision is not None:
        return _diff_git(request, revision, reports)
    if any(report.format == "markdown" for report in reports):
        usage_error("only the table of releases is written as Markdown: use it with --git")
    before, several, after = request.chart.partition("..")
    sides = [before, after] if several else [request.chart] * 2
    files = request.files * 2 if several and len(request.files) == 1 else request.files
    if len(files) != len(sides):
        wrong = "there is nothing to compare with" if len(files) < len(sides) else "these are too many files"
        return fail(wrong, "pass two files, one file and `--chart OLD..NEW`, or `--git REVISION`")
    results: list[CheckResult] = []
    for chart, file in zip(sides, files, strict=True):
        found, failed = checked(request._replace(chart=chart, files=(file,)), stacks=False, with_values=True)
        if failed or print_unreadable(found, request):
            return FAILED
        if len(found) != 1:
            return fail(
                "each side must contain one release",
                "pass two values files, or two manifests with one release of Liqo each",
            )
        results += found
    from liqo_values.engine.compare import compare
    from liqo_values.reports.comparison import document, render

    comparison = compare(results[0], results[1])

    def written_as(name: str, style: Style) -> str:
        return document(comparison) if name == "json" else render(comparison, style)

    written = write(reports, written_as, request.color)
    return FAILED if not written else CLEAN if comparison.same else FOUND


def _diff_git(request: Request, revision: str, reports: Sequence[Output]) -> int:
    """Compare the releases of the working tree with those of a revision."""
    from liqo_values.cli.git_comparison import compared
    from liqo_values.reports import release_changes

    changes, failed = compared(request, revision)
    if failed and not changes:
        return FAILED

    def written_as(name: str, style: Style) -> str:
        if name == "text":
            return release_changes.render(changes, revision, style)
        return (release_changes.document if name == "json" else release_changes.markdown)(changes, revision)

    written = write(reports, written_as, request.color)
    return FAILED if failed or not written else FOUND if changes else CLEAN
