"""Suppressing findings: those that --baseline lists, and those that --add-ignores writes comments for."""

# ruff: noqa: PLC0415 - most runs need neither

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.cli.exit_status import note, usage_error
from liqo_values.cli.request import checked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liqo_values.cli.request import Request
    from liqo_values.engine.project_config import Config
    from liqo_values.engine.result import CheckResult
    from liqo_values.model.errors import InputError
    from liqo_values.model.findings import Finding
    from liqo_values.model.source_text import Source

#: The most stale entries of a baseline to name; the rest are counted.
_NAMED = 3


class Known(NamedTuple):
    """The options: a baseline and whether to update it, whether to add comments, and the reason they give."""

    baseline: str | None = None
    update_baseline: bool = False
    add_ignores: bool = False
    reason: str | None = None

    def of(self, project: Config) -> Known:
        """Return the same with the baseline of the project, unless an option names one."""
        return self._replace(baseline=self.baseline or project.baseline or None)

    def check(self, request: Request) -> None:
        """Reject options that conflict.

        Raises:
            click.UsageError: they conflict.
        """
        from liqo_values.parsing.file_names import is_standard_input

        if self.update_baseline and not self.baseline:
            usage_error("--update-baseline needs --baseline FILE, which it writes")
        if self.add_ignores and not (self.reason and self.reason.strip() and self.reason.isprintable()):
            usage_error("--add-ignores needs --reason TEXT, on one line: why are these findings intentional?")
        if self.reason and not self.add_ignores:
            usage_error("--reason needs --add-ignores")
        given = [*request.files, *(path for argument in request.layers for path in argument.split(","))]
        if self.add_ignores and any(is_standard_input(path) for path in given):
            usage_error("--add-ignores writes into files, so it cannot be used with standard input")


def checked_with_known(
    request: Request, known: Known, *, ignores: bool
) -> tuple[Sequence[CheckResult], list[InputError]]:
    """Check every release, and suppress known findings.

    Raises:
        InputError: the baseline cannot be read or written, or a comment cannot be written into its file.
    """
    results, failures = checked(request, ignores=ignores)
    left, stale = compared(results, known, complete=not failures)
    if known.add_ignores and not failures and add_ignores(left, known):
        results, failures = checked(request, ignores=ignores)
        left, stale = compared(results, known, complete=not failures)
    note_stale(stale, known)
    return left, failures


def compared(
    results: Sequence[CheckResult], known: Known, *, complete: bool
) -> tuple[Sequence[CheckResult], Sequence[str]]:
    """Compare results with the baseline, after updating it if requested; return the results and its stale entries.

    Args:
        results: The results.
        known: The options.
        complete: Whether all releases could be checked; if not, the baseline is not updated.

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


def note_stale(stale: Sequence[str], known: Known) -> None:
    """Print the entries of the baseline that no longer match."""
    if stale:
        shown = ", ".join(stale[:_NAMED])
        more = f" and {len(stale) - _NAMED} more" if len(stale) > _NAMED else ""
        note(f"no longer found; use --update-baseline to remove from `{known.baseline}`: {shown}{more}")


def add_ignores(results: Sequence[CheckResult], known: Known) -> bool:
    """Write comments into all files, or into none; return whether there were any to write.

    Raises:
        InputError: a file cannot be written.
    """
    from liqo_values.fixes.file_writer import replace_texts
    from liqo_values.model.findings import with_followers
    from liqo_values.model.locations import file_of
    from liqo_values.suppressions.insert_comments import annotated, can_be_ignored, obstacle

    files: dict[str, tuple[Source, list[Finding]]] = {}
    found = [finding for result in results for finding in result.findings if can_be_ignored(finding)]
    for finding in with_followers(found):
        span = finding.primary.span
        if span is not None and file_of(finding.primary):
            files.setdefault(os.path.realpath(span.source.name), (span.source, []))[1].append(finding)
    changed = {}
    for source, findings in files.values():
        text = annotated(source, findings, (known.reason or "").strip())
        if text != source.text:
            changed[source.name] = (source.text, text)
        else:
            note(f"added no comments to `{source.name}`: {obstacle(source)}; use --baseline")
    replace_texts(changed)
    for name in changed:
        note(f"added comments to `{name}`")
    return bool(changed)
