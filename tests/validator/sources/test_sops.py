"""Files that SOPS has encrypted: the keys are checked, the values are unknown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.validator.cli.calling import put, run
from tests.validator.sources.reading import facts, marked, result, results


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()


def encrypted(kind: str) -> str:
    """Return an encrypted value."""
    return f"ENC[AES256_GCM,data:2n8xYtI=,iv:aaaa,tag:bbbb,type:{kind}]"


SOPS = f"sops:\n  age:\n  - recipient: age1x\n  mac: {encrypted('str')}\n  version: 3.13.0\n"


def test_values_are_unknown_and_keys_are_known() -> None:
    text = f"networking:\n  enabled: {encrypted('bool')}\n  typo: {encrypted('str')}\n{SOPS}"
    checked = result("values.yaml", text)
    assert [(finding.code, marked(finding)) for finding in checked.findings] == [("LQ002", "values.yaml:3: typo")]
    assert facts(checked) == (None, True)


def test_a_string_where_a_boolean_must_be() -> None:
    (finding,) = result("values.yaml", f"networking:\n  enabled: {encrypted('str')}\n{SOPS}").findings
    assert (finding.code, finding.fix) == ("LQ004", None)
    assert "SOPS" in finding.help


def test_credentials_are_not_in_plain_text() -> None:
    config = "".join(
        f"    {key}: {encrypted('str')}\n" for key in ("accessKeyId", "secretAccessKey", "region", "clusterName")
    )
    text = f"networking: {{enabled: false}}\nauthentication:\n  awsConfig:\n{config}{SOPS}"
    assert result("values.yaml", text).findings == ()


def test_fix_changes_no_encrypted_file() -> None:
    text = f"networking:\n  enabled: 'false'\n  x: {encrypted('str')}\n{SOPS}"
    put("values.yaml", text)
    run("fix", "--chart", "ours", "values.yaml")
    assert Path("values.yaml").read_text() == text


def test_a_key_with_the_name_of_the_metadata() -> None:
    assert ("sops",) in [finding.path for finding in result("values.yaml", "sops: {mac: x}\n").findings]


def test_json() -> None:
    values = {"networking": {"enabled": encrypted("bool")}, "sops": {"mac": encrypted("str"), "version": "3.13.0"}}
    checked = result("values.json", json.dumps(values))
    assert (checked.findings, facts(checked)) == ((), (None, True))


def test_a_file_that_is_encrypted_as_a_whole() -> None:
    put("values.json", json.dumps({"data": encrypted("str"), "sops": {"mac": encrypted("str")}}))
    status, output = run("check", "--chart", "ours", "values.json")
    assert (status, "sops decrypt values.json" in output) == (2, True)


def test_a_layer_of_an_application() -> None:
    put("secret.yaml", f"networking:\n  enabled: {encrypted('bool')}\n{SOPS}")
    text = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: liqo}
spec:
  sources:
  - {repoURL: a, ref: mine}
  - chart: liqo
    repoURL: https://helm.liqo.io
    helm: {valueFiles: [$mine/secret.yaml], valuesObject: {discovery: {config: {clusterID: milan}}}}
"""
    (checked,) = results(put("app.yaml", text))
    assert (checked.findings, facts(checked)) == ((), (None, True))
