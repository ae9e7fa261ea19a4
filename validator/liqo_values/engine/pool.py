"""Calls a function for many items in several processes: results keep the order of the items, even if a process dies.

Processes are started only from a certain number of items on; for fewer, starting them takes longer than it saves.
"""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

#: The number of items per process: from this number on there is a second process, then a third, and so on.
MANY = 50
#: The number of items to send to a process at once.
_CHUNK = 16

#: In a process of the pool, the function to call; sent only once, because it may be large.
_work: list[Callable[[Any], Any]] = []


def in_order(work: Callable[[_Item], _Result], items: Sequence[_Item], jobs: int | None = None) -> Iterator[_Result]:
    """Yield the result of the function for each item, in their order.

    If a process dies, for example because it runs out of memory, its work is repeated in this process.

    Args:
        work: The function; it is copied to each process once.
        items: The arguments to call it with.
        jobs: The maximum number of processes; by default the number of processors.
    """
    processes = min(jobs or _processors(), len(items) // MANY + 1)
    done = 0
    if processes > 1:
        for result in _in_pool(work, items, processes):
            yield result
            done += 1
    yield from map(work, items[done:])


def _processors() -> int:
    """Count the processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_pool(work: Callable[[_Item], _Result], items: Sequence[_Item], processes: int) -> Iterator[_Result]:
    """Yield the results until all are done or a process dies."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - few runs need it
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415

    pool = ProcessPoolExecutor(processes, initializer=_start, initargs=(work,))
    try:
        with _interrupts_held():
            results = pool.map(_call, items, chunksize=_CHUNK)
        yield from results
    except BrokenProcessPool:
        return
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Block interrupts: processes that start meanwhile inherit this, and are not interrupted before they are ready."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start(work: Callable[[Any], Any]) -> None:
    """Prepare a process of the pool. Keyboard interrupts reach all processes, but only the main one handles them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _work[:] = [work]


def _call(item: Any) -> Any:  # noqa: ANN401 - whatever the function takes and returns
    return _work[0](item)
