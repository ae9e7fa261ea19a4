"""Comments that suppress findings. ``suppressions`` makes these findings when it reads and applies the comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, About, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "LQ030",
    "unused-ignore",
    Severity.NOTICE,
    about=About.COMMENTS,
    suppressible=False,
    in_all_releases=True,
    charts=ALL_CHARTS,
)
def unused_ignore(context: Context) -> Iterator[Diagnostic]:
    """A comment that suppresses nothing.

    ## What it does
    Reports a rule named in a `# liqo-values: ignore[...]` comment that finds nothing where the comment applies. In a
    file that several releases share, the rule must find nothing in any of them.

    ## What breaks at run time
    Nothing yet. But readers look for a finding that no longer exists, and the comment would silently suppress the next
    one of its kind.
    """
    return _about_comments(context, "LQ030")


@rule("LQ031", "unknown-ignore", Severity.WARNING, about=About.COMMENTS, suppressible=False, charts=ALL_CHARTS)
def unknown_ignore(context: Context) -> Iterator[Diagnostic]:
    """A comment that names a rule that does not exist.

    ## What it does
    Reports a code or name in a `# liqo-values: ignore[...]` comment that no rule has.

    ## What breaks at run time
    The finding that the comment was written for is still reported, and a pipeline that should pass fails.
    """
    return _about_comments(context, "LQ031")


@rule("LQ032", "malformed-ignore", Severity.WARNING, about=About.COMMENTS, suppressible=False, charts=ALL_CHARTS)
def malformed_ignore(context: Context) -> Iterator[Diagnostic]:
    """A comment that is meant to suppress findings, but is malformed.

    ## What it does
    Reports a `# liqo-values:` comment that names no rule or has a misspelled keyword, an `ignore-start` without its
    end, and an `ignore-end` without its start. A comment must name its rules: if it suppressed everything, it would
    also hide findings that you did not expect.

    ## What breaks at run time
    The finding that the comment was written for is still reported, and a pipeline that should pass fails.
    """
    return _about_comments(context, "LQ032")


@rule("LQ033", "impossible-ignore", Severity.WARNING, about=About.COMMENTS, suppressible=False, charts=ALL_CHARTS)
def impossible_ignore(context: Context) -> Iterator[Diagnostic]:
    """A comment that suppresses what cannot be suppressed.

    ## What it does
    Reports a `# liqo-values: ignore[...]` comment about an error: Helm does not know the comment. You can suppress
    warnings and notices, except those about such comments themselves. A finding in the project file is suppressed by a
    comment there, not by one in a values file.

    ## What breaks at run time
    If the comment worked, the check would pass, and `helm install` would fail with the same rule, or, with Liqo's own
    chart, install values that do not work.
    """
    return _about_comments(context, "LQ033")


@rule("LQ034", "ignore-without-reason", Severity.NOTICE, about=About.COMMENTS, suppressible=False, charts=ALL_CHARTS)
def ignore_without_reason(context: Context) -> Iterator[Diagnostic]:
    """A comment that suppresses findings without giving a reason.

    ## What it does
    Reports a `# liqo-values: ignore[...]` comment with nothing after the brackets.

    ## What breaks at run time
    Nothing. But later you cannot tell whether the comment is still needed.
    """
    return _about_comments(context, "LQ034")


def _about_comments(context: Context, code: str) -> Iterator[Diagnostic]:
    return (said for said in context.about_comments if said.code == code)
