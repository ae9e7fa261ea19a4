"""The mode that is expected: ``--expect``, ``expect`` in the project file, and the annotation of an object."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from liqo_values.cluster import snapshot
from liqo_values.engine import project_file
from liqo_values.liqo.mode import ModeName
from tests.validator.cli.calling import OFF, ON, call, put
from tests.validator.cluster.bundles import cluster, manager, released, template

HIDDEN = "networking: {enabled: false, reflectIPs: false}\n"
RELEASE = """\
apiVersion: {api}
kind: {kind}
metadata: {{name: liqo, namespace: liqo, annotations: {{liqo-values/expect-mode: {mode}}}}}
spec:
  {spec}
"""
FLUX = "chart: {spec: {chart: liqo, version: 1.2.0, sourceRef: {kind: HelmRepository, name: liqo}}}"
SOURCE = "source: {repoURL: 'https://helm.liqo.io/', chart: liqo, targetRevision: v1.2.0, helm: {valuesObject: {}}}"
ELSEWHERE = "source: {repoURL: 'https://git.example.org/platform', path: liqo}"
SET = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: liqo, annotations: {liqo-values/expect-mode: connected-no-ips}}
spec:
  generators: [{list: {elements: [{cluster: milan, mode: connected}, {cluster: turin, mode: offloading-only}]}}]
  template:
    metadata: {name: '{{cluster}}', annotations: {liqo-values/expect-mode: '{{mode}}'}}
    spec:
      %s
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def unexpected(*arguments: str) -> list[str]:
    """Return the messages of LQ701 in a check, with those that follow from others."""
    status, output, _ = call("check", "--format", "json", "--select", "LQ701", *arguments)
    found = [finding["message"] for finding in json.loads(output)["findings"]]
    assert status == bool(found)
    return found


def differs(mode: str, expected: str) -> str:
    return f"the mode is `{mode}`, but `{expected}` is expected"


@pytest.mark.parametrize("command", ["check", "mode"])
def test_option(command: str) -> None:
    put("values.yaml", ON)
    assert call(command, "--expect", "connected", "values.yaml")[0] == 0
    status, output, _ = call(command, "--expect", "offloading-only", "values.yaml")
    assert status == 1
    assert differs("connected", "offloading-only") in output
    assert "--expect offloading-only" in output


def test_several_releases_are_a_table() -> None:
    status, output, _ = call("mode", "--expect", "offloading-only", put("a.yaml", ON), put("b.yaml", HIDDEN))
    assert status == 1
    assert "connected, but not expected" in output
    assert "1 of 2 releases do not have the expected mode" in output


@pytest.mark.parametrize("command", ["check", "mode", "doctor"])
def test_unknown_mode_in_the_option(command: str) -> None:
    with pytest.raises(Exception, match="there is no mode `offloading-onyl`") as caught:
        call(command, "--expect", "offloading-onyl", "-f", put("values.yaml", ON))
    assert getattr(caught.value, "remedy", "") == "did you mean `offloading-only`?"


@pytest.mark.parametrize("command", ["check", "mode", "doctor"])
def test_an_empty_mode_in_the_option(command: str) -> None:
    with pytest.raises(Exception, match="there is no mode ``"):
        call(command, "--expect", "", "-f", put("values.yaml", ON))


def test_the_nearest_expectation_of_the_project_file_counts() -> None:
    put(
        ".liqo-values.yaml",
        "expect: {mode: connected}\n"
        "expectations: [{files: eu/**, expect: {mode: offloading-only}}]\n"
        "stacks:\n"
        "  - {name: own, files: [eu/own.yaml], expect: {mode: external-network}}\n"
        "  - {name: by pattern, files: [eu/base.yaml]}\n",
    )
    for name in ("values.yaml", "eu/values.yaml", "eu/own.yaml", "eu/base.yaml"):
        put(name, ON)
    assert unexpected("values.yaml") == []
    assert unexpected("eu/values.yaml") == [differs("connected", "offloading-only")]
    assert unexpected("-f", "eu/values.yaml") == [differs("connected", "offloading-only")]
    assert unexpected() == [differs("connected", "external-network"), differs("connected", "offloading-only")]
    assert unexpected("--expect", "connected-no-ips", "values.yaml") == [differs("connected", "connected-no-ips")]


def test_pattern_of_each_file_of_a_stack() -> None:
    put(
        ".liqo-values.yaml",
        "expectations: [{files: eu/**, expect: {mode: offloading-only}}]\n"
        "stacks: [{name: all, forEach: '*/values.yaml'}]\n",
    )
    put("eu/values.yaml", ON)
    put("us/values.yaml", ON)
    assert unexpected() == [differs("connected", "offloading-only")]


def test_both_places_are_named() -> None:
    put(".liqo-values.yaml", "# the cluster in Milan\nexpect:\n  mode: offloading-only\n")
    output = call("check", put("values.yaml", f"{ON}networking:\n  enabled: true\n"))[1]
    assert "values.yaml:3:12" in output
    assert ".liqo-values.yaml:3:3" in output


@pytest.mark.parametrize(
    "part", ["expect: %s", "expectations: [{files: '*', expect: %s}]", "stacks: [{name: a, expect: %s}]"]
)
def test_unknown_mode_in_the_project_file(part: str) -> None:
    put(".liqo-values.yaml", part % "{mode: offloading-onyl}")
    status, _, error = call("check", put("values.yaml", ON))
    assert status == 2
    assert ".liqo-values.yaml:1:" in error
    assert "did you mean `offloading-only`?" in error


@pytest.mark.parametrize(("part", "missing"), [("expect: {}", "mode"), ("expectations: [{files: a}]", "expect")])
def test_incomplete_expectation(part: str, missing: str) -> None:
    put(".liqo-values.yaml", part)
    assert f"needs `{missing}`" in call("check", put("values.yaml", ON))[2]


def test_the_schema_of_the_project_file_knows_all_modes() -> None:
    schema = json.loads(project_file._SCHEMA.read_text("utf-8"))
    assert schema["definitions"]["expect"]["properties"]["mode"]["enum"] == [name.value for name in ModeName]


@pytest.mark.parametrize(
    ("api", "kind", "spec"),
    [
        ("helm.toolkit.fluxcd.io/v2", "HelmRelease", FLUX),
        ("argoproj.io/v1alpha1", "Application", SOURCE),
        ("helm.cattle.io/v1", "HelmChart", "{repo: 'https://helm.liqo.io/', chart: liqo, version: 1.2.0}"),
    ],
)
def test_annotation(api: str, kind: str, spec: str) -> None:
    put("a.yaml", RELEASE.format(api=api, kind=kind, spec=spec, mode="connected"))
    put("b.yaml", RELEASE.format(api=api, kind=kind, spec=spec, mode="offloading-only"))
    assert unexpected("a.yaml", "b.yaml") == [differs("connected", "offloading-only")]


def test_unknown_mode_in_an_annotation() -> None:
    put("a.yaml", RELEASE.format(api="argoproj.io/v1alpha1", kind="Application", spec=SOURCE, mode="'true'"))
    assert unexpected("a.yaml") == ["there is no mode `true`"]


def test_template_of_an_application_set() -> None:
    assert unexpected(put("set.yaml", SET % SOURCE)) == [differs("connected", "offloading-only")]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ("networking: {enabled: 'false'}\n", "`offloading-only` is expected, but the values are rejected"),
        (f"{HIDDEN}webhook: {{failurePolicy: Never}}\n", "`offloading-only` is expected, but the values are rejected"),
    ],
)
def test_rejected_values_are_not_as_expected(values: str, message: str) -> None:
    assert unexpected("--expect", "offloading-only", put("values.yaml", values)) == [message]
    output = call("check", "--expect", "offloading-only", "values.yaml")[1]
    assert f"follows: LQ701 {message}" in output


def test_values_that_are_not_yaml_are_not_as_expected() -> None:
    output = call("check", "--expect", "offloading-only", put("values.yaml", "networking: [\n"))[1]
    assert "follows: LQ701 `offloading-only` is expected, but the values are rejected" in output


def test_old_chart_of_which_only_the_mode_is_known() -> None:
    put("values.yaml", "{}\n")
    assert unexpected("--chart", "published@0.10.3", "--expect", "offloading-only", "values.yaml")


def test_no_comment_suppresses_it() -> None:
    put("values.yaml", f"{ON}networking:\n  enabled: true  # liqo-values: ignore[LQ701] because we say so\n")
    assert unexpected("--expect", "offloading-only", "values.yaml")


def test_a_rule_that_is_ignored_reports_nothing() -> None:
    assert call("check", "--ignore", "LQ701", "--expect", "offloading-only", put("values.yaml", ON))[0] == 0


def test_objects_alone_have_no_mode() -> None:
    put(
        "resource.yaml",
        "apiVersion: authentication.liqo.io/v1beta1\nkind: ResourceSlice\nmetadata: {name: a, namespace: b}\n",
    )
    assert unexpected("--expect", "offloading-only", "resource.yaml") == []


def test_without_an_expectation_every_mode_is_fine() -> None:
    assert unexpected(put("a.yaml", ON), put("b.yaml", OFF)) == []


def test_cluster_of_a_release() -> None:
    """By its cluster ID, by the destination of its manifest, and by neither."""
    put(
        ".liqo-values.yaml",
        "expect: {mode: connected}\n"
        "expectations:\n"
        "  - {cluster: 'edge-*', expect: {mode: offloading-only}}\n"
        "  - {files: lab/*, expect: {mode: external-network}}\n",
    )
    named = "discovery: {config: {clusterID: edge-1}}\n"
    put("lab/edge.yaml", f"{ON}{named}")
    put("lab/other.yaml", ON)
    put("edge.yaml", f"{ON}{named}")
    put("other.yaml", ON)
    assert unexpected("other.yaml") == []
    for name in ("edge.yaml", "lab/edge.yaml"):
        assert unexpected(name) == [differs("connected", "offloading-only")]
    assert unexpected("lab/other.yaml") == [differs("connected", "external-network")]
    assert unexpected("-f", "lab/edge.yaml") == [differs("connected", "offloading-only")]
    release = RELEASE.format(api="argoproj.io/v1alpha1", kind="Application", spec=SOURCE, mode="connected")
    put("app.yaml", f"{release}  destination: {{name: edge-2}}\n")
    assert unexpected("app.yaml") == [differs("connected", "offloading-only")]


def test_what_is_not_checked_is_not_known() -> None:
    put("app.yaml", RELEASE.format(api="argoproj.io/v1alpha1", kind="Application", spec=ELSEWHERE, mode="connected"))
    put("program.go", 'action.NewInstall(cfg).RepoURL = "https://helm.liqo.io/" // LocateChart("liqo")\n')
    put("peer.go", 'exec.Command("liqoctl", "peer", "--remote-kubeconfig", file)\n')
    put("main.tf", 'resource "helm_release" "liqo" {\n  chart = "liqo"\n  count = 0\n}\n')
    put(".liqo-values.yaml", "expect: {mode: offloading-only}\n")
    status, output, _ = call("check", "--format", "json", ".")
    found = [one for one in json.loads(output)["findings"] if one["code"] == "LQ701"]
    assert [(one["severity"], one["primary"]["layer"]) for one in found] == [
        ("warning", "app.yaml"),
        ("warning", "program.go"),
    ]
    assert found[0]["message"].startswith("`offloading-only` is expected, but the mode is not known: the values of")
    assert found[0]["related"][0]["layer"] == ".liqo-values.yaml"
    assert status == 0
    status, output, _ = call("mode", ".")
    assert (status, "not expected" in output) == (0, False)
    assert "is expected" not in call("check", "--show-files", ".")[1]


def test_patterns_of_files_and_of_clusters_in_their_order() -> None:
    first, second = (
        "{files: '*', expect: {mode: connected}}",
        "{cluster: rome, expect: {mode: offloading-only}}",
    )
    put("rome.yaml", f"{ON}discovery: {{config: {{clusterID: rome}}}}\n")
    put(".liqo-values.yaml", f"expectations: [{first}, {second}]\n")
    assert unexpected("rome.yaml") == []
    put(".liqo-values.yaml", f"expectations: [{second}, {first}]\n")
    assert unexpected("rome.yaml") == [differs("connected", "offloading-only")]


@pytest.mark.parametrize("entry", ["{expect: {mode: connected}}", "{files: a, cluster: b, expect: {mode: connected}}"])
def test_files_or_a_cluster(entry: str) -> None:
    put(".liqo-values.yaml", f"expectations: [{entry}]\n")
    assert "needs `files` or `cluster`, and not both" in call("check", put("values.yaml", ON))[2]


@pytest.mark.parametrize("name", ["rome", "cluster-1"], ids=["context", "cluster ID"])
def test_expectation_of_the_project_file_for_a_cluster(name: str) -> None:
    values = {"networking": {"enabled": False}, "discovery": {"config": {"clusterID": "cluster-1"}}}
    objects = released(values), manager("--networking-enabled=false"), template()
    put("rome.json", snapshot.written(cluster(*objects)))
    put(".liqo-values.yaml", "expectations:\n  - {cluster: milan, expect: {mode: connected}}\n")
    assert call("doctor", "--bundle", "rome.json")[0] == 0
    put(".liqo-values.yaml", f"expectations:\n  - {{cluster: {name}, expect: {{mode: connected}}}}\n")
    status, output, _ = call("doctor", "--bundle", "rome.json")
    assert status == 1
    assert "but `connected` is expected by `.liqo-values.yaml:2:" in output
    assert "--> Deployment liqo/liqo-controller-manager: the networking module is off" in output


def test_expectation_of_files_that_are_passed_to_doctor() -> None:
    objects = released({"networking": {"enabled": False}}), manager("--networking-enabled=false"), template()
    put("rome.json", snapshot.written(cluster(*objects)))
    put(".liqo-values.yaml", "expectations: [{files: 'eu/*', expect: {mode: connected}}]\n")
    put("eu/rome.yaml", OFF)
    assert call("doctor", "--bundle", "rome.json")[0] == 0
    assert "error[LQ906]" in call("doctor", "--bundle", "rome.json", "-f", "eu/rome.yaml")[1]


def test_the_mode_of_a_cluster() -> None:
    objects = released({"networking": {"enabled": False}}), manager("--networking-enabled=false"), template()
    put("rome.json", snapshot.written(cluster(*objects)))
    assert call("doctor", "--bundle", "rome.json", "--expect", "external-network")[0] == 0
    status, output, _ = call("doctor", "--bundle", "rome.json", "--expect", "offloading-only")
    assert status == 1
    assert "the cluster is in `external-network`, but `offloading-only` is expected by `--expect" in output
    assert "--> VkOptionsTemplate liqo/virtual-kubelet-default: IP reflection is on" in output
