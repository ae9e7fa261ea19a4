"""Helmfiles of several files: bases, environments, conditions, and the helmfiles that they name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.validator.cli.calling import put, run
from tests.validator.sources.reading import facts, marked, result, results

REPOSITORY = "repositories: [{name: liqo, url: https://helm.liqo.io/}]\n"
RELEASE = "releases:\n- name: a\n  chart: liqo/liqo\n"
SWITCH = f"{RELEASE}  values: [{{networking: {{enabled: {{{{ .Values.net }}}}}}}}]\n"
ENVIRONMENTS = "environments:\n  dev: {values: [{net: true}]}\n  prod: {values: [{net: false}]}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()


def test_a_base_has_templates_and_repositories() -> None:
    put(
        "x/bases/base.yaml", f"{REPOSITORY}templates: {{t: {{version: 1.1.2, values: [values/a.yaml, {{typo: 1}}]}}}}\n"
    )
    put("x/values/a.yaml", "networking: {enabled: false}\n")
    put("x/helmfile.yaml", f"bases: [bases/base.yaml]\n{RELEASE}  inherit: [{{template: t}}]\n")
    (checked,) = results("x/helmfile.yaml")
    assert checked.layers == ("x/values/a.yaml", "x/bases/base.yaml")
    assert [marked(finding) for finding in checked.findings] == ["x/bases/base.yaml:2: typo"]
    assert "for Liqo's chart v1.1.2\n" in run("check", "x/helmfile.yaml")[1]


@pytest.mark.parametrize(
    ("before", "networking"),
    [
        ("values: [{net: false}]\n", False),
        ("values: [{net: true}]\nenvironments: {default: {values: [{net: false}]}}\n", False),
        ("environments: {default: {values: [{net: true}, {net: false}]}}\n", False),
        ("environments: {default: {mergeStrategy: fallback, values: [{net: false}, {net: true}]}}\n", False),
        ("environments: {default: {values: [env.yaml]}}\n", False),
        ("environments: {default: {values: ['e*.yaml']}}\n", False),
        ("environments: {default: {values: [env.yaml.gotmpl]}}\n", None),
        ("environments: {default: {values: [env.hcl]}}\n", None),
        ("environments: {default: {values: [{net: false}], secrets: [secret.yaml]}}\n", None),
        ("environments: {default: {values: [{net: false}], secrets: [no.yaml]}}\n", None),
        ("environments: {default: {missingFileHandler: Warn, values: [{net: false}, no.yaml]}}\n", False),
        ("environments: {default: {values: [{net: false}, no.yaml]}}\n", None),
        ("", None),
    ],
)
def test_the_values_of_an_environment(before: str, networking: bool | None) -> None:
    put("env.yaml", "net: false\n")
    put("env.yaml.gotmpl", "net: {{ .Environment.Name }}\n")
    put("env.hcl", "values {}\n")
    put("secret.yaml", "net: ENC[AES256_GCM,data:a,type:bool]\nsops: {mac: x}\n")
    checked = results(put("helmfile.yaml", before + SWITCH))[0]
    assert facts(checked)[0] is networking


def test_each_environment_is_a_release_of_its_own() -> None:
    dev, prod = results(put("helmfile.yaml", ENVIRONMENTS + SWITCH))
    assert (dev.name, facts(dev)[0]) == ("release a in dev", True)
    assert (prod.name, facts(prod)[0]) == ("release a in prod", False)
    (only,) = results(put("helmfile.yaml", f"{ENVIRONMENTS}{RELEASE}  values: [{{networking: {{enabled: false}}}}]\n"))
    assert only.name == "release a"


def test_files_and_versions_of_an_environment() -> None:
    put("values/prod.yaml", "typo: 1\n")
    entry = "  version: '{{ .Values.v }}'\n  values: ['values/{{ .Environment.Name }}.yaml']\n"
    put("helmfile.yaml", f"{REPOSITORY}environments: {{prod: {{values: [{{v: 1.1.2}}]}}}}\n{RELEASE}{entry}")
    assert results("helmfile.yaml")[0].layers == ("values/prod.yaml",)
    assert "for Liqo's chart v1.1.2\n" in run("check", "helmfile.yaml")[1]


def test_fix_does_not_replace_a_reference() -> None:
    values = "{networking: {enabled: false}, nameOverride: {{ .Values.number }}}"
    text = f"values: [{{number: 1}}]\n{RELEASE}  values: [{values}]\n"
    assert "LQ003" in [finding.code for finding in result("helmfile.yaml", text).findings]
    run("fix", "--chart", "ours", "helmfile.yaml")
    assert Path("helmfile.yaml").read_text() == text


@pytest.mark.parametrize(
    ("condition", "codes"),
    [
        ("liqo.enabled", ["LQ019"]),
        ("'false'", ["LQ019"]),
        ("false", ["LQ019"]),
        ("none.enabled", ["LQ002"]),
        ("on.enabled", ["LQ002"]),
        ("unknown.enabled", ["LQ002"]),
    ],
)
def test_a_condition(condition: str, codes: list[str]) -> None:
    values = "values: [{liqo: {enabled: false}, 'on': {enabled: true}, unknown: {enabled: {{ .x }}}}]\n"
    text = f"{values}{RELEASE}  condition: {condition}\n  values: [{{networking: {{enabled: false}}, typo: 1}}]\n"
    assert [finding.code for finding in result("helmfile.yaml", text).findings] == codes


_NAMES = ("helmfile.yaml", "helmfile.yaml.gotmpl")


def test_a_nested_helmfile() -> None:
    put(
        "helmfile.yaml",
        f"{REPOSITORY}helmfiles:\n- path: sub/*.yaml\n  values: [{{net: true}}]\n  inherits: [repositories]\n",
    )
    put("sub/liqo.yaml", f"values: [{{net: false}}]\n{SWITCH}  version: 1.1.2\n")
    (checked,) = results("helmfile.yaml")
    assert facts(checked)[0] is True
    (both,) = results("helmfile.yaml", "sub/liqo.yaml")
    assert facts(both)[0] is True
    (alone,) = results("sub/liqo.yaml")
    assert facts(alone)[0] is False


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("no.yaml", "LQ027"),
        ("no*.yaml", "LQ027"),
        ("git::https://git.example.org/liqo.git@helmfile.yaml", "LQ019"),
        ("'{{ .Environment.Name }}.yaml'", "LQ019"),
        ("broken.yaml", "LQ019"),
    ],
)
@pytest.mark.parametrize("key", ["helmfiles", "bases"])
def test_a_helmfile_that_is_not_available(key: str, path: str, code: str) -> None:
    put("broken.yaml", "releases: [\n")
    checked, notice = results(
        put("helmfile.yaml", f"{key}: [{path}]\n{RELEASE}  values: [{{networking: {{enabled: false}}}}]\n")
    )
    assert checked.findings == ()
    assert [(finding.code, marked(finding)) for finding in notice.findings] == [(code, f"helmfile.yaml:1: {path}")]


def test_helmfiles_that_name_each_other() -> None:
    put("a.yaml", "helmfiles: [b.yaml]\n")
    put("b.yaml", f"helmfiles: [a.yaml]\n{RELEASE}  values: [{{networking: {{enabled: false}}}}]\n")
    for files in (["a.yaml"], ["a.yaml", "b.yaml"], ["b.yaml", "a.yaml"]):
        checked, notice = sorted(results(*files), key=lambda one: len(one.findings))
        assert checked.findings == ()
        assert [(finding.code, marked(finding)) for finding in notice.findings] == [("LQ027", "b.yaml:1: a.yaml")]


def test_the_releases_of_several_documents() -> None:
    text = f"{RELEASE}  values: [{{networking: {{enabled: false}}}}]\n---\n{RELEASE}  values: [{{typo: 1}}]\n"
    codes = {name: [[finding.code for finding in one.findings] for one in results(put(name, text))] for name in _NAMES}
    assert codes["helmfile.yaml"][0] == []
    assert codes["helmfile.yaml.gotmpl"][0] == ["LQ019"]
    assert codes["helmfile.yaml"][1] == codes["helmfile.yaml.gotmpl"][1]
    assert "LQ002" in codes["helmfile.yaml"][1]


def test_the_values_of_environments_are_no_releases() -> None:
    put("env/prod.yaml", "liqo: {enabled: true, networking: {enabled: false}}\n")
    put("helmfile.yaml", f"environments: {{prod: {{values: [env/prod.yaml]}}}}\n{RELEASE}  condition: liqo.enabled\n")
    assert "env/prod.yaml" not in run("check", "--chart", "ours", ".")[1]
