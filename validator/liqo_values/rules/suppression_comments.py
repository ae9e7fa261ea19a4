"""Comments that ignore findings: LQ030 to LQ034. What to say is noticed while they are applied (``suppressions``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.rules.context import Context
from liqo_values.rules.rule import About, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("LQ030", "unused-ignore", Severity.NOTICE, about=About.COMMENTS, suppressible=False, in_all_releases=True)
def unused_ignore(context: Context) -> Iterator[Diagnostic]:
    """A comment that ignores what is not there.

    ## What it does
    Reports a rule named in a `# liqo-values: ignore[...]` comment that finds nothing where the comment is about. Where
    several releases share the file, it must find nothing in any of them.

    ## What breaks at run time
    Nothing yet. The comment tells readers of a problem that is none any more, and will hide the next one of its kind
    without anybody having decided so.
    """
    return _about_comments(context, "LQ030")


@rule("LQ031", "unknown-ignore", Severity.WARNING, about=About.COMMENTS, suppressible=False)
def unknown_ignore(context: Context) -> Iterator[Diagnostic]:
    """A comment that ignores a rule which does not exist.

    ## What it does
    Reports a code or name in a `# liqo-values: ignore[...]` comment that no rule has.

    ## What breaks at run time
    What the comment was written for is still reported, and a pipeline that should pass fails.
    """
    return _about_comments(context, "LQ031")


@rule("LQ032", "malformed-ignore", Severity.WARNING, about=About.COMMENTS, suppressible=False)
def malformed_ignore(context: Context) -> Iterator[Diagnostic]:
    """A comment that is meant to ignore something, and does not.

    ## What it does
    Reports a `# liqo-values:` comment that names no rule or has a misspelt order, a range that never ends, and an end
    of none. Rules must be named: a comment that ignored everything would hide what nobody has thought of.

    ## What breaks at run time
    What the comment was written for is still reported, and a pipeline that should pass fails.
    """
    return _about_comments(context, "LQ032")


@rule("LQ033", "impossible-ignore", Severity.WARNING, about=About.COMMENTS, suppressible=False)
def impossible_ignore(context: Context) -> Iterator[Diagnostic]:
    """A comment that ignores what cannot be ignored.

    ## What it does
    Reports a `# liqo-values: ignore[...]` comment about an error: Helm knows nothing of the comment and refuses the
    values all the same. Warnings and notices can be ignored, except those about such comments themselves.

    ## What breaks at run time
    If the comment had its way, the check would pass, and `helm install` would fail with the same rule.
    """
    return _about_comments(context, "LQ033")


@rule("LQ034", "ignore-without-reason", Severity.NOTICE, about=About.COMMENTS, suppressible=False)
def ignore_without_reason(context: Context) -> Iterator[Diagnostic]:
    """A comment that ignores something without saying why.

    ## What it does
    Reports a `# liqo-values: ignore[...]` comment with nothing behind the brackets.

    ## What breaks at run time
    Nothing. But nobody will dare to remove the comment when its reason is gone, as nobody knows the reason.
    """
    return _about_comments(context, "LQ034")


def _about_comments(context: Context, code: str) -> Iterator[Diagnostic]:
    return (said for said in context.about_comments if said.code == code)
