"""Compares the releases of the working tree with those of a git revision, for ``diff --git``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.cli.exit_status import fail
from liqo_values.cli.git_revision import files_of
from liqo_values.cli.request import Request, arguments, print_unreadable, project_of, shared_layers
from liqo_values.cli.targets import chosen, searched
from liqo_values.engine.batch import NOTHING_HERE, Run, check_layers, run
from liqo_values.engine.compare_runs import ReleaseChange, compare_runs
from liqo_values.model.errors import InputError
from liqo_values.values.release_inputs import Given

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.engine.result import CheckResult


def compared(request: Request, revision: str) -> tuple[list[ReleaseChange], bool]:
    """Compare the releases; return also whether something could not be read.

    Args:
        request: The arguments.
        revision: The revision with the releases before.
    """
    request = _relative(request)
    try:
        with files_of(revision) as root:
            before = _releases(request)
        _check_inside(request.files, root)
        after = _releases(request)
        _check_found(before, after, revision)
    except InputError as error:
        fail(error.message, error.remedy, span=error.span, color=request.color)
        return [], True
    for problem in before.errors:
        fail(f"in {revision}: {problem.message}", problem.remedy, span=problem.span, color=request.color)
    for problem in after.errors:
        fail(problem.message, problem.remedy, span=problem.span, color=request.color)
    unreadable = print_unreadable(after.results, request)
    return compare_runs(before.results, after.results), bool(before.errors or after.errors or unreadable)


def _check_inside(files: Sequence[str], root: Path) -> None:
    for file in files:
        if not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(root)):
            message = f"`{file}` is not in the repository"
            raise InputError(message, "name files and folders of the repository")


def _check_found(before: Run, after: Run, revision: str) -> None:
    if not (before.results or after.results or before.errors or after.errors):
        message = f"no Liqo values found, neither here nor in {revision}"
        raise InputError(message, NOTHING_HERE)


def _releases(request: Request) -> Run:
    """Check the releases as the current folder has them; what is not there has none."""
    outcome = Run()
    try:
        project = project_of(request)
        given = project.over(Given(shared_layers(request), **arguments(request)))
        files = [file for file in request.files if os.path.lexists(file)]
        if request.files and not files:
            return outcome
        targets = chosen(searched(files, project, given), project, given, outcome.errors)
        if targets:
            # Processes that are not forked start in the folder that was the current one first.
            run(given, targets, outcome, lambda *_: None, jobs=1)
        elif given.has_values:
            outcome.results += check_layers(given)
        outcome.results = [result for result in outcome.results if _is_release(result)]
    except InputError as error:
        outcome.errors.append(error)
    return outcome


def _is_release(result: CheckResult) -> bool:
    """Return whether a result is a release; objects that peer clusters, and notices, are none."""
    return result.unreadable or result.mode.name is not None or bool(result.deployed)


def _relative(request: Request) -> Request:
    """Return the same with paths relative to the current folder, so that they mean the same in the revision."""
    files, layers = (tuple(map(_path, paths)) for paths in (request.files, request.layers))
    return request._replace(files=files, layers=layers, config=_path(request.config) if request.config else None)


def _path(path: str) -> str:
    return os.path.relpath(path) if Path(path).is_absolute() else path
