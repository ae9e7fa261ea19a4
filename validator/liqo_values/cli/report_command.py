"""``liqo-values report``."""

# ruff: noqa: PLC0415 - --help does not need any of these

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from liqo_values.cli.exit_status import CLEAN, FAILED, FOUND, exit_statuses, fail, note
from liqo_values.cli.known_findings import Known, checked_with_known
from liqo_values.cli.options import (
    baseline_option,
    fail_on_option,
    long_run_options,
    many_files,
    no_ignores_option,
    takes,
    takes_exclusion,
    takes_outputs,
    takes_selection,
)
from liqo_values.cli.outputs import FORMATS, STANDARD_OUTPUT, Output, distinct, output_of, render, write
from liqo_values.cli.request import Request, project_defaults, threshold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.reports.style import Style

#: The format of the page, and its name.
_PAGE, _FILE = "html", "report.html"


def _page_or_other(value: str, formats: Sequence[str]) -> Output:
    """Parse an argument of --output; the name of a file alone is that of the page, as it once was."""
    if value.partition("=")[0] in formats:
        return output_of(value, formats)
    note(f"--output FILE is now --output html=FILE: writing `html={value}`")
    return Output(_PAGE, value)


@click.command(epilog=exit_statuses("no findings at or above the threshold of --fail-on", "findings"))
@takes(many_files, formats=())
@takes_outputs(FORMATS, _page_or_other)
@click.option("--title", metavar="TEXT", help="The heading of the page, for example with the date.")
@long_run_options
@takes_exclusion
@takes_selection
@fail_on_option
@no_ignores_option
@baseline_option
def report(
    request: Request,
    outputs: Sequence[Output],
    title: str | None,
    fail_on: str | None,
    no_ignores: bool,
    baseline: str | None,
) -> int:
    """Write one HTML page about many releases.

    It shows the mode of each, what decided it, and the findings.

    The page uses no external resources. FILE and the options mean the same as for `check`: without files, the page
    covers all stacks of the project, or the current folder. The page is `report.html`, unless --output names another
    one with `html=FILE`.
    """
    from liqo_values.model.errors import InputError
    from liqo_values.model.printable import printable
    from liqo_values.reports import html
    from liqo_values.reports.outcome import Outcome
    from liqo_values.reports.style import Style
    from liqo_values.reports.text import headline

    pages = [output.file for output in outputs if output.format == _PAGE]
    reports = distinct([*outputs, *([] if pages else [Output(_PAGE, _FILE)])])
    for file in pages or [_FILE]:
        if _is_other_file(file):
            return fail(
                f"`{file}` exists and is not an HTML page", "choose another name, or remove it", color=request.color
            )
    project = project_defaults(request)
    try:
        results, failures = checked_with_known(request, Known(baseline).of(project), ignores=not no_ignores)
    except InputError as error:
        return fail(error.message, error.remedy, color=request.color)
    outcome = Outcome(results, failures, threshold(fail_on, project), project.peerings)

    def written_as(name: str, style: Style) -> str:
        return html.render(outcome, title or html.TITLE) if name == _PAGE else render(name, outcome, style)

    if not write(reports, written_as, request.color):
        return FAILED
    if not any(output.file == STANDARD_OUTPUT for output in reports):
        names = " and ".join(printable(output.file) for output in reports)
        print(f"wrote {names}: {headline(results, Style()) if results else 'nothing could be checked'}")
    return FAILED if failures else FOUND if outcome.failed else CLEAN


def _is_other_file(file: str) -> bool:
    """Return whether the file exists but is not a page, so that it must not be replaced: it may be a values file."""
    from liqo_values.parsing.file_reader import beginning
    from liqo_values.reports.html import BEGINNING

    # If it cannot be read, writing it reports the reason.
    return file != STANDARD_OUTPUT and beginning(file, len(BEGINNING)) not in ("", BEGINNING)
