"""The command line: parse options, call, print, exit. What only one command needs is imported by it.

Printing is done with ``print``: ``click.echo`` takes an ASCII terminal for a mistake and writes UTF-8 to it.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from liqo_values import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from liqo_values.checking import CheckResult
    from liqo_values.reports.style import Style
    from liqo_values.source.text import Source, Span

#: Exit statuses.
CLEAN, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130

_EPILOG = """\b
Exit status:
  0  nothing at or above the threshold
  1  findings; for `mode`: Helm would refuse the values
  2  it could not do its work: a missing file, an unreadable --set, a wrong option
"""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, epilog=_EPILOG)
@click.version_option(__version__, message="liqo-values %(version)s")
def cli() -> None:
    """Check the values of a Liqo installation before they reach a cluster.

    Files and --set options are merged as Helm merges them, and judged against the chart's schema, the combinations
    that the chart refuses, and the arguments as the virtual kubelet will read them.
    """


@dataclass(frozen=True, slots=True)
class Request:
    """What `check` and `mode` are asked for: where the values come from, and how to print."""

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


def _request(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options of a Request, and hand them over as one."""

    @wraps(command)
    def call(**options: Any) -> int:  # noqa: ANN401 - whatever click has parsed
        request = Request(**{field.name: options.pop(field.name) for field in fields(Request)})
        return command(request, **options)

    for option in reversed(_OPTIONS):
        call = option(call)
    return call


@cli.command(epilog=_EPILOG)
@_request
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "notice"]),
    default="error",
    show_default=True,
    help="The threshold: exit with 1 if a finding is at least as severe.",
)
def check(request: Request, fail_on: str) -> int:
    """Report what is wrong, contradictory or worth knowing.

    The files given with -f are layers of one release. Each FILE is checked on its own, on top of them: that is how
    pre-commit passes files. Without any file the chart's defaults are checked, with what --set changes.
    """
    from liqo_values.findings import Severity

    results, failed = _checked(request)
    _print(results, request, _findings_text)
    severities = list(Severity)
    counted = severities[: severities.index(Severity(fail_on)) + 1]
    found = any(finding.severity in counted for result in results for finding in result.findings)
    return FAILED if failed else FOUND if found else CLEAN


@cli.command(epilog=_EPILOG)
@_request
def mode(request: Request) -> int:
    """Tell which mode the values result in, why, and what follows from it.

    FILE and the options mean the same as for `check`.
    """
    results, failed = _checked(request)
    _print(results, request, _mode_text)
    return FAILED if failed else FOUND if any(result.refused for result in results) else CLEAN


@cli.command(epilog=_EPILOG)
@click.argument("code")
def explain(code: str) -> int:
    """Explain a rule, given its code or name, with an example."""
    from liqo_values.reports.rules import explanation
    from liqo_values.rules import REGISTRY, find

    rule = find(code)
    if rule is None:
        from difflib import get_close_matches

        known = [name for entry in REGISTRY for name in (entry.code, entry.name)]
        near = get_close_matches(code.upper(), known, 1) or get_close_matches(code.lower(), known, 1)
        meant = f"; did you mean `{near[0]}`?" if near else ""
        return _fail(f"there is no rule `{code}`{meant}", "`liqo-values rules` lists all of them")
    print(explanation(rule))
    return CLEAN


@cli.command(epilog=_EPILOG)
def rules() -> int:
    """List all rules."""
    from liqo_values.reports.rules import table

    print(table())
    return CLEAN


def _checked(request: Request) -> tuple[list[CheckResult], bool]:
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
                _fail(error.message, error.remedy, span=error.span, color=request.color)
            said.add(error.message)
        else:
            results.append(result)
    return results, bool(said)


def _print(
    results: Sequence[CheckResult], request: Request, text: Callable[[Sequence[CheckResult], Style], str]
) -> None:
    if request.output == "json":
        from liqo_values.reports.json import render

        print(render(results))
    elif results:
        from liqo_values.reports.style import for_stream

        print(text(results, for_stream(sys.stdout, request.color)))


def _findings_text(results: Sequence[CheckResult], style: Style) -> str:
    from liqo_values.reports.text import conclusion, render

    findings = [finding for result in results for finding in result.findings]
    return render(findings, style) + conclusion(results, style)


def _mode_text(results: Sequence[CheckResult], style: Style) -> str:
    from liqo_values.reports.mode import render

    return "\n\n".join(render(result, style) for result in results)


def _fail(message: str, remedy: str, *, span: Span | None = None, color: str = "auto") -> int:
    """Say on standard error why the work could not be done; the exit status tells it even where nobody can hear."""
    from liqo_values.reports.style import for_stream
    from liqo_values.reports.text import render_problem

    with suppress(OSError):
        print(render_problem(message, remedy, span, for_stream(sys.stderr, color)), file=sys.stderr)
    return FAILED


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit, never with a traceback."""
    if hasattr(signal, "SIGPIPE"):  # a closed pipe ends us as it ends every other filter
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end of the program
    if sys.stdout is None:
        sys.exit(_fail("standard output is closed", "give the command somewhere to print, such as /dev/null"))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    status = _run(arguments)
    try:
        sys.stdout.flush()
    except OSError as error:
        _silence()
        status = _fail(f"the output cannot be written: {error.strerror}", "free some space, or print elsewhere")
    sys.exit(status)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        status = cli.main(arguments, prog_name="liqo-values", standalone_mode=False)
        return status if isinstance(status, int) else CLEAN
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        with suppress(OSError):
            error.show()
        return FAILED
    except (click.Abort, KeyboardInterrupt):
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        _silence()
        return _fail(f"the output cannot be written: {error.strerror}", "free some space, or print elsewhere")
    except (RecursionError, MemoryError):
        return _fail("the values are too large or too deeply nested", "split the file, or flatten it")
    except Exception as error:  # the last resort: a bug of ours must not look like a fault of the user's
        if os.environ.get("LIQO_VALUES_TRACEBACK"):
            raise
        return _fail(
            f"internal error: {type(error).__name__}: {error}",
            "this is a bug, please report it with the values; LIQO_VALUES_TRACEBACK=1 shows where it happened",
        )


def _silence() -> None:
    """Point standard output to nowhere, so that the interpreter does not try to write the rest of it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
