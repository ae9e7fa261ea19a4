"""Repeats an action in the background while something else runs."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator

POLL_SECONDS = 0.2


@contextlib.contextmanager
def again_and_again(action: Callable[[], None], *forgiven: type[Exception]) -> Iterator[None]:
    """Repeat an action for as long as the block runs.

    Args:
        action: What is done.
        forgiven: Errors that a round may fail with, such as for a pod that is gone; the next round tries again.
    """
    ended = threading.Event()

    def work() -> None:
        while not ended.wait(POLL_SECONDS):
            with contextlib.suppress(*forgiven):
                action()

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    try:
        yield
    finally:
        ended.set()
        worker.join()
