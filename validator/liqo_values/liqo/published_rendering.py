"""What the published chart renders from values: the parts for the networking module and IP reflection.

It predicts what the chart's templates render; ``tests/published`` compares it with what they really render.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from liqo_values.charts.keys import (
    ARGS,
    ENABLED,
    EXTERNAL_CIDR,
    EXTERNAL_IPAM,
    INTERNAL_CIDR,
    POD_CIDR,
    POD_CIDRS,
    REFLECT,
    RESERVED_SUBNETS,
    SERVICE_CIDR,
)
from liqo_values.liqo.program_args import SWITCH
from liqo_values.parsing import unquoted
from liqo_values.parsing.unquoted import printed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liqo_values.charts.target import TargetChart
    from liqo_values.model.nodes import Path, Plain
    from liqo_values.values.provenance import Values

_AWS_KEY: Path = ("authentication", "awsConfig", "accessKeyId")
_MSS_CLAMPING: Path = ("networking", "gateway", "mssclamp", "enabled")
#: Texts without a meaning in YAML.
_CIDR = r"[0-9a-fA-F.:]+(/[0-9]+)?"
#: The only spellings that the templates recognise, by flag.
_RECOGNISED = {
    "--enable-apiserver-support": ("", "=true", "=false"),
    SWITCH: ("", "=true", "=false"),
    "--certificate-type": ("=kubelet", "=aws", "=self-signed"),
}


class Network(NamedTuple):
    """A Network object.

    Attributes:
        name: Its name; before 1.2.0, those of reserved networks are numbers.
        cidr: Its CIDR as YAML reads it; empty if it has none, which the API server rejects.
        path: The value that it is made of.
    """

    name: str
    cidr: str
    path: Path


class Rendering(NamedTuple):
    """What the templates render.

    Attributes:
        networking: The value of the controller manager's ``--networking-enabled``; it exits if this is empty.
        module: Whether fabric, gateway templates and IPAM are rendered: whether the key is truthy in a template.
        ipam: Whether Liqo's own IPAM is rendered.
        networks: The Network objects.
        firewall: Whether the FirewallConfiguration that clamps the segment size of gateways is rendered.
        kubelet_arguments: ``extraArgs`` of the VkOptionsTemplate.
        pod_cidrs: The values of the webhook's ``--podcidr``.
    """

    networking: str
    module: bool
    ipam: bool
    networks: tuple[Network, ...]
    firewall: bool
    kubelet_arguments: tuple[str, ...]
    pod_cidrs: tuple[str, ...]


def rendered(values: Values, chart: TargetChart) -> Rendering:
    """Predict what the templates of a published chart render.

    Other rules report values that the templates cannot render, such as a null for ``common``.
    """
    enabled = values.get(*ENABLED)
    return Rendering(
        networking=printed(enabled),
        module=is_true(enabled),
        ipam=is_true(enabled) and not is_true(values.get(*EXTERNAL_IPAM)),
        networks=tuple(_networks(values, chart)),
        firewall="mssClamping" in chart.traits and is_true(values.get(*_MSS_CLAMPING)),
        kubelet_arguments=kubelet_arguments(values),
        pod_cidrs=tuple(_pod_cidrs(values, chart)),
    )


def is_true(value: Plain) -> bool:
    """Return whether a value is truthy in a template: anything except false, zero, null and empty values."""
    return bool(value)


def _networks(values: Values, chart: TargetChart) -> Iterator[Network]:
    listed = _pod_cidr_list(values, chart)
    if listed:
        for index, cidr in enumerate(listed):
            yield Network(f"pod-cidr-{_in_name(printed(cidr))}", _read_back(printed(cidr)), (*POD_CIDRS, index))
    elif "podNetworkAlways" in chart.traits or is_true(values.get(*POD_CIDR)):
        yield Network("pod-cidr", _read_back(printed(values.get(*POD_CIDR))), POD_CIDR)
    yield Network("service-cidr", _read_back(printed(values.get(*SERVICE_CIDR))), SERVICE_CIDR)
    for name, path in (("external-cidr", EXTERNAL_CIDR), ("internal-cidr", INTERNAL_CIDR)):
        given = values.get(*path)
        chosen = "podNetworkAlways" not in chart.traits and not is_true(given)
        yield Network(name, _CHOSEN[name] if chosen else _read_back(printed(given)), path)
    reserved = values.get(*RESERVED_SUBNETS)
    for index, value in enumerate(reserved if isinstance(reserved, list) else ()):
        cidr = printed(value)
        name = _in_name(cidr).replace(":", "-") if "networksNamedByCIDR" in chart.traits else str(index + 1)
        yield Network(f"reserved-{name}", _read_back(cidr), (*RESERVED_SUBNETS, index))


def _read_back(text: str) -> str:
    """Return what YAML reads where a template writes a CIDR without quotes: ``null`` and comments are nothing."""
    if re.fullmatch(_CIDR, text):
        return text
    readable, section = unquoted.read_back(text, "cidr: {}")
    read = section.get("cidr") if isinstance(section, dict) else None
    return "" if readable and read in (None, "") else text


def _in_name(cidr: str) -> str:
    return cidr.replace("/", "-").replace(".", "-")


#: What the templates render if the key is empty, since 1.2.0.
_CHOSEN = {"external-cidr": "10.70.0.0/16", "internal-cidr": "10.80.0.0/16"}


def _pod_cidr_list(values: Values, chart: TargetChart) -> list[Plain]:
    """Return ``ipam.podCIDRs`` if the chart has that key."""
    listed = values.get(*POD_CIDRS) if chart.keys.schema_at(POD_CIDRS) else None
    return listed if isinstance(listed, list) else []


def _pod_cidrs(values: Values, chart: TargetChart) -> Iterator[str]:
    listed = _pod_cidr_list(values, chart)
    if listed:
        yield from map(printed, listed)
    elif "podNetworkAlways" in chart.traits or is_true(values.get(*POD_CIDR)):
        yield printed(values.get(*POD_CIDR))


def kubelet_arguments(values: Values) -> tuple[str, ...]:
    """Return the user's arguments, then those that the templates append."""
    return (*_given(values), *appended(values))


def appended(values: Values) -> tuple[str, ...]:
    """Return the arguments that the templates append to the user's, unless they recognise them there."""
    return tuple(_appended(values, _given(values)))


def _given(values: Values) -> list[str]:
    listed = values.get(*ARGS)
    return [printed(item) for item in listed] if isinstance(listed, list) else []


def _appended(values: Values, given: list[str]) -> Iterator[str]:
    if not _has("--enable-apiserver-support", given):
        yield "--enable-apiserver-support=true"
    if not is_true(values.get(*REFLECT)) and not _has(SWITCH, given):
        yield SWITCH
    if is_true(values.get(*_AWS_KEY)) and not _has("--certificate-type", given):
        yield "--certificate-type=aws"


def _has(flag: str, arguments: list[str]) -> bool:
    return any(f"{flag}{ending}" in arguments for ending in _RECOGNISED[flag])
