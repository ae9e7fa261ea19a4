"""The program around the commands: it always exits with a status, never with a traceback."""

from __future__ import annotations

import atexit
import errno
import gc
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO, cast

from liqo_values.cli import check_runner
from liqo_values.cli.exit_status import INTERRUPTED, fail

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The number of new objects after which Python looks for reference cycles. There are almost none, and with Python's
#: default threshold the search takes a tenth of a short run.
_GARBAGE = 100_000
#: What build servers set that run commands they find in what is printed.
_BUILD_SERVERS = ("GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION")
#: No processes, memory or file descriptors are left.
_EXHAUSTED = (errno.EAGAIN, errno.ENOMEM, errno.EMFILE, errno.ENFILE)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit."""
    gc.set_threshold(_GARBAGE)
    atexit.register(gc.freeze)  # otherwise Python looks for cycles among all imported modules right before it exits
    if hasattr(signal, "SIGPIPE"):  # a closed pipe ends this program as it ends every other filter
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open until the program exits
    if sys.stdout is None:
        sys.exit(fail("standard output is closed", "redirect it, for example to /dev/null"))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if any(map(os.environ.get, _BUILD_SERVERS)):
        from liqo_values.cli.inert_stream import InertStream  # noqa: PLC0415 - only build servers need it

        sys.stdout, sys.stderr = (cast("TextIO", InertStream(stream)) for stream in (sys.stdout, sys.stderr))
    status = _run(arguments)
    try:
        sys.stdout.flush()
    except OSError as error:
        _silence(sys.stdout)
        status = fail(f"cannot write the output: {error.strerror}", "free some space, or print elsewhere")
    try:
        sys.stderr.flush()
    except OSError:  # there is nowhere left to report this
        _silence(sys.stderr)
    sys.exit(status)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        request = check_runner.plain(sys.argv[1:] if arguments is None else arguments)
        if request is not None:
            return check_runner.run_check(request)
        from liqo_values.cli import group  # noqa: PLC0415 - imports click

        return group.run(arguments)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        _silence(sys.stdout)
        if error.errno in _EXHAUSTED:
            return fail(f"a system resource is exhausted: {error.strerror}", "raise the limit, or use --jobs 1")
        return fail(f"cannot write the output: {error.strerror}", "free some space, or print elsewhere")
    except (RecursionError, MemoryError):
        return fail("the values are too large or too deeply nested", "split the file, or flatten it")
    except Exception as error:  # the last resort: a bug in this program must not look like a mistake of the user
        if os.environ.get("LIQO_VALUES_TRACEBACK"):
            raise
        return fail(
            f"internal error: {type(error).__name__}: {error}",
            "this is a bug: report it with the values; set LIQO_VALUES_TRACEBACK=1 to see where it happened",
        )


def _silence(stream: TextIO) -> None:
    """Redirect a stream to /dev/null, so that the interpreter does not try to write the rest of it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
