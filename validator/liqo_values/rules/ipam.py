"""The IPAM and the networks that it deals with: LQ301 to LQ317.

What the IPAM takes is in Liqo's pkg/ipam. The networks of pods and Services and the reserved ones may overlap each
other there, and lie outside of the pools; the external and the internal one may not.
"""

from __future__ import annotations

import ipaddress
from itertools import combinations
from typing import TYPE_CHECKING

from liqo_values.charts.keys import (
    ENABLED,
    EXTERNAL_CIDR,
    EXTERNAL_IPAM,
    EXTERNAL_IPAM_URL,
    INTERNAL_CIDR,
    POD_CIDR,
    POD_CIDRS,
    POOLS,
    RESERVED_SUBNETS,
    SERVICE_CIDR,
)
from liqo_values.fixes import edits
from liqo_values.liqo import cidrs
from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.nodes import dotted, plain
from liqo_values.rules.context import Context
from liqo_values.rules.rule import RefusedBy, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.liqo.cidrs import IPNetwork, Range

#: Networks that no cluster can have its pods or Services in.
_SPECIAL: tuple[tuple[IPNetwork, str], ...] = tuple(
    (ipaddress.ip_network(text), what)
    for text, what in (
        ("0.0.0.0/8", "this host"),
        ("127.0.0.0/8", "the loopback interface"),
        ("169.254.0.0/16", "link-local addresses"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "later use"),
    )
)
#: Networks with less room than this, in bits of the prefix, hold next to nothing.
_SMALLEST = 29
#: No private network is larger.
_LARGEST = 8


@rule("LQ301", "external-ipam-without-url", Severity.ERROR, refused_by=RefusedBy.TEMPLATES)
def external_ipam_without_url(context: Context) -> Iterator[Diagnostic]:
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
    yield Diagnostic(
        message=f"`{dotted(EXTERNAL_IPAM)}` is `true`, but `{dotted(EXTERNAL_IPAM_URL)}` does not say where it listens",
        path=EXTERNAL_IPAM_URL,
        primary=context.at(EXTERNAL_IPAM, "leaves Liqo's own IPAM out"),
        related=context.values.overridden(EXTERNAL_IPAM),
        help="write its host and port, such as `url: ipam.example.svc:6000`, or `enabled: false`",
    )


@rule("LQ302", "duplicate-range", Severity.WARNING)
def duplicate_range(context: Context) -> Iterator[Diagnostic]:
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
        for found in cidrs.at(context.values, path):
            earlier = seen.setdefault(found.network, found)
            if earlier is not found:
                yield Diagnostic(
                    message=f"`{found.text}` stands twice in `{dotted(path)}`",
                    path=found.path,
                    primary=context.at(found.path, "the same again"),
                    related=(context.at(earlier.path, "stands here already"),),
                    help="remove one of the two, or write the range that was meant",
                )


@rule("LQ303", "host-bits", Severity.ERROR, refused_by=RefusedBy.TEMPLATES)
def host_bits(context: Context) -> Iterator[Diagnostic]:
    """A CIDR that names an address inside of a range instead of the range.

    ## What it does
    Reports an IPv4 range of `ipam` with a bit set behind its prefix, such as `10.244.0.1/16`, if it lies in one of
    `ipam.pools` or is one, while Liqo's own IPAM manages them.

    ## What breaks at run time
    The API server takes it, but the IPAM looks for a range that begins with this very address, and there is none: the
    controller manager exits with `failed to acquire network`, and with such a pool the IPAM itself.
    """
    if not cidrs.own_ipam(context.values):
        return
    pools = _pools(context)
    for given in (*cidrs.taken(context.values), *cidrs.given(context.values), *pools):
        if given.ipv4 and given.host_bits and given.inside(pools):
            yield Diagnostic(
                message=f"`{dotted(given.path)}` is `{given.text}`, an address inside of a range",
                path=given.path,
                primary=context.at(given.path, "has bits behind the prefix"),
                related=context.values.overridden(given.path),
                help=f"write the first address of the range: `{given.network}`",
            )


@rule("LQ304", "overlapping-ranges", Severity.ERROR, refused_by=RefusedBy.TEMPLATES)
def overlapping_ranges(context: Context) -> Iterator[Diagnostic]:
    """Two ranges overlap that must not.

    ## What it does
    Reports an `ipam.externalCIDR` or `ipam.internalCIDR` that overlaps another range of `ipam`, and two of `ipam.pools`
    that overlap, while Liqo's own IPAM manages them. IPv4 only. The ranges of pods and Services and the reserved ones
    may overlap each other.

    ## What breaks at run time
    A range given for `externalCIDR` or `internalCIDR` is taken for Liqo alone or not at all: the controller manager
    exits with `failed to acquire network`. With pools that overlap the IPAM exits.
    """
    if not cidrs.own_ipam(context.values):
        return
    own = cidrs.given(context.values)
    for number, mine in enumerate(own):
        for other in (*cidrs.taken(context.values), *own[:number]):
            if mine.ipv4 and mine.overlaps(other):
                remedy = f"write another range, or leave `{dotted(mine.path)}` empty: the IPAM finds a free one"
                yield _overlap(context, mine, other, remedy)
    for one, other in combinations(_pools(context), 2):
        if one.overlaps(other):
            yield _overlap(context, other, one, "remove the smaller of the two")


def _overlap(context: Context, one: Range, other: Range, remedy: str) -> Diagnostic:
    return Diagnostic(
        message=f"`{dotted(one.path)}` and `{dotted(other.path)}` overlap: `{one.text}` and `{other.text}`",
        path=one.path,
        primary=context.at(one.path, f"overlaps `{other.text}`"),
        related=(context.at(other.path, f"overlaps `{one.text}`"),),
        help=remedy,
    )


@rule("LQ305", "outside-of-pools", Severity.ERROR, refused_by=RefusedBy.TEMPLATES)
def outside_of_pools(context: Context) -> Iterator[Diagnostic]:
    """A range for Liqo itself that its IPAM does not manage.

    ## What it does
    Reports an IPv4 `ipam.externalCIDR` or `ipam.internalCIDR` that does not lie in one of `ipam.pools` whole, while
    Liqo's own IPAM manages them.

    ## What breaks at run time
    The IPAM gives ranges out of its pools only, and a range given here is taken as it is or not at all: the controller
    manager exits with `prefix is not in the pool`.
    """
    if not cidrs.own_ipam(context.values):
        return
    for given in cidrs.given(context.values):
        if given.ipv4 and not given.inside(_pools(context)):
            yield Diagnostic(
                message=f"`{dotted(given.path)}` is `{given.text}`, which does not lie in one of `ipam.pools`",
                path=given.path,
                primary=context.at(given.path, "is in none of the pools"),
                related=context.values.overridden(given.path),
                help=f"write a range inside of a pool, add a pool around it, or leave `{dotted(given.path)}` empty: "
                "the IPAM finds a free one",
            )


def _pools(context: Context) -> list[Range]:
    """Return the IPv4 networks that the IPAM manages."""
    return [pool for pool in cidrs.managed(context.values) if pool.ipv4]


@rule("LQ311", "ipv6-network", Severity.WARNING)
def ipv6_network(context: Context) -> Iterator[Diagnostic]:
    """A network of IPv6.

    ## What it does
    Reports networks of IPv6 among `ipam` while the networking module is on, but for reserved ones, which harm nobody.

    ## What breaks at run time
    Liqo's network is one of IPv4. A pool of IPv6 makes the IPAM crash, an external or internal network of IPv6 is never
    assigned, and for pods or Services of IPv6 there can be no firewall rules, which hold addresses of four bytes.
    """
    reserved = frozenset(found.path for found in cidrs.reserved(context.values))
    for found in _read(context):
        if found.network.version == 6 and found.path not in reserved:  # noqa: PLR2004 - the version of IP
            yield _found(
                context,
                found,
                f"`{dotted(found.path)}` is a network of IPv6, and Liqo's network is one of IPv4",
                "is of no use to it",
                "write the IPv4 network of this cluster; a cluster with both has one of each",
            )


@rule("LQ313", "replaced-pools", Severity.NOTICE)
def replaced_pools(context: Context) -> Iterator[Diagnostic]:
    """Pools that leave out all private networks.

    ## What it does
    Points out `ipam.pools` with none of the three private networks that are its default.

    ## What breaks at run time
    Nothing has to: but a list replaces the default and does not add to it. Every network of a remote cluster outside of
    the pools is mapped into them, whether it collides with something or not. Before Liqo 1.0, `additionalPools` added
    to the private networks.
    """
    pools = cidrs.pools(context.values)
    if not cidrs.own_ipam(context.values) or not pools:
        return
    if not any(pool.network.overlaps(default) for pool in pools for default in _default_pools(context)):
        defaults = ", ".join(str(default) for default in _default_pools(context))
        yield Diagnostic(
            message=f"`{dotted(POOLS)}` replaces the private networks",
            path=POOLS,
            primary=context.at(POOLS, "is the whole list"),
            related=context.values.overridden(POOLS),
            help=f"to add to them write {defaults} as well; keep it if remote networks are to be mapped always",
        )


@rule("LQ314", "exhausted-pools", Severity.WARNING)
def exhausted_pools(context: Context) -> Iterator[Diagnostic]:
    """Pools without room for the networks that the IPAM chooses.

    ## What it does
    Reports `ipam.pools` that have no free network of the size /16 left for each of the external and the internal
    network that is not given, once those of pods, Services and `ipam.reservedSubnets` are set apart.

    ## What breaks at run time
    The IPAM answers `failed to acquire network`. The Network object stays without address, and no peering gets a
    network.
    """
    missing = [path for path in (EXTERNAL_CIDR, INTERNAL_CIDR) if not context.values.get(*path)]
    pools = cidrs.pools(context.values)
    if not cidrs.own_ipam(context.values) or not pools or cidrs.room(context.values) >= len(missing):
        return
    names = " and ".join(f"`{dotted(path)}`" for path in missing)
    yield Diagnostic(
        message=f"the pools have no room for {names}, which the IPAM takes from them",
        path=POOLS,
        primary=context.at(POOLS, f"has less than {len(missing)} free /{cidrs.CHOSEN_SIZE}"),
        help=f"write larger pools, or a smaller network yourself, such as `{missing[0][-1]}: 10.70.0.0/20`",
    )


@rule("LQ315", "special-network", Severity.WARNING)
def special_network(context: Context) -> Iterator[Diagnostic]:
    """A network that has another meaning, or a size that no cluster has.

    ## What it does
    Reports networks of loopback, link-local, multicast and reserved addresses, those of less than eight addresses, and
    those larger than /8. Among `ipam.reservedSubnets` only the size counts, since such networks may well be reserved.

    ## What breaks at run time
    No packet gets there: routers drop it, or the host keeps it. A network of a few addresses is used up at once. One
    that is larger than /8 takes in addresses of others, and traffic to them ends in the gateways.
    """
    reserved = frozenset(found.path for found in cidrs.reserved(context.values))
    for found in _read(context):
        what = _special(found, reserved=found.path in reserved)
        if what:
            message = f"`{dotted(found.path)}` is `{found.text}`, {what}"
            yield _found(context, found, message, "cannot be meant", "write the network that this cluster has")


@rule("LQ316", "same-networks", Severity.WARNING)
def same_networks(context: Context) -> Iterator[Diagnostic]:
    """The same network for pods and for Services.

    ## What it does
    Reports that `ipam.serviceCIDR` equals one of the pod CIDRs. (Networks that only overlap are not reported: the IPAM
    takes that.)

    ## What breaks at run time
    No cluster has both in one network, so that one of the two is wrong: addresses of it are not taken for what they
    are, and are not mapped.
    """
    if not cidrs.are_read(context.values):
        return
    for service in cidrs.services(context.values):
        for pod in cidrs.pods(context.values):
            if pod.network == service.network:
                yield Diagnostic(
                    message=f"`{dotted(SERVICE_CIDR)}` is the same network as `{dotted(pod.path)}`",
                    path=SERVICE_CIDR,
                    primary=context.at(SERVICE_CIDR, "the same"),
                    related=(context.at(pod.path, "the same"),),
                    help="write the network of the cluster IPs of Services; "
                    "`kubectl cluster-info dump | grep service-cluster-ip-range` may show it",
                )


@rule("LQ317", "shadowed-pod-cidr", Severity.WARNING)
def shadowed_pod_cidr(context: Context) -> Iterator[Diagnostic]:
    """`ipam.podCIDR` beside `ipam.podCIDRs`.

    ## What it does
    Reports `ipam.podCIDR` where `ipam.podCIDRs` is given too; as a notice where the list has it.

    ## What breaks at run time
    With the list, the single network is not read. Pods with addresses in it are taken for remote ones: no traffic from
    other clusters reaches them.
    """
    listed = context.values.get(*POD_CIDRS)
    single = context.values.get(*POD_CIDR)
    if not cidrs.are_read(context.values) or not single or not isinstance(listed, list) or not any(listed):
        return
    same = single in listed
    beside = _layer(context, POD_CIDR) == _layer(context, POD_CIDRS)
    yield Diagnostic(
        message=f"`{dotted(POD_CIDR)}` is not read beside `{dotted(POD_CIDRS)}`",
        path=POD_CIDR,
        primary=context.at(POD_CIDR, "is not read"),
        related=(context.at(POD_CIDRS, "is read"),),
        help="remove it" if same else f"add it to `{dotted(POD_CIDRS)}`, or remove it",
        severity=Severity.NOTICE if same else None,
        fix=edits.without_key(context.values.origin(POD_CIDR), safe=same) if beside else None,
    )


def _read(context: Context) -> list[Range]:
    """Return the networks that count and that the user wrote."""
    if not cidrs.are_read(context.values):
        return []
    return [found for found in cidrs.everything(context.values) if context.values.set_by_user(found.path)]


def _layer(context: Context, path: tuple[str | int, ...]) -> str:
    """Name the layer that a value comes from; empty for the chart's defaults."""
    origin = context.values.origin(path)
    return origin.layer.name if origin is not None and context.values.set_by_user(path) else ""


def _special(found: Range, *, reserved: bool) -> str:
    network = found.network
    if network.version != 4:  # noqa: PLR2004 - the version of IP
        return ""
    if network.prefixlen < _LARGEST:
        return "which takes in addresses of others"
    if reserved:
        return ""
    what = next((what for special, what in _SPECIAL if network.overlaps(special)), "")
    if what:
        return f"which is there for {what}"
    return "which holds next to nothing" if network.prefixlen > _SMALLEST else ""


def _default_pools(context: Context) -> list[IPNetwork]:
    listed = plain(context.chart.defaults.entries["ipam"].value)
    pools = listed["pools"] if isinstance(listed, dict) else ()
    return [ipaddress.ip_network(str(pool)) for pool in pools] if isinstance(pools, list) else []


def _found(context: Context, found: Range, message: str, text: str, help_text: str) -> Diagnostic:
    return Diagnostic(
        message=message,
        path=found.path,
        primary=context.at(found.path, text),
        help=help_text,
    )
