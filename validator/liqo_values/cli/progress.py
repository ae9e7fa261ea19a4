"""A line on the terminal that shows the progress of a long run."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Seconds until the line is first shown, and between its updates.
_PATIENCE, _PACE = 1.0, 0.1
_ERASE = "\r\x1b[K"


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Provide a function to call with the number of checked files and of all files; erase its line at the end.

    It only writes to a terminal.

    Args:
        quiet: Whether to write nothing at all.
    """
    stream = sys.stderr
    shows = not quiet and stream.isatty()
    due = time.monotonic() + _PATIENCE
    shown = False

    def show(done: int, of: int) -> None:
        nonlocal due, shown
        if not shows or time.monotonic() < due:
            return
        due = time.monotonic() + _PACE
        shown = True
        print(f"{_ERASE}checked {done} of {of} files", end="", file=stream, flush=True)

    try:
        yield show
    finally:
        if shown:
            print(_ERASE, end="", file=stream, flush=True)
