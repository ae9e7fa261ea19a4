"""The program around the commands: it exits with a status, and never with a traceback."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

from liqo_values.cli import check_runner
from liqo_values.cli.exit_status import INTERRUPTED, fail

if TYPE_CHECKING:
    from collections.abc import Sequence

#: So many objects may come into being until Python looks for cycles among them, of which there are next to none: with
#: its own threshold that takes a tenth of a short run.
_GARBAGE = 100_000


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit, never with a traceback."""
    gc.set_threshold(_GARBAGE)
    atexit.register(gc.freeze)  # or Python looks for cycles among all that was imported, right before all of it is gone
    if hasattr(signal, "SIGPIPE"):  # a closed pipe ends us as it ends every other filter
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end of the program
    if sys.stdout is None:
        sys.exit(fail("standard output is closed", "give the command somewhere to print, such as /dev/null"))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    status = _run(arguments)
    try:
        sys.stdout.flush()
    except OSError as error:
        _silence(sys.stdout)
        status = fail(f"the output cannot be written: {error.strerror}", "free some space, or print elsewhere")
    try:
        sys.stderr.flush()
    except OSError:  # nobody can hear
        _silence(sys.stderr)
    sys.exit(status)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        request = check_runner.plain(sys.argv[1:] if arguments is None else arguments)
        if request is not None:
            return check_runner.give(request)
        from liqo_values.cli import group  # noqa: PLC0415 - imports click

        return group.run(arguments)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        _silence(sys.stdout)
        return fail(f"the output cannot be written: {error.strerror}", "free some space, or print elsewhere")
    except (RecursionError, MemoryError):
        return fail("the values are too large or too deeply nested", "split the file, or flatten it")
    except Exception as error:  # the last resort: a bug of ours must not look like a fault of the user's
        if os.environ.get("LIQO_VALUES_TRACEBACK"):
            raise
        return fail(
            f"internal error: {type(error).__name__}: {error}",
            "this is a bug, please report it with the values; LIQO_VALUES_TRACEBACK=1 shows where it happened",
        )


def _silence(stream: TextIO) -> None:
    """Point a stream to nowhere, so that the interpreter does not try to write the rest of it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
