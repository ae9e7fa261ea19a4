"""What all commands about releases share: the options that say where values come from, and how to print.

What reads and judges values is imported when it is called, so that ``--help`` stays quick.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import sys
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO, TypeAlias

import click

from liqo_values.cli.ending import fail

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from liqo_values.checking import CheckResult
    from liqo_values.reports.style import Style
    from liqo_values.source.problem import InputError


_Decorator: TypeAlias = "Callable[[Callable[..., int]], Callable[..., int]]"


class Request(NamedTuple):
    """What a command about releases is asked for: where the values come from, and how to print."""

    files: tuple[str, ...]
    layers: tuple[str, ...]
    set_values: tuple[str, ...]
    set_strings: tuple[str, ...]
    set_json: tuple[str, ...]
    set_files: tuple[str, ...]
    set_literals: tuple[str, ...]
    prefix: str
    config: str | None
    without_cluster: bool
    output: str = ""
    color: str = "auto"
    jobs: int | None = None
    quiet: bool = False


_OPTIONS = (
    click.option(
        "-f",
        "--values",
        "layers",
        multiple=True,
        metavar="FILE",
        help="A values file of the release, as for Helm; repeatable, `-` is standard input.",
    ),
    click.option("--set", "set_values", multiple=True, metavar="KEY=VALUE", help="As for Helm; repeatable."),
    click.option("--set-string", "set_strings", multiple=True, metavar="KEY=TEXT", help="As for Helm; repeatable."),
    click.option("--set-json", multiple=True, metavar="KEY=JSON", help="As for Helm; repeatable."),
    click.option("--set-file", "set_files", multiple=True, metavar="KEY=PATH", help="As for Helm; repeatable."),
    click.option("--set-literal", "set_literals", multiple=True, metavar="KEY=TEXT", help="As for Helm; repeatable."),
    click.option(
        "--prefix",
        default="",
        metavar="KEY",
        help="The key below which Liqo's values stand, as in those of an umbrella chart.",
    ),
    click.option(
        "--config",
        metavar="FILE",
        help="The project file; else `.liqo-values.yaml` in this folder or above it.",
    ),
    click.option(
        "--without-cluster",
        is_flag=True,
        help="Judge for Argo CD, `helm template` and others that render the chart without asking the cluster.",
    ),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="Colours; `auto` looks at the terminal, NO_COLOR and FORCE_COLOR.",
    ),
)


fail_on_option = click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "notice"]),
    default="error",
    show_default=True,
    help="The threshold: exit with 1 if a finding is at least as severe.",
)


no_ignores_option = click.option(
    "--no-ignores", is_flag=True, help="Let all findings count, whatever comments in the files say."
)


#: For commands that may be given thousands of files.
_LONG_WORK = (
    click.option(
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help="Processes to use for many files; as many as there are processors unless given.",
    ),
    click.option("-q", "--quiet", is_flag=True, help="Show no progress on the terminal."),
)


def long_work(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options of a Request that are about long work."""
    for option in reversed(_LONG_WORK):
        command = option(command)
    return command


def takes(files: _Decorator, formats: Sequence[str] = ("text", "json")) -> _Decorator:
    """Give a command the options of a Request, and hand them over as one.

    Args:
        files: The argument of that name.
        formats: What can be printed, first what is printed unless told; without any, the command has a way of its own.
    """
    options: tuple[_Decorator, ...] = (files, *_OPTIONS, *_format_option(formats))

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        @wraps(command)
        def call(**options: Any) -> int:  # noqa: ANN401 - whatever click has parsed
            request = Request(**{name: options.pop(name) for name in Request._fields if name in options})
            return command(request, **options)

        decorated: Callable[..., int] = call
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate


def _format_option(formats: Sequence[str]) -> tuple[_Decorator, ...]:
    if not formats:
        return ()
    choice = click.Choice(formats)
    return (
        click.option("--format", "output", type=choice, default=formats[0], show_default=True, help="How to print."),
    )


#: The argument of commands about any number of releases: each FILE is one.
many_files = click.argument("files", nargs=-1, metavar="[FILE]...")
takes_releases = takes(many_files)
#: For commands about one release before and after a change.
takes_two_releases = takes(click.argument("files", nargs=2, metavar="OLD NEW"))


def shared_layers(request: Request) -> list[str]:
    """Return the paths of the layers that all releases have in common.

    Raises:
        InputError: the argument of a -f is no list of files, or standard input is wanted twice.
    """
    from liqo_values.source import files

    layers = [path for argument in request.layers for path in files.split_list(argument)]
    by_set = [argument.partition("=")[2] for argument in request.set_files]
    files.only_one_stdin([*layers, *request.files, *by_set])
    return layers


def arguments(request: Request) -> dict[str, Any]:
    """Return what a release is given beside its files, by the names that Given has for it."""
    return {
        "set_json": request.set_json,
        "set_values": request.set_values,
        "set_strings": request.set_strings,
        "set_files": request.set_files,
        "set_literals": request.set_literals,
        "prefix": request.prefix,
        "without_cluster": request.without_cluster,
    }


def checked(
    request: Request, *, ignores: bool = True, stacks: bool = True, with_values: bool = False
) -> tuple[list[CheckResult], list[InputError]]:
    """Check every release; one whose input cannot be had is reported, and does not stop the others.

    Args:
        request: What is asked for.
        ignores: Whether comments in the files may keep findings from counting.
        stacks: Whether a file stands for the stacks of the project that it is part of.
        with_values: Whether the merged values are wanted, not only what was found.
    """
    from liqo_values import config
    from liqo_values.checking import judge
    from liqo_values.cli.progress import progress
    from liqo_values.cli.targets import chosen, note_without
    from liqo_values.given import Given
    from liqo_values.running import Run, run
    from liqo_values.source.problem import InputError
    from liqo_values.together import settle

    outcome = Run()
    try:
        project = config.load(request.config)
        given = Given(shared_layers(request), **arguments(request), ignores=ignores)
        targets = chosen(request.files, project if stacks else replace(project, stacks=()), given, outcome.errors)
        if targets or request.files:
            with progress(quiet=request.quiet) as on_progress:
                run(given, targets, outcome, on_progress, with_values=with_values, jobs=request.jobs)
            note_without(outcome, targets, request.files)
        else:
            outcome.results.append(judge(given))
        outcome.results = [project.weighed(result) for result in outcome.results]
    except InputError as error:
        outcome.errors.append(error)
    for failure in outcome.errors:
        fail(failure.message, failure.remedy, span=failure.span, color=request.color)
    return settle(outcome.results), outcome.errors


def reaches(results: Sequence[CheckResult], threshold: str) -> bool:
    """Tell whether there is a finding at least as severe as ``threshold``."""
    from liqo_values.findings import Severity

    least = Severity(threshold)
    return any(finding.severity.at_least(least) for result in results for finding in result.findings)


def print_results(
    results: Sequence[CheckResult],
    request: Request,
    text: Callable[[Sequence[CheckResult], Style], str],
    *,
    stream: TextIO | None = None,
) -> None:
    """Print what was found about all releases: as JSON, or as ``text`` writes it; on standard output unless told."""
    stream = stream or sys.stdout
    if request.output == "json":
        from liqo_values.reports.json import render

        print(render(results), file=stream)
    elif results:
        from liqo_values.reports.style import for_stream

        print(text(results, for_stream(stream, request.color)), file=stream)


def print_unreadable(results: Sequence[CheckResult], request: Request) -> bool:
    """Say on standard error what Helm cannot read; return whether there is any."""
    findings = [finding for result in results if result.unreadable for finding in result.findings]
    if findings:
        from liqo_values.reports.style import for_stream
        from liqo_values.reports.text import render

        print(render(findings, for_stream(sys.stderr, request.color)).rstrip(), file=sys.stderr)
    return bool(findings)
