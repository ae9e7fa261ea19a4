"""``liqo-values check``."""

# ruff: noqa: PLC0415 - nothing of this is needed by --help

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from liqo_values.cli.ending import CLEAN, EPILOG, FAILED, FOUND
from liqo_values.cli.outputs import FORMATS, all_outputs, takes_outputs, write
from liqo_values.cli.releases import Request, checked, fail_on_option, many_files, takes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.cli.outputs import Output


@click.command(epilog=EPILOG)
@takes(many_files, FORMATS)
@takes_outputs
@fail_on_option
@click.option("--no-ignores", is_flag=True, help="Let all findings count, whatever comments in the files say.")
def check(request: Request, outputs: Sequence[Output], fail_on: str, no_ignores: bool) -> int:
    """Report what is wrong, contradictory or worth knowing.

    The files given with -f are layers of one release. Each FILE is checked on its own, on top of them: that is how
    pre-commit passes files. Without any file the chart's defaults are checked, with what --set changes.
    """
    reports = all_outputs(request.output, outputs)

    from liqo_values.findings import Severity
    from liqo_values.reports.outcome import Outcome

    results, failures = checked(request, ignores=not no_ignores)
    outcome = Outcome(results, failures, Severity(fail_on))
    written = write(reports, outcome, request.color)
    return FAILED if failures or not written else FOUND if outcome.failed else CLEAN
