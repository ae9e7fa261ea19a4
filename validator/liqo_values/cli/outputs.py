"""Reports in files: what ``--output FORMAT=FILE`` requests, and how it is written."""

# ruff: noqa: PLC0415 - a report is imported when it is requested

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, TextIO

from liqo_values.cli.exit_status import fail, usage_error

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from liqo_values.reports.outcome import Outcome
    from liqo_values.reports.style import Style

#: The formats of reports; all but the first two are modules of ``reports`` with the same name.
FORMATS = ("text", "json", "concise", "sarif", "github", "gitlab", "junit", "markdown", "html")
STANDARD_OUTPUT = "-"
#: The format that consists of commands for a build server.
_COMMANDS = "github"
#: The format that replaces text with --statistics.
_STATISTICS = "statistics"


class Output(NamedTuple):
    """A requested report: its format and where it goes."""

    format: str
    file: str = STANDARD_OUTPUT


def output_of(value: str, formats: Sequence[str]) -> Output:
    """Parse an argument of --output.

    Raises:
        UsageProblem: there is no such format, or no file.
    """
    name, equals, file = value.partition("=")
    if name not in formats:
        from liqo_values.cli.usage_problems import not_one_of

        raise not_one_of(name, formats, "--output", "write FORMAT=FILE, such as `json=report.json`")
    if equals and not file:
        from liqo_values.cli.usage_problems import UsageProblem

        message = f"--output: `{value}` names no file"
        raise UsageProblem(message, f"write `{name}=FILE`, or `{name}` to print the report")
    return Output(name, file or STANDARD_OUTPUT)


def all_outputs(printed: str, others: Sequence[Output], *, statistics: bool = False) -> list[Output]:
    """Return all reports to write: those of --output, and that of --format unless one of them is printed.

    Args:
        printed: The format of --format.
        others: The outputs of --output.
        statistics: Whether the statistics replace the text report.

    Raises:
        click.UsageError: two reports go to the same place, or statistics are requested without a text report.
    """
    outputs = list(others)
    if not any(output.file == STANDARD_OUTPUT for output in outputs):
        outputs.append(Output(printed))
    elif printed != FORMATS[0]:
        usage_error(f"standard output can have one report only: use --format {printed}, or an --output without a file")
    distinct(outputs)
    if not statistics:
        return outputs
    if all(output.format != FORMATS[0] for output in outputs):
        usage_error("--statistics changes the text report, but none is requested: remove --format and --output")
    return [output._replace(format=_STATISTICS) if output.format == FORMATS[0] else output for output in outputs]


def distinct(outputs: Sequence[Output]) -> Sequence[Output]:
    """Return reports that go to different places.

    Raises:
        click.UsageError: two of them go to the same place.
    """
    places = [output.file for output in outputs]
    for place in places:
        if places.count(place) > 1:
            where = "standard output" if place == STANDARD_OUTPUT else f"`{place}`"
            usage_error(f"{where} can have one report only, but --output names it more than once")
    return outputs


def write(outputs: Sequence[Output], written_as: Callable[[str, Style], str], color: str) -> bool:
    """Write all reports, and return whether that succeeded; files first, because the reader of a pipe may exit early.

    A file is replaced completely or not at all; if it cannot be written, the other reports still are.

    Args:
        outputs: The reports.
        written_as: Returns the report in a format.
        color: When to use colours on standard output.
    """
    from liqo_values.reports.style import Style, for_stream

    written = True
    for output in sorted(outputs, key=lambda output: output.file == STANDARD_OUTPUT):
        if output.file == STANDARD_OUTPUT:
            text = written_as(output.format, for_stream(sys.stdout, color))
            print(text, end="\n" if text else "", file=_stream(output.format))
            continue
        written = write_file(output.file, written_as(output.format, Style()), color) and written
    return written


def _stream(name: str) -> TextIO:
    """Return standard output, also where nothing on it is a command if that is what a format consists of."""
    stream: TextIO = getattr(sys.stdout, "unguarded", sys.stdout) if name == _COMMANDS else sys.stdout
    return stream


def write_file(file: str, text: str, color: str) -> bool:
    """Write one report, and return whether that succeeded; print the reason if not."""
    from liqo_values.fixes.file_writer import write_output
    from liqo_values.model.errors import InputError

    try:
        write_output(file, _encodable(f"{text}\n" if text else ""))
    except InputError as error:
        fail(error.message, error.remedy, color=color)
        return False
    return True


def _encodable(text: str) -> str:
    """Escape what UTF-8 cannot encode, such as a file name that is not UTF-8; standard output does the same."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def render(name: str, outcome: Outcome, style: Style) -> str:
    """Return one report."""
    if name == "text":
        from liqo_values.reports import text

        return text.render_run(outcome, style)
    if name == _STATISTICS:
        from liqo_values.reports import statistics

        return statistics.render(outcome.results, style) if outcome.results else ""
    if name == "json":
        from liqo_values.reports import json

        return json.render(outcome.results, outcome.failures, outcome.peerings)
    rendered: str = import_module(f"liqo_values.reports.{name}").render(outcome)
    return rendered
