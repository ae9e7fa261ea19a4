"""The presets in every combination that they are meant for, on a real Kubernetes API server."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.chart.sample_values import EVERYTHING
from tests.cluster.conftest import Release
from tests.support.preset_stacks import stacks
from tools.manifests import stream
from tools.rendering import CLUSTER_ID, template
from tools.repository import CHART
from tools.run.cluster import RELEASE

#: API groups that a plain Kubernetes does not have: OpenShift brings the first, the Prometheus Operator the second.
OF_OTHERS = {"security.openshift.io", "monitoring.coreos.com"}
EVERY_OPTION: Mapping[str, Any] = yaml.safe_load((Path(__file__).parents[1] / "liqo" / "every-option.yaml").read_text())


def options(files: tuple[Path, ...]) -> list[str]:
    return [f"--values={path}" for path in files]


def test_the_api_server_knows_every_field_of_every_combination(standing: Release) -> None:
    """Server-side validation in strict mode: an unknown or duplicate field is an error, a deprecated one a warning.

    Helm 4 refuses unknown fields by itself; Helm 3 warns of them and goes on. They render the same: one half each.
    """
    combinations = stacks()
    standing.bring(*options(combinations["connected"]))
    different: set[str] = set()
    for name, files in list(combinations.items())[standing.program.name == "helm4" :: 2]:
        # The account of the pod of helm test is there only while it runs.
        rendered = standing.succeed(
            "template", RELEASE, CHART, "--skip-tests", f"--values={CLUSTER_ID}", *options(files)
        )
        texts = rendered.split("\n---\n")
        # Only OpenShift knows these.
        known = [text for text in texts if "kind: SecurityContextConstraints" not in text]
        assert (len(known) < len(texts)) is (name.startswith("connected") and "openshift" in name), name
        different.update(known)
    assert standing.cluster.complaints("\n---\n".join(sorted(different))) == ""


def test_layers_come_and_go_by_upgrades(standing: Release) -> None:
    combinations = stacks()
    standing.bring(*options(combinations["external-network + ha + minimal + openshift + restricted"]))
    assert standing.get("apps/v1", "Deployment", "liqo-webhook")["spec"]["replicas"] == 2
    assert standing.get("policy/v1", "PodDisruptionBudget", "liqo-webhook")["spec"]["maxUnavailable"] == 1
    standing.bring(*options(combinations["connected + restricted"]))
    policies = standing.cluster.kubectl("get", "networkpolicies", "-A", "-o", "name").stdout.split()
    # Of those with a policy telemetry is switched off, and the IPAM has come.
    assert len(policies) == 7
    standing.bring(*options(combinations["offloading-only"]))
    left = standing.cluster.kubectl("get", "networkpolicies,poddisruptionbudgets", "-A", "-o", "name").stdout.split()
    assert left == []


def test_the_api_server_knows_every_field_of_what_values_can_bring(standing: Release) -> None:
    """Every object that the chart can render, and every option of Liqo's programs in them."""
    standing.bring(*options(stacks()["connected"]))
    standing.uninstall()  # Liqo's API and the namespace stay, and nothing that the objects would be merged with
    for name, given in {"everything": EVERYTHING, "every option": EVERY_OPTION}.items():
        rendered = template(standing.program, "--skip-tests", values=given)
        known = [manifest for manifest in rendered if manifest["apiVersion"].partition("/")[0] not in OF_OTHERS]
        assert len(known) > 75, name
        assert standing.cluster.complaints(stream(known)) == "", name
