"""Measures whole processes with the system's counters, in turns."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


_METER = Path(__file__).parent / "process_meter.py"
_STEPS = Path(__file__).parent / "check_stages.py"


class Cost(NamedTuple):
    """What a process needed.

    Attributes:
        cpu: User and system time, its children's included, in seconds.
        wall: Time until it ended, in seconds.
        memory: The peak memory of it or one of its children, in MB.
    """

    cpu: float
    wall: float
    memory: float


class UnexpectedStatusError(Exception):
    """A program failed, so its time means nothing."""


def environment() -> dict[str, str]:
    """Return the environment of the programs: Python keeps what it has compiled, as after any installation."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "HELM_"))}


def run(command: list[str]) -> Cost:
    """Run a program to its end, and discard its output.

    Raises:
        UnexpectedStatusError: Its exit status is not 0.
    """
    meter = [sys.executable, "-I", "-S", str(_METER), *command]
    measured = subprocess.run(meter, capture_output=True, text=True, check=True, env=environment()).stdout.split()
    cpu, wall, memory, status = map(float, measured)
    if status:
        message = f"exit status {status:.0f}: {' '.join(command)}"
        raise UnexpectedStatusError(message)
    return Cost(cpu, wall, memory)


def in_turns(commands: Mapping[str, list[str]], rounds: int, on_round: Callable[[int], None]) -> dict[str, Cost]:
    """Run every program once per round, so that other load on the machine affects all; return medians by name.

    A round before the first fills caches, and is not counted.
    """
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        on_round(number)
        for name, command in commands.items():
            cost = run(command)
            if number:
                costs[name].append(cost)
    return {name: Cost(*map(statistics.median, zip(*several, strict=True))) for name, several in costs.items()}


def steps(values: Path, rounds: int) -> dict[str, float]:
    """Return the medians of the steps of a check, in their order, in seconds."""
    command = [sys.executable, str(_STEPS), str(values)]
    runs = [
        json.loads(subprocess.run(command, capture_output=True, check=True, env=environment()).stdout)
        for _ in range(rounds + 1)
    ][1:]
    return {step: statistics.median(run[step] for run in runs) for step in runs[0]}


def write(folder: Path, texts: Mapping[str, str]) -> None:
    """Write files into a folder that need not exist yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        Path(folder, name).write_text(text, encoding="utf-8")
