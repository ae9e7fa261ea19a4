"""``liqo-values mode``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from liqo_values.cli.exit_status import CLEAN, EPILOG, FAILED, FOUND
from liqo_values.cli.options import takes_releases
from liqo_values.cli.request import Request, checked, print_results

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.engine.result import CheckResult
    from liqo_values.reports.style import Style


@click.command(epilog=EPILOG)
@takes_releases
@click.option("--full", is_flag=True, help="Show everything about each of several releases, not a table.")
def mode(request: Request, full: bool) -> int:
    """Show the mode, what decides it, and what it means.

    FILE and the options mean the same as for `check`. Several releases are shown as a table.
    """
    results, failed = checked(request)
    print_results(results, request, _screens if full or len(results) == 1 else _table)
    return FAILED if failed else FOUND if any(result.refused for result in results) else CLEAN


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
