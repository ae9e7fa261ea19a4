"""The four modes, installed by the real Helm 3 and Helm 4 on a real Kubernetes API server."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.cluster.conftest import Release, preset
from tests.cluster.expectations import MODES, SWITCH
from tools.run.cluster import RELEASE, Cluster
from tools.toolchain.build import tool


def test_networking_and_reflection_off_by_every_way(release: Release, tmp_path: Path) -> None:
    """By the two keys, by an argument in addition to the key, and by the argument alone."""
    release.install("--set", "networking.enabled=false", "--set", "networking.reflectIPs=false")
    release.expect_networking(on=False)
    release.expect_reflection(on=False)

    values = tmp_path / "values.yaml"
    for spelling in (SWITCH, f"{SWITCH}=T"):
        values.write_text(
            "networking: {enabled: false, reflectIPs: false}\n"
            f"virtualKubelet: {{extra: {{args: [--node-ping-interval=10s, {spelling}]}}}}\n"
        )
        release.upgrade("--values", values)
        release.expect_networking(on=False)
        arguments = release.virtual_kubelet_arguments()
        assert [argument for argument in arguments if argument.startswith(SWITCH)] == [spelling]
        assert "--node-ping-interval=10s" in arguments

    values.write_text(f"networking: {{enabled: false}}\nvirtualKubelet: {{extra: {{args: [{SWITCH}]}}}}\n")
    release.upgrade("--values", values)
    release.expect_networking(on=False)
    release.expect_reflection(on=False)
    assert "--node-ping-interval=10s" not in release.virtual_kubelet_arguments()


#: What a release of the published chart, which has no schema, takes in the API with networking and without, in bytes.
PUBLISHED = {True: 100_900, False: 97_800}


def test_upgrade_between_every_pair_of_modes(release: Release) -> None:
    """One walk along all twelve upgrades; what the cluster is called must survive each of them.

    Helm keeps ten revisions in Secrets of at most a megabyte each, all of them in every list of Secrets: none takes
    more room than one of the published chart.
    """
    steps = walk(list(MODES))
    release.install(preset(steps[0]))
    identity = release.cluster_id
    assert identity
    for revision, (before, after) in enumerate(itertools.pairwise(steps), 2):
        release.upgrade(preset(after))
        networking, reflection = MODES[after]
        try:
            release.expect_networking(on=networking)
            release.expect_reflection(on=reflection)
            assert release.cluster_id == identity
            stored = release.get("v1", "Secret", f"sh.helm.release.v1.{RELEASE}.v{revision}")
            assert len(stored["data"]["release"]) <= PUBLISHED[networking]
        except AssertionError as error:
            error.add_note(f"in the upgrade from {before} to {after}")
            raise


@pytest.mark.parametrize("helm", ["helm3"], indirect=True)
def test_helm_4_takes_over_a_release_of_helm_3(cluster: Cluster, release: Release) -> None:
    """Beyond that, Helm 4 owns what it applies: a second upgrade must not find a conflict with itself."""
    release.install(preset("connected"))
    successor = Release(cluster, tool("helm4"))
    for mode in ("offloading-only", "connected"):
        successor.upgrade(preset(mode))
        successor.expect_networking(on=MODES[mode][0])
        successor.expect_reflection(on=MODES[mode][1])


def test_networking_on_with_cidrs_and_removed_again(release: Release) -> None:
    """Nothing but Liqo's API is left, and a next installation finds nothing in its way."""
    release.install("--set", "ipam.podCIDR=10.244.0.0/16", "--set", "ipam.serviceCIDR=10.96.0.0/16")
    release.expect_networking(on=True)
    release.expect_reflection(on=True)
    networks = {
        name: release.get("ipam.liqo.io/v1alpha1", "Network", name)["spec"]["cidr"]
        for name in ("pod-cidr", "service-cidr")
    }
    assert networks == {"pod-cidr": "10.244.0.0/16", "service-cidr": "10.96.0.0/16"}
    release.uninstall()
    assert everything_of_liqo(release) == []
    names = release.cluster.kubectl("get", "customresourcedefinitions", "-o", "name").stdout.split()
    assert sum(name.endswith(".liqo.io") for name in names) == 28
    release.install(preset("connected"))


def walk(modes: list[str]) -> list[str]:
    """A closed way that takes every ordered pair of modes once."""
    left = {mode: [other for other in modes if other != mode] for mode in modes}
    stack, way = [modes[0]], []
    while stack:
        if left[stack[-1]]:
            stack.append(left[stack[-1]].pop())
        else:
            way.append(stack.pop())
    return way[::-1]


def everything_of_liqo(release: Release) -> list[str]:
    """Every object of any kind, in any namespace, that carries the chart's label."""
    kinds = release.cluster.kubectl("api-resources", "--verbs=list", "-o", "name").stdout.split()
    query = ("get", ",".join(kinds), "-A", "-l", "app.kubernetes.io/part-of=liqo", "-o", "name")
    return release.cluster.kubectl(*query).stdout.split()
