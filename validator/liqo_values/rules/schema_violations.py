"""What the chart's schema rejects, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, FORM, PUBLISHED_CHARTS, About, RefusedBy, rule
from liqo_values.schema.unrendered import cannot_render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.model.nodes import Path


@rule("LQ002", "unknown-key", Severity.ERROR, about=About.KEYS, refused_by=RefusedBy.SCHEMA, charts=ALL_CHARTS)
def unknown_key(context: Context) -> Iterator[Diagnostic]:
    """A key that the chart does not have.

    ## What it does
    Reports a key that no template of the chart reads, and suggests the key you probably meant: the closest spelling, or
    the section that has a key of this name.

    ## What breaks at run time
    Without a schema, Helm ignores such a key: `networking.enable: false` leaves the networking module on. This chart
    rejects it; Liqo's own chart has no schema. There, a key by which an umbrella chart switches the dependency is
    allowed.
    """
    switches = () if context.chart.is_ours else context.switches
    return (said for said in _violations(context, "LQ002") if said.path not in switches)


@rule(
    "LQ003",
    "wrong-type",
    Severity.ERROR,
    refused_by=RefusedBy.SCHEMA,
    charts=ALL_CHARTS,
    any_text=True,
    rank=FORM,
)
def wrong_type(context: Context) -> Iterator[Diagnostic]:
    """A value of the wrong type, such as a string instead of a list.

    ## What it does
    Reports a value whose type is not the one in the chart's schema.

    ## What breaks at run time
    Helm rejects the values for this chart, with this code. For the chart's own keys, it does so even if it skips the
    schema, as with `--skip-schema-validation`. Inside your own lists and maps, it does not, but the API server rejects
    whatever becomes a part of an object: only what becomes text is a warning then. Of `liqo-crds` and `liqo-library`,
    the values of subcharts, Helm itself expects maps: it prints `type mismatch on liqo-crds`, without a code. Without a
    schema, as in Liqo's own chart, the templates fail with an error about Go types, or render something else than the
    values say, or something that the API server rejects.
    """
    return _except_nothing(context, "LQ003")


@rule(
    "LQ004",
    "quoted-boolean",
    Severity.ERROR,
    refused_by=RefusedBy.SCHEMA,
    charts=ALL_CHARTS,
    any_text=True,
    rank=FORM,
)
def quoted_boolean(context: Context) -> Iterator[Diagnostic]:
    """A boolean given as a string.

    ## What it does
    Reports a string where the chart needs `true` or `false`: `enabled: "false"` in a file, or `--set-string`. In a
    file, Helm also reads unquoted `off`, `no` and `n` as booleans; with `--set`, only `true` and `false`.

    ## What breaks at run time
    In a template, every string that is not empty is truthy. `networking.enabled: "false"` would leave the whole
    networking module on, so this chart rejects it. Liqo's own chart takes it half: it deploys the fabric and the IPAM,
    and turns the controllers off.
    """
    return _violations(context, "LQ004")


@rule("LQ005", "invalid-value", Severity.ERROR, refused_by=RefusedBy.SCHEMA, charts=ALL_CHARTS, rank=FORM)
def invalid_value(context: Context) -> Iterator[Diagnostic]:
    """A value of the right type that the chart does not accept.

    ## What it does
    Reports a value that the chart's schema does not allow: not one of the listed values, in the wrong format, too small
    or too large.

    ## What breaks at run time
    Helm rejects the values for this chart. Without a schema, as in Liqo's own chart, the program that gets the value
    exits at startup, or the API server rejects the object.
    """
    return _except_nothing(context, "LQ005")


def _except_nothing(context: Context, code: str) -> Iterator[Diagnostic]:
    """Yield violations, except of CIDRs that Liqo's own chart writes and YAML reads as nothing, as LQ802 reports."""
    missing: frozenset[Path] = frozenset()
    if not context.chart.is_ours:
        from liqo_values.liqo import published_rendering  # noqa: PLC0415 - only for Liqo's own chart

        networks = published_rendering.rendered(context.values, context.chart).networks
        missing = frozenset(network.path for network in networks if not network.cidr)
    for violation in _violations(context, code):
        if violation.path not in missing or cannot_render(violation.path, context.values, context.chart):
            yield violation


@rule("LQ402", "old-key", Severity.ERROR, about=About.KEYS, refused_by=RefusedBy.SCHEMA, charts=ALL_CHARTS)
def old_key(context: Context) -> Iterator[Diagnostic]:
    """A key from a release before Liqo 1.0.

    ## What it does
    Reports a key that the charts of Liqo 0.5 to 0.10, or a release candidate of 1.0, had, and gives its new name or
    what replaces it. `liqo-values fix` renames keys, and moves those that are in another section now.

    ## What breaks at run time
    Charts since 1.0 ignore such a key, and the default applies. The most copied recipe for offloading only is such a
    case: `networking.internal: false` leaves the network on, and `telemetry.enable: false` leaves telemetry on. This
    chart rejects these keys.
    """
    return _violations(context, "LQ402")


@rule("LQ403", "newer-key", Severity.ERROR, about=About.KEYS, refused_by=RefusedBy.SCHEMA, charts=ALL_CHARTS)
def newer_key(context: Context) -> Iterator[Diagnostic]:
    """A key from a release later than that of the chart.

    ## What it does
    Reports a key that Liqo added after the release of the target chart, or that only forks of Liqo have.

    ## What breaks at run time
    Nothing in this release reads the key, so it has no effect. The programs of this release do not have the argument
    that it sets either.
    """
    return _violations(context, "LQ403")


@rule("LQ404", "key-of-our-chart", Severity.ERROR, about=About.KEYS, charts=PUBLISHED_CHARTS)
def key_of_our_chart(context: Context) -> Iterator[Diagnostic]:
    """A key that only the chart of liqo-values reads, in values for the one that Liqo publishes.

    ## What it does
    Reports keys such as `networkPolicies`, `imageRegistry` or `virtualKubelet.optionsTemplates` if the target chart is
    one that Liqo publishes.

    ## What breaks at run time
    No template reads the key, and Helm does not report it: there is no NetworkPolicy, no digest and no additional
    VkOptionsTemplate, although the values ask for them.
    """
    return _violations(context, "LQ404")


def _violations(context: Context, code: str) -> Iterator[Diagnostic]:
    return (said for said in context.violations if said.code == code)
