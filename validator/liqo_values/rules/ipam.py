"""The IPAM and the networks that it manages.

Liqo's pkg/ipam decides what the IPAM accepts. There, the networks of pods and Services and the reserved ones may
overlap each other and lie outside the pools; the external and the internal one may not.
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
from liqo_values.rules.rule import ALL_CHARTS, RefusedBy, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.liqo.cidrs import IPNetwork, Range

#: Networks that cannot hold the pods or Services of a cluster.
_SPECIAL: tuple[tuple[IPNetwork, str], ...] = tuple(
    (ipaddress.ip_network(text), what)
    for text, what in (
        ("0.0.0.0/8", "this host"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local addresses"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "future use"),
    )
)
#: A network with a longer prefix holds almost no addresses.
_LONGEST_PREFIX = 29
#: No private network has a shorter prefix.
_SHORTEST_PREFIX = 8


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


@rule("LQ302", "duplicate-range", Severity.WARNING, charts=ALL_CHARTS)
def duplicate_range(context: Context) -> Iterator[Diagnostic]:
    """The same range twice in one list.

    ## What it does
    Reports an entry of `ipam.podCIDRs` or `ipam.reservedSubnets` that is the same range as an earlier one, even if it
    is written differently, while the networking module is on.

    ## What breaks at run time
    Nothing with this chart, which uses the range once. With Liqo's own chart, a range twice in `podCIDRs` becomes two
    objects of the same name, which Helm 3 rejects. And one of the two was probably meant to be another range, which is
    now missing.
    """
    if context.values.get(*ENABLED) is not True:
        return
    for path in (POD_CIDRS, RESERVED_SUBNETS):
        seen: dict[object, Range] = {}
        for found in cidrs.at(context.values, path):
            earlier = seen.setdefault(found.network, found)
            if earlier is not found:
                yield Diagnostic(
                    message=f"`{found.text}` is in `{dotted(path)}` twice",
                    path=found.path,
                    primary=context.at(found.path, "is the same range"),
                    related=(context.at(earlier.path, "is already here"),),
                    help="remove one of the two, or correct it",
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


@rule("LQ311", "ipv6-network", Severity.WARNING, charts=ALL_CHARTS)
def ipv6_network(context: Context) -> Iterator[Diagnostic]:
    """An IPv6 network.

    ## What it does
    Reports IPv6 networks in `ipam` while the networking module is on, except reserved ones, which do no harm.

    ## What breaks at run time
    Liqo's network supports only IPv4. An IPv6 pool makes the IPAM crash, an external or internal IPv6 network is never
    assigned, and there can be no firewall rules for IPv6 pods or Services, because those rules hold four-byte
    addresses.
    """
    reserved = frozenset(found.path for found in cidrs.reserved(context.values))
    for found in _read(context):
        if found.network.version == 6 and found.path not in reserved:  # noqa: PLR2004 - the version of IP
            yield _found(
                context,
                found,
                f"`{dotted(found.path)}` is an IPv6 network, but Liqo's network supports only IPv4",
                "cannot be used",
                "set the IPv4 network of this cluster; a dual-stack cluster has one of each",
            )


@rule("LQ313", "replaced-pools", Severity.NOTICE, charts=ALL_CHARTS)
def replaced_pools(context: Context) -> Iterator[Diagnostic]:
    """Pools that leave out all private networks.

    ## What it does
    Points out `ipam.pools` with none of the three private networks that are its default.

    ## What breaks at run time
    Not necessarily anything. But a list replaces the default and does not add to it: every network of a remote cluster
    outside the pools is remapped into them, whether it collides or not. Before Liqo 1.0, `additionalPools` added to the
    private networks.
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
            help=f"to add to them, list {defaults} as well; leave it if remote networks should always be remapped",
        )


@rule("LQ314", "exhausted-pools", Severity.WARNING)
def exhausted_pools(context: Context) -> Iterator[Diagnostic]:
    """Pools that are too small for the networks that the IPAM picks.

    ## What it does
    Reports `ipam.pools` without a free /16 network for each of `ipam.externalCIDR` and `ipam.internalCIDR` that is
    empty, once the networks of pods, Services and `ipam.reservedSubnets` are taken out.

    ## What breaks at run time
    The IPAM answers `failed to acquire network`. The Network object gets no address, and no peering gets a network.
    """
    missing = [path for path in (EXTERNAL_CIDR, INTERNAL_CIDR) if not context.values.get(*path)]
    pools = cidrs.pools(context.values)
    if not cidrs.own_ipam(context.values) or not pools or cidrs.room(context.values) >= len(missing):
        return
    names = " and ".join(f"`{dotted(path)}`" for path in missing)
    yield Diagnostic(
        message=f"the pools are too small for {names}, which the IPAM allocates from them",
        path=POOLS,
        primary=context.at(POOLS, f"does not have {len(missing)} free /{cidrs.CHOSEN_SIZE}"),
        help=f"set larger pools, or set a smaller network yourself, such as `{missing[0][-1]}: 10.70.0.0/20`",
    )


@rule("LQ315", "special-network", Severity.WARNING, charts=ALL_CHARTS)
def special_network(context: Context) -> Iterator[Diagnostic]:
    """A network with a special meaning, or of a size that no cluster has.

    ## What it does
    Reports loopback, link-local, multicast and reserved networks, networks of fewer than eight addresses, and networks
    larger than /8. In `ipam.reservedSubnets`, only networks larger than /8 are reported, because you may well reserve
    the others.

    ## What breaks at run time
    No packet gets there: routers drop it, or the host keeps it. A network of a few addresses is used up at once. A
    network larger than /8 includes addresses of others, and traffic to them ends in the gateways.
    """
    reserved = frozenset(found.path for found in cidrs.reserved(context.values))
    for found in _read(context):
        what = _special(found, reserved=found.path in reserved)
        if what:
            message = f"`{dotted(found.path)}` is `{found.text}`, {what}"
            yield _found(context, found, message, "is not a cluster network", "set the network that this cluster has")


@rule("LQ316", "same-networks", Severity.WARNING, charts=ALL_CHARTS)
def same_networks(context: Context) -> Iterator[Diagnostic]:
    """The same network for pods and Services.

    ## What it does
    Reports an `ipam.serviceCIDR` that equals one of the pod CIDRs. (Networks that only overlap are not reported: the
    IPAM accepts them.)

    ## What breaks at run time
    No cluster has both in one network, so one of the two is wrong: Liqo does not recognise the addresses of the real
    network, and does not remap them.
    """
    if not cidrs.are_read(context.values):
        return
    for service in cidrs.services(context.values):
        for pod in cidrs.pods(context.values):
            if pod.network == service.network:
                yield Diagnostic(
                    message=f"`{dotted(SERVICE_CIDR)}` is the same network as `{dotted(pod.path)}`",
                    path=SERVICE_CIDR,
                    primary=context.at(SERVICE_CIDR, "is the same network"),
                    related=(context.at(pod.path, "is the same network"),),
                    help="set the network of the cluster IPs of Services; "
                    "`kubectl cluster-info dump | grep service-cluster-ip-range` may show it",
                )


@rule("LQ317", "shadowed-pod-cidr", Severity.WARNING, charts=ALL_CHARTS, unless=frozenset({"podNetworkAlways"}))
def shadowed_pod_cidr(context: Context) -> Iterator[Diagnostic]:
    """`ipam.podCIDR` next to `ipam.podCIDRs`.

    ## What it does
    Reports `ipam.podCIDR` if `ipam.podCIDRs` is set too: as a notice if the list contains it, otherwise as a warning.

    ## What breaks at run time
    If the list is set, the single network is not read. Pods with addresses in it are treated as remote: no traffic from
    other clusters reaches them.
    """
    listed = context.values.get(*POD_CIDRS)
    single = context.values.get(*POD_CIDR)
    if not cidrs.are_read(context.values) or not single or not isinstance(listed, list) or not any(listed):
        return
    same = single in listed
    beside = _layer(context, POD_CIDR) == _layer(context, POD_CIDRS)
    yield Diagnostic(
        message=f"`{dotted(POD_CIDR)}` is not read because `{dotted(POD_CIDRS)}` is set",
        path=POD_CIDR,
        primary=context.at(POD_CIDR, "is not read"),
        related=(context.at(POD_CIDRS, "is read"),),
        help="remove it" if same else f"add it to `{dotted(POD_CIDRS)}`, or remove it",
        severity=Severity.NOTICE if same else None,
        fix=edits.without_key(context.values.origin(POD_CIDR), safe=same) if beside else None,
    )


def _read(context: Context) -> list[Range]:
    """Return the networks that are read and that the user wrote."""
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
    if network.prefixlen < _SHORTEST_PREFIX:
        return "which includes addresses of others"
    if reserved:
        return ""
    what = next((what for special, what in _SPECIAL if network.overlaps(special)), "")
    if what:
        return f"which is reserved for {what}"
    return "which holds almost no addresses" if network.prefixlen > _LONGEST_PREFIX else ""


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
