"""Findings that need not be looked at: known ones by --baseline, ignored ones by --add-ignores."""

# ruff: noqa: PLC0415 - most runs need neither

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.cli.exit_status import misused, note
from liqo_values.cli.request import checked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.cli.request import Request
    from liqo_values.engine.result import CheckResult
    from liqo_values.model.errors import InputError
    from liqo_values.model.findings import Finding
    from liqo_values.model.source_text import Source

#: So many stale entries of a baseline are named; of more the number is given.
_NAMED = 3


class Known(NamedTuple):
    """What is asked for: a baseline and whether to update it, comments to be added and the reason they give."""

    baseline: str | None = None
    update_baseline: bool = False
    add_ignores: bool = False
    reason: str | None = None

    def check(self, request: Request) -> None:
        """See to it that the options fit together.

        Raises:
            click.UsageError: they do not.
        """
        if self.update_baseline and not self.baseline:
            misused("--update-baseline needs --baseline FILE, which it writes")
        if self.add_ignores and not (self.reason and self.reason.strip() and self.reason.isprintable()):
            misused("--add-ignores needs --reason TEXT, in one line: why may these findings stay?")
        if self.reason and not self.add_ignores:
            misused("--reason is for --add-ignores")
        given = [*request.files, *(path for argument in request.layers for path in argument.split(","))]
        if self.add_ignores and any(path.strip() == "-" for path in given):
            misused("--add-ignores writes into files, and standard input is none")


def judged(request: Request, known: Known, *, ignores: bool) -> tuple[Sequence[CheckResult], list[InputError]]:
    """Check every release, and set aside what is known.

    Raises:
        InputError: the baseline cannot be read or written, or a comment cannot be written into its file.
    """
    results, failures = checked(request, ignores=ignores)
    left, stale = compared(results, known, complete=not failures)
    if known.add_ignores and not failures and add_ignores(left, known):
        results, failures = checked(request, ignores=ignores)
        left, stale = compared(results, known, complete=not failures)
    tell_stale(stale, known)
    return left, failures


def compared(
    results: Sequence[CheckResult], known: Known, *, complete: bool
) -> tuple[Sequence[CheckResult], Sequence[str]]:
    """Hold results against the baseline, which is updated first if that is asked for; return what is stale in it too.

    Args:
        results: The results.
        known: What is asked for.
        complete: Whether all releases could be checked; otherwise the baseline stays as it is.

    Raises:
        InputError: the baseline cannot be read or written.
    """
    if known.baseline is None:
        return results, ()
    from liqo_values.engine import baseline
    from liqo_values.fixes.file_writer import write_new

    new = known.update_baseline and not Path(known.baseline).exists()
    before = baseline.Baseline() if new else baseline.read(known.baseline)
    if known.update_baseline and complete:
        before = baseline.updated(results, before)
        write_new(known.baseline, baseline.text(before), force=True)
    found = baseline.compare(results, before)
    return found.results, found.stale


def tell_stale(stale: Sequence[str], known: Known) -> None:
    """Tell what the baseline lists without need."""
    if stale:
        shown = ", ".join(stale[:_NAMED])
        more = f" and {len(stale) - _NAMED} more" if len(stale) > _NAMED else ""
        note(f"no longer found, and taken out of `{known.baseline}` by --update-baseline: {shown}{more}")


def add_ignores(results: Sequence[CheckResult], known: Known) -> bool:
    """Write comments into the files, all of them or none; return whether there was anything to write.

    Raises:
        InputError: a file cannot be written.
    """
    from liqo_values.fixes.file_writer import replace_texts
    from liqo_values.model.locations import file_of
    from liqo_values.suppressions.insert_comments import annotated, can_be_ignored

    files: dict[str, tuple[Source, list[Finding]]] = {}
    for finding in (finding for result in results for finding in result.findings if can_be_ignored(finding)):
        span = finding.primary.span
        if span is not None and file_of(finding.primary):
            files.setdefault(os.path.realpath(span.source.name), (span.source, []))[1].append(finding)
    changed = {}
    for source, findings in files.values():
        text = annotated(source, findings, (known.reason or "").strip())
        if text != source.text:
            changed[source.name] = (source.text, text)
    replace_texts(changed)
    for name in changed:
        note(f"comments were written into `{name}`")
    return bool(changed)
