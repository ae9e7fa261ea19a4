"""Many things in several processes: the same results in the same order, whatever happens to a process."""

from __future__ import annotations

import multiprocessing.context
import multiprocessing.process
import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from liqo_values.engine.pool import MANY, in_order
from liqo_values.model.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

THINGS = list(range(MANY * 4))

BLOCKED = """\
import os, time
from liqo_values.engine.pool import in_order

def work(number):
    os.write(2, b"begun\\n")  # at once: another process writes too
    time.sleep(0.2)

list(in_order(work, range(400), 2))
"""


def where(number: int) -> tuple[int, int]:
    """Take longer for the first ones, and tell in which process."""
    time.sleep(0.02 if number < 8 else 0)
    return number, os.getpid()


def die(here: int, number: int) -> int:
    """Kill every process but this one in the middle of its work."""
    if number == MANY and os.getpid() != here:
        os._exit(1)
    return number


def refuse(number: int) -> int:
    """Fail as reading a file does."""
    if number == MANY:
        message = "cannot be had"
        raise InputError(message, "name another one")
    return number


def test_results_come_in_order_from_several_processes() -> None:
    results = list(in_order(where, THINGS, 2))
    assert [number for number, _ in results] == THINGS
    processes = {process for _, process in results}
    assert os.getpid() not in processes
    assert 1 <= len(processes) <= 2


@pytest.mark.parametrize(("things", "jobs"), [(THINGS, 1), (THINGS[: MANY - 1], 2)], ids=["one job", "few things"])
def test_one_process_is_enough(things: list[int], jobs: int) -> None:
    assert {process for _, process in in_order(where, things, jobs)} == {os.getpid()}


def test_the_work_of_a_process_that_dies_is_done_again() -> None:
    assert list(in_order(partial(die, os.getpid()), THINGS, 2)) == THINGS


@pytest.mark.parametrize("error", [BlockingIOError(11, "again"), MemoryError(), OSError(12, "no memory")])
@pytest.mark.parametrize("left", [0, 1])
def test_where_no_process_can_be_started_this_one_does_the_work(
    error: Exception, left: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    fork, forks = os.fork, []

    def scarce() -> int:
        forks.append(1)
        if len(forks) > left:
            raise error
        return fork()

    monkeypatch.setattr(multiprocessing.process.BaseProcess, "_Popen", multiprocessing.context.ForkProcess._Popen)
    monkeypatch.setattr(os, "fork", scarce)
    results = list(in_order(where, THINGS, 2))
    assert [number for number, _ in results] == THINGS
    assert os.getpid() in {process for _, process in results}
    assert len({process for _, process in results}) == left + 1


def test_no_thread_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        message = "can't start new thread"
        raise RuntimeError(message)

    monkeypatch.setattr(threading.Thread, "start", none)
    assert [number for number, _ in in_order(where, THINGS, 2)] == THINGS


def test_processes_end_when_their_results_are_no_longer_needed() -> None:
    results = in_order(where, THINGS, 2)
    _, process = next(results)
    results.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_an_error_is_that_of_the_function() -> None:
    with pytest.raises(InputError) as caught:
        list(in_order(refuse, THINGS, 2))
    assert (caught.value.message, caught.value.remedy) == ("cannot be had", "name another one")


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_ends_all_processes_with_one_voice() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", BLOCKED], stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "begun\n"
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert said.count("Traceback") <= 1  # that of this little program; `liqo-values` itself says "interrupted"
    assert said.rstrip().endswith("KeyboardInterrupt")
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_check_reports_the_same_whatever_the_number_of_processes(tmp_path: Path) -> None:
    for number in range(MANY * 2 + 5):
        text = "networking: {enabled: false}\n" + ("unknown: 1\n" if number % 7 == 0 else "")
        (tmp_path / f"liqo-values-{number:03}.yaml").write_text(text)
    outputs = []
    for jobs in ("1", "2", "3"):
        command = [sys.executable, "-m", "liqo_values", "check", ".", "--jobs", jobs]
        outputs.append(subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path))
    assert {done.returncode for done in outputs} == {1}
    assert {done.stderr for done in outputs} == {""}
    assert len({done.stdout for done in outputs}) == 1
    assert outputs[0].stdout.count("error[LQ002]") == 15
