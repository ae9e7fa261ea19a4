"""What is measured: the programs, their arguments and their files."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.bench.timing import write
from tools.presets import MODES, PRESETS
from tools.rendering import CLUSTER_ID
from tools.repository import CHART
from tools.toolchain.build import tool

VENV = Path(sys.executable).parent

#: The values file that all programs are given; `{}` is the number of the cluster.
VALUES = """\
# cluster {} of the fleet
discovery:
  config:
    clusterID: cluster-{}
    clusterLabels:
      liqo.io/provider: k3s
      topology.kubernetes.io/region: eu-west
networking:
  enabled: true
ipam:
  podCIDR: 10.244.0.0/16
  serviceCIDR: 10.96.0.0/12
  reservedSubnets:
    - 172.16.0.0/16
virtualKubelet:
  extra:
    args:
      - --node-ping-interval=30s
metrics:
  enabled: true
"""

#: How many files the fleets have.
FLEETS = (250, 1000)

CHECK, LINT = "liqo-values check", "helm 4 lint"
SCHEMA_CHECK = "check-jsonschema, our schema"
CLICK = "Python, click imported"
QUICK = ("liqo-values --version", "liqo-values explain", "liqo-values rules")


def values_file(folder: Path) -> Path:
    """Write the one values file."""
    write(folder, {"values.yaml": VALUES.format(1, 1)})
    return folder / "values.yaml"


def for_one_file(values: Path) -> dict[str, list[str]]:
    """Return the commands that are run for one file, by the name in the table."""
    ours, python, file = str(VENV / "liqo-values"), str(VENV / "python"), str(values)
    chart, helm3, helm4 = str(CHART), str(tool("helm3")), str(tool("helm4"))
    return {
        "Python": [python, "-c", "pass"],
        CLICK: [python, "-c", "import click"],
        QUICK[0]: [ours, "--version"],
        QUICK[1]: [ours, "explain", "LQ101"],
        QUICK[2]: [ours, "rules"],
        CHECK: [ours, "check", file],
        "helm 3 lint": [helm3, "lint", chart, "-f", file],
        LINT: [helm4, "lint", chart, "-f", file],
        "helm 4 template": [helm4, "template", "liqo", chart, "-f", file],
        SCHEMA_CHECK: [str(VENV / "check-jsonschema"), "--schemafile", str(CHART / "values.schema.json"), file],
        "yamllint": [str(VENV / "yamllint"), "-d", "relaxed", file],
    }


def for_modes() -> dict[str, list[str]]:
    """Return the commands that render the chart, by mode."""
    return {
        mode: [
            *(str(tool("helm4")), "template", "liqo", str(CHART)),
            *("-f", str(CLUSTER_ID), "-f", str(PRESETS / f"{mode}.yaml")),
        ]
        for mode in MODES
    }


def for_fleets(folder: Path) -> dict[str, list[str]]:
    """Write fleets of values files, and return the commands that check them, by the number of files."""
    commands = {}
    for size in FLEETS:
        fleet = folder / f"liqo-{size}"
        write(fleet, {f"values-{number:04}.yaml": VALUES.format(number, number) for number in range(size)})
        commands[str(size)] = [str(VENV / "liqo-values"), "check", str(fleet)]
    return commands
