"""The file itself: LQ001 and LQ006 to LQ008, which the reader notices while it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.findings import Diagnostic, Label, Severity
from liqo_values.rules.context import Context
from liqo_values.rules.rule import About, RefusedBy, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("LQ001", "syntax", Severity.ERROR, about=About.FILES, refused_by=RefusedBy.HELM, suppressible=False)
def syntax(context: Context) -> Iterator[Diagnostic]:
    """A values file that Helm cannot read.

    ## What it does
    Reports a file that is not YAML, has something else than a map at the top, is not UTF-8, or is nested or aliased
    beyond what Helm takes. Nothing else is said about the release until Helm can read all its files.

    ## What breaks at run time
    `helm install` and `helm upgrade` stop before they render anything, with the message of a YAML parser that counts
    lines in its own way. In a pipeline that templates values files it is the templating that has gone wrong.
    """
    return _noticed(context, "LQ001")


@rule("LQ006", "duplicate-key", Severity.WARNING, about=About.FILES)
def duplicate_key(context: Context) -> Iterator[Diagnostic]:
    """The same key twice in one map.

    ## What it does
    Reports a key that occurs again in the same map. Keys that Helm reads as the same count as the same, whatever
    their spelling: Helm turns the key `on` into `true`.

    ## What breaks at run time
    Helm takes the last one and says nothing. A `networking:` section at the end of a long file removes the one at its
    top, together with everything that only the first one sets. Flux and Kustomize refuse such a file.
    """
    return _noticed(context, "LQ006")


@rule("LQ007", "several-documents", Severity.WARNING, about=About.FILES)
def several_documents(context: Context) -> Iterator[Diagnostic]:
    """A values file of several YAML documents.

    ## What it does
    Reports the second document of a values file.

    ## What breaks at run time
    Helm 3 reads the first document and ignores the others; Helm 4 merges all of them. The same file and the same chart
    give one mode with one and another mode with the other. This validator merges, as Helm 4 does.
    """
    return _noticed(context, "LQ007")


@rule("LQ008", "rewritten-key", Severity.WARNING, about=About.FILES)
def rewritten_key(context: Context) -> Iterator[Diagnostic]:
    """A key that Helm reads as a boolean or a number.

    ## What it does
    Reports keys without quotes that have another text once Helm has read them: `on`, `y` and `yes` become `true`,
    `off`, `n` and `no` become `false`, `1.10` becomes `1.1`, and `0x10` becomes `16`.

    ## What breaks at run time
    A label, annotation or node selector gets another key than the one that is written, and selects nothing. In a map
    with known keys the chart refuses a key `false` that nobody wrote.
    """
    return _noticed(context, "LQ008")


@rule("LQ021", "ignored-values", Severity.WARNING, about=About.FILES)
def ignored_values(context: Context) -> Iterator[Diagnostic]:
    """Values in a manifest that its controller ignores.

    ## What it does
    Reports, in an Argo CD Application, `values` beside `valuesObject`, and nulls in `valuesObject`.

    ## What breaks at run time
    Argo CD takes `valuesObject` alone where both are given, so that whoever changes the text changes nothing. A null in
    the object is gone before Argo CD sees it, and the chart's default stays where it was meant to be deleted.
    """
    return _noticed(context, "LQ021")


@rule("LQ022", "unread-values", Severity.NOTICE, about=About.FILES)
def unread_values(context: Context) -> Iterator[Diagnostic]:
    """Values that a manifest refers to, and that are not here.

    ## What it does
    Points out a ConfigMap, a Secret or a values file that a manifest takes values from, and that is neither in the same
    file nor beside it. What it may set counts as unknown: nothing is called missing because of it, and the mode stays
    undecided where it could decide.

    ## What breaks at run time
    Nothing; but what it sets is not checked.
    """
    for unread in context.values.unread:
        yield Diagnostic(
            message=f"{unread.what} is not here, and may set anything",
            primary=Label(unread.span, unread.layer.name, "is not looked at"),
            help=unread.remedy,
        )


def _noticed(context: Context, code: str) -> Iterator[Diagnostic]:
    """Yield what the readers noticed for a rule."""
    return (diagnostic for diagnostic in context.diagnostics if diagnostic.code == code)
