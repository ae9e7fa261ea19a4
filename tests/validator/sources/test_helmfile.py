"""Helmfiles, umbrella charts and plain files that a template engine fills in."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from liqo_values.sources.release import RENDER
from liqo_values.values.release_inputs import Given
from tests.agreement.helm import SHAPE
from tests.validator.cli.calling import call, put, run
from tests.validator.sources.reading import facts, marked, result, results
from tools.toolchain.build import tool

CHART = Path(__file__).parents[3] / "chart"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


def test_a_helmfile() -> None:
    put("values/base.yaml", "networking: {enabled: true, reflectIPs: true}\n")
    text = """\
repositories:
- {name: liqo, url: https://helm.liqo.io/}
releases:
- name: redis
  chart: bitnami/redis
  values: [{typo: 1}]
- name: milan
  chart: liqo/liqo
  values:
  - values/base.yaml
  - networking:
      enabled: false
    typo: 1
    apiServer: {address: {{ .Values.address }}}
  set:
  - {name: networking.reflectIPs, value: false}
  - {name: virtualKubelet.extra.args, values: [--node-ping-interval=10s, --node-ping-timeout=5s]}
"""
    checked = result("helmfile.yaml", text)
    assert checked.name == "release milan"
    assert checked.layers == ("values/base.yaml", "helmfile.yaml")
    assert [marked(finding) for finding in checked.findings] == ["helmfile.yaml:13: typo"]
    assert facts(checked) == (False, False)


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ("values: [{tag: first}, {tag: last}]", "last"),
        ("values: [{tag: v}]\n  valuesTemplate: [{tag: t}]", "v"),
        ("set: [{name: tag, value: s}]\n  values: [{tag: v}]", "s"),
        ("setString: [{name: tag, value: 1}]\n  set: [{name: tag, value: s}]", "1"),
        ("set: [{name: tag, value: first}, {name: tag, value: last}]", "last"),
    ],
)
def test_which_layer_wins(layers: str, expected: str) -> None:
    checked = result("helmfile.yaml", f"releases:\n- name: a\n  chart: liqo/liqo\n  {layers}\n")
    assert checked.values.get("tag") == expected


@pytest.mark.parametrize(
    ("before", "entry"),
    [
        ("", "skipSchemaValidation: true"),
        ("helmDefaults: {skipSchemaValidation: true}\n", "values: []"),
        ("helmDefaults: {skipSchemaValidation: false}\n", "skipSchemaValidation: true"),
    ],
)
def test_helm_can_skip_the_schema(before: str, entry: str) -> None:
    text = f"{before}releases:\n- name: a\n  chart: liqo/liqo\n  {entry}\n  set: [{{name: typo, value: 1}}]\n"
    (unknown,) = (found for found in result("helmfile.yaml", text).findings if found.code == "LQ002")
    assert unknown.severity.value == "warning"


def test_secrets_are_above_values() -> None:
    """They may decide what values set, but nothing that arguments set."""
    text = "releases:\n- name: a\n  chart: liqo/liqo\n"
    text += "  secrets: [secret.yaml]\n  values: [{networking: {enabled: false}}]\n"
    checked = result("helmfile.yaml", text)
    assert checked.mode.networking.value is None
    assert "secret.yaml" in checked.mode.networking.doubt
    text += "  set: [{name: networking.enabled, value: false}]\n"
    assert result("helmfile.yaml", text).mode.networking.value is False


@pytest.mark.parametrize("values", ["values: ['{{ .Environment.Name }}.yaml']", "secrets: [secret.yaml]"])
def test_what_only_helmfile_can_read(values: str) -> None:
    checked = result("helmfile.yaml", f"releases:\n- name: a\n  chart: liqo/liqo\n  {values}\n")
    assert [finding.code for finding in checked.findings] == ["LQ022"]
    assert checked.mode.name is None


RELEASE = "releases:\n- name: a\n  chart: liqo/liqo\n"
TEMPLATE = "templates: {t: {values: [{tag: t}]}}\n"
CHAIN = "templates: {s: {set: [{name: tag, value: s}]}, t: {inherit: [{template: s}]}}\n"
LOOP = "templates: {t: {values: [{tag: t}], inherit: [{template: t}]}}\n"
BLOCKS = "networking:\n  enabled: {{ .Values.net }}\n{{- if .x }}\ntelemetry:\n  enable: false\n{{- end }}\n"


def test_a_values_file_that_must_be_rendered_first() -> None:
    put("values.yaml.gotmpl", BLOCKS)
    checked = result("helmfile.yaml", f"{RELEASE}  values: [values.yaml.gotmpl]\n")
    (finding,) = checked.findings
    assert (finding.code, finding.help) == ("LQ022", RENDER)
    assert facts(checked) == (None, None)
    assert run("check", "values.yaml.gotmpl")[0] == 0
    assert "render it first" in run("check", ".")[1]


@pytest.mark.parametrize(
    "line",
    ["{{- with .x }}", "{{ toYaml .x | indent 2 }}", '  {{- include "a" . | nindent 2 }}', "{{- range .x }}"],
)
def test_lines_that_are_only_templates(line: str) -> None:
    put("values.yaml.gotmpl", f"networking:\n  enabled: false\n{line}\n")
    (finding,) = result("helmfile.yaml", f"{RELEASE}  values: [values.yaml.gotmpl]\n").findings
    assert finding.code == "LQ022"


def test_a_broken_file_without_templates_is_broken() -> None:
    put("values.yaml.gotmpl", "networking: [\n")
    assert [finding.code for finding in result("values.yaml.gotmpl", "networking: [\n").findings] == ["LQ001"]
    checked = result("helmfile.yaml", f"{RELEASE}  values: [values.yaml.gotmpl]\n")
    assert [finding.code for finding in checked.findings] == ["LQ001"]


def test_a_template_in_quotes_is_a_string() -> None:
    put("values.yaml.gotmpl", "networking: {enabled: '{{ .net }}'}\n")
    (finding,) = result("helmfile.yaml", f"{RELEASE}  values: [values.yaml.gotmpl]\n").findings
    assert (finding.code, marked(finding)) == ("LQ004", "values.yaml.gotmpl:1: '{{ .net }}'")


def test_a_helmfile_that_must_be_rendered_first() -> None:
    put("helmfile.yaml.gotmpl", f"{{{{- if .x }}}}\n{RELEASE}{{{{- end }}}}\n")
    for path in ("helmfile.yaml.gotmpl", "."):
        status, output = run("check", path)
        assert (status, "this helmfile is not YAML before it is rendered" in output) == (0, True)


def test_a_release_that_is_not_installed() -> None:
    text = f"{RELEASE}  installed: false\n  values: [{{typo: 1}}]\n"
    checked = result("helmfile.yaml", text)
    assert [(finding.code, marked(finding)) for finding in checked.findings] == [("LQ019", "helmfile.yaml:4: false")]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        (
            "templates: {t: {values: [{tag: t}], chart: liqo/liqo}}\nreleases: [{name: a, inherit: [{template: t}]}]",
            "t",
        ),
        (
            f"{TEMPLATE}releases: [{{name: a, chart: liqo/liqo, values: [{{tag: r}}], inherit: [{{template: t}}]}}]",
            "r",
        ),
        (
            f"{TEMPLATE}releases: [{{name: a, chart: liqo/liqo, inherit: [{{template: t, except: [values]}}]}}]",
            "",
        ),
        (
            f"{CHAIN}releases: [{{name: a, chart: liqo/liqo, inherit: [{{template: t}}]}}]",
            "s",
        ),
        (
            f"defaultInherit: [t]\n{LOOP}releases: [{{name: a, chart: liqo/liqo}}]",
            "t",
        ),
        (
            "templates: {t: &t {values: [{tag: t}]}}\nreleases:\n- name: a\n  chart: liqo/liqo\n  <<: *t",
            "t",
        ),
        (f"{RELEASE}  set: [{{name: tag, value: '{{a}}'}}]", "{a}"),
        (f"{RELEASE}  set: [{{name: tag, value: ''}}]\n  values: [{{tag: v}}]", "v"),
        (f"{RELEASE}  set: [{{name: tag, value: s}}]\n  setTemplate: [{{name: tag, value: t}}]", "s"),
    ],
)
def test_what_a_release_inherits(text: str, tag: str) -> None:
    assert result("helmfile.yaml", f"{text}\n").values.get("tag") == tag


@pytest.mark.parametrize(("handler", "codes"), [("Warn", []), ("Error", ["LQ022"])])
def test_a_missing_file(handler: str, codes: list[str]) -> None:
    text = f"{RELEASE}  missingFileHandler: {handler}\n  values: [no.yaml, {{networking: {{enabled: false}}}}]\n"
    assert [finding.code for finding in result("helmfile.yaml", text).findings] == codes


def test_encrypted_values_are_above_others() -> None:
    put("secret.yaml", "networking:\n  enabled: ENC[AES256_GCM,data:a,type:bool]\nsops: {mac: x}\n")
    text = f"{RELEASE}  secrets: [secret.yaml]\n  values: [{{networking: {{enabled: false}}}}]\n"
    checked = result("helmfile.yaml", text)
    assert (checked.findings, facts(checked)) == ((), (None, True))


def test_repositories_of_another_document() -> None:
    text = f"repositories: [{{name: liqo, url: https://helm.liqo.io}}]\n---\n{RELEASE}  version: v1.1.2\n"
    put("helmfile.yaml", text)
    assert "for Liqo's chart v1.1.2\n" in run("check", "helmfile.yaml")[1]


def test_a_template_for_a_values_file() -> None:
    put("values.yaml.gotmpl", "networking: {enabled: false}\ntypo: 1\nreplicas: {{ .Values.replicas }}\n")
    checked = result("helmfile.yaml", "releases:\n- {name: a, chart: liqo/liqo, values: [values.yaml.gotmpl]}\n")
    assert [finding.path for finding in checked.findings] == [("typo",), ("replicas",)]


UMBRELLA = "apiVersion: v2\nname: u\nversion: 1.0.0\ndependencies:\n- {name: liqo, version: 0.x}\n"


def test_an_umbrella_chart() -> None:
    put("u/Chart.yaml", UMBRELLA)
    put("u/values.yaml", "other: 1\nliqo:\n  networking: {enabled: false, reflectIPs: true}\n")
    put("u/values-prod.yaml", "global: {a: 1}\nliqo:\n  networking:\n    reflectIPs: false\n    typo: 1\n")
    base, prod = results("u/values.yaml", "u/values-prod.yaml")
    assert facts(base) == (False, True)
    assert base.findings == ()
    assert facts(prod) == (False, False)
    assert prod.layers == ("u/values.yaml", "u/values-prod.yaml")
    (finding,) = prod.findings
    assert (finding.path, marked(finding)) == (("networking", "typo"), "u/values-prod.yaml:5: typo")


def test_the_own_values_of_an_umbrella_chart_are_below_every_layer() -> None:
    put("u/Chart.yaml", UMBRELLA)
    put(
        "u/values.yaml", "liqo: {networking: {enabled: true}, ipam: {podCIDR: 10.1.0.0/16, serviceCIDR: 10.2.0.0/16}}\n"
    )
    common = put("common.yaml", "liqo: {networking: {enabled: false}}\n")
    put("u/values-prod.yaml", "liqo: {tag: v1.2.0}\n")
    for path in ("u/values-prod.yaml", "u/values.yaml"):
        (checked,) = results(path, given=Given([common]))
        assert facts(checked) == (False, True)
        assert checked.layers[0] == "u/values.yaml"


def test_a_map_over_a_null_of_the_own_values() -> None:
    put("u/Chart.yaml", UMBRELLA)
    put("u/values.yaml", "liqo: {ipam: null}\n")
    text = "liqo: {ipam: {podCIDR: 10.1.0.0/16, serviceCIDR: 10.2.0.0/16}}\n"
    (checked,) = results(put("u/values-prod.yaml", text))
    assert checked.findings == ()
    origin = checked.values.origin(("ipam", "podCIDR"))
    assert origin is not None
    assert origin.layer.name == "u/values-prod.yaml"


def test_other_files_of_an_umbrella_chart_are_not_values() -> None:
    put("u/Chart.yaml", UMBRELLA)
    put("u/values.yaml", "liqo: {networking: {enabled: false}}\n")
    put("u/prod.yaml", "liqo: {networking: {reflectIPs: false}}\n")
    put("u/notes.yaml", "about: liqo\n")
    status, output = run("check", "--chart", "ours", "u")
    assert (status, output) == (0, "no findings in u/values.yaml + u/prod.yaml, u/values.yaml, for our chart v1.2.0\n")


def test_the_prefix_may_be_given() -> None:
    put("values.yaml", "mesh: {networking: {enabled: false}, typo: 1}\nother: {typo: 1}\n")
    (checked,) = results("values.yaml", given=Given(set_values=["mesh.networking.reflectIPs=false"], prefix="mesh"))
    assert facts(checked) == (False, False)
    assert [finding.path for finding in checked.findings] == [("typo",)]
    status, output = run("mode", "--prefix", "mesh", "values.yaml")
    assert status == 1
    assert "external-network" in output


@pytest.mark.parametrize("helm", ["helm3", "helm4"])
@pytest.mark.parametrize(
    "values",
    [
        "liqo: {networking: {enabled: false}}\n",
        "liqo: {networking: {enabled: false}, typo: 1}\n",
        "global: {anything: 1}\nliqo: {networking: {enabled: false}}\n",
        "networking: {enabled: false}\n",
        "liqo: {networking: {enabled: false, reflectIPs: ~}}\n",
        "liqo:\n",
        "liqo: x\n",
        "global: {a: 1}\nliqo: {networking: {enabled: false}, global: x}\n",
        "liqo: {networking: {enabled: false}, liqo-crds: x}\n",
        "liqo-crds: x\nliqo: {networking: {enabled: false}}\n",
    ],
)
def test_helm_agrees_on_umbrella_charts(helm: str, values: str) -> None:
    put("u/Chart.yaml", UMBRELLA)
    put("u/values.yaml", "liqo: {discovery: {config: {clusterID: milan}}}\n")
    put("u/values-x.yaml", values)
    Path("u/charts").mkdir()
    Path("u/charts/liqo").symlink_to(CHART)
    done = subprocess.run(
        [tool(helm), "template", "liqo", "u", "-f", "u/values-x.yaml"], capture_output=True, text=True, check=False
    )
    (checked,) = results("u/values-x.yaml")
    assert checked.refused is (done.returncode != 0), done.stderr
    for finding in checked.refusals:
        assert finding.code in done.stderr or any(words in done.stderr for words in SHAPE)


def test_a_plain_file_stays_what_it_is_to_helm() -> None:
    put("values.yaml", 'networking: {enabled: "{{ .on }}"}\n')
    (checked,) = results("values.yaml")
    assert [finding.code for finding in checked.findings] == ["LQ004"]
    put("values.yaml", "networking: {enabled: {{ .on }}}\n")
    (checked,) = results("values.yaml")
    assert [finding.code for finding in checked.findings] == ["LQ001"]


CONTEXTS = "environments:\n  rome: {kubeContext: rome}\n  milan: {kubeContext: milan}\n---\n"
ONE_ID = """\
repositories: [{name: liqo, url: https://helm.liqo.io/}]
releases:
- name: liqo
  chart: liqo/liqo
  values: [{discovery: {config: {clusterID: rome}}}]
"""


@pytest.mark.parametrize(
    ("text", "clusters"),
    [
        (CONTEXTS + ONE_ID, 2),
        # The release's own context is that of all environments.
        (f"{CONTEXTS}{ONE_ID}  kubeContext: rome\n", 1),
        ("environments: {rome: {}, milan: {}}\nhelmDefaults: {kubeContext: rome}\n---\n" + ONE_ID, 1),
        ("helmDefaults: {kubeContext: rome}\n" + ONE_ID, 1),
    ],
)
def test_the_context_of_an_environment_is_its_cluster(text: str, clusters: int) -> None:
    """As in ``kubeConnectionFlags`` of helmfile: that of the release, or of the environment, or the default."""
    assert len(results(put("helmfile.yaml", text))) == clusters
    _, output, _ = call("check", "helmfile.yaml", "--select=LQ702", "--format=concise")
    assert ("LQ702" in output) is (clusters > 1)
