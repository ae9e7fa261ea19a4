"""Runs ``check`` after its arguments are parsed."""

# ruff: noqa: PLC0415 - importing this must not import what reads and checks values

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from liqo_values.cli.exit_status import CLEAN, FAILED, FOUND, fail
from liqo_values.cli.known_findings import Known, checked_with_known
from liqo_values.cli.outputs import all_outputs, render, write
from liqo_values.cli.request import Request, project_defaults, threshold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.cli.outputs import Output


def plain(arguments: Sequence[str]) -> Request | None:
    """Parse a command line of the form ``check [--changed] [--] FILE…``; return None for others, which click parses.

    pre-commit uses this form on every commit, and importing click takes as long as checking a file. On Windows, click
    expands patterns such as ``*.yaml``.
    """
    if sys.platform == "win32" or len(arguments) < len(("check", "FILE")) or arguments[0] != "check":
        return None
    changed = arguments[1] == "--changed"
    files = tuple(arguments[2:] if changed else arguments[1:])
    if files[:1] == ("--",):  # only files follow
        return Request(files[1:], changed=changed) if files[1:] else None
    return None if not files or any(file.startswith("-") for file in files) else Request(files, changed=changed)


def run_check(
    request: Request,
    outputs: Sequence[Output] = (),
    *,
    statistics: bool = False,
    fail_on: str | None = None,
    exit_zero: bool = False,
    no_ignores: bool = False,
    known: Known | None = None,
) -> int:
    """Check, report, and return the exit status.

    Raises:
        click.UsageError: the options conflict.
    """
    reports = all_outputs(request.output, outputs, statistics=statistics)
    project = project_defaults(request)
    known = (known or Known()).of(project)
    known.check(request)

    from liqo_values.model.errors import InputError
    from liqo_values.reports.outcome import Outcome

    try:
        results, failures = checked_with_known(request, known, ignores=not no_ignores)
    except InputError as error:
        return fail(error.message, error.remedy, color=request.color)
    outcome = Outcome(results, failures, threshold(fail_on, project), project.peerings)
    written = write(reports, lambda name, style: render(name, outcome, style), request.color)
    found = outcome.failed and not exit_zero
    return FAILED if failures or not written else FOUND if found else CLEAN
