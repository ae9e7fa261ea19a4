"""The networks in ``ipam`` as IP networks, for the rules that check them."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from liqo_values.charts.keys import (
    ENABLED,
    EXTERNAL_CIDR,
    EXTERNAL_IPAM,
    INTERNAL_CIDR,
    POD_CIDR,
    POD_CIDRS,
    POOLS,
    RESERVED_SUBNETS,
    SERVICE_CIDR,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from liqo_values.model.nodes import Path
    from liqo_values.values.provenance import Values

IPNetwork: TypeAlias = "ipaddress.IPv4Network | ipaddress.IPv6Network"

#: The networks that the IPAM manages by default.
_PRIVATE = ("10.0.0.0/8", "192.168.0.0/16", "172.16.0.0/12")
#: The prefix length of the external and the internal network if the IPAM chooses them, as in 10.70.0.0/16.
CHOSEN_SIZE = 16


class Range(NamedTuple):
    """One network in the values.

    Attributes:
        path: Its path in the values.
        text: The network as written.
        network: The network without host bits.
    """

    path: Path
    text: str
    network: IPNetwork

    @property
    def ipv4(self) -> bool:
        """Whether it is an IPv4 network, the only family that the IPAM's own arithmetic supports."""
        return isinstance(self.network, ipaddress.IPv4Network)

    @property
    def host_bits(self) -> bool:
        """Whether the text is an address within the network instead of its first address."""
        return ipaddress.ip_interface(self.text).ip != self.network.network_address

    def overlaps(self, other: Range) -> bool:
        """Return whether the two networks share an address."""
        return self.network.overlaps(other.network)

    def inside(self, several: Iterable[Range]) -> bool:
        """Return whether the whole network is within one of several networks."""
        return any(contains(other.network, self.network) for other in several)


def are_read(values: Values) -> bool:
    """Return whether the networks are used: only the networking module reads them."""
    return values.get(*ENABLED) is True


def own_ipam(values: Values) -> bool:
    """Return whether Liqo's own IPAM manages the networks."""
    return are_read(values) and values.get(*EXTERNAL_IPAM) is not True


def pods(values: Values) -> list[Range]:
    """Return the pod networks that are used: those in the list, else the single one."""
    return list(at(values, POD_CIDRS)) or list(at(values, POD_CIDR))


def services(values: Values) -> list[Range]:
    """Return the Service network."""
    return list(at(values, SERVICE_CIDR))


def reserved(values: Values) -> list[Range]:
    """Return the networks that Liqo must not use."""
    return list(at(values, RESERVED_SUBNETS))


def pools(values: Values) -> list[Range]:
    """Return the networks that the IPAM chooses from."""
    return list(at(values, POOLS))


def managed(values: Values) -> list[Range]:
    """Return the networks that the IPAM manages: its pools, or the default ones if there are none."""
    return pools(values) or [Range((*POOLS, number), text, _network(text)) for number, text in enumerate(_PRIVATE)]


def taken(values: Values) -> list[Range]:
    """Return the networks that are already in use; they may overlap each other."""
    return [*pods(values), *services(values), *reserved(values)]


def given(values: Values) -> list[Range]:
    """Return the external and the internal network, if they are set."""
    return [*at(values, EXTERNAL_CIDR), *at(values, INTERNAL_CIDR)]


def everything(values: Values) -> list[Range]:
    """Return all networks that are used."""
    return [*pods(values), *services(values), *given(values), *reserved(values), *pools(values)]


def contains(outer: IPNetwork, inner: IPNetwork) -> bool:
    """Return whether a network is part of another one."""
    if isinstance(outer, ipaddress.IPv4Network) and isinstance(inner, ipaddress.IPv4Network):
        return inner.subnet_of(outer)
    if isinstance(outer, ipaddress.IPv6Network) and isinstance(inner, ipaddress.IPv6Network):
        return inner.subnet_of(outer)
    return False


def room(values: Values) -> int:
    """Count how many networks of ``CHOSEN_SIZE`` are still free in the pools of the IPAM.

    A network that is not within a pool takes nothing from it, even if it contains the pool.
    """
    roots = [pool.network for pool in pools(values) if pool.ipv4]
    others = [found.network for found in (*taken(values), *given(values))]
    inside = [other for other in others if any(contains(root, other) for root in roots)]
    used = {block for other in inside for block in _blocks(other)}
    return sum(block not in used for root in roots if root.prefixlen <= CHOSEN_SIZE for block in _blocks(root))


def _blocks(network: IPNetwork) -> range:
    """Return the numbers of the blocks of ``CHOSEN_SIZE`` that overlap an IPv4 network."""
    size = network.max_prefixlen - CHOSEN_SIZE
    return range(int(network.network_address) >> size, (int(network.broadcast_address) >> size) + 1)


def at(values: Values, path: Path) -> Iterator[Range]:
    """Yield the networks at a path: the items of a list, or a single one. The schema rejects invalid ones."""
    value = values.get(*path)
    for index, item in enumerate(value) if isinstance(value, list) else [(None, value)]:
        place = path if index is None else (*path, index)
        if isinstance(item, str) and "/" in item:
            try:
                yield Range(place, item, _network(item))
            except ValueError:  # the schema rejects it
                continue


@lru_cache(1024)  # several rules ask for each
def _network(text: str) -> IPNetwork:
    return ipaddress.ip_network(text, strict=False)
