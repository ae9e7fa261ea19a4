"""Networks that the IPAM accepts, but that a cluster rarely has or that Liqo cannot use."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from liqo_values.charts.keys import (
    ENABLED,
    EXTERNAL_CIDR,
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
from liqo_values.rules.rule import ALL_CHARTS, rule

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
    named = POD_CIDRS if "networksNamedByCIDR" in context.chart.traits else ()  # LQ804 reports those
    for found in _read(context):
        if found.path in reserved or (named and found.path[: len(named)] == named):
            continue
        if found.network.version == 6:  # noqa: PLR2004 - the version of IP
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
