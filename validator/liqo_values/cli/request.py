"""The arguments of all commands about releases, and how they check releases.

This module does not import click, and imports what reads and checks values when it is called.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from liqo_values.cli.exit_status import fail, note

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from liqo_values.engine.batch import Run
    from liqo_values.engine.file_check import Target
    from liqo_values.engine.project_config import Config
    from liqo_values.engine.result import CheckResult
    from liqo_values.model.errors import InputError
    from liqo_values.model.findings import Severity
    from liqo_values.reports.style import Style
    from liqo_values.values.expectation import Expectation
    from liqo_values.values.release_inputs import Given


class Request(NamedTuple):
    """The arguments of a command about releases: where the values come from, and how to print."""

    files: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    set_values: tuple[str, ...] = ()
    set_strings: tuple[str, ...] = ()
    set_json: tuple[str, ...] = ()
    set_files: tuple[str, ...] = ()
    set_literals: tuple[str, ...] = ()
    prefix: str = ""
    chart: str = ""
    config: str | None = None
    without_cluster: bool = False
    output: str = "text"
    color: str = "auto"
    jobs: int | None = None
    quiet: bool = False
    changed: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    show_files: bool = False
    expect: str = ""


def shared_layers(request: Request) -> list[str]:
    """Return the paths of the layers that all releases share.

    Raises:
        InputError: the argument of a -f is not a list of files, or standard input is used twice.
    """
    from liqo_values.parsing import file_reader

    layers = [path for argument in request.layers for path in file_reader.split_list(argument)]
    by_set = [argument.partition("=")[2] for argument in request.set_files]
    file_reader.only_one_stdin([*layers, *request.files, *by_set])
    return layers


def arguments(request: Request) -> dict[str, Any]:
    """Return the arguments of a release other than its files, by their names in Given.

    Raises:
        InputError: there is no such chart.
    """
    return {
        "set_json": request.set_json,
        "set_values": request.set_values,
        "set_strings": request.set_strings,
        "set_files": request.set_files,
        "set_literals": request.set_literals,
        "prefix": request.prefix,
        "without_cluster": request.without_cluster,
        "expectations": expected_by_option(request),
        **_chart(request),
    }


def project_of(request: Request) -> Config:
    """Read the project file, and change what options override.

    Raises:
        InputError: it cannot be read, or a pattern is too long.
    """
    project = _loaded(request, charts=not request.chart)
    if request.exclude or request.force_exclude:
        from liqo_values.engine.glob import Glob

        exclude = [Glob(pattern) for pattern in request.exclude]
        project = project._replace(exclude_here=exclude, force_exclude=request.force_exclude)
    return project.choose(request.select, request.ignore) if request.select or request.ignore else project


def project_defaults(request: Request) -> Config:
    """Return the project file for what it says of options; empty if it cannot be read, which the check reports."""
    from liqo_values.engine.project_config import Config
    from liqo_values.model.errors import InputError

    try:
        return _loaded(request)
    except InputError:
        return Config()


def _loaded(request: Request, *, charts: bool = True) -> Config:
    """Read the project file of the files that are passed; changed files are those of the current folder."""
    from liqo_values.engine import project_file

    return project_file.load(request.config, files=() if request.changed else request.files, charts=charts)


def threshold(fail_on: str | None, project: Config) -> Severity:
    """Return the lowest severity that makes a run fail: that of --fail-on, else that of the project."""
    from liqo_values.model.findings import Severity

    return Severity(fail_on or project.fail_on or Severity.ERROR)


def _chart(request: Request) -> dict[str, Any]:
    if not request.chart:
        return {}
    from liqo_values.charts.selection import named

    return named(request.chart).fields()


def expected_by_option(request: Request) -> Sequence[Expectation]:
    """Return the mode that --expect names, as a list."""
    if not request.expect:
        return ()
    from liqo_values.model.findings import Label
    from liqo_values.values.expectation import Expectation

    return [Expectation(request.expect, Label(None, f"--expect {request.expect}", "expected"))]


def checked(
    request: Request, *, ignores: bool = True, stacks: bool = True, folder: bool = True, with_values: bool = False
) -> tuple[list[CheckResult], list[InputError]]:
    """Check every release; report those whose input cannot be read, and continue with the others.

    Args:
        request: The arguments.
        ignores: Whether comments in the files may suppress findings.
        stacks: Whether a file means the stacks of the project that contain it.
        folder: Whether to search the current folder if there are neither files, values nor stacks.
        with_values: Whether to return the merged values too, not only the findings.
    """
    from liqo_values.cli.progress import progress
    from liqo_values.cli.targets import chosen, note_without, searched
    from liqo_values.engine.batch import Run, run
    from liqo_values.engine.file_check import check_layers
    from liqo_values.model.errors import InputError
    from liqo_values.values.release_inputs import Given

    outcome = Run()
    project: Config | None = None
    try:
        project = project_of(request)
        given = project.over(Given(shared_layers(request), **arguments(request), ignores=ignores))
        project = project if stacks else project._replace(stacks=())
        if request.changed:
            _check_changed(request, project, given, outcome)
            return _settled(request, project, outcome, ignores=ignores)
        files = searched(request.files, project, given) if folder else request.files
        targets = chosen(files, project, given, outcome.errors)
        if targets or files:
            with progress(quiet=request.quiet) as on_progress:
                run(given, targets, outcome, on_progress, with_values=with_values, jobs=request.jobs)
            note_without(outcome, targets, files)
            _note_users(request, outcome)
            _check_project(request, project, targets, outcome)
        else:
            outcome.results += check_layers(given)
    except InputError as error:
        outcome.errors.append(error)
    return _settled(request, project, outcome, ignores=ignores)


def _note_users(request: Request, outcome: Run) -> None:
    """Print which manifests use the files, unless the user says what they are for."""
    if request.layers or request.chart:
        return
    from liqo_values.parsing import repository

    files = [file for file in request.files if repository.around(file)]
    if files:
        from liqo_values.cli.named_layers import note_users

        note_users(files, outcome.results)


def _check_changed(request: Request, project: Config, given: Given, outcome: Run) -> None:
    """Check the releases in the current folder that changed files are part of; do nothing if these are not for Liqo."""
    from liqo_values.cli.changed_files import Changed
    from liqo_values.cli.targets import CURRENT, expanded
    from liqo_values.engine.batch import run

    changed = Changed(request.files)
    if changed:
        targets = expanded([CURRENT], project, given, outcome.errors)
        run(given, targets, outcome, lambda *_: None, with_values=False, jobs=request.jobs, only=changed.concern)


def _check_project(request: Request, project: Config, targets: Sequence[Target], outcome: Run) -> None:
    """Report names and patterns in the project file that mean nothing, if the run was about everything in it."""
    named = project.peerings or project.expectations or project.charts
    if not named or request.layers or request.exclude or outcome.errors:
        return
    from pathlib import Path

    folder = project.folder.resolve()
    files = request.files or (() if project.stacks else (".",))
    if files and not any(Path(file).resolve() == folder for file in files):
        return
    from liqo_values.engine.project_patterns import unknown_clusters, without_effect
    from liqo_values.engine.project_peerings import misspelt

    others = {*outcome.without, *outcome.layers}
    releases = [target for target in targets if target not in others]
    paths = [str(file) for one in releases for file in (one.stack.files if one.stack is not None else (one.path,))]
    outcome.errors += misspelt(project.peerings, outcome.results)
    outcome.errors += without_effect(project, paths, everything=bool(files))
    for message in unknown_clusters(project, outcome.results):
        note(message)


def _settled(
    request: Request, project: Config | None, outcome: Run, *, ignores: bool
) -> tuple[list[CheckResult], list[InputError]]:
    """Print why something could not be checked; return the results and these errors."""
    from liqo_values.engine.masked_findings import showable_error
    from liqo_values.engine.reconcile import settle

    for failure in outcome.errors:
        fail(failure.message, failure.remedy, span=failure.span, color=request.color)
    results = project.compared(outcome.results, ignores=ignores) if project else []
    return settle(results), [showable_error(error) for error in outcome.errors]


def reaches(results: Sequence[CheckResult], least: Severity) -> bool:
    """Return whether any finding is at least as severe."""
    return any(finding.severity.at_least(least) for result in results for finding in result.findings)


def in_format(
    name: str,
    results: Sequence[CheckResult],
    style: Style,
    text: Callable[[Sequence[CheckResult], Style], str],
    request: Request,
) -> str:
    """Write the results of all releases, as JSON or as ``text`` writes them; empty text if there are none."""
    if name != "json":
        return text(results, style) if results else ""
    from liqo_values.reports.json import render

    return render(results, peerings=project_defaults(request).peerings)


def print_unreadable(results: Sequence[CheckResult], request: Request) -> bool:
    """Print on standard error what Helm cannot read; return whether there is any."""
    findings = [finding for result in results if result.unreadable for finding in result.findings]
    if findings:
        from liqo_values.reports.style import for_stream
        from liqo_values.reports.text import render

        print(render(findings, for_stream(sys.stderr, request.color)).rstrip(), file=sys.stderr)
    return bool(findings)
