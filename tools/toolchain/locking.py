"""Lets only one process at a time do something."""

from __future__ import annotations

import contextlib
import fcntl
import time
from collections.abc import Iterator
from pathlib import Path

from tools.toolchain.progress import Progress


@contextlib.contextmanager
def only_one(file: Path, waiting: str, progress: Progress) -> Iterator[None]:
    """Hold a lock.

    Args:
        file: What is locked.
        waiting: What to report while another process holds the lock.
        progress: Where to report it.
    """
    with file.open("w") as lock:
        if not _try_lock(lock.fileno()):
            with progress.step(waiting) as report:
                while not _try_lock(lock.fileno()):
                    report("")
                    time.sleep(0.5)
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
