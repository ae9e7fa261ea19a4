"""Calls a function for many items in several processes: results keep the order of the items, even if a process dies.

Processes are started only from a certain number of items on; for fewer, starting them takes longer than it saves. Each
process has its own pipe, and there are no threads. If a process cannot start, or dies, this process does its work.
"""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

#: The number of items per process: from this number on there is a second process, then a third, and so on.
MANY = 50
#: The number of items in one message.
_CHUNK = 16
#: The errors if processes, memory or file descriptors run out, or a process has died.
_EXHAUSTED = (OSError, EOFError, MemoryError, RuntimeError)


def in_order(work: Callable[[_Item], _Result], items: Sequence[_Item], jobs: int | None = None) -> Iterator[_Result]:
    """Yield the result of the function for each item, in their order.

    If a process dies, for example because memory runs out, nothing is lost: its work is repeated in this process.

    Args:
        work: The function; it is copied once into each process.
        items: The items.
        jobs: The highest number of processes; the default is the number of processors.
    """
    processes = min(jobs or _processors(), len(items) // MANY + 1)
    if processes < 2:  # noqa: PLR2004 - this process is enough
        yield from map(work, items)
        return
    chunks = [items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK)]
    started: list[tuple[BaseProcess, Connection] | None] = []
    try:
        with _interrupts_held():
            started += [_started(work, chunks[number::processes]) for number in range(processes)]
        for number, chunk in enumerate(chunks):
            yield from _received(started, number % processes) or map(work, chunk)
    finally:
        for worker in started:
            if worker is not None:
                _end(*worker)


def _processors() -> int:
    """Return the number of processors that this process can use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _started(work: Callable[[Any], Any], chunks: Sequence[Any]) -> tuple[BaseProcess, Connection] | None:
    """Start a process that works on the chunks one by one; return None if it cannot start."""
    from multiprocessing import Pipe, Process  # noqa: PLC0415 - few runs need it

    try:
        receiver, sender = Pipe(duplex=False)
        process = Process(target=_serve, args=(work, chunks, sender), daemon=True)
        process.start()
        sender.close()
    except _EXHAUSTED:
        return None
    return process, receiver


def _received(started: list[tuple[BaseProcess, Connection] | None], number: int) -> list[Any] | None:
    """Return the results for the next chunk of a process; None for this and all later chunks if it has died."""
    worker = started[number]
    if worker is None:
        return None
    try:
        results: list[Any] = worker[1].recv()
    except _EXHAUSTED:
        _end(*worker)
        started[number] = None
        return None
    return results


def _end(process: BaseProcess, receiver: Connection) -> None:
    process.terminate()
    process.join()
    receiver.close()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Block interrupts, so that a process that starts in the meantime inherits this until it is prepared."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(work: Callable[[Any], Any], chunks: Sequence[Sequence[Any]], sender: Connection) -> None:
    """Send the results for each chunk. On any error, end: the first process repeats the work and raises the error.

    An interrupt from the keyboard reaches all processes, but only the first process handles it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for chunk in chunks:
            sender.send([work(item) for item in chunk])
    except Exception:  # noqa: BLE001 - see above
        sender.close()
