"""Checking many files, each over the same layers: in a stable order, on all cores where there are many."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from liqo_values.checking import CheckResult, judge
from liqo_values.source.problem import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from liqo_values.given import Given

#: From so many files on, starting processes takes less time than it saves.
MANY = 50
_CHUNK = 8


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of one file.

    Attributes:
        results: One for every release in it.
        error: Why it could not be checked; None where it could.
    """

    results: Sequence[CheckResult] = ()
    error: InputError | None = None


@dataclass(slots=True)
class Run:
    """What became of all files.

    Attributes:
        results: One for every release, in the order of the files.
        errors: Why files could not be checked; what all have in common only once.
    """

    results: list[CheckResult] = field(default_factory=list)
    errors: list[InputError] = field(default_factory=list)


def run(given: Given, files: Sequence[str], outcome: Run, on_progress: Callable[[int, int], None]) -> None:
    """Check every file on its own, on top of what is given; one that cannot be had does not stop the others.

    Args:
        given: The layers below all files, and the arguments above them.
        files: Paths; ``-`` is standard input.
        outcome: Where results and errors are added.
        on_progress: Is told after every file how many of how many are done.

    Raises:
        InputError: what is given cannot be had.
    """
    given.steps()  # read once, whatever the number of files and processes
    for number, checked in enumerate(_checked(given, files), 1):
        outcome.results += checked.results
        if checked.error and checked.error.message not in {error.message for error in outcome.errors}:
            outcome.errors.append(checked.error)
        on_progress(number, len(files))


def _checked(given: Given, files: Sequence[str]) -> Iterator[Checked]:
    check = partial(check_file, given)
    workers = min(os.cpu_count() or 1, len(files) // MANY + 1)
    if workers == 1 or "-" in files:
        yield from map(check, files)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - few runs need it

    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(check, files, chunksize=_CHUNK)


def check_file(given: Given, file: str) -> Checked:
    """Check one file on top of what is given."""
    try:
        return Checked([judge(given.with_files(file))])
    except InputError as error:
        return Checked(error=error)
