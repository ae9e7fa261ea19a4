"""Which files of a folder are for Liqo: their content decides, not their names; nothing is silently ignored."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from liqo_values.charts.target import ours
from liqo_values.parsing import file_reader
from tests.validator.cli.calling import call, put, run

OURS, NOTICE, OTHERS = "checked", "LQ019", "not ours"


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


def verdict(name: str, text: str) -> str:
    """Return what is done with a file in a folder."""
    put(f"c/{name}", text)
    _, output, errors = call("check", "--format", "json", "c")
    if "no Liqo values found" in errors:
        return OTHERS
    (release,) = json.loads(output)["releases"]
    assert release["layers"] == [f"c/{name}"]
    codes = [finding["code"] for finding in json.loads(output)["findings"]]
    return NOTICE if codes == [NOTICE] else OURS


VALUES = [
    ("networking: {enabled: false}\n", OURS),  # clean for any chart
    ("networking:\n  enabled: false\n  reflectIPs false\n", OURS),  # not YAML
    ("networking.enabled: false\n", OURS),
    ("networking: {enabled: true}\n", NOTICE),
    ("networking: {enabeld: false}\n", NOTICE),
    ("# Liqo in Rome\nnetworking: {enabled: true}\n", OURS),
    ("networking: {enabled: true}\nadminUser: me\n", OTHERS),
    ("networking: {enabled: true}\nimage: {tag: 1}\n", OTHERS),
    ("networking: {enabled: false}\nreflectIps: false\nwebhok: {}\n", OURS),  # misplaced, misspelt
    ("networking: {reflectIPs: false}\n", OURS),
    ("networking.reflectIPs: false\n", OURS),
    ("networking: {internal: false}\n", OURS),  # of an old release
    ("networking: {notrack: true}\n", OURS),  # of a later one
    ("networkManager: {config: {podCIDR: 10.0.0.0/16}}\n", OURS),
    ("virtualKubelet: {replicas: 2}\n", OURS),
    ("ipam: {podCIDR: 10.42.0.0/16, serviceCIDR: 10.43.0.0/16}\n", OURS),
    ("ipam: {mode: kubernetes}\ntunnel: vxlan\n", OTHERS),
    ("ipam: {mode: kubernetes}\n", OTHERS),
    ("ipam: {operator: {}}\naffinity: {nodeAffinity: [{key: liqo.io/type}]}\n", OTHERS),  # away from virtual nodes
    ("# Works with Liqo\ntag: v1\npullPolicy: Always\nwebhook: {}\nmanager: {}\nprovider: {}\n", OTHERS),
    ("networkManager: {replicas: 1, config: {address: 10.0.0.1}}\nbroker: {}\nagent: {}\n", OTHERS),
    ("telemetry: {enabled: false}\n", OTHERS),
    ("metrics: {enabled: true}\nwebhook: {port: 1}\n", OTHERS),
    ("controllerManager: {replicas: 2}\n", OTHERS),
    ("sops: {mac: x}\nx-a: &a {}\ndiscovery: {config: {clusterID: rome}}\n", OURS),
    ("USER-SUPPLIED VALUES:\ndiscovery: {config: {clusterID: rome}}\n", OURS),
    ('{"networking": {"reflectIPs": false}}', OURS),
    ('{\n  "a": 1,\n  "networking": {"reflectIPs": false, "genevePort": 1}\n}', OURS),
    ("{networking: {enabled: false}}", OURS),
    ("- networking: {enabled: false}\n", OTHERS),
    ("liqo: {networking: {reflectIPs: false}}\n", NOTICE),
    ("liqo: {cool: true}\n", OTHERS),
    ("kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnetworking: {podSubnet: 10.0.0.0/16}\n", OTHERS),
    ("kind: A\napiVersion: b\nnetworking: {reflectIPs: false, enabled: false}\n", OURS),
    ("networking: {reflectIPs: true\n", OURS),  # cannot be read
    ("networking: {reflectIPs: {{ .Values.here }}, enabled: false}\n", OURS),
    ("networking:\n{{- if .on }}\n  reflectIPs: true\n{{- end }}\n", NOTICE),
]


@pytest.mark.parametrize(("text", "expected"), VALUES)
@pytest.mark.parametrize("name", ["values.yaml", "settings.yml", "liqo/values.json", "rome.yaml.gotmpl"])
def test_the_content_of_a_values_file_decides(text: str, expected: str, name: str) -> None:
    assert verdict(name, text) == expected


@pytest.mark.parametrize(("text", "expected"), VALUES)
def test_a_folder_is_found_from_outside_as_from_within(
    text: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("liqo-gitops/c/values.yaml", text)
    assert (run("check", "liqo-gitops")[0], "no Liqo values found" in run("check", ".")[1]) == (
        outside := run("check", ".")[0],
        expected == OTHERS,
    )
    monkeypatch.chdir("liqo-gitops/c")
    assert run("check", ".")[0] == outside


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("liqo-values.yaml", "a: 1\n", OURS),
        ("values-of-Liqo.yml", "a: 1\n", OURS),
        ("liqo/values.yaml", "a: 1\n", OTHERS),
        ("liqo.yaml", "a: 1\n", OTHERS),
        ("liqo.yaml", "networking: {enabled: true}\na: 1\n", OURS),
    ],
)
def test_the_name_of_a_file_counts_but_not_that_of_a_folder(name: str, text: str, expected: str) -> None:
    assert verdict(name, text) == expected


MANIFESTS = [
    ("apiVersion: foo.liqo.io/v1\nkind: Foo\nmetadata: {name: a}\n", OTHERS),
    ("apiVersion: sharing.liqo.io/v1alpha1\nkind: Foo\nmetadata: {name: a}\n", OURS),
    ("apiVersion: metrics.liqo.io/v1beta1\nkind: Foo\nmetadata: {name: a}\n", OURS),
    ("apiVersion: ofloading.liqo.io/v1beta1\nkind: VirtualNode\nmetadata: {name: a}\n", OURS),
    ("apiVersion: v1\nkind: Namespace\nmetadata: {name: liqo}\n", OTHERS),
    ("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: liqo\n labels: {}\n", OURS),  # cannot be read
    ("# for Liqo\n- a\n-b: liqo\n", OURS),
    ("a: liqo\n---\nb: 1\n", OTHERS),
]
APPLICATION = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec:\n  source: "
RELEASE = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: a}\nspec: "
REFERENCES = [
    (f"{APPLICATION}{{repoURL: https://x, path: apps/liqo}}\n", NOTICE),
    (f"{APPLICATION}{{repoURL: https://x, path: c}}\n  destination: {{namespace: liqo}}\n", OTHERS),
    (f"{APPLICATION}{{repoURL: 'https://github.com/liqotech/liqo', path: docs}}\n", OTHERS),
    (f"{APPLICATION}{{repoURL: 'https://helm.liqo.io/', chart: '{{{{.chart}}}}'}}\n", NOTICE),
    (f"{RELEASE}{{dependsOn: [{{name: liqo}}], chart: {{spec: {{chart: redis}}}}}}\n", OTHERS),
    (
        f"{RELEASE}{{chart: {{spec: {{chart: redis}}}}, values: {{image: {{repository: ghcr.io/liqotech/a}}}}}}\n",
        OTHERS,
    ),
]


@pytest.mark.parametrize(("text", "expected"), MANIFESTS + REFERENCES)
def test_manifests(text: str, expected: str) -> None:
    assert verdict("app.yaml", text) == expected


def test_a_folder_of_the_repository_is_searched_itself() -> None:
    put("apps/liqo/release.yaml", f"{RELEASE}{{chart: {{spec: {{chart: liqo}}}}}}\n")
    put("app.yaml", f"{APPLICATION}{{repoURL: https://x, path: apps/liqo}}\n")
    assert "LQ019" not in run("check", ".")[1]


@pytest.mark.parametrize(
    ("chart", "name", "expected"),
    [
        ("name: liqo\n", "values.yaml", OTHERS),  # Liqo's own chart
        ("name: liqo\n", "values-rome.yaml", OURS),
        ("name: redis\n", "values.yaml", NOTICE),
        ("name: platform\ndependencies: [{name: liqo, version: 1.2.0}]\n", "settings.yaml", NOTICE),
    ],
)
def test_values_next_to_a_chart(chart: str, name: str, expected: str) -> None:
    put("c/Chart.yaml", chart)
    assert verdict(name, "networking: {enabled: false, reflectIPs: false}\n") == expected


@pytest.mark.parametrize(
    ("chart", "name", "expected"),
    [
        ("name: liqo\n", "presets/off.yaml", NOTICE),
        ("name: liqo\n", "examples/values.yaml", NOTICE),
        ("name: liqo\n", "ci/off-values.yaml", OURS),  # chart-testing installs it
        ("name: liqo\n", "ci/off.yaml", NOTICE),
        ("name: liqo\n", "clusters/rome/values.yaml", OURS),
        ("name: redis\n", "presets/off.yaml", OURS),
    ],
)
def test_values_in_a_folder_of_a_chart(chart: str, name: str, expected: str) -> None:
    put("c/Chart.yaml", chart)
    assert verdict(name, "networking: {enabled: false, reflectIPs: false}\n") == expected


def test_presets_of_our_chart_are_no_releases() -> None:
    put("c/liqo/Chart.yaml", "name: liqo\n")
    for name, text in ours().presets.items():
        put(f"c/liqo/presets/{name}.yaml", text)
    put("c/values.yaml", "networking: {enabled: false, reflectIPs: false}\n")
    assert "LQ" not in run("check", "c")[1]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("envs/prod.yaml", "liqo: {typo: 1}\n", "LQ002"),
        ("envs/rome/values.yaml", "liqo: {typo: 1}\n", "LQ002"),
        ("ci/off-values.yaml", "liqo: {networking: {enabled: true}}\n", "LQ102"),
        ("envs/prod.yaml", "liqo: {enabled: false}\n", "LQ019"),
        ("files/values.yaml", "of: {liqo: 1}\n", ""),
    ],
)
def test_values_below_an_umbrella_chart(name: str, text: str, expected: str) -> None:
    dependency = "{name: liqo, version: 1.2.0, condition: liqo.enabled}"
    put("c/Chart.yaml", f"name: platform\ndependencies: [{dependency}]\n")
    put("c/values.yaml", "liqo: {networking: {enabled: false}}\n")
    put(f"c/{name}", text)
    status, output = run("check", "--chart", "ours", "c")
    assert (expected in output) if expected else (status == 0 and "LQ" not in output)


OVERLAY = {
    "base/kustomization.yaml": "resources: [release.yaml]\n",
    "base/release.yaml": f"{RELEASE}{{chart: {{spec: {{chart: liqo}}}}, values: {{networking: {{internal: true}}}}}}\n",
    "rome/kustomization.yaml": "resources: [../base]\npatches: [{path: patch.yaml}]\n",
    "rome/patch.yaml": f"{RELEASE}{{values: {{networking: {{reflectIps: false}}}}}}\n",
}


@pytest.mark.parametrize("folder", ["c", "../c", "{}/c", "{}/c/../c"])
def test_the_current_folder_has_no_influence(folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in OVERLAY.items():
        put(f"c/{name}", text)
    put("away/a.yaml", "a: 1\n")
    if folder != "c":
        monkeypatch.chdir("away")
    _, output, _ = call("check", "--format", "json", folder.format(tmp_path))
    assert sorted(finding["code"] for finding in json.loads(output)["findings"]) == [
        "LQ002",
        "LQ402",
        "LQ802",
        "LQ803",
    ]


def test_a_prefix_counts_in_folders() -> None:
    put("c/values.yaml", "offloading: {networking: {reflectIPs: false}}\n")
    assert "LQ102" in run("check", "c", "--prefix", "offloading")[1]


@pytest.mark.parametrize("name", ["a.yaml", "liqo-values.yaml"])
def test_a_file_that_cannot_be_read_is_an_error(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    put(f"c/{name}", "a: 1\n")
    put("c/values.yaml", "networking: {enabled: false}\n")
    opened = os.open

    def forbidding(path: str, *arguments: int) -> int:  # a superuser, too, must see this test fail or pass
        if str(path).endswith(name):
            raise PermissionError(13, "Permission denied", path)
        return opened(path, *arguments)

    monkeypatch.setattr(os, "open", forbidding)
    status, output = run("check", "c")
    assert status == 2
    assert f"no permission to read `c/{name}`" in output


@pytest.mark.parametrize(("end", "status"), [("liqo", 2), ("", 0)])
def test_a_file_that_is_too_large_counts_if_it_mentions_liqo(
    end: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_reader, "MAX_BYTES", 50)
    put("c/data.json", f'["{"." * 95}{end}"]')
    put("c/values.yaml", "networking: {enabled: false}\n")
    assert run("check", "c")[0] == status
