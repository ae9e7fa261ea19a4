"""The IPAM and the ranges of addresses: LQ301 to LQ305."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from liqo_values import addresses
from liqo_values.findings import Severity
from liqo_values.paths import ENABLED, EXTERNAL_IPAM, EXTERNAL_IPAM_URL, POD_CIDRS, RESERVED_SUBNETS
from liqo_values.rules.base import Context, Draft, rule
from liqo_values.source.tree import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.addresses import Range


@rule("LQ301", "external-ipam-without-url", Severity.ERROR)
def external_ipam_without_url(context: Context) -> Iterator[Draft]:
    """An IPAM of the user's own that nobody can find.

    ## What it does
    Reports `ipam.external.enabled: true` with an empty `ipam.external.url` while the networking module is on.

    ## What breaks at run time
    Liqo's IPAM is left out, and the controller manager asks no other one: it takes every range as it is, whether it
    collides or not, and no single address is ever mapped, so that nothing outside the pods is reached.
    """
    values = context.values
    if values.get(*ENABLED) is not True or values.get(*EXTERNAL_IPAM) is not True or values.get(*EXTERNAL_IPAM_URL):
        return
    yield Draft(
        message=f"`{dotted(EXTERNAL_IPAM)}` is `true`, but `{dotted(EXTERNAL_IPAM_URL)}` does not say where it listens",
        path=EXTERNAL_IPAM_URL,
        primary=context.at(EXTERNAL_IPAM, "leaves Liqo's own IPAM out"),
        related=context.overridden(EXTERNAL_IPAM),
        help="write its host and port, such as `url: ipam.example.svc:6000`, or `enabled: false`",
    )


@rule("LQ302", "duplicate-range", Severity.WARNING)
def duplicate_range(context: Context) -> Iterator[Draft]:
    """A range that stands twice in one list.

    ## What it does
    Reports an entry of `ipam.podCIDRs` or `ipam.reservedSubnets` that is the same range as an earlier one, however it
    is written, while the networking module is on.

    ## What breaks at run time
    Nothing: the chart takes it once, where Liqo's own chart fails on two objects of one name. But one of the two was
    probably meant to be another range, and that one is missing now.
    """
    if context.values.get(*ENABLED) is not True:
        return
    for path in (POD_CIDRS, RESERVED_SUBNETS):
        seen: dict[object, Range] = {}
        for found in addresses.at(context.values, path):
            earlier = seen.setdefault(found.network, found)
            if earlier is not found:
                yield Draft(
                    message=f"`{found.text}` stands twice in `{dotted(path)}`",
                    path=found.path,
                    primary=context.at(found.path, "the same again"),
                    related=(context.at(earlier.path, "stands here already"),),
                    help="remove one of the two, or write the range that was meant",
                )


@rule("LQ303", "host-bits", Severity.ERROR)
def host_bits(context: Context) -> Iterator[Draft]:
    """A CIDR that names an address inside of a range instead of the range.

    ## What it does
    Reports an IPv4 range of `ipam` with a bit set behind its prefix, such as `10.244.0.1/16`, if it lies in one of
    `ipam.pools` or is one, while Liqo's own IPAM manages them.

    ## What breaks at run time
    The API server takes it, but the IPAM looks for a range that begins with this very address, and there is none: the
    controller manager exits with `failed to acquire network`, and with such a pool the IPAM itself.
    """
    if not addresses.own_ipam(context.values):
        return
    pools = _pools(context)
    for given in (*addresses.taken(context.values), *addresses.given(context.values), *pools):
        if given.ipv4 and given.host_bits and given.inside(pools):
            yield Draft(
                message=f"`{dotted(given.path)}` is `{given.text}`, an address inside of a range",
                path=given.path,
                primary=context.at(given.path, "has bits behind the prefix"),
                related=context.overridden(given.path),
                help=f"write the first address of the range: `{given.network}`",
            )


@rule("LQ304", "overlapping-ranges", Severity.ERROR)
def overlapping_ranges(context: Context) -> Iterator[Draft]:
    """Two ranges overlap that must not.

    ## What it does
    Reports an `ipam.externalCIDR` or `ipam.internalCIDR` that overlaps another range of `ipam`, and two of `ipam.pools`
    that overlap, while Liqo's own IPAM manages them. IPv4 only. The ranges of pods and Services and the reserved ones
    may overlap each other.

    ## What breaks at run time
    A range given for `externalCIDR` or `internalCIDR` is taken for Liqo alone or not at all: the controller manager
    exits with `failed to acquire network`. With pools that overlap the IPAM exits.
    """
    if not addresses.own_ipam(context.values):
        return
    own = addresses.given(context.values)
    for number, mine in enumerate(own):
        for other in (*addresses.taken(context.values), *own[:number]):
            if mine.ipv4 and mine.overlaps(other):
                remedy = f"write another range, or leave `{dotted(mine.path)}` empty: the IPAM finds a free one"
                yield _overlap(context, mine, other, remedy)
    for one, other in combinations(_pools(context), 2):
        if one.overlaps(other):
            yield _overlap(context, other, one, "remove the smaller of the two")


def _overlap(context: Context, one: Range, other: Range, remedy: str) -> Draft:
    return Draft(
        message=f"`{dotted(one.path)}` and `{dotted(other.path)}` overlap: `{one.text}` and `{other.text}`",
        path=one.path,
        primary=context.at(one.path, f"overlaps `{other.text}`"),
        related=(context.at(other.path, f"overlaps `{one.text}`"),),
        help=remedy,
    )


@rule("LQ305", "outside-of-pools", Severity.ERROR)
def outside_of_pools(context: Context) -> Iterator[Draft]:
    """A range for Liqo itself that its IPAM does not manage.

    ## What it does
    Reports an IPv4 `ipam.externalCIDR` or `ipam.internalCIDR` that does not lie in one of `ipam.pools` whole, while
    Liqo's own IPAM manages them.

    ## What breaks at run time
    The IPAM gives ranges out of its pools only, and a range given here is taken as it is or not at all: the controller
    manager exits with `prefix is not in the pool`.
    """
    if not addresses.own_ipam(context.values):
        return
    for given in addresses.given(context.values):
        if given.ipv4 and not given.inside(_pools(context)):
            yield Draft(
                message=f"`{dotted(given.path)}` is `{given.text}`, which does not lie in one of `ipam.pools`",
                path=given.path,
                primary=context.at(given.path, "is in none of the pools"),
                related=context.overridden(given.path),
                help=f"write a range inside of a pool, add a pool around it, or leave `{dotted(given.path)}` empty: "
                "the IPAM finds a free one",
            )


def _pools(context: Context) -> list[Range]:
    """Return the IPv4 networks that the IPAM manages."""
    return [pool for pool in addresses.managed(context.values) if pool.ipv4]
