"""``liqo-values fix``."""

# ruff: noqa: PLC0415 - --help does not need what reads, checks and writes values

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, TextIO

import click

from liqo_values.cli.exit_status import CLEAN, FAILED, FOUND, exit_statuses, fail, note
from liqo_values.cli.options import changed_option, fail_on_option, takes_exclusion, takes_releases, takes_selection
from liqo_values.cli.request import Request, in_format, project_defaults, reaches, threshold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from liqo_values.cli.fix_jobs import Job
    from liqo_values.engine.result import CheckResult
    from liqo_values.model.findings import Finding
    from liqo_values.model.source_text import Source
    from liqo_values.reports.style import Style


@click.command(
    epilog=exit_statuses(
        "no findings at or above the threshold of --fail-on are left",
        "findings are left; with --diff: there are changes to make",
    )
)
@takes_releases
@changed_option
@takes_exclusion
@takes_selection
@click.option("--unsafe", is_flag=True, help="Also apply fixes that may change what the values mean.")
@click.option("--diff", is_flag=True, help="Show the changes without applying them; exit with 1 if there are any.")
@fail_on_option
def fix(request: Request, unsafe: bool, diff: bool, fail_on: str | None) -> int:
    """Fix findings in the files.

    FILE and -f mean the same as for `check`, including folders. The command changes all of these files, or none if one
    cannot be changed. It keeps comments and everything else that no fix concerns. It does not change quoted or base64
    values in manifests, or files that a manifest refers to. Standard input is printed with the fixes applied. The exit
    status reflects the remaining findings.
    """
    from liqo_values.cli import fix_jobs
    from liqo_values.fixes.file_writer import replace_texts
    from liqo_values.fixes.unapplied import reasons
    from liqo_values.model.errors import InputError
    from liqo_values.parsing.file_names import is_standard_input

    least = threshold(fail_on, project_defaults(request))
    try:
        work = fix_jobs.work(request)
        before = work.files
        after, applied, results = _repaired(work.jobs, before, unsafe=unsafe)
        changed = {path: (before[path], after[path]) for path in before if after[path].text != before[path].text}
        for error in work.errors:
            fail(error.message, error.remedy, span=error.span, color=request.color)
        failed = FAILED if work.errors else CLEAN
        left = [finding for result in results for finding in result.findings]
        changeable = {path for job in work.jobs for path in job.changeable}
        unapplied = [*reasons(left, (after[path] for path in changeable), unsafe=unsafe)]
        if diff:
            _print_diff(changed, results, request, unsafe=unsafe)
            for reason in unapplied:
                note(reason)
            return failed or (FOUND if changed else CLEAN)
        texts = {path: (old.text, new.text) for path, (old, new) in changed.items() if not is_standard_input(path)}
        replace_texts(texts)
    except InputError as error:
        return fail(error.message, error.remedy, span=error.span, color=request.color)
    _report(request, after, applied, results, unapplied, unsafe=unsafe)
    return failed or (FOUND if reaches(results, least) else CLEAN)


def _repaired(
    jobs: Sequence[Job], before: dict[str, Source], *, unsafe: bool
) -> tuple[dict[str, Source], list[Finding], list[CheckResult]]:
    """Fix one job after another; return the files, the fixed findings, and the new result of each release."""
    from liqo_values.fixes.repair import repair

    after = dict(before)
    applied: list[Finding] = []
    for job in jobs:
        paths = [path for path in job.paths if path in job.changeable]
        repaired = repair([after[path] for path in paths], partial(_findings, job, after, paths), unsafe=unsafe)
        after |= zip(paths, repaired.sources, strict=True)
        applied += repaired.applied
    return after, applied, [result for job in jobs for result in job.results(after)]


def _findings(job: Job, files: Mapping[str, Source], paths: list[str], sources: Sequence[Source]) -> list[Finding]:
    """Check again, with other texts for some of the files."""
    results = job.results({**files, **dict(zip(paths, sources, strict=True))})
    return [finding for result in results for finding in result.findings]


def _print_diff(
    changed: dict[str, tuple[Source, Source]], results: Sequence[CheckResult], request: Request, *, unsafe: bool
) -> None:
    from liqo_values.parsing.masking import shown_text
    from liqo_values.reports.patch import unified
    from liqo_values.reports.style import for_stream

    if not changed and results:  # without any release, an error says why
        left = [finding for result in results for finding in result.findings]
        more = "" if unsafe or not _unsafe_fixes(left) else "; some findings are fixable only with `fix --unsafe`"
        note(f"nothing to fix{more}")
    style = for_stream(sys.stdout, request.color)
    shown = [unified(old, new, style, terminal=sys.stdout.isatty()) for old, new in changed.values()]
    print("".join(shown), end="")
    if any(shown_text(source) != source.text for pair in changed.values() for source in pair):
        note("credentials are masked in this diff, so that it does not apply as it is")


def _unsafe_fixes(findings: Sequence[Finding]) -> int:
    from liqo_values.model.findings import with_fixes

    return sum(finding.fix is not None and not finding.fix.safe for finding in with_fixes(findings))


def _report(
    request: Request,
    files: dict[str, Source],
    applied: Sequence[Finding],
    results: Sequence[CheckResult],
    unapplied: Sequence[str],
    *,
    unsafe: bool,
) -> None:
    """Print what was fixed, what is left and why; on standard error if standard output gets the fixed text."""
    from liqo_values.parsing.file_names import is_standard_input

    piped = [source for path, source in files.items() if is_standard_input(path)]
    for source in piped:
        print(source.text, end="")
    stream: TextIO = sys.stderr if piped else sys.stdout

    def text(results: Sequence[CheckResult], style: Style) -> str:
        from liqo_values.reports.outcome import Outcome
        from liqo_values.reports.text import conclusion, render_fixed, render_reported

        left = Outcome(results)
        more = _unsafe_fixes(left.findings) if not unsafe else 0
        hints = [f"{more} fixable only with `fix --unsafe`"] if more else []
        hint = "".join(f"\n{style.paint('note', 'bold')}: {text}" for text in (*hints, *unapplied))
        return render_fixed(applied, style) + render_reported(left, style) + conclusion(results, style) + hint

    from liqo_values.reports.style import for_stream

    report = in_format(request.output, results, for_stream(stream, request.color), text, request)
    print(report, end="\n" if report else "", file=stream)
