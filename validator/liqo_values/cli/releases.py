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
    from liqo_values.reports.style import Style
    from liqo_values.source.text import Source


@dataclass(frozen=True, slots=True)
class Request:
    """What a command about releases is asked for: where the values come from, and how to print."""

    files: tuple[str, ...]
    layers: tuple[str, ...]
    set_values: tuple[str, ...]
    set_strings: tuple[str, ...]
    set_json: tuple[str, ...]
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
    from liqo_values.checking import check as check_release
    from liqo_values.source import files
    from liqo_values.source.problem import InputError

    results: list[CheckResult] = []
    said: set[str] = set()  # what all releases have in common is at fault only once
    shared: list[Source] | None = None
    for own in [[file] for file in request.files] or [[]]:
        try:
            if shared is None:  # read once: standard input and pipes are empty the second time
                layers = [path for argument in request.layers for path in files.split_list(argument)]
                files.only_one_stdin([*layers, *request.files])
                shared = [files.read(path) for path in layers]
            result = check_release(
                [*shared, *own],
                set_json=request.set_json,
                set_values=request.set_values,
                set_strings=request.set_strings,
            )
        except InputError as error:
            if error.message not in said:
                fail(error.message, error.remedy, span=error.span, color=request.color)
            said.add(error.message)
        else:
            results.append(result)
    return results, bool(said)


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
