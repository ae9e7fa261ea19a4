"""Checks many files, each on top of the same layers: in a stable order, on all cores if there are many files."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.engine import pool
from liqo_values.engine.file_check import check_file, check_layers
from liqo_values.engine.result import CheckResult
from liqo_values.liqo.peering_objects import Objects
from liqo_values.model.errors import InputError
from liqo_values.parsing.file_names import is_standard_input
from liqo_values.values.provenance import Values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from liqo_values.engine.file_check import Checked, Target
    from liqo_values.sources.manifests import Manifest
    from liqo_values.sources.object_lookup import Beside
    from liqo_values.values.release_inputs import Given


class Run:
    """The outcome for all files.

    Attributes:
        results: One for each release, in the order of the files.
        errors: Why files could not be checked; the same error is listed only once.
        without: Files that do not contain anything of Liqo.
        layers: Values files that are not releases, because other releases use them.
        failed: Files that could not be checked, or not completely.
    """

    __slots__ = ("errors", "failed", "layers", "results", "without")

    def __init__(self) -> None:
        self.results: list[CheckResult] = []
        self.errors: list[InputError] = []
        self.without: list[Target] = []
        self.layers: list[Target] = []
        self.failed: list[Target] = []


def run(
    given: Given,
    targets: Sequence[Target],
    outcome: Run,
    on_progress: Callable[[int, int], None],
    *,
    with_values: bool = True,
    jobs: int | None = None,
    only: Callable[[Target, Checked], bool] | None = None,
) -> None:
    """Check each file separately, on top of the given layers; continue if a file cannot be read.

    Peering objects are checked together, with the given values or, if there is exactly one release, with its values.
    All objects that were passed are one group; in a folder, each subfolder is a group, because it may belong to another
    cluster.

    Args:
        given: The layers below all files, and the arguments above them.
        targets: The files.
        outcome: The object to add results and errors to.
        on_progress: A function to call after each file, with the number of checked files and of all files.
        with_values: Whether to keep the values of all releases, of which there may be thousands.
        jobs: The maximum number of processes; by default the number of processors.
        only: Returns which outcomes to keep; by default all of them.

    Raises:
        InputError: the given layers or arguments cannot be read.
    """
    for done in steps(given, targets, outcome, with_values=with_values, jobs=jobs, only=only):
        on_progress(done, len(targets))


def steps(
    given: Given,
    targets: Sequence[Target],
    outcome: Run,
    *,
    with_values: bool = True,
    jobs: int | None = None,
    only: Callable[[Target, Checked], bool] | None = None,
) -> Iterator[int]:
    """Do what ``run`` does in steps, and yield the number of checked files after each; there are results at the end."""
    given.steps()  # read once, whatever the number of files and processes
    everything: list[tuple[Target, Checked]] = []
    for target, checked in zip(targets, _checked(given, targets, with_values=with_values, jobs=jobs), strict=True):
        everything.append((target, checked))
        yield len(everything)
    layers = {path for _, checked in everything for path in checked.layers}
    groups: dict[str, _Group] = {}
    kept: set[int] = set()
    errors: dict[tuple[str, int | None], InputError] = {}  # many files may have the same
    for target, checked in everything:
        if checked.only_values and os.path.realpath(target.path) in layers:
            outcome.layers.append(target)
            continue
        group = groups.setdefault(str(Path(target.path).parent) if target.folder else "", _Group())
        begin = len(outcome.results)
        group.peering += checked.peering
        group.releases += [(target, begin + index) for index in range(len(checked.results))]
        outcome.results += [*checked.results, *checked.unchecked]
        if not checked.holds:
            outcome.without.append(target)
        if checked.errors:
            outcome.failed.append(target)
        if only is None or only(target, checked):
            kept |= {*range(begin, len(outcome.results))}
            group.kept = group.kept or bool(checked.peering)
            errors |= {(error.message, error.span and error.span.start): error for error in checked.errors}
    for group in groups.values():
        if group.peering:
            indices = _judge_peering(given, group, outcome)
            kept |= {*indices} if group.kept else set()
    outcome.results = [outcome.results[index] for index in sorted(kept)]
    outcome.errors += errors.values()


class _Group:
    """Files that are checked together: the objects in them, and the releases with their index in the results."""

    __slots__ = ("kept", "peering", "releases")

    def __init__(self) -> None:
        self.kept = False
        self.peering: list[Manifest] = []
        self.releases: list[tuple[Target, int]] = []


def _judge_peering(given: Given, group: _Group, outcome: Run) -> range:
    """Check the objects of a group; return the indices of the results."""
    if len(group.releases) == 1:
        target, index = group.releases[0]
        (release,) = check_file(given, target, Objects(group.peering)).results
        outcome.results[index] = release
        return range(index, index + 1)
    begin = len(outcome.results)
    outcome.results += check_layers(given, Objects(group.peering, with_values=bool(given.steps())))
    return range(begin, len(outcome.results))


def _checked(given: Given, targets: Sequence[Target], *, with_values: bool, jobs: int | None) -> Iterator[Checked]:
    check = partial(check_file if with_values else _check_and_forget, given, folders={}, run=_files_of(targets))
    piped = any(is_standard_input(target.path) for target in targets)  # only this process has standard input
    return pool.in_order(check, targets, 1 if piped else jobs)


def _files_of(targets: Sequence[Target]) -> list[str]:
    """Return the files of a run that manifests may refer to."""
    return [target.path for target in targets if target.stack is None and not is_standard_input(target.path)]


def _check_and_forget(given: Given, target: Target, folders: dict[Path | None, Beside], run: Sequence[str]) -> Checked:
    """Check one file, and keep neither the values nor the text that findings do not point to."""
    checked = check_file(given, target, folders=folders, run=run)
    return checked._replace(
        results=[
            result.replace(
                values=Values({}), mode=result.mode.excerpt(), cluster=result.cluster and result.cluster.excerpt()
            )
            for result in checked.results
        ]
    )
