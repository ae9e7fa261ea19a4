"""Files that cannot be read as YAML and mention Liqo: only those that may install it are pointed out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.validator.cli.calling import put, run

KREW = """\
apiVersion: krew.googlecontainertools.github.com/v1alpha2
kind: Plugin
metadata:
  name: liqo
spec:
  version: {{ .TagName }}
  homepage: https://liqo.io
  platforms:
  - selector: {matchLabels: {os: linux}}
    {{addURIAndSha "https://github.com/liqotech/liqo/releases/liqoctl.tar.gz" .TagName }}
    bin: liqoctl
"""
GORELEASER = """\
project_name: liqo
builds:
- id: liqoctl
  binary: liqoctl
  ldflags: -X version={{ .Version }}
{{ if .x }}
brews:
- homepage: https://liqo.io
{{ end }}
"""
MKDOCS = """\
site_name: Liqo
repo_url: https://github.com/liqotech/liqo
markdown_extensions:
- pymdownx.emoji:
    emoji_index: !!python/name:material.extensions.emoji.twemoji
nav: [how liqo works: a.md]
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ include "name" . }}}
spec:
  template:
    spec:
      {{- if .Values.offload }}
      nodeSelector: {liqo.io/type: virtual-node}
      {{- end }}
"""
VOLUME = DEPLOYMENT.replace("Deployment", "PersistentVolumeClaim").replace("template:", "storage:")
MATRIX = """\
matrix:
{{ range .versions }}
- {tool: liqo, version: {{ . }}}
{{ end }}
"""
KIND = """\
# Liqo maps ranges that overlap.
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
networking: {podSubnet: 10.241.0.0/16, serviceSubnet: 10.96.0.0/16}
nodes: [{role: control-plane}]
"""
KUSTOMIZATION = "resources:\n# the liqo-dashboard does not use this role\n- missing_role.yaml\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".krew.yaml", KREW),
        (".goreleaser.yaml", GORELEASER),
        ("mkdocs.yml", MKDOCS),
        ("templates/deployment.yaml", DEPLOYMENT),
        ("templates/volume.yaml", VOLUME),
        ("matrix.yaml", MATRIX),
        ("kind.yaml", KIND),
        ("kustomization.yaml", KUSTOMIZATION),
        ("renovate.json", '{"packageRules": [{"matchPackageNames": ["liqo"]},, {{x}}'),
    ],
)
def test_what_only_mentions_liqo(name: str, text: str) -> None:
    put(name, text)
    assert "no Liqo values found" in run("check", ".")[1]


APPLICATION = """\
{{- range .clusters }}
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: liqo}
{{- end }}
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("app.yaml", APPLICATION),
        ("app.yaml", APPLICATION.replace("Application", "{{ $kind }}")),
        ("nested.yaml", "apiVersion: v1\nkind: Plugin\nitems:\n{{ if .x }}\n- kind: HelmRelease\n  name: liqo\n"),
        ("tasks.yaml", "- helm:\n    {{ if .x }}\n    chart_ref: liqo/liqo\n"),
        ("bundle.yaml", "{{ if .x }}\nhelm: {repo: https://helm.liqo.io/}\n"),
        ("any.yaml", "{{ if .x }}\nliqo:\n  networking: {}\n"),
        ("values-liqo.yaml", "{{ if .x }}\na: {}\n"),
        ("boot/templates/app.yaml", APPLICATION),
    ],
)
def test_what_may_install_liqo(name: str, text: str) -> None:
    put("boot/Chart.yaml", "apiVersion: v2\nname: boot\nversion: 1.0.0\n")
    put(name, text)
    assert "it is a template" in run("check", ".")[1]


@pytest.mark.parametrize(("name", "reported"), [("liqo.yaml", True), ("network.yaml", False)])
def test_broken_values_in_a_file_with_the_name_of_liqo(name: str, reported: bool) -> None:
    put(name, "networking:\n  enabled: false\n bad: x\n")
    assert ("LQ001" in run("check", ".")[1]) is reported


@pytest.mark.parametrize(("chart", "read"), [("boot", True), ("liqo-dashboard", False)])
def test_manifests_in_the_templates_of_another_chart(chart: str, read: bool) -> None:
    """Charts that install others, as with Argo CD; those of Liqo itself mention it everywhere."""
    put("any/Chart.yaml", f"apiVersion: v2\nname: {chart}\nversion: 1.0.0\n")
    values = "{networking: {enabled: 'false'}, discovery: {config: {clusterID: '{{ .Values.id }}'}}}"
    source = (
        f"{{repoURL: https://helm.liqo.io/, chart: liqo, targetRevision: v1.2.0, helm: {{valuesObject: {values}}}}}"
    )
    header = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: liqo}\n"
    put("any/templates/liqo.yaml", f"{header}spec:\n  source: {source}\n")
    assert ("LQ004" in run("check", ".")[1]) is read
