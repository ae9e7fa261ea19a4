"""`helm test` on a real API server: it succeeds where Liqo answers, and fails where one part does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cluster.conftest import Release
from tests.cluster.hook_pods import HookPods, left_behind
from tests.cluster.liqo_webhook import liqo_webhook
from tools.run.cluster import NAMESPACE, RELEASE
from tools.run.control_plane import ControlPlane
from tools.run.network import MACHINE

#: No metric agent runs here, so that its API is not served.
OFF = ("--set", "networking.enabled=false", "--set", "metricAgent.enabled=false")


@pytest.fixture
def hook_pods(plane: ControlPlane, tmp_path: Path) -> HookPods:
    return HookPods(plane, NAMESPACE, tmp_path)


def failures(release: Release, hook_pods: HookPods) -> dict[str, str]:
    """Run `helm test`; returns the output of containers that failed, by their names."""
    with hook_pods.running():
        result = release.helm("test", RELEASE, "--timeout", "2m")
    failed = {name: outcome.output for name, outcome in hook_pods.outcomes.items() if outcome.status}
    assert hook_pods.outcomes
    assert (result.returncode != 0) == bool(failed), result.stdout + result.stderr
    assert left_behind(release.cluster) == []
    return failed


@pytest.mark.parametrize("networking", ["on", "off"])
def test_it_succeeds_where_everything_answers(
    standing: Release, plane: ControlPlane, hook_pods: HookPods, tmp_path: Path, networking: str
) -> None:
    port = MACHINE.free_port()
    cidrs = ("--set", "ipam.podCIDR=10.244.0.0/16,ipam.serviceCIDR=10.96.0.0/16,metricAgent.enabled=false")
    standing.bring(*(cidrs if networking == "on" else OFF), "--set", f"webhook.port={port}")
    with liqo_webhook(standing, plane, port, tmp_path):
        assert failures(standing, hook_pods) == {}
    assert hook_pods.outcomes["admission-webhook"].output == "liqo-helm-test"
    assert ("api-networking" in hook_pods.outcomes) is (networking == "on")


@pytest.mark.parametrize(("policy", "reason"), [("Fail", "failed calling webhook"), ("Ignore", "labels is not found")])
def test_it_fails_where_the_webhook_does_not_answer(
    standing: Release, hook_pods: HookPods, policy: str, reason: str
) -> None:
    standing.bring(*OFF, "--set", f"webhook.failurePolicy={policy},webhook.port={MACHINE.free_port()}")
    failed = failures(standing, hook_pods)
    assert list(failed) == ["admission-webhook"]
    assert reason in failed["admission-webhook"]


def test_it_names_the_part_that_does_not_answer(
    standing: Release, plane: ControlPlane, hook_pods: HookPods, tmp_path: Path
) -> None:
    port = MACHINE.free_port()
    standing.bring("--set", "networking.enabled=false", "--set", f"webhook.port={port}")
    with liqo_webhook(standing, plane, port, tmp_path):
        assert list(failures(standing, hook_pods)) == ["api-metrics"]
