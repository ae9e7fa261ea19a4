"""``liqo-values diff``."""

# ruff: noqa: PLC0415 - --help does not need what reads and checks values

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from liqo_values.cli.exit_status import CLEAN, FAILED, FOUND, fail
from liqo_values.cli.options import takes_two_releases
from liqo_values.cli.request import Request, checked, print_unreadable

if TYPE_CHECKING:
    from liqo_values.engine.result import CheckResult

_EPILOG = """\b
Exit status:
  0  the values are the same
  1  the values differ
  2  the comparison could not run: an unreadable file, a wrong option
"""


@click.command(epilog=_EPILOG)
@takes_two_releases
def diff(request: Request) -> int:
    """Show what a change of values, or of the chart, affects.

    Compares the mode and the deployed components.

    OLD and NEW are the values file of a release before and after the change. The arguments of -f and --set apply to
    both. With `--chart OLD..NEW`, such as `published@1.1.2..ours`, OLD is for the first chart, NEW for the second; one
    file is enough.
    """
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
    if request.output == "json":
        print(document(comparison))
    else:
        from liqo_values.reports.style import for_stream

        print(render(comparison, for_stream(sys.stdout, request.color)))
    return CLEAN if comparison.same else FOUND
