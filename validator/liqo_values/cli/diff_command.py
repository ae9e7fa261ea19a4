"""``liqo-values diff``."""

# ruff: noqa: PLC0415 - what reads and judges values is not needed by --help

from __future__ import annotations

import sys

import click

from liqo_values.cli.exit_status import CLEAN, FAILED, FOUND, fail
from liqo_values.cli.options import takes_two_releases
from liqo_values.cli.request import Request, checked, print_unreadable

_EPILOG = """\b
Exit status:
  0  the same values
  1  they differ
  2  it could not do its work: a file that is missing or that Helm cannot read, a wrong option
"""


@click.command(epilog=_EPILOG)
@takes_two_releases
def diff(request: Request) -> int:
    """Show how a change of values changes the mode and what is deployed.

    OLD and NEW are the values file of a release before and after the change. What -f and --set give is the same on both
    sides.
    """
    results, failed = checked(request, stacks=False, with_values=True)
    if failed or print_unreadable(results, request):
        return FAILED
    if len(results) != len(request.files):
        return fail(
            "each side must be one release", "name two values files, or manifests with one release of Liqo each"
        )
    from liqo_values.engine.compare import compare
    from liqo_values.reports.comparison import document, render

    comparison = compare(*results)
    if request.output == "json":
        print(document(comparison))
    else:
        from liqo_values.reports.style import for_stream

        print(render(comparison, for_stream(sys.stdout, request.color)))
    return FOUND if comparison.changes else CLEAN
