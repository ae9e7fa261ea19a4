"""What the cluster is called among its peers: made up once at most, kept by every upgrade, never lost silently."""

from __future__ import annotations

import re
from uuid import UUID

from tests.cluster.conftest import Release
from tests.cluster.control_plane import kubernetes_version
from tests.cluster.helm import CHART, NAMESPACE, RELEASE

OFF = ("--set", "networking.enabled=false")
CONFIG_MAP = "liqo-clusterid-configmap"


def named(name: str) -> str:
    return f"--set=discovery.config.clusterID={name}"


def identity(release: Release) -> str:
    return str(release.get("v1", "ConfigMap", CONFIG_MAP)["data"]["CLUSTER_ID"])


def refused(release: Release, *arguments: str) -> str:
    """What Helm says on refusing a command about the chart, which must leave the release as it is."""
    before = release.helm("history", RELEASE).stdout
    result = release.helm(arguments[0], RELEASE, CHART, *OFF, *arguments[1:])
    assert result.returncode != 0
    assert release.helm("history", RELEASE).stdout == before
    return result.stderr


def test_a_name_is_made_up_once(release: Release) -> None:
    release.install(*OFF)
    first = identity(release)
    assert UUID(first).version == 4
    release.upgrade(*OFF, "--set", "networking.reflectIPs=false")
    assert identity(release) == first
    release.uninstall()
    release.install(*OFF)
    assert identity(release) != first


def test_a_given_name_wins_and_cannot_be_changed(release: Release) -> None:
    release.install(*OFF, named("rome"))
    assert identity(release) == "rome"
    release.upgrade(*OFF)
    assert identity(release) == "rome"
    assert re.search('LQ502 changed-cluster-id: .*"milan".*"rome"', refused(release, "upgrade", named("milan")))
    assert identity(release) == "rome"


def test_a_lost_name_is_not_replaced_by_another(release: Release) -> None:
    release.install(*OFF)
    lost = identity(release)
    release.cluster.kubectl("delete", "configmap", CONFIG_MAP, "--namespace", NAMESPACE)
    message = refused(release, "upgrade")
    assert (
        f"LQ506 missing-cluster-id: discovery.config.clusterID is empty, and namespace {NAMESPACE} has lost" in message
    )
    assert release.cluster.existing([{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": CONFIG_MAP}}]) == []
    release.upgrade(*OFF, named(lost))
    assert identity(release) == lost


def test_what_asks_no_cluster_has_to_be_told(release: Release) -> None:
    """Even beside a cluster that has a name: Helm does not look. A dry run at the server finds it."""
    release.install(*OFF)
    for verb, *options in (("template",), ("upgrade", "--dry-run=client")):
        assert "LQ506 missing-cluster-id: " in refused(release, verb, *options)
        assert 'CLUSTER_ID: "rome"' in release.succeed(verb, RELEASE, CHART, *OFF, *options, named("rome"))
    rendered = release.succeed("upgrade", RELEASE, CHART, *OFF, "--dry-run=server")
    assert f'CLUSTER_ID: "{identity(release)}"' in rendered


def test_the_version_of_kubernetes_is_that_of_the_cluster(release: Release) -> None:
    release.install(*OFF)
    job = release.get("batch/v1", "CronJob", "liqo-telemetry")["spec"]["jobTemplate"]["spec"]
    arguments = job["template"]["spec"]["containers"][0]["args"]
    assert f"--kubernetes-version={kubernetes_version()}" in arguments
