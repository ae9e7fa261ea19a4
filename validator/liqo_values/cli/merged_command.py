"""``liqo-values merged``."""

# ruff: noqa: PLC0415 - --help does not need what reads and checks values

from __future__ import annotations

import sys

import click

from liqo_values.cli.exit_status import CLEAN, EPILOG, FAILED, FOUND
from liqo_values.cli.options import takes_releases
from liqo_values.cli.request import Request, checked, print_unreadable


@click.command(epilog=EPILOG)
@takes_releases
@click.option("--all", "everything", is_flag=True, help="Also show the chart's defaults.")
def merged(request: Request, everything: bool) -> int:
    """Show the values that Helm would use, each with its origin.

    The output is YAML that Helm reads as the same values. A comment after each value names its layer and the layers
    that it overrode. FILE and the options mean the same as for `check`.
    """
    results, failed = checked(request, folder=False, with_values=True)
    readable = [result for result in results if not result.unreadable]
    if request.output == "json":
        from liqo_values.reports.merged_values import document

        print(document(readable, everything=everything))
    else:
        from liqo_values.reports.merged_values import heading, render
        from liqo_values.reports.style import for_stream

        style = for_stream(sys.stdout, request.color)
        if readable:
            texts = (
                heading(result, style) + render(result.values, style, everything=everything) for result in readable
            )
            print("\n---\n".join(texts))
    unreadable = print_unreadable(results, request)
    return FAILED if failed else FOUND if unreadable else CLEAN
