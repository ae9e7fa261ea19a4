"""Manifests that are not what they should be: never a crash, and nothing invented."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liqo_values.engine.batch import Run, run
from liqo_values.engine.file_check import Target
from liqo_values.values.release_inputs import Given
from tests.validator.cli import test_bad_input
from tests.validator.cli.calling import OFF, put
from tests.validator.sources.reading import results


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


APPLICATION = {
    "apiVersion": "argoproj.io/v1alpha1",
    "kind": "Application",
    "metadata": {"name": "a", "namespace": "b"},
    "spec": {
        "source": {
            "chart": "liqo",
            "helm": {
                "values": "networking: {enabled: false}",
                "valuesObject": {"networking": {"enabled": False}},
                "parameters": [{"name": "a.b", "value": "c", "forceString": True}],
                "fileParameters": [{"name": "a", "path": "x"}],
                "valueFiles": ["x"],
            },
        },
        "sources": [{"ref": "a"}],
    },
}
RELEASE = {
    "apiVersion": "helm.toolkit.fluxcd.io/v2",
    "kind": "HelmRelease",
    "metadata": {"name": "a"},
    "spec": {
        "chart": {"spec": {"chart": "liqo"}},
        "valuesFrom": [{"kind": "ConfigMap", "name": "a", "valuesKey": "b", "targetPath": "c"}],
        "values": {"networking": {"enabled": False}},
    },
}
HELMFILE = {
    "releases": [
        {
            "name": "a",
            "chart": "liqo/liqo",
            "values": ["x", {"networking": {"enabled": False}}],
            "set": [{"name": "a", "value": 1}, {"name": "b", "values": [1]}, {"name": "c", "file": "x"}],
        }
    ]
}


def paths(tree: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths of everything in a tree."""
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [above, *(path for key, value in inner for path in paths(value, (*above, key)))]


odd = st.sampled_from([None, True, 0, 1.5, "", "x", "{{ x }}", "${x}", "a: [", [], {}, [None], {"x": None}, [[1]]])


@pytest.mark.parametrize("whole", [APPLICATION, RELEASE, HELMFILE], ids=["argocd", "flux", "helmfile"])
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), value=odd)
def test_anything_anywhere(whole: dict[str, Any], data: st.DataObject, value: object) -> None:
    tree: Any = json.loads(json.dumps(whole))
    path = data.draw(st.sampled_from(paths(tree)[1:]))
    inner = tree
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    put("file.yaml", json.dumps(tree, indent=2))
    outcome = Run()
    run(Given(), [Target("file.yaml")], outcome, lambda *_: None)
    assert len(outcome.results) + len(outcome.errors) + len(outcome.without) == 1


OVERLAY = {
    "resources": ["release.yaml"],
    "patches": [
        {
            "target": {"kind": "HelmRelease", "name": "a"},
            "patch": '[{"op": "add", "path": "/spec/values/a", "value": 1}]',
        },
        {"path": "patch.yaml"},
    ],
    "configMapGenerator": [{"name": "a", "literals": ["b=1"], "files": ["b=x"]}],
    "components": ["x"],
}
OF_FLUX = {
    "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
    "kind": "Kustomization",
    "metadata": {"name": "a"},
    "spec": {
        "path": ".",
        "patches": [{"target": {"name": "a"}, "patch": '[{"op": "remove", "path": "/spec/values/networking"}]'}],
        "postBuild": {"substitute": {"A": "b"}, "substituteFrom": [{"kind": "ConfigMap", "name": "a"}]},
    },
}


@pytest.mark.parametrize("template", [OVERLAY, OF_FLUX], ids=["kustomize", "flux"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), value=odd)
def test_anything_in_an_overlay(template: Any, data: st.DataObject, value: object) -> None:
    tree = json.loads(json.dumps(template))
    path = data.draw(st.sampled_from(paths(tree)[1:]))
    inner = tree
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    name = "kustomization.yaml" if template is OVERLAY else "apps.yaml"
    put("release.yaml", json.dumps(RELEASE))
    put("patch.yaml", json.dumps({**RELEASE, "spec": {"values": {"networking": None}}}))
    Path("kustomization.yaml").unlink(missing_ok=True)
    put(name, json.dumps(tree, indent=2))
    outcome = Run()
    run(Given(), [Target(path) for path in ("patch.yaml", "release.yaml", name)], outcome, lambda *_: None)
    assert outcome.results
    assert outcome.errors == []


def test_nothing_of_liqo_is_no_success() -> None:
    put("service.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: x}\n")
    done = test_bad_input.run("check", "service.yaml")
    assert done.returncode == 2
    assert done.stderr.startswith("error: no Liqo values found in `service.yaml`\n")
    put("values.yaml", OFF)
    done = test_bad_input.run("check", "service.yaml", "values.yaml")
    assert done.returncode == 0
    assert done.stderr == "note: no Liqo values found in `service.yaml`\n"


def test_in_a_folder_the_content_decides() -> None:
    put("c/redis.yaml", json.dumps(RELEASE).replace('"liqo"', '"redis"'))
    put("c/mesh.yaml", json.dumps(RELEASE, indent=1).replace('"targetPath": "c"', '"optional": true'))
    put("c/broken.yaml", "apiVersion: v1\nkind: [other\n")
    put("c/notes.yaml", "liqo: is nice\n")
    put("c/liqo/values.yaml", OFF)
    outcome = test_bad_input.run("check", "c", "--format", "json")
    assert outcome.returncode == 0
    assert [release["layers"] for release in json.loads(outcome.stdout)["releases"]] == [
        ["c/mesh.yaml"],
        ["c/liqo/values.yaml"],
    ]


@pytest.mark.parametrize(
    ("text", "of_helm3"),
    [
        ("apiVersion: v1\nkind: ConfigMap\n---\na: [\n", False),
        ("networking: {enabled: false}\nextraObjects:\n- apiVersion: v1\n  kind: ConfigMap\n---\na: [\n", True),
    ],
)
def test_only_values_have_documents_that_helm_3_ignores(text: str, *, of_helm3: bool) -> None:
    (checked,) = results(put("values.yaml", text))
    (finding,) = checked.findings
    assert finding.code == "LQ001"
    assert ("Helm 3 ignores this document" in finding.message) is of_helm3


def test_values_that_look_like_an_object_are_read() -> None:
    (checked,) = results(put("values.yaml", "apiVersion: v1\nkind: Values\nnetworking: {enabled: false}\n"))
    assert [finding.path for finding in checked.findings] == [("apiVersion",), ("kind",)]
    assert checked.mode.networking.value is False
