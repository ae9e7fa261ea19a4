"""HelmReleases: what Flux hands to Helm, in its order, each value with its place."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tests.validator.cli.calling import put
from tests.validator.sources.reading import facts, marked, result, results

CHART = "chart: {spec: {chart: liqo, sourceRef: {kind: HelmRepository, name: liqo}}}"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()


def helm_release(spec: str, chart: str = CHART) -> str:
    """Write a HelmRelease with this under ``spec``; its first line is the seventh of the file."""
    lines = "".join(f"  {line}\n" for line in spec.splitlines())
    return f"""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: liqo, namespace: liqo}}
spec:
  interval: 10m
  {chart}
{lines}"""


def config_map(values: str, kind: str = "ConfigMap", key: str = "data", name: str = "liqo-values") -> str:
    lines = "".join(f"    {line}\n" for line in values.splitlines())
    return f"---\napiVersion: v1\nkind: {kind}\nmetadata: {{name: {name}}}\n{key}:\n  values.yaml: |\n{lines}"


SWITCH = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: switch}}\ndata: {{key: {}}}\n"
FROM = "valuesFrom:\n- {kind: ConfigMap, name: liqo-values}\n"


def test_values_have_their_place() -> None:
    checked = result("hr.yaml", helm_release("values:\n  networking:\n    enabled: 'false'\n  typo: 1"))
    assert [marked(finding) for finding in checked.findings] == ["hr.yaml:9: 'false'", "hr.yaml:10: typo"]
    assert checked.name == "HelmRelease liqo/liqo"


def test_values_lie_over_what_they_are_taken_from() -> None:
    text = helm_release(FROM + "values: {networking: {reflectIPs: true}}")
    text += config_map("networking:\n  enabled: false\n  reflectIPs: 'x'\n  typo: 1\n")
    checked = result("hr.yaml", text)
    assert facts(checked) == (False, True)
    assert [marked(finding) for finding in checked.findings] == ["hr.yaml:19: typo"]


def test_values_from_a_config_map_in_another_file() -> None:
    put("cm.yaml", config_map("networking: {enabled: false}\n"))
    checked = result("hr.yaml", helm_release(FROM))
    assert facts(checked) == (False, True)
    assert checked.layers == ("cm.yaml",)


def test_a_config_map_of_another_namespace_is_another() -> None:
    text = helm_release(FROM) + config_map("networking: {enabled: false}\n").replace("values}", "values, namespace: x}")
    checked = result("hr.yaml", text)
    assert [finding.code for finding in checked.findings] == ["LQ022"]
    assert facts(checked) == (None, None)


def test_a_config_map_that_kustomize_generates_from_a_file() -> None:
    put("kustomization.yaml", "configMapGenerator:\n- name: liqo-values\n  files: [values.yaml=liqo/prod.yaml]\n")
    put("liqo/prod.yaml", "networking: {enabled: false}\ntypo: ${TYPO}\napiServer: {address: 1}\n")
    checked = result("hr.yaml", helm_release(FROM))
    assert [marked(finding) for finding in checked.findings] == ["liqo/prod.yaml:2: typo", "liqo/prod.yaml:3: 1"]


@pytest.mark.parametrize("key", ["stringData", "data"])
def test_a_secret(key: str) -> None:
    values = "networking: {enabled: false}\ntypo: 1\n"
    written = values if key == "stringData" else base64.b64encode(values.encode()).decode()
    secret = config_map(written, "Secret", key)
    checked = result("hr.yaml", helm_release(FROM.replace("ConfigMap", "Secret")) + secret)
    assert facts(checked) == (False, True)
    (finding,) = checked.findings
    assert finding.primary.span is not None
    assert finding.primary.span.text == ("typo" if key == "stringData" else f"|\n    {written}")


def test_an_object_without_the_key() -> None:
    text = helm_release(FROM) + config_map("a: 1", "ConfigMap", "data").replace("values.yaml", "other.yaml")
    (finding,) = result("hr.yaml", text).findings
    assert "the key `values.yaml` of the ConfigMap" in finding.message


def test_an_encrypted_secret_is_unknown() -> None:
    secret = config_map("x", "Secret", "stringData").replace("|\n    x", "ENC[AES256_GCM,data:abc=,iv:x,type:str]")
    checked = result("hr.yaml", helm_release(FROM.replace("ConfigMap", "Secret")) + secret)
    (finding,) = checked.findings
    assert finding.message == "the text that this stands for is not available here and may set any value"


@pytest.mark.parametrize(("value", "codes"), [("'false'", []), ("'\"false\"'", ["LQ004"])])
def test_a_target_path_takes_one_value(value: str, codes: list[str]) -> None:
    spec = "valuesFrom:\n- {kind: ConfigMap, name: switch, valuesKey: key, targetPath: networking.enabled}\n"
    text = helm_release(spec) + SWITCH.format(value)
    checked = result("hr.yaml", text)
    assert [finding.code for finding in checked.findings] == codes
    if not codes:
        assert facts(checked) == (False, True)


def test_a_target_path_may_come_before_a_file() -> None:
    spec = (
        "valuesFrom:\n- {kind: ConfigMap, name: switch, valuesKey: key, targetPath: networking.enabled}\n"
        "- {kind: ConfigMap, name: liqo-values}\n"
    )
    text = helm_release(spec) + SWITCH.format("'true'")
    assert facts(result("hr.yaml", text + config_map("networking: {enabled: false}\n"))) == (False, True)


def target(path: str = "networking.enabled", more: str = "", name: str = "switch") -> str:
    return f"- {{kind: ConfigMap, name: {name}, valuesKey: key, targetPath: '{path}'{more}}}\n"


def test_a_target_path_overrides_the_inline_values() -> None:
    spec = f"valuesFrom:\n{target()}values: {{networking: {{enabled: true, reflectIPs: false}}}}"
    checked = result("hr.yaml", helm_release(spec) + SWITCH.format("'false'"))
    assert facts(checked) == (False, False)
    assert checked.findings == ()
    places = [(label.span.line, label.text) for label in checked.mode.networking.overrode if label.span]
    assert places == [(9, "networking.enabled: true")]


def test_the_second_target_path_of_a_section_does_not() -> None:
    spec = f"valuesFrom:\n{target()}{target('networking.reflectIPs')}values: {{networking: {{reflectIPs: true}}}}"
    checked = result("hr.yaml", helm_release(spec) + SWITCH.format("'false'"))
    assert facts(checked) == (False, True)
    assert [(finding.code, marked(finding)) for finding in checked.findings] == [
        ("LQ021", "hr.yaml:9: 'networking.reflectIPs'")
    ]


def test_a_target_path_into_a_list_of_the_inline_values() -> None:
    spec = f"valuesFrom:\n{target('virtualKubelet.extra.args[1]')}"
    spec += "values:\n  networking: {enabled: false}\n  virtualKubelet: {extra: {args: [--klog.v=4, --x]}}"
    checked = result("hr.yaml", helm_release(spec) + SWITCH.format("--disable-ip-reflection"))
    assert facts(checked) == (False, False)
    assert checked.findings == ()


def test_only_the_path_is_unknown_if_the_object_is_not_here() -> None:
    spec = f"valuesFrom:\n{target()}values: {{networking: {{enabled: true, reflectIPs: false}}, typo: 1}}"
    checked = result("hr.yaml", helm_release(spec))
    assert facts(checked) == (None, False)
    assert [(finding.code, marked(finding)) for finding in checked.findings] == [
        ("LQ002", "hr.yaml:9: typo"),
        ("LQ022", "hr.yaml:8: switch"),
    ]
    assert "sets `networking.enabled`" in checked.findings[1].message


def test_values_that_are_not_here_may_decide_whether_a_target_path_counts() -> None:
    """If they have the section too, the inline values win, and else the path."""
    missing = "- {kind: Secret, name: elsewhere}\n"
    spec = f"valuesFrom:\n{missing}{target()}values: {{networking: {{enabled: true}}}}"
    checked = result("hr.yaml", helm_release(spec) + SWITCH.format("'false'"))
    assert facts(checked) == (None, None)


@pytest.mark.parametrize(("value", "read"), [('"false"', "false"), ('"a,{b}"', "a,{b}"), ("'\"x\"'", '"x"')])
def test_a_literal_is_one_text(value: str, read: str) -> None:
    spec = f"valuesFrom:\n{target('tag', ', literal: true')}"
    assert result("hr.yaml", helm_release(spec) + SWITCH.format(value)).values.get("tag") == read


@pytest.mark.parametrize(("value", "read"), [('"{a,b}"', ["a", "b"]), ("'a\\,b'", "a,b"), ('"\'x"', "'x")])
def test_lists_and_commas_at_a_target_path(value: str, read: object) -> None:
    checked = result("hr.yaml", helm_release(f"valuesFrom:\n{target('tag')}") + SWITCH.format(value))
    assert checked.values.get("tag") == read


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("ipam.reservedSubnets", "'10.1.0.0/16,10.2.0.0/16'", "hr.yaml:14: '10.1.0.0/16,10.2.0.0/16'"),
        ("ipam.pools", "'{10.1.0.0/16'", "hr.yaml:14: '{10.1.0.0/16'"),
        ("tag[0].x", "v1.2.0", "hr.yaml:8: 'tag[0].x'"),
        ("tag.x", "v1.2.0", "hr.yaml:8: 'tag.x'"),
    ],
)
def test_what_flux_cannot_set_is_a_finding(path: str, value: str, place: str) -> None:
    spec = f"valuesFrom:\n{target(path)}values: {{networking: {{enabled: false}}, tag: v1.2.0}}"
    checked = result("hr.yaml", helm_release(spec) + SWITCH.format(value))
    assert [(finding.code, marked(finding)) for finding in checked.findings] == [("LQ035", place)]
    assert checked.refused
    assert facts(checked) == (False, True)


@pytest.mark.parametrize(
    ("value", "said"), [("'--klog.v=4,--home-cluster-name=x'", True), ("'--home-cluster-name=x'", False)]
)
def test_a_comma_that_begins_another_path_is_what_the_help_is_about(value: str, said: bool) -> None:
    """Flux sets the key `--home-cluster-name` at the top level."""
    checked = result(
        "hr.yaml", helm_release(f"valuesFrom:\n{target('virtualKubelet.extra.args')}") + SWITCH.format(value)
    )
    (finding,) = (one for one in checked.findings if one.code == "LQ003")
    assert ("write a list as `{a,b}`" in finding.help) is said
    assert [one.path for one in checked.findings if one.code == "LQ002"] == [("--home-cluster-name",)] * said


def test_a_secret_is_not_quoted_where_flux_cannot_set_it() -> None:
    spec = f"valuesFrom:\n{target('tag').replace('ConfigMap', 'Secret')}"
    secret = SWITCH.format("'{hunter2'").replace("ConfigMap", "Secret").replace("\ndata:", "\nstringData:")
    (finding,) = (one for one in result("hr.yaml", helm_release(spec) + secret).findings if one.code == "LQ035")
    assert "hunter2" not in finding.message + finding.help


def test_a_rejected_release_hides_no_others() -> None:
    spec = f"valuesFrom:\n{target('ipam.pools')}values: {{networking: {{enabled: false}}}}"
    put("a.yaml", helm_release(spec) + SWITCH.format("'10.0.0.0/8,10.0.0.0/8'"))
    put("b.yaml", helm_release("values: {networking: {enabled: false}}"))
    assert [[finding.code for finding in one.findings] for one in results("a.yaml", "b.yaml")] == [["LQ035"], []]


def test_values_that_kustomize_generates_from_literals_and_files_of_variables() -> None:
    put(
        "kustomization.yaml",
        "configMapGenerator:\n- name: switch\n  literals: [key=false]\n- name: more\n  envs: [more.env]\n",
    )
    put("more.env", "# comment\nkey=false\n")
    spec = f"valuesFrom:\n{target()}{target('telemetry.enabled', name='more')}"
    checked = result("hr.yaml", helm_release(spec))
    assert facts(checked) == (False, True)
    assert checked.values.get("telemetry", "enabled") is False


def test_a_generated_file_may_be_one_value() -> None:
    put("kustomization.yaml", "configMapGenerator:\n- name: switch\n  files: [key=module.txt]\n")
    put("module.txt", "false")
    assert facts(result("hr.yaml", helm_release(f"valuesFrom:\n{target()}"))) == (False, True)


def test_a_config_map_elsewhere_in_the_run() -> None:
    put("facts/cm.yaml", SWITCH.format("'false'").replace("switch}", "switch, namespace: liqo}"))
    put("apps/hr.yaml", helm_release(f"valuesFrom:\n{target()}"))
    (checked,) = results("apps/hr.yaml", "facts/cm.yaml")
    assert facts(checked) == (False, True)


def test_substitution_is_unknown_not_wrong() -> None:
    spec = "values:\n  networking: {enabled: '${NETWORK:=false}', reflectIPs: false}\n  ipam: {serviceCIDR: '${CIDR}'}"
    checked = result("hr.yaml", helm_release(spec))
    assert checked.findings == ()
    assert checked.mode.networking.doubt == "`networking.enabled` is filled in by a template"
    assert facts(checked) == (None, False)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (helm_release("values: {tag: .nan}"), "hr.yaml:7: .nan"),
        (helm_release(FROM) + config_map("networking: {enabled: -.inf}"), "hr.yaml:15: -.inf"),
        (helm_release("values: {networking: {enabled: false}}") + "---\na: .inf\n", "hr.yaml:9: .inf"),
    ],
)
def test_numbers_that_json_does_not_have(text: str, place: str) -> None:
    """Helm cannot read them, and neither kubectl nor Flux can apply them."""
    (finding,) = result("hr.yaml", text).findings
    assert (finding.code, marked(finding)) == ("LQ001", place)
    assert "Helm 3" not in finding.message, "it reads no manifests"


def test_not_a_number_is_text_at_a_target_path() -> None:
    spec = "valuesFrom:\n- {kind: ConfigMap, name: switch, valuesKey: key, targetPath: tag}\n"
    checked = result("hr.yaml", helm_release(spec) + SWITCH.format("'.nan'"))
    assert checked.values.get("tag") == ".nan"


@pytest.mark.parametrize("when", ["install", "upgrade"])
def test_the_schema_may_be_disabled(when: str) -> None:
    spec = f"{when}: {{disableSchemaValidation: true}}\nvalues: {{networking: {{enabled: false}}, typo: 1}}"
    (finding,) = result("hr.yaml", helm_release(spec)).findings
    assert finding.severity.value == "warning"


def test_an_unknown_key_is_reported_although_later_values_are_not_available() -> None:
    later = "- {kind: Secret, name: elsewhere}\n"
    values = "networking: {enabled: false}\ntypo: {}\ncontrollerManager: {config: {enableResourceEnforcement: false}}\n"
    checked = result("hr.yaml", helm_release(FROM + later) + config_map(values + "storage: {enable: false}\n"))
    assert [(finding.code, marked(finding)) for finding in checked.findings if finding.code != "LQ022"] == [
        ("LQ002", "hr.yaml:17: typo"),
        ("LQ402", "hr.yaml:19: enable"),
    ]


@pytest.mark.parametrize(
    ("values", "what"), [("'networking: {enabled: false}'", "a string"), ("[networking]", "a list")]
)
def test_values_that_are_not_a_map_are_ignored(values: str, what: str) -> None:
    checked = result("hr.yaml", helm_release(f"values: {values}\n"))
    assert facts(checked) == (True, True)
    (ignored,) = (finding for finding in checked.findings if finding.code == "LQ021")
    assert ignored.message == f"`values` is {what}: Flux ignores it"
    assert marked(ignored) == f"hr.yaml:7: {values}"


@pytest.mark.parametrize(("path", "valid"), [("a b[c", False), ("a,b", False), (r"labels.a\.b/c[0]", True)])
def test_what_the_api_server_accepts_as_a_target_path(path: str, valid: bool) -> None:
    text = helm_release(f"valuesFrom: [{{kind: Secret, name: x, targetPath: '{path}'}}]\nvalues: {{ipam: {{}}}}\n")
    rejected = [marked(finding) for finding in result("hr.yaml", text).findings if finding.code == "LQ035"]
    assert rejected == ([] if valid else [f"hr.yaml:7: '{path}'"])
