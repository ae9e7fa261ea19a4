"""``liqo-values check``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from liqo_values.cli import check_runner
from liqo_values.cli.exit_status import exit_statuses
from liqo_values.cli.options import (
    changed_option,
    expect_option,
    fail_on_option,
    long_run_options,
    many_files,
    no_ignores_option,
    takes,
    takes_exclusion,
    takes_known,
    takes_outputs,
    takes_selection,
)
from liqo_values.cli.outputs import FORMATS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.cli.known_findings import Known
    from liqo_values.cli.outputs import Output
    from liqo_values.cli.request import Request


@click.command(epilog=exit_statuses("no findings at or above the threshold of --fail-on", "findings"))
@takes(many_files, FORMATS)
@changed_option
@long_run_options
@takes_outputs(FORMATS)
@takes_exclusion
@takes_selection
@expect_option
@click.option("--statistics", is_flag=True, help="Print the number of findings per rule instead of the findings.")
@fail_on_option
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
@no_ignores_option
@click.option("--show-files", is_flag=True, help="Only list the files that would be read, and as what.")
@takes_known
def check(
    request: Request,
    outputs: Sequence[Output],
    statistics: bool,
    fail_on: str | None,
    exit_zero: bool,
    no_ignores: bool,
    known: Known,
) -> int:
    """Report errors, contradictions and anything else worth knowing.

    The files given with -f are layers of one release. Each FILE is checked separately, on top of them, because
    pre-commit passes files this way. A FILE can be a folder, which is searched for releases of Liqo. Without files, the
    command checks all stacks of the project or, if there are none, the current folder. With only -f or --set, it checks
    these values over the chart's defaults.
    """
    if request.show_files:
        from liqo_values.cli.show_files import show_files  # noqa: PLC0415 - few runs show files

        return show_files(request)
    return check_runner.run_check(
        request,
        outputs,
        statistics=statistics,
        fail_on=fail_on,
        exit_zero=exit_zero,
        no_ignores=no_ignores,
        known=known,
    )
