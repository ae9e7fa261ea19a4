"""ApplicationSets: the template of Applications, and the patch that is merged into it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.validator.cli.calling import put
from tests.validator.sources.reading import facts, marked, result, results
from tests.validator.sources.test_argocd import found


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()


def test_an_application_set_has_templates() -> None:
    text = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata:
  name: liqo
spec:
  template:
    metadata:
      name: '{{name}}-liqo'
    spec:
      source:
        chart: liqo
        repoURL: https://helm.liqo.io/
        helm:
          valueFiles: ["{{cluster}}.yaml"]
          values: |
            networking:
              enabled: {{ .networking }}
              reflectIPs: false
            discovery:
              config:
                clusterID: "{{name}}"
            apiServer: {address: 1}
"""
    checked = result("set.yaml", text)
    assert [(finding.code, marked(finding)) for finding in found(checked)] == [
        ("LQ003", "set.yaml:22: 1"),
        ("LQ022", 'set.yaml:14: "{{cluster}}.yaml"'),
    ]
    assert facts(checked) == (None, None)
    networking = checked.mode.networking
    assert networking.doubt == "`networking.enabled` is filled in by a template"
    assert networking.decided_by.span is not None
    assert networking.decided_by.span.text == "{{ .networking }}"


def application_set(patch: str, *, values: str = "{networking: {enabled: true}}") -> str:
    """Write an ApplicationSet with this as its patch."""
    lines = "".join(f"    {line}\n" for line in patch.splitlines())
    return f"""\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {{name: liqo}}
spec:
  goTemplate: true
  template:
    metadata: {{name: 'liqo-{{{{.cluster}}}}'}}
    spec:
      source:
        repoURL: https://helm.liqo.io
        chart: liqo
        helm:
          valuesObject: {values}
  templatePatch: |
{lines}"""


def test_a_patch_of_the_template_is_merged_into_it() -> None:
    patch = "spec:\n  source:\n    helm:\n      valuesObject:\n        networking: {enabled: false, typo: 1}"
    checked = result("set.yaml", application_set(patch, values='{discovery: {config: {clusterID: "{{.cluster}}"}}}'))
    assert [(finding.code, marked(finding)) for finding in checked.findings] == [("LQ002", "set.yaml:19: typo")]
    assert checked.mode.networking.value is False


def test_text_in_a_patch_has_its_place_in_the_file() -> None:
    patch = (
        "spec:\n  source:\n    helm:\n      valuesObject: null\n      values: |\n        networking: {enabled: 'no'}"
    )
    (finding,) = found(result("set.yaml", application_set(patch)))
    assert (finding.code, marked(finding)) == ("LQ004", "set.yaml:20: 'no'")


def test_a_null_in_a_patch_takes_away_what_the_template_says() -> None:
    patch = "spec: {source: {helm: {valuesObject: {networking: null}}}}"
    checked = result("set.yaml", application_set(patch, values="{networking: {enabled: false}}"))
    assert checked.mode.networking.value is True


def test_sources_in_a_patch_replace_those_of_the_template() -> None:
    patch = "spec:\n  sources: [{chart: other, repoURL: x, helm: {valuesObject: {a: 1}}}]"
    assert results(put("set.yaml", application_set(patch))) == []


@pytest.mark.parametrize(("placeholder", "codes"), [("{{ .network }}", []), ('"{{ .network }}"', ["LQ004"])])
def test_what_a_placeholder_in_a_patch_becomes_is_unknown(placeholder: str, codes: list[str]) -> None:
    patch = f"spec: {{source: {{helm: {{valuesObject: {{networking: {{enabled: {placeholder}}}}}}}}}}}"
    checked = result("set.yaml", application_set(patch))
    assert ([finding.code for finding in found(checked)], checked.mode.networking.value) == (codes, None)


def test_a_patch_that_is_not_yaml_until_rendered_may_set_any_value() -> None:
    patch = "{{- if .offloading }}\nspec: {source: {helm: {valuesObject: {networking: {enabled: false}}}}}\n{{- end }}"
    checked = result("set.yaml", application_set(patch))
    assert [(finding.code, finding.message) for finding in checked.findings] == [
        ("LQ022", "the result of `templatePatch` is not available here and may set any value")
    ]
    assert checked.mode.networking.value is None
