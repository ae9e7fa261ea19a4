"""Values that the chart is rendered with: of each mode, and with everything switched on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from liqo_values.liqo.mode import FACTS
from tests.support.values import merged
from tools.repository import CHART

if TYPE_CHECKING:
    from collections.abc import Mapping

CIDRS: Mapping[str, Any] = {"ipam": {"podCIDR": "10.244.0.0/16", "serviceCIDR": "10.96.0.0/12"}}


def _mode(*, networking: bool, reflection: bool) -> dict[str, Any]:
    off = {key: False for key, on in (("enabled", networking), ("reflectIPs", reflection)) if not on}
    return {**(CIDRS if networking else {}), **({"networking": off} if off else {})}


#: Values of the four modes, and nothing else.
MODES: Mapping[str, Mapping[str, Any]] = {
    mode.value: _mode(networking=networking, reflection=reflection) for mode, (networking, reflection) in FACTS.items()
}


def _switched_on(defaults: Mapping[str, Any]) -> dict[str, Any]:
    """What turns on all that the defaults leave off."""
    inner = {key: _switched_on(value) for key, value in defaults.items() if isinstance(value, dict)}
    off = {"enabled": True} if defaults.get("enabled") is False else {}
    return off | {key: value for key, value in inner.items() if value}


_AWS: Mapping[str, Any] = {"accessKeyId": "AKIA", "secretAccessKey": "secret"}
#: Values with which every object of the chart is rendered: whatever has a switch is on, but an IPAM of the user's own,
#: which would take the place of the chart's.
EVERYTHING: Mapping[str, Any] = merged(
    _switched_on(yaml.load((CHART / "values.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)),
    {
        "authentication": {"awsConfig": _AWS},
        "ipam": {**CIDRS["ipam"], "external": {"enabled": False}},
        "networking": {"fabric": {"metrics": {"podMonitor": {"interval": "30s"}}}},
    },
)
