"""``liqo-values diff``."""

# ruff: noqa: PLC0415 - --help does not need what reads and checks values

from __future__ import annotations

import sys

import click

from liqo_values.cli.exit_status import CLEAN, FAILED, FOUND, fail
from liqo_values.cli.options import takes_two_releases
from liqo_values.cli.request import Request, checked, print_unreadable

_EPILOG = """\b
Exit status:
  0  the values are the same
  1  the values differ
  2  the comparison could not run: a missing file, a file that Helm cannot read, a wrong option
"""


@click.command(epilog=_EPILOG)
@takes_two_releases
def diff(request: Request) -> int:
    """Show how a change of values affects the mode and the deployed components.

    OLD and NEW are the values file of a release before and after the change. The arguments of -f and --set apply to
    both.
    """
    results, failed = checked(request, stacks=False, with_values=True)
    if failed or print_unreadable(results, request):
        return FAILED
    if len(results) != len(request.files):
        return fail(
            "each side must contain one release",
            "pass two values files, or two manifests with one release of Liqo each",
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
