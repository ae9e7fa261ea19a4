"""The same values in all kinds of files, with the same mistakes: a misspelt key, a quoted boolean and a dead key."""

from __future__ import annotations

from textwrap import indent

VALUES = """\
networking:
  enabled: "false"
  reflectIP: false
discovery: {config: {clusterID: rome}}
"""
_ARGO = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: liqo}
spec:
  source:
    repoURL: https://helm.liqo.io
    chart: liqo
    targetRevision: 1.1.2
    helm:
"""
_FLUX = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: liqo, namespace: liqo}
spec:
  chart: {spec: {chart: liqo, version: 1.1.2, sourceRef: {kind: HelmRepository, name: liqo}}}
  values:
"""
_K3S = """\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: liqo, namespace: kube-system}
spec:
  repo: https://helm.liqo.io
  chart: liqo
  version: 1.1.2
  valuesContent: |
"""
_HELMFILE = """\
releases:
  - name: liqo
    chart: liqo/liqo
    version: 1.1.2
    values:
      - tag: v1.1.2
"""
_TERRAFORM = """\
resource "helm_release" "liqo" {
  name       = "liqo"
  repository = "https://helm.liqo.io"
  chart      = "liqo"
  version    = "1.1.2"
  values = [<<-EOT
    {}EOT
  ]
}
"""
_SCRIPT = """\
#!/usr/bin/env bash
helm upgrade --install liqo liqo/liqo --version 1.1.2 -f - <<EOF
{}EOF
"""
#: By what they are: the name of the file, its text, and how far its values are from the margin.
KINDS = {
    "values": ("liqo-values.yaml", VALUES, 0),
    "argocd-object": ("app.yaml", f"{_ARGO}      valuesObject:\n{indent(VALUES, ' ' * 8)}", 8),
    "argocd-text": ("app.yaml", f"{_ARGO}      values: |\n{indent(VALUES, ' ' * 8)}", 8),
    "flux": ("release.yaml", _FLUX + indent(VALUES, " " * 4), 4),
    "k3s": ("chart.yaml", _K3S + indent(VALUES, " " * 4), 4),
    "helmfile": ("helmfile.yaml", _HELMFILE + indent(VALUES, " " * 8), 8),
    "terraform": ("main.tf", _TERRAFORM.replace("{}", indent(VALUES, " " * 4).lstrip() + "  "), 4),
    "script": ("install.sh", _SCRIPT.replace("{}", VALUES), 0),
}


def place_of(text: str, word: str) -> tuple[int, int]:
    """Return line and column of a word, both counted from 0."""
    before, _, _ = text.partition(word)
    return before.count("\n"), len(before) - before.rfind("\n") - 1
