"""Waiting for what is going to happen: looking again and again, with a deadline, and saying what was seen."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

#: Most things take a second or two; on a slow machine that has much else to do, they may take a hundred times as long.
SECONDS = 240.0
POLL_SECONDS = 0.1

T = TypeVar("T")
_log = logging.getLogger(__name__)


def wait_for(
    awaited: str, look: Callable[[], T], satisfies: Callable[[T], object] = bool, seconds: float = SECONDS
) -> T:
    """Look until what is seen satisfies, and return it.

    Args:
        awaited: What is waited for, in words.
        look: Looks; that it cannot see anything yet (OSError, LookupError) is no reason to give up.
        satisfies: Whether it is what is awaited.
        seconds: How long to wait at most.

    Raises:
        AssertionError: It did not happen; the message says what was seen last.
    """
    start = time.monotonic()
    while True:
        seen: object
        try:
            seen = found = look()
            if satisfies(found):
                _log.info("%s: after %.1f s", awaited, time.monotonic() - start)
                return found
        except (OSError, LookupError) as error:
            seen = error
        waited = time.monotonic() - start
        assert waited < seconds, f"waited {waited:.0f} s in vain for this: {awaited}. Seen last: {seen!r}"
        time.sleep(POLL_SECONDS)
