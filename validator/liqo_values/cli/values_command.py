"""``liqo-values values``."""

# ruff: noqa: PLC0415 - --help does not need what reads and checks values

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from liqo_values.cli.exit_status import CLEAN, FAILED, FOUND, exit_statuses, note
from liqo_values.cli.options import TEXT_OR_JSON, takes_outputs, takes_releases
from liqo_values.cli.outputs import all_outputs, write
from liqo_values.cli.request import Request, checked, print_unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.cli.outputs import Output
    from liqo_values.reports.style import Style


@click.command(epilog=exit_statuses("the values are shown", "Helm cannot read the values"))
@takes_releases
@takes_outputs(TEXT_OR_JSON)
@click.option("--all", "everything", is_flag=True, help="Also show the chart's defaults.")
def values(request: Request, outputs: Sequence[Output], everything: bool) -> int:
    """Show the values that Helm would use, each with its origin.

    The output is YAML that Helm reads as the same values. A comment after each value names its layer and the layers
    that it overrode. FILE and the options mean the same as for `check`.
    """
    reports = all_outputs(request.output, outputs)
    results, failed = checked(request, folder=False, with_values=True)
    if not everything and not failed and not any(result.layers for result in results):
        note("no values are given, so that only the chart's defaults count: name files or folders, or use --all")
    readable = [result for result in results if not result.unreadable]

    def written_as(name: str, style: Style) -> str:
        from liqo_values.reports.merged_values import document, heading, render

        if name == "json":
            return document(readable, everything=everything)
        return "\n---\n".join(
            heading(result, style) + render(result.values, style, everything=everything) for result in readable
        )

    written = write(reports, written_as, request.color)
    unreadable = print_unreadable(results, request)
    return FAILED if failed or not written else FOUND if unreadable else CLEAN
