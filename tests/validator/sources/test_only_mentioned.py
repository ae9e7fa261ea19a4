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
    ],
)
def test_what_may_install_liqo(name: str, text: str) -> None:
    put(name, text)
    assert "it is a template" in run("check", ".")[1]


@pytest.mark.parametrize(("name", "reported"), [("liqo.yaml", True), ("network.yaml", False)])
def test_broken_values_in_a_file_with_the_name_of_liqo(name: str, reported: bool) -> None:
    put(name, "networking:\n  enabled: false\n bad: x\n")
    assert ("LQ001" in run("check", ".")[1]) is reported
