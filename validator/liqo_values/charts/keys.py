"""The paths of the values that decide the mode and its effects, each named once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from liqo_values.model.nodes import Path

NETWORKING: Path = ("networking",)
ENABLED: Path = ("networking", "enabled")
REFLECT: Path = ("networking", "reflectIPs")
IPAM: Path = ("ipam",)
SERVICE_CIDR: Path = ("ipam", "serviceCIDR")
POD_CIDR: Path = ("ipam", "podCIDR")
POD_CIDRS: Path = ("ipam", "podCIDRs")
OFFLOADING: Path = ("offloading", "enabled")
ARGS: Path = ("virtualKubelet", "extra", "args")
EXTERNAL_CIDR: Path = ("ipam", "externalCIDR")
INTERNAL_CIDR: Path = ("ipam", "internalCIDR")
CLUSTER_ID: Path = ("discovery", "config", "clusterID")
API_SERVER: Path = ("apiServer", "address")
RANDOM_ID: Path = ("discovery", "config", "allowRandomClusterID")
RESERVED_SUBNETS: Path = ("ipam", "reservedSubnets")
POOLS: Path = ("ipam", "pools")
EXTERNAL_IPAM: Path = ("ipam", "external", "enabled")
EXTERNAL_IPAM_URL: Path = ("ipam", "external", "url")
AUTHENTICATION: Path = ("authentication", "enabled")
PROXY: Path = ("proxy", "enabled")
HEALTH_PORT: Path = ("networking", "fabric", "config", "healthProbeBindAddressPort")
METRICS_PORT: Path = ("networking", "fabric", "config", "metricsAddressPort")
METRICS: Path = ("metrics", "enabled")
MONITORS: Path = ("metrics", "prometheusOperator", "enabled")
STORAGE: Path = ("storage", "enabled")
OPTIONS_TEMPLATES: Path = ("virtualKubelet", "optionsTemplates")
#: The keys that decide the mode, in the default options template and in all others.
MODE_KEYS: tuple[Path, ...] = (ENABLED, REFLECT, (*OPTIONS_TEMPLATES, "*", "reflectIPs"))
