"""ApplicationSets: the validator reads the Applications that Argo CD's ApplicationSet controller generates."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from liqo_values.engine.batch import Run, run
from liqo_values.engine.file_check import Target
from liqo_values.values.release_inputs import Given
from tests.agreement.gitops import argocd
from tests.agreement.printing_chart import printing_chart, write
from tests.support.generated import differential

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


def of_folders(*paths: str, without: tuple[str, ...] = ()) -> Tree:
    folders = [*({"path": path} for path in paths), *({"path": path, "exclude": True} for path in without)]
    return {"git": {"repoURL": URL, "revision": "HEAD", "directories": folders, "values": {"net": "false"}}}


def matrix(*generators: Tree) -> Tree:
    return {"matrix": {"generators": generators}}


def merge(*generators: Tree, keys: tuple[str, ...] = ("cluster",)) -> Tree:
    return {"merge": {"mergeKeys": keys, "generators": generators}}


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


def application_set(
    generators: list[Tree], *, go_template: bool, named: tuple[str, ...] = (), net: str = "net"
) -> Tree:
    dot = "." if go_template else ""
    named = named or (("cluster", "part") if "matrix" in generators[0] else ("cluster",))
    name = "".join(f"{{{{{dot}{one}}}}}" for one in named)
    helm = {
        "values": f"k: {name}-x\nnetworking: {{enabled: {{{{{dot}{net}}}}}}}\n",
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
    agree(repository, application_set(generators, go_template=go_template))


@pytest.mark.parametrize("go_template", [True, False])
@pytest.mark.parametrize(
    "folders",
    [
        of_folders("clusters/*"),
        of_folders("clusters/*", without=("clusters/rome",)),
        of_folders("*/*", "clusters/rome/*", without=("charts/*",)),
        of_folders("clusters/[^m]*"),
        of_folders("clusters/**"),
        of_folders("clusters"),
    ],
)
def test_folders(repository: Path, folders: Tree, go_template: bool) -> None:
    basename = "path.basename"
    agree(repository, application_set([folders], go_template=go_template, named=(basename,), net="values.net"))


@pytest.mark.parametrize("go_template", [True, False])
def test_a_matrix_fills_in_its_second_generator(repository: Path, go_template: bool) -> None:
    dot = "." if go_template else ""
    below = of_files(f"clusters/{{{{{dot}place}}}}/config.json")
    both = matrix(of_list({"place": "rome", "part": "a"}), below)
    agree(repository, application_set([both], go_template=go_template))


def agree(repository: Path, given: Tree) -> None:
    """Check that Argo CD and the validator read the same Applications, or both reject the ApplicationSet."""
    applications, error = argocd().ask({"root": str(repository), "applicationSet": given})
    outcome = Run()
    path = write(repository / "set.yaml", json.dumps(given))
    run(Given()._replace(chart_named=True), [Target(str(path))], outcome, lambda *_: None)
    if error or not applications:
        said = "Argo CD generates nothing" if error else "the generators generate no Application"
        found = [finding for result in outcome.results for finding in result.findings]
        assert any(said in finding.message for finding in found), error or json.dumps(given)
        return
    ours = [facts(result.name.rpartition(", ")[2], result.values.data) for result in outcome.results]
    theirs = [facts(one["metadata"]["name"], given_to_helm(one)) for one in applications]
    assert sorted(ours) == sorted({*theirs}), json.dumps(given)


names = st.sampled_from(("milan", "rome", "oslo"))
switches = st.sampled_from(("true", "false"))
parts = st.sampled_from(("a", "b", ""))
places = st.fixed_dictionaries({"cluster": names, "net": switches, "part": parts}, optional={"zone": parts})
changes = st.fixed_dictionaries({"cluster": names}, optional={"net": switches, "part": parts, "zone": parts})
files = st.sampled_from((of_files("clusters/*/config.json"), of_files("clusters/*")))


def lists(elements: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    different = st.lists(elements, min_size=1, max_size=3, unique_by=lambda one: str(one["cluster"]))
    return st.one_of(different, different, st.lists(elements, min_size=1, max_size=2)).map(lambda some: of_list(*some))


def selected(generator: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    operators = st.sampled_from(("In", "NotIn"))
    expression = st.fixed_dictionaries({"key": st.sampled_from(("part", "zone")), "operator": operators})
    expressions = expression.map(lambda one: {**one, "values": ["a", ""]})
    exists = st.sampled_from(("Exists", "DoesNotExist")).map(lambda one: {"key": "zone", "operator": one})
    selectors = st.one_of(
        switches.map(lambda net: {"matchLabels": {"net": net}}),
        st.one_of(expressions, exists).map(lambda one: {"matchExpressions": [one]}),
    )
    return st.one_of(generator, generator, st.builds(lambda one, by: {**one, "selector": by}, generator, selectors))


def nested(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    keys = st.sampled_from((("cluster",), ("cluster",), ("cluster", "net"), ("zone",), ()))
    overriding = st.lists(selected(lists(changes)), min_size=0, max_size=2)
    both = st.builds(matrix, inner, selected(st.lists(places, min_size=1, max_size=2).map(lambda some: of_list(*some))))
    zones = st.lists(parts, min_size=1, max_size=2, unique=True).map(lambda some: of_list(*({"zone": x} for x in some)))
    return st.one_of(
        st.builds(lambda one, others, by: merge(one, *others, keys=by), inner, overriding, keys),
        st.builds(matrix, inner, zones),
        both,
    )


leaves = st.one_of(lists(places), files.map(lambda one: merge(one, of_list({"cluster": "rome", "part": "a"}))))
trees = selected(nested(selected(leaves)) | selected(nested(selected(nested(selected(leaves))))))


@differential(80)
@given(generator=trees, go_template=st.booleans(), booleans=st.booleans())
def test_generated_generators(repository: Path, generator: Tree, go_template: bool, booleans: bool) -> None:
    text = json.dumps(generator)
    typed = text.replace('"net": "true"', '"net": true').replace('"net": "false"', '"net": false')
    asked = json.loads(typed) if booleans and go_template and "matchLabels" not in text else generator
    agree(repository, application_set([asked], go_template=go_template, named=("cluster",)))


def facts(name: str, values: Any) -> tuple[str, str, str, bool]:
    return name, values["k"], values["l"], values["networking"]["enabled"]


def given_to_helm(application: Tree) -> Tree:
    helm = application["spec"]["source"]["helm"]
    values: Tree = yaml.safe_load(helm["values"])
    return values | {one["name"]: one["value"] for one in helm["parameters"]}
