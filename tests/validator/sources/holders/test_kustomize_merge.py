"""Generated Kustomizations: the values that Kustomize hands to Helm are those that the validator reads."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from liqo_values.model.nodes import Plain, map_from_plain
from liqo_values.model.source_text import Source
from liqo_values.sources import discovery
from liqo_values.values.load import load
from liqo_values.values.release_inputs import Given
from tests.support.generated import differential
from tools.toolchain.build import tool

#: The values of a chart of its own: Kustomize merges whatever a chart has.
OWN: dict[str, Any] = {"a": {"x": 1, "k": {"z": [1]}, "e": {}}, "b": None, "c": "text", "d": [1, 2]}
#: More charts in one Kustomization take hardly longer.
TOGETHER = 8

leaves = st.one_of(st.none(), st.booleans(), st.integers(0, 9), st.sampled_from(["", "s", "true", "1"]))
xs = st.fixed_dictionaries(
    {},
    optional={
        "x": leaves,
        "k": st.one_of(st.none(), st.fixed_dictionaries({}, optional={"z": st.lists(leaves, max_size=2), "m": leaves})),
        "e": st.one_of(st.none(), st.fixed_dictionaries({}, optional={"m": leaves})),
        "f": leaves,
    },
)
trees = st.fixed_dictionaries(
    {},
    optional={
        "a": st.one_of(st.none(), xs),
        "b": leaves,
        "c": leaves,
        "d": st.one_of(st.none(), st.lists(leaves, max_size=2)),
        "g": st.one_of(st.none(), xs),
    },
)
entries = st.fixed_dictionaries(
    {},
    optional={
        "valuesInline": trees,
        "valuesFile": trees,
        "valuesMerge": st.sampled_from(["override", "merge", "replace"]),
        "additionalValuesFiles": st.lists(trees, min_size=1, max_size=2),
    },
)


def rendered(folder: Path) -> dict[str, Plain]:
    """Return the values that the chart gets in each of its releases."""
    command: list[str | Path] = [
        tool("kubectl"),
        "kustomize",
        "--enable-helm",
        f"--helm-command={tool('helm4')}",
        folder,
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    documents = yaml.safe_load_all(result.stdout)
    return {one["metadata"]["name"]: json.loads(one["data"]["values"]) for one in documents}


def read(path: Path) -> dict[str, Plain]:
    """Return the values that the validator reads for each release."""
    found = discovery.find(Source(str(path), path.read_text(encoding="utf-8")))
    assert found is not None
    own = map_from_plain(OWN)
    return {
        release.name.removeprefix("release "): load(
            Given().with_files(*release.steps), defaults=own, subcharts={}
        ).values.data
        for release in found.releases
    }


def write(folder: Path, generated: list[dict[str, Any]]) -> Path:
    """Write a Kustomization and the chart that it renders."""
    chart = folder / "charts" / "liqo"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("{apiVersion: v2, name: liqo, version: 1.2.0}\n", encoding="utf-8")
    (chart / "values.yaml").write_text(yaml.safe_dump(OWN), encoding="utf-8")
    (chart / "templates" / "values.yaml").write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\n"
        "data:\n  values: {{ omit .Values `global` | toJson | quote }}\n",
        encoding="utf-8",
    )
    written = []
    for number, entry in enumerate(generated):
        charted: dict[str, Any] = {"name": "liqo", "releaseName": f"r{number}", **entry}
        if "valuesFile" in entry:
            charted["valuesFile"] = f"file-{number}.yaml"
            (folder / charted["valuesFile"]).write_text(yaml.safe_dump(entry["valuesFile"]), encoding="utf-8")
        for index, tree in enumerate(entry.get("additionalValuesFiles", [])):
            (folder / f"more-{number}-{index}.yaml").write_text(yaml.safe_dump(tree), encoding="utf-8")
        if "additionalValuesFiles" in entry:
            count = len(entry["additionalValuesFiles"])
            charted["additionalValuesFiles"] = [f"more-{number}-{index}.yaml" for index in range(count)]
        written.append(charted)
    path = folder / "kustomization.yaml"
    path.write_text(yaml.safe_dump({"helmCharts": written}), encoding="utf-8")
    return path


@differential(15)
@given(st.lists(entries, min_size=TOGETHER, max_size=TOGETHER))
def test_generated_charts(generated: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / ".git").mkdir()
        path = write(folder, generated)
        expected = rendered(folder)
        assert read(path) == expected
