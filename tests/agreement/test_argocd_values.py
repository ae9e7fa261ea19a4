"""Generated Applications: the validator reads the values that Argo CD gives to Helm, and reports what it rejects."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqo_values.charts.target import ours
from liqo_values.engine.batch import Run, run
from liqo_values.engine.file_check import Target
from liqo_values.engine.python_api import check
from liqo_values.engine.result import CheckResult
from liqo_values.model.nodes import plain
from liqo_values.model.source_text import Source
from liqo_values.sources import discovery
from liqo_values.values.release_inputs import Given
from tests.agreement.argocd_repository import NAME, PROJECT, URL, changed, repository
from tests.agreement.gitops import argocd
from tests.agreement.printing_chart import write
from tests.support.generated import differential

Tree = dict[str, Any]

#: The rules about files that are missing, and about what Argo CD or Helm rejects.
REJECTED = ("LQ001", "LQ018", "LQ022", "LQ027")

#: What the validator says about parameters that overlap.
IN_ANY_ORDER = "in any order"

FILES = (
    *(
        "a.yaml",
        "b.yaml",
        "sub/c.yaml",
        "/top/d.yaml",
        "$vals/top/e.yaml",
        "../../top/d.yaml",
        "./a.yaml",
        "values.yaml",
    ),
    *("$ARGOCD_APP_NAME.yaml", "${ARGOCD_APP_NAME}.yaml", "$vals/top/$ARGOCD_APP_NAME.yaml", "$nope/top/e.yaml"),
    *("/top/${ARGOCD_APP_PROJECT_NAME}.yaml", "$ARGOCD_APP_NOPE.yaml", "missing.yaml", "$vals/missing.yaml", "$vals"),
    *("*.yaml", "sub/*.yaml", "**/*.yaml", "[ab].yaml", "[!a].yaml", "?.yaml", "{a,b}.yaml", "/top/*.yaml", "x*.yaml"),
    *("$vals/top/*.yaml", "$vals/**/e.yaml", "sub/**", "../../*/d.yaml", "../../../out.yaml", "[a.yaml", ""),
    *("[a/b].yaml", "[]a].yaml", "[b-a].yaml", "[^a].yaml", "{a,b}*.yaml", "**/{c,f}.yaml", "a**.yaml", "\\a*.yaml"),
    *(
        "$vals/../../out.yaml",
        "secrets://a.yaml",
        "/charts/liqo/a.yaml",
        "$vals/charts/liqo/a.yaml",
        "sub/../a.yaml",
        "*/c.yaml",
        "**/f.yaml",
    ),
)
NAMES = (
    *("k", "l", "m", "k.a", "m.b.c", "k\\.dotted", "l[0]", "l[1].a", "networking.enabled", "networking.enabled"),
    *("networking.reflectIPs", "virtualKubelet.extra.args", "virtualKubelet.extra.args[0]", "networking", "", "k=x,l"),
)
TEXTS = (
    *(
        "x",
        "a,b",
        "{a,b}",
        "a\\,b",
        "$ARGOCD_APP_NAME",
        "${ARGOCD_APP_NAME}-x",
        "$$HOME",
        "$NOPE",
        "a$",
        "true",
        "null",
    ),
    *("", "$ARGOCD_APP_NAMESPACE,2", "$ARGOCD_APP_PROJECT_NAME$ARGOCD_APP_SOURCE_PATH", "{$ARGOCD_APP_NAME,b}", "a=b"),
    *('"q"', "1.20", "012", "{}", "{a", "x,y=z", "$ARGOCD_APP_SOURCE_TARGET_REVISION", "$-x", "$1", "é,ü", "false"),
    *(
        "--disable-ip-reflection",
        "{--disable-ip-reflection}",
        "${",
        "${}",
        "a\\",
        "\\",
        "a\\\\,b",
        "{a,b},c",
        ",",
        "a\nb",
    ),
)
LEAVES: tuple[Any, ...] = (
    1,
    "x",
    True,
    False,
    "a,b",
    "$ARGOCD_APP_NAME",
    ["p", "q"],
    [],
    {},
    {"b": {"c": 2}},
    {"a": None},
    None,
    "true",
)

paths = st.sampled_from(FILES)
leaves = st.sampled_from(LEAVES)
modules = st.fixed_dictionaries({}, optional={"enabled": leaves, "reflectIPs": leaves})
values = st.fixed_dictionaries({}, optional={"k": leaves, "l": leaves, "m": leaves, "networking": modules})
parameters = st.fixed_dictionaries(
    {"name": st.sampled_from(NAMES), "value": st.sampled_from(TEXTS)}, optional={"forceString": st.booleans()}
)
file_parameters = st.fixed_dictionaries(
    {
        "name": st.sampled_from(NAMES),
        "path": st.sampled_from(
            ("t.txt", "$vals/top/t,1.txt", "/top/$ARGOCD_APP_NAME.txt", "missing.txt", "/top/t,1.txt")
        ),
    }
)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "valueFiles": st.lists(paths, max_size=4),
    "values": st.one_of(
        values.map(json.dumps), st.sampled_from(("", "k: ignored\n", "{}", "null", "[1]", "k: [", "k: 1\nk: 2\n", "x"))
    ),
    "valuesObject": values,
    "parameters": st.lists(parameters, max_size=4),
    "fileParameters": st.lists(file_parameters, max_size=2),
    "ignoreMissingValueFiles": st.booleans(),
    "releaseName": st.just("other"),
    "version": st.sampled_from(("v3", "v3", "v2", "")),
    "skipCrds": st.booleans(),
    "skipSchemaValidation": st.booleans(),
    "skipTests": st.booleans(),
    "passCredentials": st.booleans(),
    "namespace": st.just("elsewhere"),
}
helm = st.fixed_dictionaries({}, optional=FIELDS)
changes = st.one_of(
    st.none(),
    st.none(),
    st.builds(lambda part: {"helm": part}, helm),
    st.sampled_from(({}, {"helm": None}, {"helm": {"parameters": None}}, {"helm": {"valueFiles": ["b.yaml"]}})),
)


@st.composite
def specs(draw: st.DrawFn) -> Tree:
    """Generate the ``spec`` of an Application."""
    spec: Tree = {"project": PROJECT, "destination": {"server": "https://kubernetes.default.svc", "namespace": "ns"}}
    source = {"repoURL": URL, "path": "charts/liqo", "targetRevision": "v9", "helm": draw(helm)}
    if not draw(st.integers(0, 2)):
        return spec | {"source": source}
    sources = [source, {"repoURL": URL, "targetRevision": "v9", "ref": "vals"}]
    if not draw(st.integers(0, 3)):
        sources.append({"repoURL": URL, "path": "charts/again", "targetRevision": "v8", "helm": draw(helm)})
    return spec | {"sources": draw(st.permutations(sources))}


def sources_of(spec: Tree) -> list[Tree]:
    """Return the sources of an Application."""
    return spec.get("sources") or [spec["source"]]


def judged(application: Tree) -> tuple[list[CheckResult], bool]:
    """Return what the validator says of each release, and whether it says that the file cannot be checked."""
    path = write(repository() / "apps/app.yaml", json.dumps(application, indent=2))
    outcome = Run()
    run(Given()._replace(chart_named=True), [Target(str(path))], outcome, lambda *_: None)
    return outcome.results, bool(outcome.errors)


def schemas() -> list[bool]:
    """Return whether the validator expects each release to be checked with the chart's schema."""
    path = repository() / "apps/app.yaml"
    found = discovery.find(Source(str(path), path.read_text(encoding="utf-8")))
    return [release.schema for release in found.releases] if found else []


def differing(application: Tree) -> str:
    """Describe where the validator and Argo CD differ; empty if they agree."""
    results, rejected = judged(application)
    application = stored(application)
    charts = [index for index, source in enumerate(sources_of(application["spec"])) if "path" in source]
    answers = [argocd().ask({"root": str(repository()), "application": application, "source": at}) for at in charts]
    if any(IN_ANY_ORDER in finding.message for one in results for finding in one.findings):
        return ""  # what Helm renders differs from time to time
    if rejected or any(error for _, error in answers):
        reported = rejected or any(finding.code in REJECTED for one in results for finding in one.findings)
        errors = [error for _, error in answers if error]
        return "" if errors and reported else f"Argo CD: {errors}; we: {reported}"
    if len(results) != len(charts):
        return f"{len(results)} releases, not {len(charts)}: {[one.findings for one in results]}"
    for result, skips, (expected, _) in zip(results, schemas(), answers, strict=True):
        rendered = json.loads(json.loads(expected["manifests"][0])["data"]["values"])
        found = [finding for finding in result.findings if finding.code in REJECTED]
        if found or result.values.unread:
            return f"Argo CD renders it; we: {[one.message for one in found]}"
        if written(rendered) != written(result.values.data):
            return f"{different(rendered, result.values.data)}"
        if skips is ("--skip-schema-validation" in expected["command"]):
            return f"Argo CD: {expected['command']}; we: {skips}"
        mode = check([Source("values.yaml", json.dumps(with_nulls(rendered, plain(ours().defaults))))]).mode
        if mode.name != result.mode.name:
            return f"the mode is {mode.name}, not {result.mode.name}"
    return ""


def stored(value: Any) -> Any:
    """Return an Application as the API server stores it: it drops nulls."""
    if isinstance(value, dict):
        return {key: stored(inner) for key, inner in value.items() if inner is not None}
    return [stored(inner) for inner in value] if isinstance(value, list) else value


def with_nulls(values: Any, defaults: Any) -> Any:
    """Return values that Helm merges over the defaults into the same values."""
    if not isinstance(values, dict) or not isinstance(defaults, dict):
        return values
    absent = dict.fromkeys(key for key in defaults if key not in values)
    return absent | {key: with_nulls(value, defaults.get(key)) for key, value in values.items()}


def different(theirs: Tree, ours: Tree) -> str:
    keys = [key for key in {*theirs, *ours} if written(theirs.get(key)) != written(ours.get(key))]
    return "; ".join(f"{key}: Argo CD {written(theirs.get(key))}, we {written(ours.get(key))}" for key in keys)


def written(tree: object) -> str:
    return json.dumps(tree, sort_keys=True)


def application(spec: Tree) -> Tree:
    metadata = {"name": NAME, "namespace": "argocd"}
    return {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": metadata, "spec": spec}


@pytest.mark.parametrize("ignore", [False, True])
@pytest.mark.parametrize("files", [["[a.yaml"], ["secrets://a.yaml"], ["**/*.yaml"], ["sub/*"], ["{b,a}?yaml"]])
def test_files_that_are_missing_or_not(files: list[str], ignore: bool) -> None:
    fields = {"valueFiles": files, "ignoreMissingValueFiles": ignore}
    source = {"repoURL": URL, "path": "charts/liqo", "targetRevision": "v9", "helm": fields}
    assert differing(application({"project": PROJECT, "destination": {"namespace": "ns"}, "source": source})) == ""


@pytest.mark.parametrize("name", ["", "k"])
@pytest.mark.parametrize("path", ["t.txt", "missing.txt", "secrets://t.txt"])
def test_parameters_from_files(name: str, path: str) -> None:
    fields = {"fileParameters": [{"name": name, "path": path}], "parameters": [{"name": "", "value": "x"}]}
    source = {"repoURL": URL, "path": "charts/liqo", "targetRevision": "v9", "helm": fields}
    assert differing(application({"project": PROJECT, "destination": {"namespace": "ns"}, "source": source})) == ""


@differential(60)
@given(spec=specs(), change=changes, changed_for=st.sampled_from(("", NAME, "other")))
def test_generated_applications(spec: Tree, change: object, changed_for: str) -> None:
    with changed(change, changed_for):
        assert differing(application(spec)) == "", json.dumps([spec, change, changed_for])
