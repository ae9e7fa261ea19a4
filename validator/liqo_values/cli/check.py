"""``liqo-values check``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from liqo_values.cli.ending import CLEAN, EPILOG, FAILED, FOUND
from liqo_values.cli.releases import Request, checked, print_results, takes_releases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.checking import CheckResult
    from liqo_values.reports.style import Style


@click.command(epilog=EPILOG)
@takes_releases
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "notice"]),
    default="error",
    show_default=True,
    help="The threshold: exit with 1 if a finding is at least as severe.",
)
def check(request: Request, fail_on: str) -> int:
    """Report what is wrong, contradictory or worth knowing.

    The files given with -f are layers of one release. Each FILE is checked on its own, on top of them: that is how
    pre-commit passes files. Without any file the chart's defaults are checked, with what --set changes.
    """
    from liqo_values.findings import Severity  # noqa: PLC0415 - not needed by --help

    results, failed = checked(request)
    print_results(results, request, _text)
    severities = list(Severity)
    counted = severities[: severities.index(Severity(fail_on)) + 1]
    found = any(finding.severity in counted for result in results for finding in result.findings)
    return FAILED if failed else FOUND if found else CLEAN


def _text(results: Sequence[CheckResult], style: Style) -> str:
    from liqo_values.reports.text import conclusion, render  # noqa: PLC0415 - not needed by --help

    findings = [finding for result in results for finding in result.findings]
    return render(findings, style) + conclusion(results, style)
