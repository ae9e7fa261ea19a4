"""Shows the progress of long work: one line that is redrawn on a terminal, plain lines in a pipe."""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from typing import TextIO

#: How often the line is redrawn, and how often a line is written to a pipe while the work goes on.
REDRAW_SECONDS = 0.2
HEARTBEAT_SECONDS = 30.0
_MINUTE = 60


class Progress:
    """Reports steps to a stream, with the time each has taken."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._living = stream.isatty()

    @contextlib.contextmanager
    def step(self, title: str) -> Iterator[Callable[[str], None]]:
        """Announce a step, show that it goes on, and end it with the time it took.

        Args:
            title: What is being done.

        Yields:
            A function that takes a few words about the progress, from any thread.
        """
        start = time.monotonic()
        detail = ""
        finished = threading.Event()

        def report(text: str) -> None:
            nonlocal detail
            detail = text

        def show() -> None:
            while not finished.wait(REDRAW_SECONDS if self._living else HEARTBEAT_SECONDS):
                self._show_running(f"{title}  {clock(time.monotonic() - start)}  {detail}".rstrip())

        if not self._living:
            self._line(f"{title} …")
        painter = threading.Thread(target=show, daemon=True)
        painter.start()
        outcome = "failed"
        try:
            yield report
            outcome = "done"
        finally:
            finished.set()
            painter.join()
            self._erase()
            self._line(f"{title}: {outcome} after {clock(time.monotonic() - start)}")

    def _show_running(self, text: str) -> None:
        if not self._living:
            self._line(text)
            return
        width = shutil.get_terminal_size().columns - 1
        self._stream.write(f"\r\x1b[K{text[:width]}")
        self._stream.flush()

    def _erase(self) -> None:
        if self._living:
            self._stream.write("\r\x1b[K")

    def _line(self, text: str) -> None:
        self._stream.write(f"{text}\n")
        self._stream.flush()


def clock(seconds: float) -> str:
    """Return a duration as ``4.2 s`` or ``3 min 07 s``."""
    if seconds < _MINUTE:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), _MINUTE)
    return f"{minutes} min {rest:02d} s"
