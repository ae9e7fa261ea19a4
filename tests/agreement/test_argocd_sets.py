"""ApplicationSets: the validator reads the Applications that Argo CD's ApplicationSet controller generates."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from liqo_values.engine.batch import Run, Target, run
from liqo_values.values.release_inputs import Given
from tests.agreement.gitops import argocd
from tests.agreement.printing_chart import printing_chart, write

Tree = dict[str, Any]

URL = "https://git.example.org/fleet.git"
CLUSTERS = {"cluster": "milan", "net": "false"}, {"cluster": "rome", "net": "true"}
FILES = {
    "clusters/milan/config.json": CLUSTERS[0],
    "clusters/rome/config.json": CLUSTERS[1],
    "clusters/rome/more/config.json": [{"cluster": "oslo", "net": "true"}, {"cluster": "riga", "net": "false"}],
}


def of_list(*elements: Tree) -> Tree:
    return {"list": {"elements": elements}}


def of_files(*paths: str, without: tuple[str, ...] = ()) -> Tree:
    files = [*({"path": path} for path in paths), *({"path": path, "exclude": True} for path in without)]
    return {"git": {"repoURL": URL, "revision": "HEAD", "files": files}}


def matrix(*generators: Tree) -> Tree:
    return {"matrix": {"generators": generators}}


GENERATORS: dict[str, list[Tree]] = {
    "a list": [of_list(*CLUSTERS)],
    "several": [of_list(CLUSTERS[0]), of_list(CLUSTERS[1])],
    "files": [of_files("clusters/*/config.json")],
    "files at any depth": [of_files("clusters/**/config.json")],
    "a star before slashes": [of_files("*/config.json")],
    "a star at the end": [of_files("clusters/*")],
    "one file": [of_files("clusters/rome/config.json")],
    "a folder of files": [of_files("clusters/rome")],
    "a set of characters": [of_files("clusters/[^m]*.json")],
    "without some": [of_files("clusters/*/config.json", without=("clusters/*/*/config.json",))],
    "without a folder": [of_files("clusters/*", without=("clusters/rome/*",))],
    "a matrix": [matrix(of_list(*CLUSTERS), of_list({"part": "a"}, {"part": "b"}))],
    "a matrix of files": [matrix(of_files("clusters/*/config.json"), of_list({"part": "a"}))],
}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a repository with a chart, and files for generators."""
    root = tmp_path_factory.mktemp("fleet")
    printing_chart(root / "charts/liqo")
    for name, content in FILES.items():
        write(root / name, json.dumps(content))
    for command in (["init", "--quiet"], ["add", "."]):
        subprocess.run(["git", *command], cwd=root, check=True)
    return root


def application_set(generators: list[Tree], *, go_template: bool) -> Tree:
    dot = "." if go_template else ""
    part = f"{{{{{dot}part}}}}" if "matrix" in generators[0] else ""
    name = f"{{{{{dot}cluster}}}}{part}"
    helm = {
        "values": f"k: {name}-x\nnetworking: {{enabled: {{{{{dot}net}}}}}}\n",
        "parameters": [{"name": "l", "value": f"{name},y"}],
    }
    source = {"repoURL": URL, "path": "charts/liqo", "targetRevision": "v9", "helm": helm}
    template = {"metadata": {"name": f"liqo-{name}"}, "spec": {"project": "prod", "source": source}}
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "ApplicationSet",
        "metadata": {"name": "liqo", "namespace": "argocd"},
        "spec": {"goTemplate": go_template, "generators": generators, "template": template},
    }


@pytest.mark.parametrize("go_template", [True, False])
@pytest.mark.parametrize("generators", GENERATORS.values(), ids=GENERATORS)
def test_generators(repository: Path, generators: list[Tree], go_template: bool) -> None:
    given = application_set(generators, go_template=go_template)
    applications, error = argocd().ask({"root": str(repository), "applicationSet": given})
    assert applications, error
    outcome = Run()
    path = write(repository / "set.yaml", json.dumps(given))
    run(Given()._replace(chart_named=True), [Target(str(path))], outcome, lambda *_: None)
    ours = [facts(result.name.rpartition(", ")[2], result.values.data) for result in outcome.results]
    theirs = [facts(one["metadata"]["name"], given_to_helm(one)) for one in applications]
    assert sorted(ours) == sorted(theirs)


def facts(name: str, values: Any) -> tuple[str, str, str, bool]:
    return name, values["k"], values["l"], values["networking"]["enabled"]


def given_to_helm(application: Tree) -> Tree:
    helm = application["spec"]["source"]["helm"]
    values: Tree = yaml.safe_load(helm["values"])
    return values | {one["name"]: one["value"] for one in helm["parameters"]}
