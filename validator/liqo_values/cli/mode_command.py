"""``liqo-values mode``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from liqo_values.cli.exit_status import CLEAN, FAILED, FOUND, exit_statuses
from liqo_values.cli.options import TEXT_OR_JSON, expect_option, takes_exclusion, takes_outputs, takes_releases
from liqo_values.cli.outputs import all_outputs, write
from liqo_values.cli.request import Request, checked, in_format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.cli.outputs import Output
    from liqo_values.engine.result import CheckResult
    from liqo_values.reports.style import Style


@click.command(
    epilog=exit_statuses("the values are accepted", "the values are rejected, or do not have the expected mode")
)
@takes_releases
@takes_exclusion
@expect_option
@takes_outputs(TEXT_OR_JSON)
@click.option("--full", is_flag=True, help="Show everything about each of several releases, not a table.")
def mode(request: Request, outputs: Sequence[Output], full: bool) -> int:
    """Show the mode, what decides it, and what it means.

    FILE and the options mean the same as for `check`. Several releases are shown as a table.
    """
    reports = all_outputs(request.output, outputs)
    results, failed = checked(request)
    text = _screens if full or len(results) == 1 else _table
    written = write(reports, lambda name, style: in_format(name, results, style, text, request), request.color)
    return FAILED if failed or not written else FOUND if any(map(_is_wrong, results)) else CLEAN


def _is_wrong(result: CheckResult) -> bool:
    return result.refused or bool(result.unexpected)


def _table(results: Sequence[CheckResult], style: Style) -> str:
    from liqo_values.reports.mode_table import render  # noqa: PLC0415 - not needed by --help

    return render(results, style)


def _screens(results: Sequence[CheckResult], style: Style) -> str:
    from liqo_values.reports.mode_screen import render  # noqa: PLC0415 - not needed by --help

    several = len(results) > 1
    return "\n\n".join(
        f"{_title(result, style)}{render(result, style)}" if several else render(result, style) for result in results
    )


def _title(result: CheckResult, style: Style) -> str:
    """Name a release above its screen."""
    from liqo_values.model.printable import printable  # noqa: PLC0415 - not needed by --help
    from liqo_values.reports.release_names import full  # noqa: PLC0415 - not needed by --help

    return style.paint(printable(full(result)), "bold") + "\n"
