"""A line on the terminal that tells how far long work has come."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Seconds until the line is first shown, and between its changes.
_PATIENCE, _PACE = 1.0, 0.1
_ERASE = "\r\x1b[K"


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Give what is to be told how many of how many files are done; it writes only to a terminal, and cleans up.

    Args:
        quiet: Whether to write nothing at all.
    """
    stream = sys.stderr
    shows = not quiet and stream.isatty()
    due = time.monotonic() + _PATIENCE
    shown = False

    def tell(done: int, of: int) -> None:
        nonlocal due, shown
        if not shows or time.monotonic() < due:
            return
        due = time.monotonic() + _PACE
        shown = True
        print(f"{_ERASE}checked {done} of {of} files", end="", file=stream, flush=True)

    try:
        yield tell
    finally:
        if shown:
            print(_ERASE, end="", file=stream, flush=True)
