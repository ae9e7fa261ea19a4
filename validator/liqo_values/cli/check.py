"""``liqo-values check``."""

# ruff: noqa: PLC0415 - nothing of this is needed by --help

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from liqo_values.cli.ending import CLEAN, EPILOG, FAILED, FOUND, fail
from liqo_values.cli.known import Known, add_ignores, compared, takes_known, tell_stale
from liqo_values.cli.outputs import FORMATS, all_outputs, takes_outputs, write
from liqo_values.cli.releases import Request, checked, fail_on_option, long_work, many_files, takes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.checking import CheckResult
    from liqo_values.cli.outputs import Output
    from liqo_values.source.problem import InputError


@click.command(epilog=EPILOG)
@takes(many_files, FORMATS)
@long_work
@takes_outputs
@click.option("--statistics", is_flag=True, help="Print how often each rule found something, instead of what it found.")
@fail_on_option
@click.option("--no-ignores", is_flag=True, help="Let all findings count, whatever comments in the files say.")
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
        results, failures = _results(request, known, ignores=not no_ignores)
    except InputError as error:
        return fail(error.message, error.remedy, color=request.color)
    outcome = Outcome(results, failures, Severity(fail_on))
    written = write(reports, outcome, request.color)
    return FAILED if failures or not written else FOUND if outcome.failed else CLEAN


def _results(request: Request, known: Known, *, ignores: bool) -> tuple[Sequence[CheckResult], list[InputError]]:
    """Check everything, and set aside what is known.

    Raises:
        InputError: the baseline cannot be read or written, or a comment cannot be written into its file.
    """
    results, failures = checked(request, ignores=ignores)
    left, stale = compared(results, known, complete=not failures)
    if known.add_ignores and not failures and add_ignores(left, known):
        results, failures = checked(request, ignores=ignores)
        left, stale = compared(results, known, complete=not failures)
    tell_stale(stale, known)
    return left, failures
