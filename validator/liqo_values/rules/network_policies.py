"""Ranges in network policies: LQ538."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.findings import Diagnostic, Severity
from liqo_values.model.nodes import Path, Plain, dotted
from liqo_values.rules.context import Context
from liqo_values.rules.rule import RefusedBy, rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from ipaddress import IPv4Interface, IPv6Interface

POLICIES: Path = ("networkPolicies",)


@rule("LQ538", "unusable-range", Severity.ERROR, refused_by=RefusedBy.TEMPLATES)
def unusable_range(context: Context) -> Iterator[Diagnostic]:
    """A range that a network policy cannot have.

    ## What it does
    Reports ranges in `networkPolicies` with a bit set after the prefix, such as `192.0.2.7/24`, and ranges in `except`
    that are not a part of the range next to them. Without `networkPolicies.enabled`, nothing is reported.

    ## What breaks at run time
    The API server rejects the NetworkPolicy, so that the installation fails.
    """
    values = context.values.get(*POLICIES)
    if not isinstance(values, dict) or values.get("enabled") is not True:
        return
    for index, cidr in enumerate(_list(values.get("apiServerCIDRs"))):
        yield from _host_bits(context, (*POLICIES, "apiServerCIDRs", index), cidr)
    for index, peer in enumerate(_list(values.get("metricsFrom"))):
        block = peer.get("ipBlock") if isinstance(peer, dict) else None
        if isinstance(block, dict):
            yield from _block(context, (*POLICIES, "metricsFrom", index, "ipBlock"), block)


def _block(context: Context, path: Path, block: dict[str, Plain]) -> Iterator[Diagnostic]:
    yield from _host_bits(context, (*path, "cidr"), block.get("cidr"))
    whole = _read(block.get("cidr"))
    for index, cidr in enumerate(_list(block.get("except"))):
        place = (*path, "except", index)
        found = list(_host_bits(context, place, cidr))
        yield from found
        part = _read(cidr)
        if found or whole is None or part is None:
            continue
        same = part.version == whole.version and part.ip in whole.network
        if not same or part.network.prefixlen <= whole.network.prefixlen:
            yield Diagnostic(
                message=f"`{dotted(place)}` is `{cidr}`, which is not a part of `{block.get('cidr')}`",
                path=place,
                primary=context.at(place, "is not within the range"),
                related=(context.at((*path, "cidr"), "is the range"),),
                help="set a smaller range within it",
            )


def _host_bits(context: Context, path: Path, cidr: Plain) -> Iterator[Diagnostic]:
    given = _read(cidr)
    if given is not None and given.ip != given.network.network_address:
        yield Diagnostic(
            message=f"`{dotted(path)}` is `{cidr}`, an address within a range",
            path=path,
            primary=context.at(path, "has bits set after the prefix"),
            help=f"set the first address of the range: `{given.network}`",
        )


def _read(cidr: Plain) -> IPv4Interface | IPv6Interface | None:
    """Read a range; what is not one is up to the schema."""
    from ipaddress import ip_interface  # noqa: PLC0415 - few values have network policies

    try:
        return ip_interface(cidr) if isinstance(cidr, str) else None
    except ValueError:
        return None


def _list(value: Plain) -> list[Plain]:
    return value if isinstance(value, list) else []
