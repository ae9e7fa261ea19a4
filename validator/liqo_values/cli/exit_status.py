"""How a command ends: the exit statuses, and the messages on standard error."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from liqo_values.model.source_text import Span

#: Exit statuses.
CLEAN, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130

#: What the last status means for every command about releases.
NOT_CHECKED = "something could not be checked: a missing file, a wrong option or --set"


def exit_statuses(clean: str, found: str = "", failed: str = NOT_CHECKED) -> str:
    """Return the end of a command's help: what its exit status means."""
    meanings = ((CLEAN, clean), (FOUND, found), (FAILED, failed))
    return "\n".join(("\b", "Exit status:", *(f"  {status}  {meaning}" for status, meaning in meanings if meaning)))


def fail(message: str, remedy: str, *, span: Span | None = None, color: str = "auto") -> int:
    """Print on standard error why the command could not run; return the exit status even if printing fails."""
    from liqo_values.engine.masked_findings import showable_error  # noqa: PLC0415 - few runs fail
    from liqo_values.model.errors import InputError  # noqa: PLC0415
    from liqo_values.reports.style import for_stream  # noqa: PLC0415
    from liqo_values.reports.text import render_problem  # noqa: PLC0415

    shown = showable_error(InputError(message, remedy, span))
    with suppress(OSError):
        print(render_problem(shown.message, shown.remedy, span, for_stream(sys.stderr, color)), file=sys.stderr)
    return FAILED


def note(message: str) -> None:
    """Print one line about the run itself on standard error."""
    from liqo_values.model.printable import printable  # noqa: PLC0415 - few runs print notes

    with suppress(OSError):
        print(f"note: {printable(message)}", file=sys.stderr)


def usage_error(message: str) -> NoReturn:
    """Reject options that conflict.

    Raises:
        click.UsageError: always.
    """
    from click import UsageError  # noqa: PLC0415 - importing it takes as long as checking a file

    raise UsageError(message)
