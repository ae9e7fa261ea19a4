"""One function over many things, in several processes: results in the order of the things, even if a process dies.

Processes are started from a certain number of things on; with fewer that takes longer than it saves.
"""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_Thing = TypeVar("_Thing")
_Result = TypeVar("_Result")

#: From so many things on there is a second process, then a third and so on.
MANY = 50
#: So many things are handed to a process at once.
_CHUNK = 16

#: In a process of the pool, what it does; set once, since it may be large.
_work: list[Callable[[Any], Any]] = []


def in_order(work: Callable[[_Thing], _Result], things: Sequence[_Thing], jobs: int | None = None) -> Iterator[_Result]:
    """Yield what the function makes of each thing, in their order.

    A process that dies, for want of memory for example, takes nothing with it: its work is done again in this one.

    Args:
        work: The function; it is copied into each process once.
        things: What it is called with.
        jobs: The most processes; as many as there are processors unless given.
    """
    processes = min(jobs or _processors(), len(things) // MANY + 1)
    done = 0
    if processes > 1:
        for result in _in_pool(work, things, processes):
            yield result
            done += 1
    yield from map(work, things[done:])


def _processors() -> int:
    """Count the processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_pool(work: Callable[[_Thing], _Result], things: Sequence[_Thing], processes: int) -> Iterator[_Result]:
    """Yield the results until all are there, or a process dies."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - few runs need it
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415

    pool = ProcessPoolExecutor(processes, initializer=_start, initargs=(work,))
    try:
        with _interrupts_held():
            results = pool.map(_call, things, chunksize=_CHUNK)
        yield from results
    except BrokenProcessPool:
        return
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Let an interrupt wait: a process that starts meanwhile inherits that, and cannot be hit before it is prepared."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start(work: Callable[[Any], Any]) -> None:
    """Prepare a process of the pool; an interrupt from the keyboard reaches all, and is for the first one to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _work[:] = [work]


def _call(thing: Any) -> Any:  # noqa: ANN401 - whatever the function takes and makes
    return _work[0](thing)
