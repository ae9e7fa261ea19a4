"""The ranges of addresses among the values, for the rules about them.

The IPAM's own arithmetic is for IPv4, and so is this: of an IPv6 range nothing is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from liqo_values.paths import (
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

    from liqo_values.layers import Values
    from liqo_values.source.tree import Path

_IPV4 = re.compile(r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})/(\d{1,2})", re.ASCII)
_BITS = 32
#: What the IPAM manages unless it is told.
_PRIVATE = ("10.0.0.0/8", "192.168.0.0/16", "172.16.0.0/12")


@dataclass(frozen=True, slots=True)
class Range:
    """An IPv4 range.

    Attributes:
        path: Where the values name it.
        cidr: As it is written there.
        first: Its first address, as a number.
        last: Its last one.
        host_bits: Whether the CIDR names an address inside of the range instead of the first.
    """

    path: Path
    cidr: str
    first: int
    last: int
    host_bits: bool

    def overlaps(self, other: Range) -> bool:
        """Tell whether the two have an address in common."""
        return self.first <= other.last and other.first <= self.last

    def inside(self, several: Iterable[Range]) -> bool:
        """Tell whether it lies in one of several whole."""
        return any(other.first <= self.first and self.last <= other.last for other in several)


def managed(values: Values) -> bool:
    """Tell whether the IPAM that Liqo brings manages the ranges."""
    return values.get(*ENABLED) is True and values.get(*EXTERNAL_IPAM) is not True


def taken(values: Values) -> list[Range]:
    """Return those that are taken already, and may overlap each other: of pods, of Services, of whatever else."""
    pods = POD_CIDRS if values.get(*POD_CIDRS) else POD_CIDR
    return list(_ranges(values, pods, SERVICE_CIDR, RESERVED_SUBNETS))


def own(values: Values) -> list[Range]:
    """Return those that Liqo shall have for itself, where the user does not leave the choice to the IPAM."""
    return list(_ranges(values, EXTERNAL_CIDR, INTERNAL_CIDR))


def pools(values: Values) -> list[Range]:
    """Return those that the IPAM manages."""
    if values.get(*POOLS):
        return list(_ranges(values, POOLS))
    return [found for number, cidr in enumerate(_PRIVATE) if (found := _read((*POOLS, number), cidr))]


def _ranges(values: Values, *paths: Path) -> Iterator[Range]:
    for path in paths:
        value = values.get(*path)
        items = [((*path, number), item) for number, item in enumerate(value)] if isinstance(value, list) else None
        for where, cidr in items or [(path, value)]:
            if isinstance(cidr, str) and (found := _read(where, cidr)):
                yield found


def _read(path: Path, cidr: str) -> Range | None:
    parts = _IPV4.fullmatch(cidr)
    if parts is None:
        return None
    *octets, prefix = map(int, parts.groups())
    if prefix > _BITS:
        return None
    address = int.from_bytes(octets) if max(octets) < 256 else 0  # noqa: PLR2004 - what an octet holds
    first = address >> (_BITS - prefix) << (_BITS - prefix)
    return Range(path, cidr, first, first + (1 << (_BITS - prefix)) - 1, first != address)
