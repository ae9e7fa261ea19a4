"""The options that several commands share, and how commands receive them."""

from __future__ import annotations

from functools import partial, wraps
from typing import TYPE_CHECKING, Any, TypeAlias

import click
from click.core import ParameterSource

from liqo_values.cli.known_findings import Known
from liqo_values.cli.outputs import Output, output_of
from liqo_values.cli.request import Request
from liqo_values.cli.rule_options import complete_codes
from liqo_values.cli.usage_problems import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from click.shell_completion import CompletionItem

#: The formats of most commands.
TEXT_OR_JSON = ("text", "json")

_Decorator: TypeAlias = "Callable[[Callable[..., int]], Callable[..., int]]"


def complete_chart(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001 - click's interface
    """Complete the name of a chart."""
    from liqo_values.charts.selection import names  # noqa: PLC0415 - only a shell that completes needs it

    return [name for name in names() if name.startswith(incomplete)]


def complete_file(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001 - click's interface
    """Let the shell complete files and folders."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - only a shell that completes needs it

    return [CompletionItem(incomplete, type="file")]


#: For commands about releases: the chart that they are for.
chart_option = click.option(
    "--chart",
    default="",
    metavar="CHART",
    shell_complete=complete_chart,
    help="The chart to check for: `ours`, `published[@VERSION]` or `liqoctl[/PROVIDER][@VERSION]`; by default the one "
    "that the project file or the manifest names, else ours.",
)

_RELEASE = (
    click.option(
        "-f",
        "--values",
        "layers",
        multiple=True,
        metavar="FILE",
        shell_complete=complete_file,
        help="A values file, a layer of the release above those before it; repeatable, `-` is standard input.",
    ),
    click.option(
        "--set",
        "set_values",
        multiple=True,
        metavar="KEY=VALUE",
        help="Set a value, such as `networking.enabled=false`; repeatable, or several separated by commas.",
    ),
    click.option(
        "--set-string",
        "set_strings",
        multiple=True,
        metavar="KEY=TEXT",
        help="Set a value that is always text, even if it looks like a number; repeatable.",
    ),
    click.option(
        "--set-json",
        multiple=True,
        metavar="KEY=JSON",
        help='Set a value in JSON, such as `ipam.reservedSubnets=["10.9.0.0/16"]`; repeatable.',
    ),
    click.option(
        "--set-file",
        "set_files",
        multiple=True,
        metavar="KEY=PATH",
        help="Set a value to the content of a file; repeatable.",
    ),
    click.option(
        "--set-literal",
        "set_literals",
        multiple=True,
        metavar="KEY=TEXT",
        help="Set a value to exactly this text, including commas and backslashes; repeatable.",
    ),
    click.option(
        "--prefix",
        default="",
        metavar="KEY",
        help="The key that contains Liqo's values, as in an umbrella chart; keys in it have dots.",
    ),
    chart_option,
    click.option(
        "--config",
        metavar="FILE",
        shell_complete=complete_file,
        help="`.liqo-values.yaml` of the project; by default the one nearest to the files, in their folder or its "
        "parents.",
    ),
    click.option(
        "--without-cluster",
        is_flag=True,
        help="Check for Argo CD, `helm template` and other tools that render the chart without cluster access.",
    ),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="When to use colours; `auto` depends on the terminal, NO_COLOR and FORCE_COLOR.",
    ),
)


fail_on_option = click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "notice"]),
    help="Exit with 1 if a finding has at least this severity; by default the one that the project file names, else "
    "`error`.",
)


def _read_rules(context: click.Context, parameter: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    """Parse the lists of --select and --ignore."""
    rules = tuple(item.strip() for value in values for item in value.split(",") if item.strip())
    if not rules:
        return rules
    from liqo_values.engine import rule_selection  # noqa: PLC0415 - few runs choose rules
    from liqo_values.model.errors import InputError  # noqa: PLC0415

    check = rule_selection.check_ignored if parameter.name == "ignore" else rule_selection.matching
    try:
        for rule in rules:
            check(rule)
    except InputError as error:
        raise UsageProblem(f"--{parameter.name}: {error.message}", error.remedy, context) from None
    return rules


_SELECTION = (
    click.option(
        "--select",
        multiple=True,
        metavar="RULES",
        callback=_read_rules,
        shell_complete=complete_codes,
        help="Report only these rules: codes, beginnings of codes such as `LQ1`, or names, separated by commas.",
    ),
    click.option(
        "--ignore",
        multiple=True,
        metavar="RULES",
        callback=_read_rules,
        shell_complete=complete_codes,
        help="Do not report these rules. The longest match decides: `--ignore LQ1 --select LQ101`.",
    ),
)


def _read_mode(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """Check the name of a mode; a given one must not be empty, such as that in a variable that is not set."""
    if context.get_parameter_source(str(parameter.name)) is not ParameterSource.DEFAULT:
        from liqo_values.liqo.mode import named  # noqa: PLC0415 - few runs expect a mode
        from liqo_values.model.errors import InputError  # noqa: PLC0415

        try:
            named(value)
        except InputError as error:
            raise UsageProblem(f"--expect: {error.message}", error.remedy, context) from None
    return value


def _complete_mode(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001 - click's interface
    """Complete the name of a mode."""
    from liqo_values.liqo.mode import ModeName  # noqa: PLC0415 - only a shell that completes needs it

    return [name.value for name in ModeName if name.startswith(incomplete)]


#: For commands about the mode.
expect_option = click.option(
    "--expect",
    default="",
    metavar="MODE",
    callback=_read_mode,
    shell_complete=_complete_mode,
    help="The mode that all releases, or the cluster, must have; another one is an error (LQ701, LQ906).",
)


def takes_selection(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options of a Request that are about rules."""
    for option in reversed(_SELECTION):
        command = option(command)
    return command


no_ignores_option = click.option(
    "--no-ignores", is_flag=True, help="Also report findings that comments in the files suppress."
)


#: For commands that search folders.
_EXCLUSION = (
    click.option(
        "--exclude",
        multiple=True,
        metavar="PATTERN",
        help="Skip these files and folders, relative to the current folder, in addition to those that the project file "
        "excludes; repeatable. Files that you name are used anyway.",
    ),
    click.option("--force-exclude", is_flag=True, help="Skip excluded files even if you name them."),
)


def takes_exclusion(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options of a Request that are about files to skip."""
    for option in reversed(_EXCLUSION):
        command = option(command)
    return command


#: For commands that pre-commit calls.
changed_option = click.option(
    "--changed",
    is_flag=True,
    help="The files are those that changed in the current folder: use the releases that they are part of, and ignore "
    "files without anything of Liqo. pre-commit passes files this way.",
)


#: For commands that may run on thousands of files.
_LONG_RUN = (
    click.option(
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help="The number of processes for many files; by default one per processor.",
    ),
    click.option("-q", "--quiet", is_flag=True, help="Hide the progress on the terminal."),
)


def long_run_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options of a Request that are about long runs."""
    for option in reversed(_LONG_RUN):
        command = option(command)
    return command


def takes(files: _Decorator, formats: Sequence[str] = TEXT_OR_JSON) -> _Decorator:
    """Add the options of a Request to a command, which receives them as one object.

    Args:
        files: The argument of that name.
        formats: The choices of --format, the default first; if empty, the command does not have this option.
    """
    options: tuple[_Decorator, ...] = (files, *_RELEASE, *_format_option(formats))

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
        click.option(
            "--format", "output", type=choice, default=formats[0], show_default=True, help="The output format."
        ),
    )


#: The argument of commands about any number of releases: each FILE is one.
many_files = click.argument("files", nargs=-1, metavar="[FILE]...", shell_complete=complete_file)
takes_releases = takes(many_files)
#: For commands about one release before and after a change.
takes_two_releases = partial(
    takes, click.argument("files", nargs=-1, metavar="OLD NEW | [PATH]...", shell_complete=complete_file)
)


def _complete_output(
    formats: Sequence[str],
    context: click.Context,
    parameter: click.Parameter,
    incomplete: str,
) -> list[str] | list[CompletionItem]:
    """Complete the format of a report, and after it let the shell complete the file."""
    name, equals, _ = incomplete.partition("=")
    if equals and name in formats:
        return complete_file(context, parameter, incomplete)
    return [f"{one}=" for one in formats if one.startswith(incomplete)]


def takes_outputs(
    formats: Sequence[str], read: Callable[[str, Sequence[str]], Output] = output_of
) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Add the option for reports in files to a command, which receives them as ``outputs``.

    Args:
        formats: The formats of its reports.
        read: Parses an argument of the option.
    """
    return click.option(
        "-o",
        "--output",
        "outputs",
        multiple=True,
        callback=lambda _context, _parameter, values: [read(value, formats) for value in values],
        metavar="FORMAT[=FILE]",
        shell_complete=partial(_complete_output, formats),
        help="Also write a report to a file; repeatable. Without a file, or with `-`, it replaces --format.",
    )


baseline_option = click.option(
    "--baseline", metavar="FILE", shell_complete=complete_file, help="Suppress the findings that are listed in FILE."
)
_KNOWN = (
    baseline_option,
    click.option("--update-baseline", is_flag=True, help="Write the current findings to this file."),
    click.option("--add-ignores", is_flag=True, help="Suppress the findings with comments in the files."),
    click.option("--reason", metavar="TEXT", help="The reason in these comments, after `because`."),
)


def takes_known(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options of Known to a command, which receives them as one object."""

    @wraps(command)
    def call(*arguments: Any, **options: Any) -> int:  # noqa: ANN401 - whatever click has parsed
        known = Known(**{name: options.pop(name) for name in Known._fields})
        return command(*arguments, known=known, **options)

    for option in reversed(_KNOWN):
        call = option(call)
    return call
