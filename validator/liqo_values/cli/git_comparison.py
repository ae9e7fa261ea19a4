"""Compares the releases of the working tree with those of a git revision, for ``diff --git``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from liqo_values.cli.exit_status import fail
from liqo_values.cli.git_revision import files_of, root_of_repository
from liqo_values.cli.request import Request, arguments, print_unreadable, project_of, shared_layers
from liqo_values.cli.targets import chosen, searched
from liqo_values.engine.batch import Run, run
from liqo_values.engine.compare_runs import ReleaseChange, compare_runs
from liqo_values.engine.file_check import NOTHING_HERE, check_layers
from liqo_values.model.errors import InputError
from liqo_values.model.locations import relative
from liqo_values.parsing.file_names import is_standard_input
from liqo_values.values.release_inputs import Given

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.engine.result import CheckResult


class _Side:
    """The releases of the revision, or of the working tree.

    Attributes:
        run: The releases, and why others could not be checked.
        incomplete: Whether it is not even known what to check.
        lacking: Folders whose files are not here.
    """

    def __init__(self) -> None:
        self.run = Run()
        self.incomplete = False
        self.lacking: list[str] = []

    def may_have(self, release: CheckResult) -> bool:
        """Return whether a release that is not among its releases may be in what could not be read."""
        if self.incomplete:
            return True
        layers = set(map(relative, release.layers))
        for target in self.run.failed:
            name = target.stack.name if target.stack is not None else relative(target.path)
            if name == release.name or name in layers:
                return True
        return any(self.lacks(folder, release) for folder in self.lacking)

    @staticmethod
    def lacks(folder: str, release: CheckResult) -> bool:
        """Return whether a release takes values from a folder."""
        return any(layer.startswith(f"{folder}/") for layer in map(relative, release.layers))


def compared(request: Request, revision: str) -> tuple[list[ReleaseChange], bool]:
    """Compare the releases; return also whether something could not be read.

    Args:
        request: The arguments.
        revision: The revision with the releases before.
    """
    try:
        root = root_of_repository()
        _check_twice(request)
        _check_inside(request.files, root)
        request = _relative(request, root)
        with files_of(root, revision) as lacking:
            before = _releases(_without_absent_project(request), notes=False)
            absent = [file for file in request.files if not os.path.lexists(file)]
        after = _releases(request)
    except InputError as error:
        fail(error.message, error.remedy, span=error.span, color=request.color)
        return [], True
    before.lacking = [relative(os.path.relpath(root / module)) for module in lacking]
    problems = [*_problems(before, after, revision), *_absent(absent, revision)]
    if not (problems or before.run.results or after.run.results):
        problems = [InputError(f"no Liqo values found, neither here nor in {revision}", NOTHING_HERE)]
    for problem in problems:
        fail(problem.message, problem.remedy, span=problem.span, color=request.color)
    unreadable = print_unreadable(after.run.results, request)
    return _changes(before, after), bool(problems or unreadable)


def _changes(before: _Side, after: _Side) -> list[ReleaseChange]:
    """Compare the releases; whether one is new or gone is not known if the other side could not be read."""
    others = {"added": before, "removed": after}
    changes = compare_runs(before.run.results, after.run.results)
    return [one for one in changes if one.word not in others or not others[one.word].may_have(one.release)]


def _problems(before: _Side, after: _Side, revision: str) -> list[InputError]:
    """Return why releases could not be read."""
    return [
        *(InputError(f"in {revision}: {one.message}", one.remedy, one.span) for one in before.run.errors),
        *(
            InputError(
                f"in {revision}: the commit of the submodule `{folder}` is not here",
                f"get it: `git -C {folder} fetch`",
            )
            for folder in before.lacking
            if any(before.lacks(folder, release) for release in after.run.results)
        ),
        *after.run.errors,
    ]


def _absent(files: Sequence[str], revision: str) -> list[InputError]:
    """Return an error for each argument that is not in the working tree either."""
    return [
        InputError(f"there is no file or folder `{file}`, neither here nor in {revision}", "correct the path")
        for file in files
        if not os.path.lexists(file)
    ]


def _check_twice(request: Request) -> None:
    """Reject what can be read only once: the revision would take it from the working tree."""
    named = (argument.partition("=")[2] for argument in request.set_files)
    for file in (*request.files, *shared_layers(request), *named):
        if is_standard_input(file) or Path(file).is_fifo():
            message = f"`{file}` can be read only once, but both sides need it"
            raise InputError(message, "write it to a file")


def _check_inside(files: Sequence[str], root: Path) -> None:
    for file in files:
        if not _is_inside(file, root):
            message = f"`{file}` is not in the repository"
            raise InputError(message, "name files and folders of the repository")


def _is_inside(file: str, root: Path) -> bool:
    return Path(os.path.realpath(file)).is_relative_to(os.path.realpath(root))


def _releases(request: Request, *, notes: bool = True) -> _Side:
    """Check the releases as the current folder has them; what is not there has none."""
    side = _Side()
    outcome = side.run
    try:
        project = project_of(request)
        given = project.over(Given(shared_layers(request), **arguments(request)))
        files = [file for file in request.files if os.path.lexists(file)]
        if request.files and not files:
            return side
        targets = chosen(searched(files, project, given), project, given, outcome.errors, notes=notes)
        side.incomplete = bool(outcome.errors)
        if targets:
            # Processes that are not forked start in the folder that was the current one first.
            run(given, targets, outcome, lambda *_: None, jobs=1)
        elif given.has_values:
            outcome.results += check_layers(given)
        outcome.results = [result for result in outcome.results if _is_release(result)]
    except InputError as error:
        outcome.errors.append(error)
        side.incomplete = True
    return side


def _is_release(result: CheckResult) -> bool:
    """Return whether a result is a release; objects that peer clusters, and notices, are none."""
    return result.unreadable or result.mode.name is not None or bool(result.deployed)


def _without_absent_project(request: Request) -> Request:
    """Return the same without the project file that the options name, if there was none at the time."""
    return request if request.config and Path(request.config).is_file() else request._replace(config=None)


def _relative(request: Request, root: Path) -> Request:
    """Return the same with paths that mean the same in the revision: relative in the repository, absolute elsewhere."""

    def path(name: str) -> str:
        if not _is_inside(name, root):
            return str(Path(name).absolute())
        return os.path.relpath(name) if Path(name).is_absolute() else name

    return request._replace(
        files=tuple(map(path, request.files)),
        layers=tuple(_quoted(path(layer)) for layer in shared_layers(request)),
        config=path(request.config) if request.config else None,
    )


def _quoted(name: str) -> str:
    """Write a name as the argument of a -f, which is a list."""
    return '"{}"'.format(name.replace('"', '""'))
