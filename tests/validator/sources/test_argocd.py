"""Applications and ApplicationSets: what Argo CD hands to Helm, in its order, each value with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from liqo_values.engine.batch import Run, run
from liqo_values.engine.file_check import Target
from liqo_values.engine.result import CheckResult
from liqo_values.model.findings import Finding
from liqo_values.values.release_inputs import Given
from tests.validator.cli.calling import put
from tests.validator.sources.reading import facts, marked, result, results

OFF = "networking: {enabled: false}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()


def found(checked: CheckResult) -> list[Finding]:
    """Return the findings; that Argo CD needs a cluster ID is another test's."""
    return [finding for finding in checked.findings if finding.name != "missing-cluster-id"]


def test_argo_cd_needs_the_cluster_id() -> None:
    assert [finding.name for finding in result("app.yaml", application(f"values: '{OFF.strip()}'")).findings] == [
        "missing-cluster-id"
    ]
    values = "networking: {enabled: false}\ndiscovery: {config: {clusterID: milan}}"
    assert result("app.yaml", application(f"valuesObject: {{{values.replace(chr(10), ', ')}}}")).findings == ()


def application(helm: str, *, source: str = "chart: liqo\n    repoURL: https://helm.liqo.io/", more: str = "") -> str:
    """Write an Application with this under ``helm``."""
    lines = "".join(f"      {line}\n" for line in helm.splitlines())
    return f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: liqo
spec:
  source:
    {source}
    helm:
{lines}{more}"""


def test_values_in_a_text_have_their_place_in_the_file() -> None:
    checked = result("app.yaml", application("values: |\n  networking:\n    enabled: 'false'\n\n  typo: 1"))
    assert [marked(finding) for finding in found(checked)] == ["app.yaml:12: 'false'", "app.yaml:14: typo"]
    assert [finding.primary.span.column for finding in found(checked) if finding.primary.span] == [20, 9]
    assert checked.name == "Application liqo"
    assert checked.layers == ("app.yaml",)


def test_values_as_an_object() -> None:
    checked = result("app.yaml", application("valuesObject:\n  networking:\n    enabled: 'false'"))
    assert [marked(finding) for finding in found(checked)] == ["app.yaml:12: 'false'"]


def test_the_text_is_ignored_if_there_is_an_object() -> None:
    checked = result("app.yaml", application(f"values: |\n  typo: 1\nvaluesObject: {{{OFF.strip()}}}"))
    (finding,) = found(checked)
    assert (finding.code, marked(finding)) == ("LQ021", "app.yaml:10: |\n        typo: 1")
    assert facts(checked) == (False, True)


def test_nulls_vanish_from_the_object_but_not_from_the_text() -> None:
    values = "networking: {enabled: false, reflectIPs: null}"
    (finding,) = found(result("app.yaml", application(f"valuesObject:\n  {values}")))
    assert (finding.code, marked(finding)) == ("LQ021", "app.yaml:11: reflectIPs")
    assert [finding.code for finding in found(result("app.yaml", application(f"values: |\n  {values}")))] == ["LQ104"]


def test_the_order_is_files_then_values_then_parameters() -> None:
    put("values/base.yaml", "networking: {enabled: true, reflectIPs: true}\n")
    source = """chart: liqo
  sources:
  - repoURL: https://example.com/mine.git
    ref: mine
  - repoURL: https://helm.liqo.io/
    chart: liqo"""
    helm = """\
parameters:
- name: networking.reflectIPs
  value: "false"
valueFiles:
- $mine/values/base.yaml
values: |
  networking: {enabled: false}
"""
    checked = result("apps/app.yaml", application(helm, source=source))
    assert facts(checked) == (False, False)
    assert checked.layers == ("values/base.yaml", "apps/app.yaml")
    reflection = checked.mode.reflection
    assert reflection.decided_by.span is not None
    assert reflection.decided_by.span.text == '"false"'
    assert [place.layer for place in reflection.overrode] == ["values/base.yaml", "the chart's defaults"]


def given_tag(checked: CheckResult) -> object:
    """Return the value that many layers set."""
    return checked.values.get("tag")


@pytest.mark.parametrize(
    ("helm", "expected"),
    [
        ("valueFiles: [a.yaml, b.yaml]", "b"),
        ("valueFiles: [b.yaml, a.yaml]", "a"),
        ("values: 'tag: v'\nvalueFiles: [a.yaml]", "v"),
        ("parameters: [{name: tag, value: p}]\nvaluesObject: {tag: v}", "p"),
        ("parameters: [{name: tag, value: first}, {name: tag, value: last}]", "last"),
        # Helm applies --set-string after --set, and --set-file after both, whatever their order.
        ("parameters: [{name: tag, value: text, forceString: true}, {name: tag, value: p}]", "text"),
        (
            "fileParameters: [{name: tag, path: tag.txt}]\nparameters: [{name: tag, value: p, forceString: true}]",
            "file",
        ),
    ],
)
def test_which_layer_wins(helm: str, expected: str) -> None:
    put("charts/liqo/Chart.yaml", "name: liqo\n")
    put("charts/liqo/a.yaml", "tag: a\n")
    put("charts/liqo/b.yaml", "tag: b\n")
    put("charts/liqo/tag.txt", "file")
    source = "path: charts/liqo\n    repoURL: https://example.com/mine.git"
    assert given_tag(result("apps/app.yaml", application(helm, source=source))) == expected


ONLY = "in an argument, only `true` and `false` are booleans"


@pytest.mark.parametrize(
    ("parameter", "remedies"),
    [
        ("value: 'false'", []),
        ("value: 'false'\n  forceString: true", ["write `false`, and do not force it to be a string"]),
        ("value: '0'\n  forceString: true", ["write `false`, and do not force it to be a string"]),
        ("value: 'no'", [f"write `false`; {ONLY}"]),
        ("value: 'no'\n  forceString: true", [f"write `false`; {ONLY}"]),
        ("value: 'nope'", ["write `true` or `false`"]),
    ],
)
def test_a_parameter_is_read_as_set_does(parameter: str, remedies: list[str]) -> None:
    checked = result("app.yaml", application(f"parameters:\n- name: networking.enabled\n  {parameter}"))
    assert [finding.help for finding in found(checked) if finding.code == "LQ004"] == remedies


@pytest.mark.parametrize(
    ("parameter", "remedy"),
    [
        ("name: discovery.config.clusterID\n  value: '123'", "write `123`, and force it to be a string"),
        ("name: ipam.pools\n  value: 10.0.0.0/8", "write `{10.0.0.0/8}`"),
        ("name: networking.enabled\n  value: '0'", "write `false`"),
        (
            "name: controllerManager.replicas\n  value: '3'\n  forceString: true",
            "write `3`, and do not force it to be a string",
        ),
    ],
)
def test_the_help_for_a_parameter_has_its_own_syntax(parameter: str, remedy: str) -> None:
    checked = result("app.yaml", application(f"parameters:\n- {parameter}"))
    assert [finding.help for finding in found(checked) if finding.code == "LQ003"] == [remedy]


def test_commas_in_parameters_are_escaped_except_in_lists() -> None:
    helm = """\
parameters:
- {name: networking.enabled, value: "false"}
- {name: "common.globalLabels.a", value: "b,c"}
- {name: virtualKubelet.extra.args, value: "{--node-ping-interval=10s,--disable-ip-reflection}"}
"""
    checked = result("app.yaml", application(helm))
    assert [(finding.code, marked(finding)) for finding in found(checked)] == [
        ("LQ505", 'app.yaml:12: "b,c"'),
    ]
    assert facts(checked) == (False, False)


def test_a_parameter_that_helm_refuses() -> None:
    put("app.yaml", application("parameters:\n- {name: 'a[x]', value: '1'}"))
    outcome = Run()
    run(Given(), [Target("app.yaml")], outcome, lambda *_: None)
    (error,) = outcome.errors
    assert "is not a number" in error.message
    assert error.span is not None
    assert error.span.text == "'a[x]'"


def test_files_that_are_not_here_may_set_anything() -> None:
    checked = result(
        "app.yaml", application("valueFiles: [values-prod.yaml]\nvalues: |\n  networking: {enabled: true}")
    )
    assert [(finding.code, marked(finding)) for finding in found(checked)] == [
        ("LQ022", "app.yaml:10: values-prod.yaml")
    ]
    assert facts(checked) == (True, None)
    assert "values-prod.yaml, which is not available here" in checked.mode.reflection.doubt


@pytest.mark.parametrize(
    ("helm", "named"),
    [
        ("valueFiles: [low.yaml, high.yaml]", "high.yaml"),
        ("valueFiles: [$mine/low.yaml, $mine/here.yaml]", ""),
        ("valueFiles: [$mine/low.yaml, $mine/here.yaml, high.yaml]", "high.yaml"),
    ],
)
def test_the_topmost_file_that_may_decide_is_named(helm: str, named: str) -> None:
    put("here.yaml", "networking: {enabled: false}\n")
    source = "chart: liqo\n  sources:\n  - {repoURL: https://example.com/mine.git, ref: mine}\n  - chart: liqo"
    networking = result("app.yaml", application(helm, source=source)).mode.networking
    assert networking.value is (None if named else False)
    assert f"values file {named}" in networking.doubt if named else not networking.doubt


def test_files_next_to_a_chart_in_the_repository() -> None:
    put("charts/liqo/Chart.yaml", "name: liqo\n")
    put("charts/liqo/values-prod.yaml", OFF)
    source = "path: charts/liqo\n    repoURL: https://example.com/mine.git"
    checked = result("apps/app.yaml", application("valueFiles: [values-prod.yaml]", source=source))
    assert facts(checked) == (False, True)


def test_an_umbrella_chart_in_the_repository() -> None:
    put("umbrella/Chart.yaml", "name: u\ndependencies:\n- {name: liqo, alias: mesh, version: 1.2.0}\n")
    put("umbrella/values.yaml", "mesh: {networking: {enabled: false}}\n")
    source = "path: umbrella\n    repoURL: https://example.com/mine.git"
    checked = result("apps/app.yaml", application("values: |\n  mesh:\n    typo: 1", source=source))
    assert facts(checked) == (False, True)
    assert [marked(finding) for finding in found(checked)] == ["apps/app.yaml:12: typo"]
    assert found(checked)[0].path == ("typo",)


def test_a_folder_that_is_only_called_liqo() -> None:
    put("apps/liqo/kustomization.yaml", "resources: []\n")
    source = "path: apps/liqo\n    repoURL: https://example.com/mine.git"
    put("app.yaml", application("releaseName: x", source=source))
    assert results("app.yaml") == []


@pytest.mark.parametrize(("path", "releases"), [("deployments/liqo", 1), ("deployments/other", 0)])
def test_the_chart_in_a_repository_elsewhere(path: str, releases: int) -> None:
    source = f"path: {path}\n    repoURL: https://github.com/liqotech/liqo.git"
    put("app.yaml", application("values: 'networking: {enabled: false}'", source=source))
    assert [facts(checked) for checked in results("app.yaml")] == [(False, True)] * releases


def test_the_own_values_of_the_chart_are_known() -> None:
    checked = result("app.yaml", application("valueFiles: [values.yaml]\nvalues: 'networking: {enabled: false}'"))
    assert found(checked) == []


def test_file_parameters() -> None:
    put("charts/liqo/Chart.yaml", "name: liqo\n")
    put("charts/liqo/flag,1", "--disable-ip-reflection")
    source = "path: charts/liqo\n    repoURL: https://example.com/mine.git"
    helm = """\
values: 'networking: {enabled: false}'
fileParameters:
- {name: "virtualKubelet.extra.args[0]", path: "flag,1"}
"""
    assert facts(result("app.yaml", application(helm, source=source))) == (False, False)


def test_helm_can_skip_the_schema() -> None:
    checked = result(
        "app.yaml", application("skipSchemaValidation: true\nvalues: |\n  networking: {enabled: false}\n  typo: 1")
    )
    assert [(finding.code, finding.severity.value) for finding in found(checked)] == [("LQ002", "warning")]
    assert [finding.code for finding in checked.refusals] == ["LQ506"]


def test_what_the_templates_refuse_is_an_error_without_the_schema() -> None:
    """And no comment silences it; nor what Helm itself wants to be a map."""
    values = """\
skipSchemaValidation: true
values: |
  # liqo-values: ignore-file[LQ002, LQ003, LQ004, LQ005, LQ501] because it is meant
  networking: {enabled: "false", reflectIPs: 1, internal: 'x'}
  discovery: {config: {clusterID: A_B}}
  virtualKubelet: {optionsTemplates: {a: {reflectIPs: 'true'}}}
  liqo-crds: x
  proxy: {enabled: "false"}
  internal: {}
"""
    checked = result("app.yaml", application(values))
    errors = [(one.code, ".".join(map(str, one.path))) for one in checked.findings if one.severity == "error"]
    assert errors == [
        ("LQ004", "networking.enabled"),
        ("LQ003", "networking.reflectIPs"),
        ("LQ501", "discovery.config.clusterID"),
        ("LQ004", "virtualKubelet.optionsTemplates.a.reflectIPs"),
        ("LQ003", "liqo-crds"),
        ("LQ004", "proxy.enabled"),
    ]


def test_values_that_are_not_yaml_until_rendered() -> None:
    text = application("values: |\n  {{- if .x }}\n  networking: {enabled: false}\n  {{- end }}")
    checked = result("app.yaml", text)
    assert [finding.code for finding in found(checked)] == ["LQ022"]
    assert checked.mode.name is None


def test_several_documents_lists_and_what_is_not_liqo() -> None:
    other = application("values: 'a: 1'", source="chart: redis\n    repoURL: https://example.com")
    in_list = "apiVersion: v1\nkind: List\nitems:\n" + "".join(
        f"{'- ' if not number else '  '}{line}\n"
        for number, line in enumerate(application(f"values: '{OFF.strip()}'").splitlines())
    )
    put("all.yaml", "\n---\n".join([other, application("values: 'b: 1'"), in_list]))
    assert [
        [finding.path for finding in found(checked) if finding.code == "LQ002"] for checked in results("all.yaml")
    ] == [
        [("b",)],
        [],
    ]


def test_what_kubectl_prints_as_json() -> None:
    text = (
        '{"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": "x"}, "spec": {"source": '
        '{"chart": "liqo", "helm": {"values": "networking:\\n  enabled: \\"no\\"\\n"}}}}'
    )
    (finding,) = found(result("app.json", text))
    assert marked(finding) == r"app.json:1: \"no\""
