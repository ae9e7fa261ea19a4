"""The workloads of the chart and their containers, as ``schema/components.yaml`` has them."""

from __future__ import annotations

from tools.generate import facts
from tools.repository import ROOT

COMPONENTS = facts.components(ROOT / "schema")
WORKLOADS = tuple(workload for component in COMPONENTS for workload in component.workloads)
#: By name; the two gateways have the same ones.
CONTAINERS = {container.name: container for workload in WORKLOADS for container in workload.containers}
#: The names of those that belong to the networking module.
OF_MODULE = frozenset(
    container.name
    for component in COMPONENTS
    if component.module
    for workload in component.workloads
    for container in workload.containers
)
