"""Two clusters with one cluster ID: they are peered with each other, and with a third one.

Milan and its twin have the same ID. Nothing rejects the twin's values when they are installed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.offloading.application import Application
from tests.offloading.fleet import Fleet, fleet
from tests.offloading.liqo_cluster import QUICKLY
from tests.offloading.virtual_nodes import virtual_nodes, wait_for_node


def values(identity: str) -> dict[str, Any]:
    return {
        "networking": {"enabled": False},
        "virtualKubelet": {"extra": {"args": list(QUICKLY)}},
        "discovery": {"config": {"clusterID": identity}},
    }


@pytest.fixture(scope="module")
def clusters(folder: Path) -> Iterator[Fleet]:
    with fleet(["rome", "milan", "twin"], folder) as clusters:
        identities = {"rome": "rome", "milan": "milan", "twin": "milan"}
        clusters.at_once([partial(clusters[name].install, values(one)) for name, one in identities.items()])
        yield clusters


def test_the_validator_reports_it_before(clusters: Fleet) -> None:
    """Their API servers have different addresses."""
    layers = ([str(path.relative_to(clusters.folder)) for path in clusters[name].values] for name in ("milan", "twin"))
    stacks = [{"name": name, "files": files} for name, files in zip(("milan", "twin"), layers, strict=True)]
    project = clusters.folder / ".liqo-values.yaml"
    project.write_text(json.dumps({"stacks": stacks}))
    command = [sys.executable, "-m", "liqo_values", "check", "--format=json", f"--config={project}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=clusters.folder)
    assert [one["code"] for one in json.loads(done.stdout)["findings"] if one["code"] == "LQ702"] == ["LQ702"]


def test_nothing_rejects_a_peering_of_the_two(clusters: Fleet) -> None:
    """The virtual node has their ID as its name; it is ready, and its pods run in the other cluster."""
    milan, twin = clusters["milan"], clusters["twin"]
    clusters.peer("milan", "twin", "--networking-disabled")
    wait_for_node(milan, "milan")
    clusters.offload("milan", "shared")
    application = Application("shared", milan)
    application.deploy("milan")
    application.expect(twin)


def test_a_third_cluster_has_only_one_of_them(clusters: Fleet) -> None:
    """The tenant of the second one is that of the first one."""
    rome = clusters["rome"]
    clusters.peer("rome", "milan", "--networking-disabled")
    wait_for_node(rome, "milan")
    done = clusters.try_to_peer("rome", "twin", "--networking-disabled")
    assert done.returncode != 0
    assert "nonce secret already exists with a different nonce" in done.stdout + done.stderr
    assert len(virtual_nodes(rome, "milan")) == 1
