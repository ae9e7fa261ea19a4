"""What is to be seen of an installation without the networking module, by tests that all leave it as it is."""

from __future__ import annotations

import pytest

from tests.cluster.conftest import Release
from tests.cluster.hook_pods import left_behind
from tools.repository import CHART
from tools.run.cluster import RELEASE
from tools.run.control_plane import kubernetes_version

OFF = ("--set", "networking.enabled=false")


@pytest.fixture(scope="module")
def untouched(standing: Release) -> Release:
    standing.install(*OFF)
    return standing


def test_networking_off_needs_no_other_value(untouched: Release) -> None:
    untouched.expect_networking(on=False)
    untouched.expect_reflection(on=True)


def test_telemetry_reports_the_version_of_the_cluster(untouched: Release) -> None:
    job = untouched.get("batch/v1", "CronJob", "liqo-telemetry")["spec"]["jobTemplate"]["spec"]
    arguments = job["template"]["spec"]["containers"][0]["args"]
    assert f"--kubernetes-version={kubernetes_version()}" in arguments


def test_rendering_without_cluster_access_needs_the_cluster_id(untouched: Release) -> None:
    """Even if the cluster has an ID: Helm does not look. A dry run on the server finds it."""
    named = "--set=discovery.config.clusterID=rome"
    for verb, *options in (("template",), ("upgrade", "--dry-run=client")):
        assert "LQ506 missing-cluster-id: " in untouched.refused(verb, *OFF, *options)
        assert 'CLUSTER_ID: "rome"' in untouched.succeed(verb, RELEASE, CHART, *OFF, *options, named)
    rendered = untouched.succeed("upgrade", RELEASE, CHART, *OFF, "--dry-run=server")
    assert f'CLUSTER_ID: "{untouched.cluster_id}"' in rendered


def test_refused_upgrade_changes_nothing(untouched: Release) -> None:
    assert "LQ102" in untouched.refused("upgrade", "--set", "ipam.podCIDR=10.244.0.0/16")
    untouched.expect_networking(on=False)


def test_nothing_of_the_test_is_there_before_it_runs(untouched: Release) -> None:
    assert left_behind(untouched.cluster) == []
    names = untouched.cluster.kubectl("get", "clusterroles", "-o", "name").stdout.split()
    assert "clusterrole.rbac.authorization.k8s.io/liqo-helm-test" not in names
