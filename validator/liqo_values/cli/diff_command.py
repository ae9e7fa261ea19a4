"""``liqo-values diff``."""

# ruff: noqa: PLC0415 - --help does not need what reads and checks values

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from liqo_values.cli.exit_status import CLEAN, FAILED, FOUND, exit_statuses, fail
from liqo_values.cli.options import TEXT_OR_JSON, takes_outputs, takes_two_releases
from liqo_values.cli.outputs import all_outputs, write
from liqo_values.cli.request import Request, checked, print_unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.cli.outputs import Output
    from liqo_values.engine.result import CheckResult
    from liqo_values.reports.style import Style


@click.command(epilog=exit_statuses("the values are the same", "the values differ"))
@takes_two_releases
@takes_outputs(TEXT_OR_JSON)
def diff(request: Request, outputs: Sequence[Output]) -> int:
    """Show what a change of values, or of the chart, affects.

    Compares the mode and the deployed components.

    OLD and NEW are the values file of a release before and after the change. The arguments of -f and --set apply to
    both. With `--chart OLD..NEW`, such as `published@1.1.2..ours`, OLD is for the first chart, NEW for the second; one
    file is enough.
    """
    reports = all_outputs(request.output, outputs)
    before, several, after = request.chart.partition("..")
    sides = [before, after] if several else [request.chart] * 2
    files = request.files * 2 if several and len(request.files) == 1 else request.files
    if len(files) != len(sides):
        return fail("there is nothing to compare with", "pass two files, or one and `--chart OLD..NEW`")
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
