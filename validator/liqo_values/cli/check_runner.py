"""What ``check`` does, once it is known what it is asked for."""

# ruff: noqa: PLC0415 - what reads and judges values is not needed to import this

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from liqo_values.cli.exit_status import CLEAN, FAILED, FOUND, fail
from liqo_values.cli.known_findings import Known, judged
from liqo_values.cli.outputs import all_outputs, write
from liqo_values.cli.request import Request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.cli.outputs import Output


def plain(arguments: Sequence[str]) -> Request | None:
    """Read a command line that is nothing but ``check [--] FILE…``; return None for any other one, for click to read.

    That is how pre-commit calls us, on every commit: to import click takes as long as to check a file. On Windows it
    is click that finds the files for a pattern such as ``*.yaml``.
    """
    if sys.platform == "win32" or len(arguments) < len(("check", "FILE")) or arguments[0] != "check":
        return None
    files = tuple(arguments[1:])
    if files[0] == "--":  # whatever follows is a file
        return Request(files[1:]) if files[1:] else None
    return None if any(file.startswith("-") for file in files) else Request(files)


def give(
    request: Request,
    outputs: Sequence[Output] = (),
    *,
    statistics: bool = False,
    fail_on: str = "error",
    no_ignores: bool = False,
    known: Known | None = None,
) -> int:
    """Check, report, and return the exit status.

    Raises:
        click.UsageError: the options do not fit together.
    """
    reports = all_outputs(request.output, outputs, statistics=statistics)
    known = known or Known()
    known.check(request)

    from liqo_values.model.errors import InputError
    from liqo_values.model.findings import Severity
    from liqo_values.reports.outcome import Outcome

    try:
        results, failures = judged(request, known, ignores=not no_ignores)
    except InputError as error:
        return fail(error.message, error.remedy, color=request.color)
    outcome = Outcome(results, failures, Severity(fail_on))
    written = write(reports, outcome, request.color)
    return FAILED if failures or not written else FOUND if outcome.failed else CLEAN
