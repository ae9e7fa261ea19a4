"""What all commands about releases share: the options that say where values come from, and how to print.

What reads and judges values is imported when it is called, so that ``--help`` stays quick.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import sys
from dataclasses import dataclass, fields
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from liqo_values.cli.ending import fail

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from liqo_values.checking import CheckResult
    from liqo_values.given import Given
    from liqo_values.reports.style import Style


@dataclass(frozen=True, slots=True)
class Request:
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
    output: str
    color: str


_OPTIONS = (
    click.argument("files", nargs=-1, metavar="[FILE]..."),
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
        "--format",
        "output",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="How to print.",
    ),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="Colours; `auto` looks at the terminal, NO_COLOR and FORCE_COLOR.",
    ),
)


def takes_releases(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options of a Request, and hand them over as one."""

    @wraps(command)
    def call(**options: Any) -> int:  # noqa: ANN401 - whatever click has parsed
        request = Request(**{field.name: options.pop(field.name) for field in fields(Request)})
        return command(request, **options)

    for option in reversed(_OPTIONS):
        call = option(call)
    return call


def checked(request: Request) -> tuple[list[CheckResult], bool]:
    """Check every release; one whose input cannot be had is reported, and does not stop the others."""
    from liqo_values import config
    from liqo_values.checking import judge
    from liqo_values.cli.progress import progress
    from liqo_values.cli.targets import expanded, note_without, of_stack
    from liqo_values.running import Run, run
    from liqo_values.source.problem import InputError

    outcome = Run()
    try:
        project = config.load(request.config)
        given = _given(request)
        stacks = project.stacks if not request.files and not request.layers else ()
        targets = [of_stack(stack, given) for stack in stacks]
        targets += expanded(request.files, project, given, outcome.errors)
        if targets or request.files:
            with progress() as on_progress:
                run(given, targets, outcome, on_progress)
            note_without(outcome, targets, request.files)
        else:
            outcome.results.append(judge(given))
        outcome.results = [project.weighed(result) for result in outcome.results]
    except InputError as error:
        outcome.errors.append(error)
    for failure in outcome.errors:
        fail(failure.message, failure.remedy, span=failure.span, color=request.color)
    return outcome.results, bool(outcome.errors)


def _given(request: Request) -> Given:
    """Return what all releases have in common: the layers below every FILE, and the arguments above it."""
    from liqo_values.given import Given
    from liqo_values.source import files

    layers = [path for argument in request.layers for path in files.split_list(argument)]
    by_set = [argument.partition("=")[2] for argument in request.set_files]
    files.only_one_stdin([*layers, *request.files, *by_set])
    return Given(
        layers,
        request.set_json,
        request.set_values,
        request.set_strings,
        request.set_files,
        request.set_literals,
        request.prefix,
    )


def print_results(
    results: Sequence[CheckResult], request: Request, text: Callable[[Sequence[CheckResult], Style], str]
) -> None:
    """Print what was found about all releases: as JSON, or as ``text`` writes it."""
    if request.output == "json":
        from liqo_values.reports.json import render

        print(render(results))
    elif results:
        from liqo_values.reports.style import for_stream

        print(text(results, for_stream(sys.stdout, request.color)))
