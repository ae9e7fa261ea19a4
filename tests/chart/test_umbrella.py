"""The chart as one of several in a chart of the user's: Helm then adds keys, and takes the values from below a name."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tools.rendering import template
from tools.repository import CHART

if TYPE_CHECKING:
    from collections.abc import Mapping

VALUES: Mapping[str, Any] = {
    "networking": {"enabled": False},
    "discovery": {"config": {"clusterID": "rome"}},
    "liqo-crds": {"crdUpgrade": {"enabled": True}},
}


@pytest.fixture(scope="module", params=["liqo", "offloading"])
def umbrella(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A chart that has ours as a dependency, under its own name or under another one, and the name."""
    folder = tmp_path_factory.mktemp("umbrella")
    shutil.copytree(CHART, folder / "charts" / "liqo")
    dependency = {"name": "liqo", "version": "1.2.0", "repository": "", "condition": f"{request.param}.enabled"}
    if request.param != "liqo":
        dependency["alias"] = request.param
    chart = {"apiVersion": "v2", "name": "umbrella", "version": "0.1.0", "dependencies": [dependency]}
    (folder / "Chart.yaml").write_text(json.dumps(chart))
    return folder, request.param


def rendered(helm: Path, umbrella: tuple[Path, str], enabled: bool) -> list[dict[str, Any]]:
    folder, name = umbrella
    values = {"global": {"imageRegistry": "of another chart"}, name: {**VALUES, "enabled": enabled}}
    result = subprocess.run(
        [helm, "template", "liqo", folder, "--namespace", "liqo", "--values", "-"],
        input=json.dumps(values),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return [manifest for manifest in yaml.load_all(result.stdout, yaml.CSafeLoader) if manifest]


def test_it_renders_what_it_renders_alone(helm: Path, umbrella: tuple[Path, str]) -> None:
    alone = template(helm, values=VALUES)
    below = rendered(helm, umbrella, enabled=True)
    assert _by_name(below) == _by_name(alone)


def test_its_condition_turns_it_off(helm: Path, umbrella: tuple[Path, str]) -> None:
    assert rendered(helm, umbrella, enabled=False) == []


def _by_name(manifests: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    """The objects by what they are; Helm calls a chart by its alias, which shows in one label and matters nowhere."""
    for manifest in manifests:
        manifest["metadata"].get("labels", {}).pop("helm.sh/chart", None)
    return {(manifest["kind"], manifest["metadata"]["name"]): manifest for manifest in manifests}
