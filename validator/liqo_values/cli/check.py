"""``liqo-values check``."""

# ruff: noqa: PLC0415 - nothing of this is needed by --help

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from liqo_values.cli.ending import CLEAN, EPILOG, FAILED, FOUND, fail
from liqo_values.cli.known import Known, judged, takes_known
from liqo_values.cli.outputs import FORMATS, all_outputs, takes_outputs, write
from liqo_values.cli.releases import Request, fail_on_option, long_work, many_files, no_ignores_option, takes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.cli.outputs import Output


@click.command(epilog=EPILOG)
@takes(many_files, FORMATS)
@long_work
@takes_outputs
@click.option("--statistics", is_flag=True, help="Print how often each rule found something, instead of what it found.")
@fail_on_option
@no_ignores_option
@takes_known
def check(
    request: Request, outputs: Sequence[Output], statistics: bool, fail_on: str, no_ignores: bool, known: Known
) -> int:
    """Report what is wrong, contradictory or worth knowing.

    The files given with -f are layers of one release. Each FILE is checked on its own, on top of them: that is how
    pre-commit passes files. Without any file the chart's defaults are checked, with what --set changes.
    """
    reports = all_outputs(request.output, outputs, statistics=statistics)
    known.check(request)

    from liqo_values.findings import Severity
    from liqo_values.reports.outcome import Outcome
    from liqo_values.source.problem import InputError

    try:
        results, failures = judged(request, known, ignores=not no_ignores)
    except InputError as error:
        return fail(error.message, error.remedy, color=request.color)
    outcome = Outcome(results, failures, Severity(fail_on))
    written = write(reports, outcome, request.color)
    return FAILED if failures or not written else FOUND if outcome.failed else CLEAN
