"""What the chart's schema objects to, in plain words: LQ002 to LQ005, and LQ402 and LQ403."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.rules.context import Context
from liqo_values.rules.rule import About, RefusedBy, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("LQ002", "unknown-key", Severity.ERROR, about=About.KEYS, refused_by=RefusedBy.SCHEMA)
def unknown_key(context: Context) -> Iterator[Diagnostic]:
    """A key that the chart does not have.

    ## What it does
    Reports a key that no template of the chart reads, and names the key that was probably meant: the nearest by
    spelling, or the place where a key of this name exists.

    ## What breaks at run time
    Without a schema Helm ignores such a key: `networking.enable: false` leaves the network module on. This chart
    refuses it.
    """
    return _violations(context, "LQ002")


@rule("LQ003", "wrong-type", Severity.ERROR, refused_by=RefusedBy.SCHEMA)
def wrong_type(context: Context) -> Iterator[Diagnostic]:
    """A value of the wrong type, such as text where a list belongs.

    ## What it does
    Reports a value whose type is not the one that the chart's schema asks for.

    ## What breaks at run time
    Helm refuses the values. Without the schema the templates would either stop with an error about Go types, or
    render something that the API server refuses.
    """
    return _violations(context, "LQ003")


@rule("LQ004", "quoted-boolean", Severity.ERROR, refused_by=RefusedBy.SCHEMA)
def quoted_boolean(context: Context) -> Iterator[Diagnostic]:
    """A boolean given as text.

    ## What it does
    Reports text where the chart needs `true` or `false`: `enabled: "false"` in a file, or `--set-string`. In a file,
    Helm reads `off`, `no` and `n` without quotes as booleans; behind `--set` it takes only `true` and `false`.

    ## What breaks at run time
    To a template every text that is not empty is true. `networking.enabled: "false"` would leave the networking
    module on, with everything that belongs to it; that is why this chart refuses it.
    """
    return _violations(context, "LQ004")


@rule("LQ005", "invalid-value", Severity.ERROR, refused_by=RefusedBy.SCHEMA)
def invalid_value(context: Context) -> Iterator[Diagnostic]:
    """A value of the right type that the chart does not take.

    ## What it does
    Reports a value outside of what the chart's schema allows: not one of the listed words, not of the form asked for,
    too small or too large.

    ## What breaks at run time
    Helm refuses the values. Without the schema the program that gets the value would exit at its start, or the API
    server would refuse the object.
    """
    return _violations(context, "LQ005")


@rule("LQ402", "old-key", Severity.ERROR, about=About.KEYS, refused_by=RefusedBy.SCHEMA)
def old_key(context: Context) -> Iterator[Diagnostic]:
    """A key of a release before Liqo 1.0.

    ## What it does
    Reports a key that the charts of Liqo 0.5 to 0.10, or a candidate for 1.0, had, and tells what it is called now or
    what there is instead. `liqo-values fix` renames what only has another name.

    ## What breaks at run time
    Charts since 1.0 ignore such a key, and the default counts. The most copied recipe for offloading only is of this
    kind: `networking.internal: false` leaves the network on, and `telemetry.enable: false` telemetry. This chart
    refuses them.
    """
    return _violations(context, "LQ402")


@rule("LQ403", "newer-key", Severity.ERROR, about=About.KEYS, refused_by=RefusedBy.SCHEMA)
def newer_key(context: Context) -> Iterator[Diagnostic]:
    """A key of a release after the one that this chart is for.

    ## What it does
    Reports a key that Liqo has got since v1.2.0.

    ## What breaks at run time
    Nothing in v1.2.0 reads it: what it is meant to change stays as it is. The programs of v1.2.0 would not know the
    argument that it stands for either.
    """
    return _violations(context, "LQ403")


def _violations(context: Context, code: str) -> Iterator[Diagnostic]:
    return (said for said in context.violations if said.code == code)
