"""Counts the work of a function in calls: a clock would measure other programs too."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from types import FrameType

#: What grows in the same way takes twice as much from one of these to the last as to the one between.
SIZES = 5, 55, 105
#: The same for what takes long.
SMALL = 3, 13, 23


def calls(action: Callable[[], object]) -> int:
    """Count the calls of functions that an action takes, those written in C as well."""
    counted = 0

    def count(_: FrameType, event: str, __: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    gc.disable()
    sys.setprofile(count)
    try:
        action()
    finally:
        sys.setprofile(None)
        gc.enable()
    return counted


def growth(work: Callable[[int], int], sizes: tuple[int, int, int] = SIZES) -> float:
    """How many times the work grows where what is worked on is doubled: about 2 where it is linear.

    Args:
        work: Counts the work on the given number of things.
        sizes: Few, some and twice as many things.
    """
    work(sizes[0])  # what is read once per process
    few, some, twice = (work(count) for count in sizes)
    assert some > few
    return (twice - few) / (some - few)
