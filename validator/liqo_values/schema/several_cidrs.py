"""What to write in place of several networks in one value, one for each family of IP addresses or for each node.

A text that is several networks or flags is also what users write in place of a list.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Network, ip_network
from typing import TYPE_CHECKING

from liqo_values.charts.keys import EXTERNAL_CIDR, INTERNAL_CIDR, POD_CIDR, POD_CIDRS, SERVICE_CIDR
from liqo_values.model.nodes import dotted

if TYPE_CHECKING:
    from liqo_values.charts.target import TargetChart
    from liqo_values.model.nodes import Path, Plain

_SEPARATOR = r"[\s,;]+"
#: What separates flags, whose values may contain commas.
_BETWEEN_FLAGS = r"[\s,;]+(?=--)"


def items(text: str) -> list[str]:
    """Return the items of a list that is written as one text: several networks or flags, or else the text itself."""
    flags = re.split(_BETWEEN_FLAGS, text.strip())
    if all(re.fullmatch(r"--\S+", flag) for flag in flags):
        return flags
    networks = [part for part in re.split(_SEPARATOR, text) if part]
    try:
        return networks if [ip_network(one, strict=False) for one in networks] else [text]
    except ValueError:
        return [text]


def instead(path: Path, value: Plain, chart: TargetChart, *, in_argument: bool) -> str:
    """Return what to write instead of several networks, or of a list; empty if the value is something else.

    Args:
        path: The path of the value.
        value: The value.
        chart: The target chart.
        in_argument: Whether it is set by an argument, which is not YAML.
    """
    if path not in (POD_CIDR, SERVICE_CIDR, EXTERNAL_CIDR, INTERNAL_CIDR):
        return ""
    texts = [text for text in re.split(_SEPARATOR, value) if text] if isinstance(value, str) else _items(value)
    try:
        networks = [ip_network(text, strict=False) for text in texts]
    except ValueError:
        return ""
    usable = [str(network) for network in networks if isinstance(network, IPv4Network)]
    if not texts or (isinstance(value, str) and len(texts) == 1):
        return ""
    only = "Liqo's network supports only IPv4: " if len(usable) < len(texts) else ""
    if len(usable) == 1:
        return f"{only}write `{usable[0]}`" if in_argument else f"{only}write `{path[-1]}: {usable[0]}`"
    if path == POD_CIDR and usable:
        if chart.keys.schema_at(POD_CIDRS):
            if in_argument:
                return f"{only}set `{dotted(POD_CIDRS)}={{{','.join(usable)}}}` instead"
            return f"{only}write `{POD_CIDRS[-1]}: [{', '.join(usable)}]`"
        return f"{only}write the one network that contains all of them; a list, `{dotted(POD_CIDRS)}`, needs Liqo 1.2.0"
    return f"{only}write one network" if usable else "write an IPv4 network, since Liqo's network supports no IPv6"


def _items(value: Plain) -> list[str]:
    """Return the items of a list of texts; none if the value is something else."""
    items = value if isinstance(value, list) else []
    texts = [item for item in items if isinstance(item, str)]
    return texts if len(texts) == len(items) else []
