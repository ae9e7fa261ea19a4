"""What the IPAM, or the chart for it, rejects.

Liqo's pkg/ipam decides what the IPAM accepts. There, the networks of pods and Services and the reserved ones may
overlap each other and lie outside the pools; the external and the internal one may not.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from liqo_values.charts.keys import (
    ENABLED,
    EXTERNAL_IPAM,
    EXTERNAL_IPAM_URL,
)
from liqo_values.liqo import cidrs
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.nodes import dotted
from liqo_values.rules.context import Context
from liqo_values.rules.rule import ALL_CHARTS, RefusedBy, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.liqo.cidrs import Range


@rule("LQ301", "external-ipam-without-url", Severity.ERROR, refused_by=RefusedBy.TEMPLATES, charts=ALL_CHARTS)
def external_ipam_without_url(context: Context) -> Iterator[Diagnostic]:
    """An external IPAM without its address.

    ## What it does
    Reports `ipam.external.enabled: true` with an empty `ipam.external.url` while the networking module is on.

    ## What breaks at run time
    Liqo's IPAM is not deployed, and the controller manager asks no other one: it uses every range unchanged, whether it
    collides or not, and remaps no single address, so nothing but pods can be reached.
    """
    values = context.values
    if values.get(*ENABLED) is not True or values.get(*EXTERNAL_IPAM) is not True or values.get(*EXTERNAL_IPAM_URL):
        return
    yield Diagnostic(
        message=f"`{dotted(EXTERNAL_IPAM)}` is `true`, but `{dotted(EXTERNAL_IPAM_URL)}` is empty",
        path=EXTERNAL_IPAM_URL,
        primary=context.at(EXTERNAL_IPAM, "replaces Liqo's own IPAM"),
        related=context.values.overridden(EXTERNAL_IPAM),
        help="set its host and port, such as `url: ipam.example.svc:6000`, or `enabled: false`",
    )


@rule(
    "LQ303",
    "host-bits",
    Severity.ERROR,
    refused_by=RefusedBy.TEMPLATES,
    charts=ALL_CHARTS,
    unless=frozenset({"remapsOwnRanges"}),
)
def host_bits(context: Context) -> Iterator[Diagnostic]:
    """A CIDR that is an address within a range instead of the range.

    ## What it does
    Reports an IPv4 range in `ipam` with a bit set after its prefix, such as `10.244.0.1/16`, if it is one of
    `ipam.pools` or lies within one, and Liqo's own IPAM manages them.

    ## What breaks at run time
    The API server accepts the range, but the IPAM looks for one that begins with this very address and finds none: the
    controller manager exits with `failed to acquire network`. If it is a pool, the IPAM itself exits.
    """
    if not cidrs.own_ipam(context.values):
        return
    pools = _pools(context)
    for given in (*cidrs.taken(context.values), *cidrs.given(context.values), *pools):
        if given.ipv4 and given.host_bits and given.inside(pools):
            yield Diagnostic(
                message=f"`{dotted(given.path)}` is `{given.text}`, an address within a range",
                path=given.path,
                primary=context.at(given.path, "has bits set after the prefix"),
                related=context.values.overridden(given.path),
                help=f"set the first address of the range: `{given.network}`",
            )


@rule(
    "LQ304",
    "overlapping-ranges",
    Severity.ERROR,
    refused_by=RefusedBy.TEMPLATES,
    charts=ALL_CHARTS,
    unless=frozenset({"remapsOwnRanges"}),
)
def overlapping_ranges(context: Context) -> Iterator[Diagnostic]:
    """Ranges that overlap, but must not.

    ## What it does
    Reports an `ipam.externalCIDR` or `ipam.internalCIDR` that overlaps another range in `ipam`, and two of `ipam.pools`
    that overlap, if Liqo's own IPAM manages them. Only IPv4 is checked. The ranges of pods and Services and the
    reserved ones may overlap each other.

    ## What breaks at run time
    Liqo needs the range in `externalCIDR` or `internalCIDR` for itself: otherwise the controller manager exits with
    `failed to acquire network`. If pools overlap, the IPAM exits.
    """
    if not cidrs.own_ipam(context.values):
        return
    own = cidrs.given(context.values)
    for number, mine in enumerate(own):
        for other in (*cidrs.taken(context.values), *own[:number]):
            if mine.ipv4 and mine.overlaps(other):
                remedy = f"set another range{_or_empty(context, mine)}"
                yield _overlap(context, mine, other, remedy)
    for one, other in combinations(_pools(context), 2):
        if one.overlaps(other):
            yield _overlap(context, other, one, "remove the smaller of the two")


def _or_empty(context: Context, given: Range) -> str:
    """Advise to let the IPAM choose: Liqo's own chart always asks for one range."""
    return f", or leave `{dotted(given.path)}` empty so that the IPAM picks a free one" if context.chart.is_ours else ""


def _overlap(context: Context, one: Range, other: Range, remedy: str) -> Diagnostic:
    return Diagnostic(
        message=f"`{dotted(one.path)}` and `{dotted(other.path)}` overlap: `{one.text}` and `{other.text}`",
        path=one.path,
        primary=context.at(one.path, f"overlaps `{other.text}`"),
        related=(context.at(other.path, f"overlaps `{one.text}`"),),
        help=remedy,
    )


@rule(
    "LQ305",
    "outside-of-pools",
    Severity.ERROR,
    refused_by=RefusedBy.TEMPLATES,
    charts=ALL_CHARTS,
    unless=frozenset({"remapsOwnRanges"}),
)
def outside_of_pools(context: Context) -> Iterator[Diagnostic]:
    """A range for Liqo that is outside the pools of its IPAM.

    ## What it does
    Reports an IPv4 `ipam.externalCIDR` or `ipam.internalCIDR` that is not completely within one of `ipam.pools`, if
    Liqo's own IPAM manages them.

    ## What breaks at run time
    The IPAM allocates ranges only from its pools, and uses a range given here unchanged or not at all: the controller
    manager exits with `prefix is not in the pool`.
    """
    if not cidrs.own_ipam(context.values):
        return
    for given in cidrs.given(context.values):
        if given.ipv4 and not given.inside(_pools(context)):
            yield Diagnostic(
                message=f"`{dotted(given.path)}` is `{given.text}`, which is not within one of `ipam.pools`",
                path=given.path,
                primary=context.at(given.path, "is outside all pools"),
                related=context.values.overridden(given.path),
                help=f"set a range within a pool, or add a pool that contains it{_or_empty(context, given)}",
            )


def _pools(context: Context) -> list[Range]:
    """Return the IPv4 networks that the IPAM manages."""
    return [pool for pool in cidrs.managed(context.values) if pool.ipv4]
