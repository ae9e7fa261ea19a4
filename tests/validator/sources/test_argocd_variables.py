"""Variables of Argo CD, paths with them, and fields that Argo CD or the API server rejects."""

from __future__ import annotations

from pathlib import Path

import pytest

from liqo_values.engine.result import CheckResult
from liqo_values.model.findings import Finding
from liqo_values.sources.argocd_variables import Expanded, Variables
from tests.validator.cli.calling import put
from tests.validator.sources.reading import facts, marked, result
from tests.validator.sources.test_argocd import application

#: The rules about manifests.
OF_MANIFESTS = ("LQ001", "LQ017", "LQ018", "LQ021", "LQ022")


def found(checked: CheckResult) -> list[Finding]:
    """Return the findings about the manifest."""
    return [finding for finding in checked.findings if finding.code in OF_MANIFESTS]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", Expanded("plain")),
        ("$A", Expanded("rome")),
        ("${A}-x", Expanded("rome-x")),
        ("$A.yaml", Expanded("rome.yaml")),
        ("$Ab", Expanded("", nothing=("Ab",))),
        ("$$A", Expanded("$A")),
        ("a$", Expanded("a$")),
        ("$ a", Expanded("$ a")),
        ("$1x", Expanded("x", nothing=("1",))),
        ("${}x", Expanded("x")),
        ("${A", Expanded("A")),
        ("$B", Expanded("$B", known=False)),
    ],
)
def test_variables_are_expanded_as_go_does(text: str, expected: Expanded) -> None:
    assert Variables({"A": "rome", "B": ""}).expand(text) == expected


CLUSTER = "discovery.config.clusterID"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("$ARGOCD_APP_NAME", "liqo"),
        ("${ARGOCD_APP_NAME}-1", "liqo-1"),
        ("a$$b", "a$b"),
        ("$ARGOCD_APP_SOURCE_TARGET_REVISION", "v1"),
    ],
)
def test_a_parameter_has_variables(value: str, expected: str) -> None:
    source = "chart: liqo\n    repoURL: https://helm.liqo.io/\n    targetRevision: v1"
    text = application(f"parameters:\n- {{name: tag, value: '{value}'}}", source=source)
    assert result("app.yaml", text).values.get("tag") == expected


def test_a_variable_whose_value_only_argo_cd_knows() -> None:
    checked = result("app.yaml", application(f"parameters:\n- {{name: {CLUSTER}, value: $ARGOCD_APP_REVISION}}"))
    assert found(checked) == []
    text = application("parameters:\n- {name: networking.enabled, value: $ARGOCD_APP_REVISION_SHORT}")
    assert facts(result("app.yaml", text)) == (None, True)


@pytest.mark.parametrize("values", ["valuesObject: {tag: '%s'}", "values: |\n  tag: '%s'"])
@pytest.mark.parametrize("variable", ["$ARGOCD_APP_NAME", "a-${ARGOCD_APP_NAMESPACE}"])
def test_values_have_none(values: str, variable: str) -> None:
    checked = result("app.yaml", application(values % variable))
    assert [finding.code for finding in found(checked)] == ["LQ017"]
    assert checked.values.get("tag") == variable


def test_a_variable_that_argo_cd_does_not_have() -> None:
    checked = result("app.yaml", application("parameters:\n- {name: tag, value: v$VERSION}"))
    assert [(finding.code, marked(finding)) for finding in found(checked)] == [("LQ017", "app.yaml:11: v$VERSION")]
    assert checked.values.get("tag") == "v"


def test_a_reference_to_no_source() -> None:
    checked = result("app.yaml", application("valueFiles: [$values/a.yaml]"))
    assert [finding.code for finding in found(checked)] == ["LQ017", "LQ022"]


LOCAL = "path: charts/liqo\n    repoURL: https://example.com/mine.git"


@pytest.mark.parametrize(
    ("files", "tag"),
    [
        ("[$ARGOCD_APP_NAME.yaml]", "named"),
        ("['*.yaml', b.yaml]", "b"),
        ("[b.yaml, '*.yaml']", "named"),
        ("['[ab].yaml']", "b"),
        ("[b.yaml, a.yaml, b.yaml]", "a"),
        ("[b.yaml, a.yaml, /charts/liqo/b.yaml, ../liqo/b.yaml]", "a"),
        ("[/values/top.yaml]", "top"),
        ("['/values/*.yaml']", "top"),
    ],
)
def test_paths_with_variables_and_patterns(files: str, tag: str) -> None:
    put("charts/liqo/Chart.yaml", "name: liqo\n")
    for name in ("a", "b"):
        put(f"charts/liqo/{name}.yaml", f"tag: {name}\n")
    put("charts/liqo/liqo.yaml", "tag: named\n")
    put("values/top.yaml", "tag: top\n")
    checked = result("apps/app.yaml", application(f"valueFiles: {files}", source=LOCAL))
    assert checked.values.get("tag") == tag
    assert [finding.code for finding in found(checked)] == []


@pytest.mark.parametrize(
    "path", ["https://example.com/a.yaml", "secrets://a.yaml", "'secrets+age-import:///key.txt?a.yaml'", "'nothing*'"]
)
def test_what_is_not_here(path: str) -> None:
    put("charts/liqo/Chart.yaml", "name: liqo\n")
    put("charts/liqo/a.yaml", "typo: 1\n")
    checked = result("apps/app.yaml", application(f"valueFiles: [{path}]", source=LOCAL))
    assert [(finding.code, finding.path) for finding in found(checked)] == [("LQ022", ())]


@pytest.mark.parametrize("name", [".argocd-source.yaml", ".argocd-source-liqo.yaml"])
def test_a_file_next_to_the_chart_changes_the_source(name: str) -> None:
    put("charts/liqo/Chart.yaml", "name: liqo\n")
    put(f"charts/liqo/{name}", "helm:\n  parameters:\n  - {name: networking.enabled, value: 'no'}\n")
    checked = result("apps/app.yaml", application("parameters: [{name: tag, value: x}]", source=LOCAL))
    wrong = [finding for finding in checked.findings if finding.code == "LQ004"]
    assert [marked(finding) for finding in wrong] == [f"charts/liqo/{name}:3: 'no'"]
    assert checked.values.get("tag") == ""


def test_such_a_file_for_another_application() -> None:
    put("charts/liqo/Chart.yaml", "name: liqo\n")
    put("charts/liqo/.argocd-source-other.yaml", "helm: {parameters: [{name: tag, value: y}]}\n")
    checked = result("apps/app.yaml", application("parameters: [{name: tag, value: x}]", source=LOCAL))
    assert checked.values.get("tag") == "x"


@pytest.mark.parametrize(
    ("helm", "place"),
    [
        ("values: {tag: x}", "app.yaml:10: {tag: x}"),
        ("parameters: [{name: tag, value: true}]", "app.yaml:10: true"),
        ("version: v2", "app.yaml:10: v2"),
    ],
)
def test_what_is_rejected(helm: str, place: str) -> None:
    checked = result("app.yaml", application(helm))
    assert [(finding.code, marked(finding)) for finding in found(checked)] == [("LQ018", place)]


def test_the_own_values_after_other_files_override_them() -> None:
    put("a.yaml", "networking: {enabled: false}\n")
    source = "chart: liqo\n  sources:\n  - {repoURL: https://example.com/mine.git, ref: mine}\n  - chart: liqo"
    checked = result("app.yaml", application("valueFiles: [$mine/a.yaml, values.yaml]", source=source))
    assert "LQ021" in [finding.code for finding in found(checked)]
    assert facts(checked) == (True, True)


def test_a_source_that_is_hydrated() -> None:
    text = application("values: 'networking: {enabled: false}'").replace(
        "  source:\n", "  sourceHydrator:\n   drySource:\n"
    )
    assert facts(result("app.yaml", text)) == (False, True)
