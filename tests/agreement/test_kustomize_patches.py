"""Generated patches of a HelmRelease: the validator applies them as Kustomize does, and rejects what it rejects."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from liqo_values.model.nodes import MapNode
from liqo_values.model.source_text import Source
from liqo_values.sources import kustomize_build
from liqo_values.sources.flux_values import merged
from liqo_values.sources.object_lookup import Stream
from liqo_values.values.load import load
from liqo_values.values.release_inputs import Given
from tests.support.generated import differential
from tools.toolchain.build import tool

Tree = dict[str, Any]

KEYS = ("n", "e", "a", "b")
scalars = st.one_of(st.booleans(), st.integers(-2, 2), st.sampled_from(["", "x", "true", "1"]))
trees = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)),
    max_leaves=5,
)
maps = st.dictionaries(st.sampled_from(KEYS), trees, max_size=3)
#: Values of patches: nulls delete, and maps may have a directive.
patched = st.recursive(
    st.one_of(scalars, st.none()),
    lambda inner: st.one_of(
        st.lists(scalars, max_size=2),
        st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
        st.builds(
            lambda tree, how: {**tree, "$patch": how},
            st.dictionaries(st.sampled_from(KEYS), inner, max_size=2),
            st.sampled_from(("replace", "delete")),
        ),
    ),
    max_leaves=5,
)
pointers = st.lists(st.sampled_from((*KEYS, "0", "1", "-", "-1", "c~1d")), min_size=1, max_size=3).map(
    lambda steps: "/spec/values/" + "/".join(steps)
)
operations = st.one_of(
    st.builds(lambda path, value: {"op": "add", "path": path, "value": value}, pointers, trees),
    st.builds(lambda path, value: {"op": "replace", "path": path, "value": value}, pointers, trees),
    st.builds(lambda path: {"op": "remove", "path": path}, pointers),
    st.builds(lambda path, value: {"op": "test", "path": path, "value": value}, pointers, scalars),
    st.builds(lambda path, source: {"op": "copy", "path": path, "from": source}, pointers, pointers),
    st.builds(lambda path, source: {"op": "move", "path": path, "from": source}, pointers, pointers),
)
IDENTITY = {"apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease"}


def helm_release(values: object, namespace: str = "liqo", version: str = "v2") -> Tree:
    metadata = {"name": "liqo", "namespace": namespace}
    return {
        "apiVersion": f"helm.toolkit.fluxcd.io/{version}", "kind": "HelmRelease", "metadata": metadata,
        "spec": {"values": values},
    }  # fmt: skip


strategic = st.builds(
    helm_release, st.dictionaries(st.sampled_from(KEYS), patched, max_size=3), st.sampled_from(["liqo"] * 9 + ["x"])
).map(lambda patch: {"patch": json.dumps(patch)})
targets = st.sampled_from(
    [{"kind": "HelmRelease"}, {"name": "li.*"}, {"name": "li"}, {"group": "helm.toolkit.fluxcd.io", "name": "liqo"}]
    + [{"kind": "HelmRelease", "namespace": "liqo"}, {"kind": "Deployment"}, {"labelSelector": "a=b"}]
)
json_patches = st.builds(
    lambda target, listed: {"target": target, "patch": json.dumps(listed)},
    targets,
    st.lists(operations, min_size=1, max_size=2),
)
patches = st.lists(st.one_of(strategic, strategic, json_patches), min_size=1, max_size=3)


def write(folder: Path, name: str, content: object) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(content, indent=1), encoding="utf-8")


def built(folder: Path) -> tuple[object, bool]:
    """Return the values that Kustomize builds, and whether it fails."""
    done = subprocess.run([tool("kubectl"), "kustomize", folder], capture_output=True, text=True, check=False)
    if done.returncode:
        return None, True
    return (yaml.safe_load(done.stdout)["spec"].get("values") or {}), False


def read(folder: Path) -> tuple[object, bool]:
    """Return the values that the validator reads, and whether it rejects a patch."""
    path = folder / "kustomization.yaml"
    (only,) = kustomize_build.build(folder, Source(str(path), path.read_text()))
    steps = merged(only.finished(), Stream(())).steps
    values = load(Given().with_files(*steps), defaults=MapNode(), subcharts={}).values
    return values.data, bool(only.diagnostics)


def written(tree: object) -> str:
    return json.dumps(tree, sort_keys=True)


@differential(40)
@given(values=maps, listed=patches, as_files=st.booleans())
def test_generated_patches(
    tmp_path_factory: pytest.TempPathFactory, values: Tree, listed: list[Tree], as_files: bool
) -> None:
    root = tmp_path_factory.mktemp("repository")
    (root / ".git").mkdir()
    write(root / "base", "release.yaml", helm_release(values))
    write(root / "base", "kustomization.yaml", {"resources": ["release.yaml"]})
    entries = []
    for number, entry in enumerate(listed):
        if as_files:
            write(root / "rome", f"{number}.yaml", json.loads(entry["patch"]))
            entries.append({**{key: value for key, value in entry.items() if key != "patch"}, "path": f"{number}.yaml"})
        else:
            entries.append(entry)
    write(root / "rome", "kustomization.yaml", {"resources": ["../base"], "patches": entries})
    expected, fails = built(root / "rome")
    ours, rejects = read(root / "rome")
    assert (fails, None if fails else written(expected)) == (rejects, None if rejects else written(ours)), written(
        [values, listed]
    )
