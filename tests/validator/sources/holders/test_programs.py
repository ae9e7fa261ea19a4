"""Programs that install Liqo: each is named once, at the place of the chart; a mention of Liqo is not enough."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.validator.cli.calling import call, put
from tests.validator.sources.reading import marked, results

#: What a program is called, its text, and what of it is marked.
PROGRAMS = {
    "pulumi/index.ts": (
        "Pulumi program",
        (
            'import * as k8s from "@pulumi/kubernetes";\n'
            'const liqo = new k8s.helm.v3.Release("liqo", {\n'
            '  chart: "liqo",\n'
            '  version: "1.1.2",\n'
            '  repositoryOpts: { repo: "https://helm.liqo.io/" },\n'
            "});\n"
        ),
        'chart: "liqo"',
    ),
    "pulumi/__main__.py": (
        "Pulumi program",
        (
            "from pulumi_kubernetes.helm.v3 import Release, ReleaseArgs\n"
            'Release("liqo", ReleaseArgs(chart="liqo", version="1.2.0"))\n'
        ),
        'chart="liqo"',
    ),
    "pulumi/main.go": (
        "Pulumi program",
        (
            "package main\n"
            "\n"
            'import helmv3 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/helm/v3"\n'
            "\n"
            "func install(ctx *pulumi.Context) {\n"
            '\thelmv3.NewRelease(ctx, "liqo", &helmv3.ReleaseArgs{\n'
            '\t\tChart: pulumi.String("liqo"),\n'
            "\t})\n"
            "}\n"
        ),
        'Chart: pulumi.String("liqo"',
    ),
    "sdk/main.go": (
        "Go program",
        (
            "package main\n"
            "\n"
            "func install(cfg *action.Configuration) {\n"
            "\tclient := action.NewUpgrade(cfg)\n"
            '\tchart, err := client.LocateChart("liqo/liqo", settings)\n'
            "}\n"
        ),
        "liqo/liqo",
    ),
    "tanka/main.jsonnet": (
        "Jsonnet program",
        (
            "local helm = (import 'tanka-util/main.libsonnet').helm.new(std.thisFile);\n"
            "{ liqo: helm.template('liqo', './charts/liqo', { values: { networking: { enabled: false } } }) }\n"
        ),
        "./charts/liqo",
    ),
    "cdk/stack.ts": (
        "CDK program",
        'cluster.addHelmChart("Liqo", { chart: "liqo", repository: "https://helm.liqo.io" });\n',
        'chart: "liqo"',
    ),
    "cue/liqo.cue": (
        "CUE program",
        'release: #HelmRelease & {\n\tspec: chart: "liqo"\n}\n',
        'chart: "liqo"',
    ),
    "tilt/Tiltfile": (
        "Tiltfile",
        "load('ext://helm_resource', 'helm_resource')\nhelm_resource('offloading', 'liqo/liqo', namespace='liqo')\n",
        "liqo/liqo",
    ),
    "windows/install.ps1": (
        "PowerShell script",
        "helm upgrade --install liqo liqo/liqo --namespace liqo `\n  --set networking.enabled=false\n",
        "liqo/liqo",
    ),
    "windows/liqoctl.ps1": (
        "PowerShell script",
        "& liqoctl.exe install eks --region eu-west-1\n",
        "& liqoctl.exe install",
    ),
    "nix/liqo.nix": (
        "Nix expression",
        '{ kubelib, ... }: kubelib.buildHelmChart { name = "liqo"; chart = "liqo"; }\n',
        'chart = "liqo"',
    ),
    "script/deploy.py": (
        "Python program",
        'import subprocess\nsubprocess.run(["helm", "upgrade", "--install", "liqo", "liqo/liqo"])\n',
        "liqo/liqo",
    ),
    "script/text.go": (
        "Go program",
        "package main\n\nconst script = `set -e\nhelm template liqo ./deployments/liqo \\\n  --set tag=x`\n",
        "./deployments/liqo",
    ),
}
#: Programs that peer clusters, and what of them is marked.
PEERS = {
    "peer.go": ('exec.Command("liqoctl", "peer", "--remote-kubeconfig", path)\n', '"liqoctl", "peer"'),
    "network.go": ('exec.Command("liqoctl", "network", "connect")\n', '"liqoctl", "network"'),
    "peer.py": ('os.system(f"liqoctl peer --remote-kubeconfig {path}")\n', "liqoctl peer -"),
}
#: Programs that say Liqo, and do not install it.
OTHERS = {
    "names.go": 'package main\n\nfunc names() []string { return []string{"liqo", "helm"} }\n',
    "other.ts": 'new k8s.helm.v3.Release("x", { chart: "cilium", namespace: "liqo" });\n',
    "label.py": 'subprocess.run(["helm", "upgrade", "x", "cilium/cilium", "-n", "liqo"])\n',
    "far.py": "helm upgrade\n" + "#\n" * 1000 + "# liqo/liqo\n",
    "text.py": '"""What `liqoctl install` does: helm install liqo/liqo"""\n# liqoctl install eks\n',
    "peer.go": 'log.Printf("Error during liqoctl peer: %v", err)\n',
    "comment.ps1": "# helm upgrade liqo liqo/liqo\n",
    "page.js": "// see https://docs.liqo.io/ about helm install\n",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_that_installs_liqo(name: str) -> None:
    what, text, mark = PROGRAMS[name]
    (checked,) = results(put(name, text))
    (finding,) = checked.findings
    assert finding.code == "LQ019"
    assert f"this {what} installs Liqo" in finding.message
    assert marked(finding).partition(": ")[2] == mark
    assert "helm get values" in finding.help


@pytest.mark.parametrize("name", PEERS)
def test_a_program_that_peers_clusters(name: str) -> None:
    text, mark = PEERS[name]
    (checked,) = results(put(name, text))
    (finding,) = checked.findings
    assert finding.code == "LQ019"
    assert "runs `liqoctl` to peer clusters" in finding.message
    assert marked(finding).partition(": ")[2] == mark


@pytest.mark.parametrize("name", OTHERS)
def test_a_program_that_only_mentions_it(name: str) -> None:
    assert results(put(name, OTHERS[name])) == []


def test_a_folder_with_nothing_else() -> None:
    put("infrastructure/index.ts", PROGRAMS["pulumi/index.ts"][1])
    put("infrastructure/names.go", OTHERS["names.go"])
    status, output, _ = call("check", ".")
    assert status == 0
    assert "infrastructure/index.ts:3:3" in output


def test_programs_of_others_are_not_searched() -> None:
    put("node_modules/liqo/index.ts", PROGRAMS["pulumi/index.ts"][1])
    status, _, errors = call("check", ".")
    assert status == 2
    assert "LQ019" not in errors
