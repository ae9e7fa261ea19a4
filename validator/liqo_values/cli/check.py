"""``liqo-values check``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from liqo_values.cli.ending import CLEAN, EPILOG, FAILED, FOUND
from liqo_values.cli.releases import Request, checked, fail_on_option, print_results, reaches, takes_releases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.checking import CheckResult
    from liqo_values.reports.style import Style


@click.command(epilog=EPILOG)
@takes_releases
@fail_on_option
def check(request: Request, fail_on: str) -> int:
    """Report what is wrong, contradictory or worth knowing.

    The files given with -f are layers of one release. Each FILE is checked on its own, on top of them: that is how
    pre-commit passes files. Without any file the chart's defaults are checked, with what --set changes.
    """
    results, failed = checked(request)
    print_results(results, request, _text)
    return FAILED if failed else FOUND if reaches(results, fail_on) else CLEAN


def _text(results: Sequence[CheckResult], style: Style) -> str:
    from liqo_values.reports.text import conclusion, render  # noqa: PLC0415 - not needed by --help

    findings = [finding for result in results for finding in result.findings]
    return render(findings, style) + conclusion(results, style)
