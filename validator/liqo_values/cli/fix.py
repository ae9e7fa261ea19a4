"""``liqo-values fix``."""

# ruff: noqa: PLC0415 - what reads, judges and writes values is not needed by --help

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

import click

from liqo_values.cli.ending import CLEAN, EPILOG, FOUND, fail
from liqo_values.cli.releases import (
    Request,
    arguments,
    fail_on_option,
    print_results,
    reaches,
    shared_layers,
    takes_releases,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.checking import CheckResult
    from liqo_values.findings import Finding
    from liqo_values.reports.style import Style
    from liqo_values.source.text import Source


@click.command(epilog=EPILOG)
@takes_releases
@click.option("--unsafe", is_flag=True, help="Also apply fixes that may change what the values mean.")
@click.option("--diff", is_flag=True, help="Show what would be changed, and change nothing; exit with 1 if anything.")
@fail_on_option
def fix(request: Request, unsafe: bool, diff: bool, fail_on: str) -> int:
    """Write into the files what findings say to write.

    FILE and -f mean the same as for `check`, and all of these files may be changed: all together, or none if one cannot
    be. Every comment stays, and so does whatever no fix is about. In manifests, values in quotes or in base64 are left
    to you, and so are files that a manifest refers to. Standard input is written to standard output, fixed. The exit
    status tells what is left.
    """
    from liqo_values.source.problem import InputError
    from liqo_values.source.replacing import replace_texts

    try:
        before, releases = _read(request)
        after, applied, results = _repaired(request, before, releases, unsafe=unsafe)
        changed = {path: (before[path], after[path]) for path in before if after[path].text != before[path].text}
        if diff:
            _print_diff(changed, request)
            return FOUND if changed or reaches(results, fail_on) else CLEAN
        texts = {path: (old.text, new.text) for path, (old, new) in changed.items() if path.strip() != "-"}
        replace_texts(texts)
    except InputError as error:
        return fail(error.message, error.remedy, span=error.span, color=request.color)
    _report(request, after, applied, results)
    return FOUND if reaches(results, fail_on) else CLEAN


def _read(request: Request) -> tuple[dict[str, Source], list[list[str]]]:
    """Read all files once; return them by path, and the paths of each release."""
    from liqo_values.source import files

    shared = shared_layers(request)
    releases = [[*shared, *own] for own in [[file] for file in request.files] or [[]]]
    return {path: files.read(path) for release in releases for path in release}, releases


def _repaired(
    request: Request, before: dict[str, Source], releases: list[list[str]], *, unsafe: bool
) -> tuple[dict[str, Source], list[Finding], list[CheckResult]]:
    """Fix what is in one file after the other; return the files, what was fixed, and what each release is now."""
    from liqo_values.checking import judge
    from liqo_values.fixing import repair
    from liqo_values.given import Given
    from liqo_values.running import check_text

    def check(sources: Sequence[Source]) -> list[CheckResult]:
        if not request.files:
            return [judge(Given(sources, **arguments(request)))]
        return check_text(Given(sources[:-1], **arguments(request)), sources[-1])

    def findings(sources: Sequence[Source]) -> list[Finding]:
        return [finding for result in check(sources) for finding in result.findings]

    after = dict(before)
    applied: list[Finding] = []
    for paths in releases:
        repaired = repair([after[path] for path in paths], findings, unsafe=unsafe)
        after |= zip(paths, repaired.sources, strict=True)
        applied += repaired.applied
    results = [result for paths in releases for result in check([after[path] for path in paths])]
    return after, applied, results


def _print_diff(changed: dict[str, tuple[Source, Source]], request: Request) -> None:
    from liqo_values.reports.patch import unified
    from liqo_values.reports.style import for_stream

    style = for_stream(sys.stdout, request.color)
    for old, new in changed.values():
        print(unified(old, new, style), end="")


def _report(
    request: Request, files: dict[str, Source], applied: Sequence[Finding], results: Sequence[CheckResult]
) -> None:
    """Tell what was fixed and what is left; on standard error where the fixed text takes standard output."""
    piped = [source for path, source in files.items() if path.strip() == "-"]
    for source in piped:
        print(source.text, end="")
    stream: TextIO = sys.stderr if piped else sys.stdout

    def text(results: Sequence[CheckResult], style: Style) -> str:
        from liqo_values.reports.text import conclusion, render, render_fixed

        left = [finding for result in results for finding in result.findings]
        return render_fixed(applied, style) + render(left, style) + conclusion(results, style)

    print_results(results, request, text, stream=stream)
