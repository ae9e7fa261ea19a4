"""How a command ends: the exit statuses, and what is said when it could not do its work."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from liqo_values.model.source_text import Span

#: Exit statuses.
CLEAN, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130

EPILOG = """\b
Exit status:
  0  nothing at or above the threshold
  1  findings; for `mode`: Helm would refuse the values
  2  it could not do its work: a missing file, an unreadable --set, a wrong option
"""


def fail(message: str, remedy: str, *, span: Span | None = None, color: str = "auto") -> int:
    """Say on standard error why the work could not be done; the exit status tells it even where nobody can hear."""
    from liqo_values.reports.style import for_stream  # noqa: PLC0415 - few runs fail
    from liqo_values.reports.text import render_problem  # noqa: PLC0415

    with suppress(OSError):
        print(render_problem(message, remedy, span, for_stream(sys.stderr, color)), file=sys.stderr)
    return FAILED


def note(message: str) -> None:
    """Say on standard error what is worth knowing about the run itself, in one line."""
    from liqo_values.model.printable import printable  # noqa: PLC0415 - few runs have something to say

    with suppress(OSError):
        print(f"note: {printable(message)}", file=sys.stderr)


def misused(message: str) -> NoReturn:
    """Refuse options that do not fit together.

    Raises:
        click.UsageError: always.
    """
    from click import UsageError  # noqa: PLC0415 - takes as long to import as to check a file

    raise UsageError(message)
