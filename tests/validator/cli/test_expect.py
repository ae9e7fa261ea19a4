"""The mode that is expected: ``--expect``, ``expect`` in the project file, and the annotation of an object."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from liqo_values.cluster import snapshot
from liqo_values.engine import project_schema
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
    """Return the messages of LQ701 in a check, without who expects the mode."""
    status, output, _ = call("check", "--format", "json", "--select", "LQ701", *arguments)
    found = [finding["message"] for finding in json.loads(output)["findings"]]
    assert status == bool(found)
    return [re.sub(r" by `[^`]*`", "", message) for message in found]


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
    schema = project_schema.schema()
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
    """The annotation of the set itself is not one of its Applications."""
    useless = "`liqo-values/expect-mode` of an ApplicationSet expects nothing of its Applications"
    assert unexpected(put("set.yaml", SET % SOURCE)) == [useless, differs("connected", "offloading-only"), useless]


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ("annotations: {liqo-values/expected-mode: connected}", "there is no annotation `liqo-values/expected-mode`"),
        ("annotations: {liqo-values/expect-mode: off}", "there is no mode `off`"),
        ("annotations: {liqo-values/expect-mode: null}", "there is no mode `null`"),
        ("annotations: {liqo-values/expect-mode: [connected]}", "`liqo-values/expect-mode` must be a text"),
        ("labels: {liqo-values/expect-mode: connected}", "the label `liqo-values/expect-mode` expects nothing"),
    ],
)
def test_an_annotation_that_expects_nothing(metadata: str, message: str) -> None:
    text = RELEASE.format(api="argoproj.io/v1alpha1", kind="Application", spec=SOURCE, mode="connected")
    put("app.yaml", text.replace("annotations: {liqo-values/expect-mode: connected}", metadata))
    assert unexpected("app.yaml") == [message]


def test_a_mode_that_only_argo_cd_fills_in_is_not_known() -> None:
    elsewhere = SET.replace("mode: connected}, {", "}, {").replace("mode: offloading-only}]", "}]")
    put("set.yaml", elsewhere.replace(", annotations: {liqo-values/expect-mode: connected-no-ips}", "") % SOURCE)
    status, output, _ = call("check", "--format", "json", "--select", "LQ701", "set.yaml")
    assert status == 0
    assert {(one["severity"], one["message"]) for one in json.loads(output)["findings"]} == {
        ("warning", "the expected mode is not known: `{{mode}}` is filled in by a template")
    }


KUSTOMIZATION = """\
resources: [release.yaml]
commonAnnotations: {liqo-values/expect-mode: offloading-only}
patches: [{path: patch.yaml}]
"""
PATCH = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: liqo, namespace: liqo%s}
spec: {values: {networking: {enabled: false}}}
"""
BY_FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: liqo, namespace: flux-system}
spec:
  path: ./base
  sourceRef: {kind: GitRepository, name: flux-system}
  commonMetadata: {annotations: {liqo-values/expect-mode: connected-no-ips}}
"""


class TestKustomize:
    """The annotation that a HelmRelease has when Kustomize has built it."""

    @pytest.fixture(autouse=True)
    def base(self) -> None:
        flux = {"api": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease", "spec": FLUX}
        put("base/release.yaml", RELEASE.format(**flux, mode="connected"))

    def test_of_the_base(self) -> None:
        put("over/kustomization.yaml", "resources: [../base/release.yaml]\npatches: [{path: patch.yaml}]\n")
        put("over/patch.yaml", PATCH % "")
        assert unexpected(".") == [differs("external-network", "connected")]

    def test_of_a_patch(self) -> None:
        put("over/kustomization.yaml", "resources: [../base/release.yaml]\npatches: [{path: patch.yaml}]\n")
        put("over/patch.yaml", PATCH % ", annotations: {liqo-values/expect-mode: offloading-only}")
        assert unexpected(".") == [differs("external-network", "offloading-only")]

    def test_of_all_objects_of_a_kustomization(self) -> None:
        """Kustomize adds them after the patches."""
        put("base/kustomization.yaml", KUSTOMIZATION)
        put("base/patch.yaml", PATCH % ", annotations: {liqo-values/expect-mode: external-network}")
        assert unexpected(".") == [differs("external-network", "offloading-only")]

    def test_of_all_objects_that_flux_applies(self) -> None:
        put("flux.yaml", BY_FLUX)
        assert unexpected(".") == [differs("connected", "connected-no-ips")]


def test_every_format_names_who_expects_the_mode() -> None:
    """The chart's defaults, or a file far from the project file, may decide it."""
    put(".liqo-values.yaml", "expect: {mode: offloading-only}\n")
    put("values.yaml", f"{ON}networking: {{enabled: true}}\n")
    assert call("check", "--output", "html=report.html", "values.yaml")[0] == 1
    written = {"html": Path("report.html").read_text("utf-8")}
    for name in ("text", "json", "concise", "sarif", "github", "gitlab", "junit", "markdown"):
        written[name] = call("check", "--format", name, "values.yaml")[1]
    written["mode"] = call("mode", "values.yaml")[1]
    for name, text in written.items():
        assert ".liqo-values.yaml:1:10" in text, name
        assert re.search(r"values\.yaml:2(:|\b)|line=2|\b2\b", text), name


def test_a_base_file_that_flips_the_mode_of_each_release() -> None:
    """Each release is named by the expectation that it does not meet."""
    put("base.yaml", f"{ON}networking: {{enabled: true}}\n")
    for name in ("milan", "rome", "turin"):
        put(f"clusters/{name}.yaml", f"discovery: {{config: {{clusterID: {name}}}}}\n")
    put(
        ".liqo-values.yaml",
        "stacks: [{name: all, files: [base.yaml], forEach: 'clusters/*'}]\n"
        "expectations:\n"
        "  - {cluster: turin, expect: {mode: connected}}\n"
        "  - {cluster: rome, expect: {mode: external-network}}\n"
        "  - {files: 'clusters/*', expect: {mode: offloading-only}}\n",
    )
    for arguments in ((), ("base.yaml",), ("--changed", "base.yaml")):
        lines = call("check", "--format", "concise", "--select", "LQ701", *arguments)[1].splitlines()
        assert [re.sub(r".* but `(.*)` is .*:(\d):.* \[in (.*)\]", r"\1 \2 \3", line) for line in lines[:-1]] == [
            "offloading-only 5 all clusters/milan.yaml",
            "external-network 4 all clusters/rome.yaml",
        ]


class TestPatternsWithoutEffect:
    """A pattern that is misspelt protects nothing; a run about the whole project says so."""

    @pytest.fixture(autouse=True)
    def releases(self) -> None:
        put("eu/rome.yaml", f"{ON}discovery: {{config: {{clusterID: rome}}}}\n")
        put("us/dallas.yaml", ON)

    @pytest.mark.parametrize("key", ["expect: {mode: connected}", "chart: ours"])
    def test_files(self, key: str) -> None:
        section = "expectations" if key.startswith("expect") else "charts"
        put(".liqo-values.yaml", f"{section}:\n  - {{files: europe/**, {key}}}\n")
        for arguments in ((), (".",)):
            status, _, error = call("check", *arguments)
            assert status == 2
            assert "`.liqo-values.yaml`: `europe/**` matches no release" in error
            assert ".liqo-values.yaml:2:13" in error
        assert call("check", "eu/rome.yaml")[0] == 0
        put("europe/values.yaml", ON)
        assert call("check")[0] == 0

    def test_a_layer_is_no_release(self) -> None:
        put(".liqo-values.yaml", "expectations: [{files: 'eu/*', expect: {mode: connected}}]\n")
        values = "{repoURL: 'https://git.example.org/x', ref: v}"
        chart = "{repoURL: 'https://helm.liqo.io/', chart: liqo, targetRevision: v1.2.0, helm: {valueFiles: [%s]}}"
        spec = f"sources: [{values}, {chart % '$v/eu/rome.yaml'}]"
        put("app.yaml", RELEASE.format(api="argoproj.io/v1alpha1", kind="Application", spec=spec, mode="connected"))
        assert "`eu/*` matches no release" in call("check")[2]

    def test_what_a_pattern_above_takes(self) -> None:
        first, second = (
            "{files: 'eu/*', expect: {mode: connected}}",
            "{files: '*/rome.yaml', expect: {mode: connected}}",
        )
        put(".liqo-values.yaml", f"expectations: [{first}, {second}]\n")
        status, _, error = call("check")
        assert status == 2
        assert "`*/rome.yaml` never counts: patterns above it match the same files" in error
        put("us/rome.yaml", ON)
        assert call("check")[0] == 0

    def test_files_that_no_stack_contains(self) -> None:
        put(
            ".liqo-values.yaml",
            "stacks: [{name: rome, files: [eu/rome.yaml]}]\n"
            "expectations: [{files: 'us/*', expect: {mode: connected}}, {files: 'as/*', expect: {mode: connected}}]\n",
        )
        error = call("check")[2]
        assert "`as/*` matches no release" in error
        assert "us/*" not in error

    def test_clusters(self) -> None:
        """A context of kubectl may have the name, so it is no error."""
        put("us/dallas.yaml", f"{ON}discovery: {{config: {{clusterID: dallas}}}}\n")
        put(
            ".liqo-values.yaml",
            "expectations:\n"
            "  - {cluster: rom, expect: {mode: connected}}\n"
            "  - {cluster: edge-*, expect: {mode: connected}}\n"
            "  - {cluster: rome, expect: {mode: connected}}\n",
        )
        status, _, error = call("check")
        assert status == 0
        assert [line.partition(" matches")[0] for line in error.splitlines()] == [
            "note: no release is for a cluster that `rom`",
            "note: no release is for a cluster that `edge-*`",
        ]
        assert "did you mean `rome`?" in error


def test_a_pattern_matches_links_by_their_own_path() -> None:
    put("shared/values.yaml", ON)
    Path("clusters").mkdir()
    Path("clusters/rome.yaml").symlink_to("../shared/values.yaml")
    put(".liqo-values.yaml", "expectations: [{files: 'clusters/*', expect: {mode: offloading-only}}]\n")
    assert unexpected("clusters/rome.yaml") == [differs("connected", "offloading-only")]
    put(".liqo-values.yaml", "expectations: [{files: 'shared/*', expect: {mode: offloading-only}}]\n")
    assert unexpected("clusters/rome.yaml") == [differs("connected", "offloading-only")]


def test_a_release_from_before_1_0_is_known_by_its_context() -> None:
    put(".liqo-values.yaml", "expectations: [{cluster: kind-old, expect: {mode: offloading-only}}]\n")
    put("install.sh", "helm install liqo liqo/liqo --version 0.10.3 --kube-context kind-old\n")
    status, output, _ = call("check", "--format", "concise", "--select", "LQ701", "install.sh")
    assert status == 1
    assert "the mode is `connected`, but `offloading-only` is expected" in output


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
    assert f"follows: LQ701 {message.replace(' expected', ' expected by `--expect offloading-only`')}" in " ".join(
        output.split()
    )


def test_values_that_are_not_yaml_are_not_as_expected() -> None:
    output = call("check", "--expect", "offloading-only", put("values.yaml", "networking: [\n"))[1]
    assert "follows: LQ701 `offloading-only` is expected by `--expect offloading-only`, but" in " ".join(output.split())


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
    assert found[0]["message"].startswith(
        "`offloading-only` is expected by `.liqo-values.yaml:1:10`, but the mode is not known: the values of"
    )
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
