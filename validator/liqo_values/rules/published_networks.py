"""The networks of Liqo's own chart, which creates Network objects also while the networking module is off."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from liqo_values.charts.keys import ENABLED, EXTERNAL_CIDR, IPAM, POD_CIDR, POD_CIDRS, SERVICE_CIDR
from liqo_values.fixes import edits
from liqo_values.liqo import cidrs, published_rendering
from liqo_values.model.findings import Diagnostic, Fix, Severity
from liqo_values.model.nodes import dotted
from liqo_values.rules.context import Context
from liqo_values.rules.rule import PUBLISHED_CHARTS, rule
from liqo_values.schema.unrendered import cannot_render
from liqo_values.values.provenance import label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.liqo.cidrs import Range
    from liqo_values.liqo.published_rendering import Network
    from liqo_values.model.findings import Label
    from liqo_values.model.nodes import Path

_POD_EXAMPLE = "10.244.0.0/16"
#: What to write, by key.
_EXAMPLES = {POD_CIDR: _POD_EXAMPLE, SERVICE_CIDR: "10.96.0.0/12", EXTERNAL_CIDR: "10.70.0.0/16"}
_OBJECT_NAME = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"


@rule("LQ802", "network-without-cidr", Severity.ERROR, charts=PUBLISHED_CHARTS)
def network_without_cidr(context: Context) -> Iterator[Diagnostic]:
    """A missing CIDR, of which Liqo's own chart creates an object all the same.

    ## What it does
    Reports an empty `ipam.serviceCIDR`, whether the networking module is on or off. Up to Liqo 1.1.2, it also reports
    an empty `ipam.podCIDR`, `ipam.externalCIDR` or `ipam.internalCIDR`. In every release, it reports empty
    items of `ipam.podCIDRs` and `ipam.reservedSubnets`, and text such as "null" and "~", which the chart writes into
    objects without quotes. `liqoctl install` fills in the CIDRs of pods and Services, unless your values set them to
    an empty string.

    ## What breaks at run time
    The chart creates a Network object for the CIDR in every mode. Without a CIDR, the API server rejects the object:
    the installation fails, and so does an upgrade that removes the CIDR.
    """
    for network in published_rendering.rendered(context.values, context.chart).networks:
        if not network.cidr and not cannot_render(network.path, context.values, context.chart):
            yield _without_cidr(context, network)


def _without_cidr(context: Context, network: Network) -> Diagnostic:
    key = dotted(network.path)
    text = published_rendering.is_true(context.values.get(*network.path))
    listed = not isinstance(network.path[-1], str)
    empty = "is read as nothing, since it is written without quotes" if text else "is empty"
    off = "" if published_rendering.is_true(context.values.get(*ENABLED)) else ", also with the module off"
    single = (
        f"set it, such as `{key}: {_EXAMPLES.get(network.path, '10.80.0.0/16')}`; {context.chart.label} creates the "
        f"object in every mode{off}"
    )
    return Diagnostic(
        message=f"`{key}` {empty}, so the API server rejects the Network object `{network.name}`",
        path=network.path,
        primary=context.at(network.path, "is no CIDR") if text or listed else _missing(context, network.path),
        help="remove it from the list" if listed else single,
        fix=None if text or listed else _from_list(context, network.path),
    )


@rule("LQ803", "missing-pod-cidrs", Severity.ERROR, charts=PUBLISHED_CHARTS)
def missing_pod_cidrs(context: Context) -> Iterator[Diagnostic]:
    """No pod CIDR, which Liqo needs to tell its own pods from remote ones.

    ## What it does
    Since Liqo 1.2.0, reports that neither `ipam.podCIDRs` nor `ipam.podCIDR` is set, unless both the networking module
    and IP reflection are off. (For earlier releases, LQ802 reports an empty `ipam.podCIDR`.)

    ## What breaks at run time
    The chart installs without a Network object for pods and without `--podcidr`. With the networking module, no peering
    gets a network: `no pod CIDR Network resource found`. Without it, virtual kubelets regard all pods of this cluster
    as remote ones and cannot translate their IPs: EndpointSlices arrive at providers without endpoints.
    """
    values, chart = context.values, context.chart
    if "podNetworkAlways" in chart.traits:
        return
    if published_rendering.rendered(values, chart).pod_cidrs:
        return
    from liqo_values.liqo import published_mode  # noqa: PLC0415 - values for our chart do not need it

    mode = published_mode.decide(values, chart)
    if mode.networking.value:
        consequence = "no peering gets a network"
    elif mode.networking.value is False and mode.reflection.value:
        consequence = "endpoints of this cluster are missing in its providers"
    else:
        return
    yield Diagnostic(
        message=f"neither `ipam.podCIDRs` nor `ipam.podCIDR` is set: {consequence}",
        path=POD_CIDRS,
        primary=_missing(context, POD_CIDRS, POD_CIDR),
        related=(mode.networking.decided_by,),
        help=f"set the pod CIDRs of this cluster, such as `ipam.podCIDRs: [{_POD_EXAMPLE}]`",
    )


@rule("LQ804", "invalid-network-name", Severity.ERROR, charts=PUBLISHED_CHARTS)
def invalid_network_name(context: Context) -> Iterator[Diagnostic]:
    """A CIDR that does not result in a valid name of an object.

    ## What it does
    Since Liqo 1.2.0, reports an IPv6 network in `ipam.podCIDRs`, and upper-case letters in `ipam.reservedSubnets`.

    ## What breaks at run time
    The chart names Network objects after their CIDRs and replaces only slashes and dots, or in reserved networks also
    colons. The API server rejects `pod-cidr-fd00::-48`, and the installation stops halfway.
    """
    for network in published_rendering.rendered(context.values, context.chart).networks:
        if not network.cidr or re.fullmatch(_OBJECT_NAME, network.name):
            continue
        lower = network.cidr.lower()
        pods = network.path[0:2] == POD_CIDRS
        yield Diagnostic(
            message=f"`{dotted(network.path)}` results in the name `{network.name}`, which the API server rejects",
            path=network.path,
            primary=context.at(network.path, "cannot be part of a name"),
            help="remove it; Liqo's network supports only IPv4" if pods else f"write `{lower}`",
            fix=None if pods else edits.value(context.values.origin(network.path), lower, safe=True),
        )


@rule("LQ805", "reserved-outside-of-pools", Severity.ERROR, charts=PUBLISHED_CHARTS)
def reserved_outside_of_pools(context: Context) -> Iterator[Diagnostic]:
    """A network of this cluster that is outside the pools of the IPAM.

    ## What it does
    Up to Liqo 1.1.2, reports `ipam.podCIDR`, `ipam.serviceCIDR` and `ipam.reservedSubnets` that are not within one of
    `ipam.pools`, while the networking module is on and Liqo's own IPAM manages the networks.

    ## What breaks at run time
    At startup, the controller manager asks the IPAM to reserve these networks. The IPAM answers `prefix is not in the
    pool`, and the controller manager exits at every start. Liqo 1.2.0 accepts such networks.
    """
    for given in _reserved(context):
        if not given.inside(cidrs.managed(context.values)):
            yield Diagnostic(
                message=f"the controller manager exits because `{dotted(given.path)}` is outside the pools of the IPAM",
                path=given.path,
                primary=context.at(given.path, "is outside all pools"),
                help="add a pool that contains it to `ipam.pools`, or install Liqo 1.2.0",
            )


@rule("LQ806", "overlapping-reservations", Severity.ERROR, charts=PUBLISHED_CHARTS)
def overlapping_reservations(context: Context) -> Iterator[Diagnostic]:
    """Networks of this cluster that overlap.

    ## What it does
    Up to Liqo 1.1.2, reports two different networks that overlap among `ipam.podCIDR`, `ipam.serviceCIDR` and
    `ipam.reservedSubnets`, while the networking module is on and Liqo's own IPAM manages the networks.

    ## What breaks at run time
    The IPAM can hold only one of the two. At the latest when its pod starts again, it fails with `failed to reserve
    specific network` and exits: no peering gets a network any more. Liqo 1.2.0 accepts such networks.
    """
    for one, other in combinations(_reserved(context), 2):
        if one.overlaps(other) and one.network != other.network:
            yield Diagnostic(
                message=f"`{dotted(one.path)}` and `{dotted(other.path)}` overlap: `{one.text}` and `{other.text}`",
                path=other.path,
                primary=context.at(other.path, "overlaps"),
                related=(context.at(one.path, "with this one"),),
                help=f"{_apart(one, other)}, or install Liqo 1.2.0",
            )


def _apart(one: Range, other: Range) -> str:
    """Say how to correct two networks that overlap; the pod CIDR and the service CIDR have to stay."""
    if other.path in (POD_CIDR, SERVICE_CIDR):
        return "set the networks that this cluster has"
    if one.path not in (POD_CIDR, SERVICE_CIDR):
        return "keep the larger of the two"
    if other.network.prefixlen > one.network.prefixlen:
        return f"remove it, since `{dotted(one.path)}` contains it"
    return f"list only what is outside `{dotted(one.path)}`"


def _reserved(context: Context) -> list[Range]:
    """Return the networks that the IPAM of the releases up to 1.1.2 reserves; none if it does not run."""
    rendered = published_rendering.rendered(context.values, context.chart)
    if "reservesOnlyInPools" not in context.chart.traits or not rendered.ipam:
        return []
    single = [found for path in (POD_CIDR, SERVICE_CIDR) for found in cidrs.at(context.values, path)]
    return [*single, *cidrs.reserved(context.values)]


def _missing(context: Context, *paths: Path) -> Label:
    """Point to the empty value, its section or what decides the mode, whichever the user wrote."""
    texts = {**dict.fromkeys(paths, "is empty"), IPAM: "lacks it", ENABLED: "needs it as well"}
    for path, text in texts.items():
        origin = context.values.deleted(path) or context.values.origin(path)
        if origin is not None and origin.key_span is not None:
            return label(origin, text, at_key=path != ENABLED)
    return context.at(paths[0], "is empty")


def _from_list(context: Context, path: Path) -> Fix | None:
    """Rename the list of a later release, if it has only one CIDR."""
    listed = context.values.get(*POD_CIDRS)
    origin = context.values.origin(POD_CIDRS)
    if path != POD_CIDR or not isinstance(listed, list) or len(listed) != 1 or context.values.set_by_user(POD_CIDR):
        return None
    parts = (edits.key(origin, str(POD_CIDR[-1]), safe=True), edits.value(origin, str(listed[0]), safe=True))
    return edits.together(f"write `{POD_CIDR[-1]}: {listed[0]}`", parts, safe=True)
