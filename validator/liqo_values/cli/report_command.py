"""``liqo-values report``."""

# ruff: noqa: PLC0415 - --help does not need any of these

from __future__ import annotations

from pathlib import Path

import click

from liqo_values.cli.exit_status import CLEAN, EPILOG, FAILED, FOUND, fail
from liqo_values.cli.known_findings import Known, checked_with_known
from liqo_values.cli.options import (
    baseline_option,
    fail_on_option,
    long_run_options,
    many_files,
    no_ignores_option,
    takes,
)
from liqo_values.cli.outputs import STANDARD_OUTPUT, write_file
from liqo_values.cli.request import Request


@click.command(epilog=EPILOG)
@takes(many_files, formats=())
@click.option(
    "-o",
    "--output",
    "file",
    default="report.html",
    show_default=True,
    metavar="FILE",
    help="Where to write the page; `-` prints it.",
)
@click.option("--title", metavar="TEXT", help="The heading of the page, for example with the date.")
@long_run_options
@fail_on_option
@no_ignores_option
@baseline_option
def report(request: Request, file: str, title: str | None, fail_on: str, no_ignores: bool, baseline: str | None) -> int:
    """Write one HTML page about many releases.

    It shows the mode of each, what decided it, and the findings.

    The page uses no external resources. FILE and the options mean the same as for `check`: without files, the page
    covers all stacks of the project, or the current folder.
    """
    from liqo_values.model.errors import InputError
    from liqo_values.model.findings import Severity
    from liqo_values.model.printable import printable
    from liqo_values.reports import html
    from liqo_values.reports.outcome import Outcome
    from liqo_values.reports.text import summary

    if _is_other_file(file):
        return fail(
            f"`{file}` exists and is not an HTML page", "choose another name, or remove it", color=request.color
        )
    try:
        results, failures = checked_with_known(request, Known(baseline), ignores=not no_ignores)
    except InputError as error:
        return fail(error.message, error.remedy, color=request.color)
    outcome = Outcome(results, failures, Severity(fail_on))
    page = html.render(outcome, title or html.TITLE)
    if file == STANDARD_OUTPUT:
        print(page)
    elif write_file(file, page, request.color):
        findings = [finding for result in results for finding in result.findings]
        print(f"wrote {printable(file)}: {summary(findings)} in {len(results)} release{'s' * (len(results) != 1)}")
    else:
        return FAILED
    return FAILED if failures else FOUND if outcome.failed else CLEAN


def _is_other_file(file: str) -> bool:
    """Return whether the file exists but is not a page, so that it must not be replaced: it may be a values file."""
    from liqo_values.reports.html import BEGINNING

    path = Path(file)
    if file == STANDARD_OUTPUT or not path.is_file():
        return False
    try:
        with path.open("rb") as existing:
            beginning = existing.read(len(BEGINNING))
    except OSError:
        return False  # writing it reports the reason
    return beginning not in (b"", BEGINNING.encode())
