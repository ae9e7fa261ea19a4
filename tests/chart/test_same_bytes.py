"""The same values give the same manifests: today and tomorrow, without a cluster, in Helm 3 and in Helm 4."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.chart.sample_values import EVERYTHING
from tests.support.preset_stacks import layers, stacks
from tools.rendering import RefusedError, text
from tools.toolchain.build import tool

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: Options of Helm: every mode alone and with all layers, and values that set what could vary.
OPTIONS: Mapping[str, tuple[str, ...]] = {
    **{
        name: tuple(f"--values={path}" for path in paths)
        for name, paths in stacks().items()
        if len(paths) in (1, 1 + len(layers()))
    },
    **{
        name: tuple(f"--set-json={section}={json.dumps(content)}" for section, content in values.items())
        for name, values in {
            "everything": EVERYTHING,
            "telemetry when the user says": {
                "networking": {"enabled": False},
                "telemetry": {"config": {"schedule": "30 */12 * * *", "kubernetesVersion": "v1.33.1"}},
            },
            "an identity of its own": {
                "networking": {"enabled": False},
                "discovery": {"config": {"clusterID": "milan", "clusterLabels": {"zone": "eu", "area": "south"}}},
            },
        }.items()
    },
}

all_options = pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
NO_ID = "--set=discovery.config.clusterID="


@all_options
def test_the_same_bytes_every_time(options: tuple[str, ...]) -> None:
    """From both Helms except for the order, since each sorts unknown kinds in its own way."""
    once, again, by_other = (text(tool(name), *options) for name in ("helm4", "helm4", "helm3"))
    assert once == again
    assert _manifests(once) == _manifests(by_other)


def _manifests(rendered: str) -> list[str]:
    return sorted(manifest.strip() for manifest in re.split(r"^---$", rendered, flags=re.MULTILINE))


def test_no_version_of_kubernetes_is_made_up(helm: Path) -> None:
    """Helm without a cluster names the newest version that it was built with."""
    values: dict[str, Any] = {"networking": {"enabled": False}}
    assert text(helm, values=values) == text(helm, "--kube-version", "1.29.0", values=values)
    assert "--kubernetes-version" not in text(helm, values=values)
    values["telemetry"] = {"config": {"kubernetesVersion": "v1.33.1"}}
    assert "--kubernetes-version=v1.33.1" in text(helm, values=values)


@all_options
def test_no_identity_is_made_up(helm: Path, options: tuple[str, ...]) -> None:
    with pytest.raises(RefusedError, match=r"LQ506 missing-cluster-id: .*discovery\.config\.clusterID: rome"):
        text(helm, *options, NO_ID)


@pytest.mark.parametrize("upgrade", [(), ("--is-upgrade",)], ids=["install", "upgrade"])
def test_an_identity_is_made_up_where_the_user_wants_it(helm: Path, upgrade: tuple[str, ...]) -> None:
    options = (NO_ID, "--set=networking.enabled=false,discovery.config.allowRandomClusterID=true", *upgrade)
    pattern = re.compile(r'^  CLUSTER_ID: "([0-9a-f-]{36})"$', re.MULTILINE)
    first, second = (pattern.findall(text(helm, *options)) for _ in range(2))
    assert len(first) == len(second) == 1
    assert first != second


def test_the_wish_for_a_random_identity_changes_no_given_one(helm: Path) -> None:
    off = "--set=networking.enabled=false"
    assert text(helm, off, "--set=discovery.config.allowRandomClusterID=true") == text(helm, off)
