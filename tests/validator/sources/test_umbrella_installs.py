"""Scripts and Terraform that install an umbrella chart, without the name of Liqo: the chart or its values show it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.validator.cli.calling import put, run

CHART = """\
apiVersion: v2
name: platform
version: 0.1.0
dependencies:
- {name: liqo, version: v1.2.0, repository: https://helm.liqo.io/}
"""
OTHER = CHART.replace("liqo", "redis")
VALUES = "liqo:\n  networking:\n    enabeld: false\n  discovery:\n    config:\n      clusterID: rome\n"
EXPECTED = "prod.yaml:3:5: error LQ002 the chart has no key `networking.enabeld`"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a repository with two charts and values for one of them."""
    monkeypatch.chdir(tmp_path)
    Path(".git").mkdir()
    put("charts/platform/Chart.yaml", CHART)
    put("charts/other/Chart.yaml", OTHER)
    put("prod.yaml", VALUES)


def terraform(chart: str, values: str = '[file("prod.yaml")]') -> str:
    return f'resource "helm_release" "p" {{\n  name = "p"\n  chart = "{chart}"\n  values = {values}\n}}\n'


def in_json(chart: str) -> str:
    release = {"name": "p", "chart": chart, "values": ['${file("prod.yaml")}']}
    return json.dumps({"resource": {"helm_release": {"p": release}}})


def check(path: str) -> tuple[int, str]:
    status, output = run("check", "--output", "concise", path)
    return status, output


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("install.sh", "helm upgrade --install platform ./charts/platform -f prod.yaml\n"),
        ("install.sh", "helm upgrade --install platform charts/platform \\\n  --wait -f prod.yaml\n"),
        ("install.sh", "cd charts\nhelm install platform ./platform -f ../prod.yaml\n"),
        ("install.sh", "CHART=charts/platform\nhelm install platform $CHART -f prod.yaml\n"),
        ("install.sh", "helm install platform example/platform -f prod.yaml\n"),
        ("install.sh", "helm install platform oci://example.org/platform --values=prod.yaml\n"),
        ("Makefile", "deploy:\n\thelm upgrade --install platform charts/platform -f prod.yaml\n"),
        ("main.tf", terraform("./charts/platform")),
        ("main.tf", terraform("${path.module}/charts/platform")),
        ("main.tf", terraform("platform")),
        ("main.tf.json", in_json("./charts/platform")),
        ("main.tf.json", in_json("platform")),
    ],
)
def test_values_are_those_of_the_dependency(name: str, text: str) -> None:
    put(name, text)
    assert EXPECTED in check(name)[1]
    assert EXPECTED in check(".")[1]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("install.sh", "helm install platform ./charts/platform --set replicas=1\n"),
        ("main.tf", terraform("./charts/platform", "[]")),
    ],
)
def test_a_release_without_values(name: str, text: str) -> None:
    put(name, text)
    assert "neither `ipam.podCIDRs` nor `ipam.podCIDR` is set" in check(name)[1]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("install.sh", "helm install other ./charts/other --set replicas=1\n"),
        ("install.sh", "helm install other example/other -f redis.yaml\n"),
        ("main.tf", terraform("./charts/other", "[]")),
        ("main.tf", terraform("other", '[file("redis.yaml")]')),
        ("main.tf.json", in_json("./charts/other")),
    ],
)
def test_other_charts(name: str, text: str) -> None:
    put("redis.yaml", "replicas: 1\n")
    put(name, text)
    assert "no Liqo values found" in check(name)[1]
