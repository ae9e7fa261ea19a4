"""Which files ``fix`` checks and fixes together: files with the layers below them, and stacks of the project."""

# ruff: noqa: PLC0415 - --help does not need what reads and checks values

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.cli.request import Request, arguments, project_of, shared_layers

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from liqo_values.engine.file_check import Checked, Target
    from liqo_values.engine.project_config import Config
    from liqo_values.engine.result import CheckResult
    from liqo_values.model.errors import InputError
    from liqo_values.model.source_text import Source
    from liqo_values.values.release_inputs import Given


class Job(NamedTuple):
    """Files that are checked and fixed together: a file with the layers below it, or a stack of the project.

    Attributes:
        paths: All its files, lowest first.
        changeable: Those that may be changed.
        check: Checks the files, which it takes in this order.
    """

    paths: list[str]
    changeable: frozenset[str]
    check: Callable[[Sequence[Source]], list[CheckResult]]

    def results(self, files: Mapping[str, Source]) -> list[CheckResult]:
        """Check its files, with these texts."""
        return self.check([files[path] for path in self.paths])


class Work(NamedTuple):
    """What there is to fix.

    Attributes:
        jobs: The jobs.
        files: All files of the jobs.
        errors: Why files in folders, or releases in them, cannot be checked; these files are not changed.
    """

    jobs: Sequence[Job]
    files: dict[str, Source]
    errors: Sequence[InputError]


def work(request: Request) -> Work:
    """Group the files that are checked together, as ``check`` does.

    Raises:
        InputError: a file that is passed, or a layer, cannot be read.
    """
    from liqo_values.cli.targets import chosen, searched
    from liqo_values.parsing import file_reader
    from liqo_values.values.release_inputs import Given

    layers = {path: file_reader.read(path) for path in shared_layers(request)}
    project = project_of(request)
    given = project.over(Given(list(layers.values()), **arguments(request)))
    files = searched(request.files, project, given)
    errors: list[InputError] = []
    changed: Collection[Target] | None = None
    if request.changed:
        targets, changed = _changed(request, project, given, errors)
    else:
        targets = [*_readable(chosen(files, project, given, errors), given, files, errors)]
    run = [target.path for target in targets if target.stack is None]
    jobs = [
        _of_stack(target.stack, request.files, project)
        if target.stack is not None
        else _of_file(target, layers, given, project, run, changeable=changed is None or target in changed)
        for target in targets
    ]
    if not (files or jobs or request.changed):
        jobs = [Job([*layers], frozenset(layers), partial(_values, project, given))]
    folders = {target.path: target.folder for target in targets}
    texts = dict(layers)
    for path in (path for job in jobs for path in job.paths if path not in layers):
        texts[path] = texts.get(path) or file_reader.read(path, folder=folders.get(path, ""))
    return Work(jobs, texts, errors)


def _changed(
    request: Request, project: Config, given: Given, errors: list[InputError]
) -> tuple[list[Target], Collection[Target]]:
    """Return the files and stacks with something to fix that changed, or use a changed file; and the changed files."""
    from liqo_values.cli.changed_files import Changed
    from liqo_values.cli.targets import CURRENT, expanded
    from liqo_values.engine.batch import Run, run

    changed = Changed(request.files)
    targets = expanded([CURRENT], project, given, errors) if changed else []
    outcome = Run()
    concerned: list[Target] = []

    def only(target: Target, checked: Checked) -> bool:
        found = changed.concern(target, checked)
        if found and checked.holds and not checked.errors:
            concerned.append(target)
        return found

    if targets:
        run(given, targets, outcome, lambda *_: None, with_values=False, only=only)
    errors += outcome.errors
    return concerned, [target for target in concerned if changed.contain(target.path)]


def _readable(
    targets: Sequence[Target], given: Given, files: Sequence[str], errors: list[InputError]
) -> Iterator[Target]:
    """Yield the targets to fix: of those in folders, the ones with something of Liqo that can be checked."""
    from liqo_values.cli.targets import is_folder, note_without
    from liqo_values.engine.batch import Run, run

    outcome = Run()
    if any(target.folder for target in targets):
        run(given, targets, outcome, lambda *_: None, with_values=False)
    if any(map(is_folder, files)):
        note_without(outcome, targets, [*filter(is_folder, files)])
    left_out = {*outcome.without, *outcome.layers, *outcome.failed}
    errors += outcome.errors
    yield from (target for target in targets if not (target.folder and target in left_out))


def _of_file(
    target: Target,
    layers: dict[str, Source],
    given: Given,
    project: Config,
    run: Sequence[str],
    *,
    changeable: bool,
) -> Job:
    from liqo_values.engine.file_check import check_text

    def check(sources: Sequence[Source]) -> list[CheckResult]:
        below = given._replace(files=sources[:-1], **(target.chart.fields() if target.chart else {}))
        return [project.applied(result) for result in check_text(below, sources[-1], run)]

    paths = [*layers, target.path]
    return Job(paths, frozenset(paths if changeable else layers), check)


def _of_stack(whole: Given, files: Sequence[str], project: Config) -> Job:
    """Return the job for a stack; if files are passed, only those, and those in the folders, may be changed."""
    named = {os.path.realpath(file): file for file in files}
    paths = [named.get(os.path.realpath(str(layer)), str(layer)) for layer in whole.files]
    allowed = [path for path in paths if not files or _is_in(path, named)]
    return Job(paths, frozenset(allowed), partial(_values, project, whole))


def _is_in(path: str, named: Mapping[str, str]) -> bool:
    real = Path(os.path.realpath(path))
    return any(str(above) in named for above in (real, *real.parents))


def _values(project: Config, given: Given, sources: Sequence[Source]) -> list[CheckResult]:
    from liqo_values.engine.file_check import check_layers

    return [project.applied(result) for result in check_layers(given._replace(files=sources))]
