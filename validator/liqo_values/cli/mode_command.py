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
def mode(request: Request) -> int:
    """Show which mode the values result in, what decides it, and what it means for you.

    FILE and the options mean the same as for `check`.
    """
    results, failed = checked(request)
    print_results(results, request, _text)
    return FAILED if failed else FOUND if any(result.refused for result in results) else CLEAN


def _text(results: Sequence[CheckResult], style: Style) -> str:
    from liqo_values.reports.mode_screen import render  # noqa: PLC0415 - not needed by --help

    return "\n\n".join(render(result, style) for result in results)
