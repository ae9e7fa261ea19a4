"""The commands that ``liqo-values init`` prints: how to install the values in both clusters, and how to peer them."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from liqo_values.engine.project_file import NAME as PROJECT_FILE
from liqo_values.liqo.mode import FACTS

if TYPE_CHECKING:
    from liqo_values.charts.target import TargetChart
    from liqo_values.engine.starter_values import Facts

_REPOSITORY = "https://helm.liqo.io/"


def next_commands(file: str, facts: Facts, chart: TargetChart, *, by_option: bool) -> str:
    """Return the commands below their headings.

    Args:
        file: The values file.
        facts: What is in it.
        chart: The chart that it is for.
        by_option: Whether only an option of this run names the chart, so that other runs need it as well.
    """
    other = "other.yaml" if file != "other.yaml" else "other-cluster.yaml"
    cidrs = " and CIDRs" if facts.pod_cidr or facts.service_cidr else ""
    blocks = {
        "Next, in this cluster:": [f"liqo-values mode{_chart(chart)} {_word(file)}", _install(file, chart)],
        f"In the other cluster, with a name{cidrs} of its own:": [_init(other, facts, chart), _install(other, chart)],
        "Then peer them. Run this in the consumer, the cluster whose pods are offloaded:": [
            _peer(facts),
            "liqoctl offload namespace NAMESPACE",
        ],
    }
    if by_option and not chart.is_ours:
        blocks["To check files in this folder for this chart without --chart:"] = [
            f"echo 'chart: {_name(chart)}' >> {PROJECT_FILE}"
        ]
    return "\n\n".join("\n  ".join((title, *lines)) for title, lines in blocks.items())


def _install(file: str, chart: TargetChart) -> str:
    source = "chart/" if chart.is_ours else f"liqo --repo {_REPOSITORY} --version {chart.release}"
    return f"helm install liqo {source} -n liqo --create-namespace -f {_word(file)}"


def _init(file: str, facts: Facts, chart: TargetChart) -> str:
    given = "".join(
        f" --{name.replace('_', '-')} {name.upper().rpartition('_')[2]}"
        for name in ("pod_cidr", "service_cidr")
        if getattr(facts, name)
    )
    minimal = " --minimal" if facts.minimal else ""
    mode = f"--mode {facts.mode.value}{minimal}{_chart(chart)}"
    return f"liqo-values init {_word(file)} {mode} --cluster-id NAME{given}"


def _peer(facts: Facts) -> str:
    networking, _ = FACTS[facts.mode]
    return "liqoctl peer --remote-kubeconfig PROVIDER_KUBECONFIG" + ("" if networking else " --networking-disabled")


def _chart(chart: TargetChart) -> str:
    return "" if chart.is_ours else f" --chart {_name(chart)}"


def _name(chart: TargetChart) -> str:
    return f"{chart.family.value}@{chart.release.removeprefix('v')}"


def _word(file: str) -> str:
    return shlex.quote(file)
