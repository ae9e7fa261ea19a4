"""How the commands read manifests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.validator.cli.calling import OFF, put, run
from tests.validator.sources.test_flux import helm_release


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()


def test_diff_takes_manifests_of_one_release() -> None:
    old = put("old.yaml", helm_release("values: {networking: {enabled: false}}"))
    new = put("new.yaml", helm_release("values: {networking: {enabled: false, reflectIPs: false}}"))
    status, output = run("diff", old, new)
    assert status == 1
    assert "networking.reflectIPs" in output
    two = put("two.yaml", f"{Path(old).read_text(encoding='utf-8')}---\n{Path(new).read_text(encoding='utf-8')}")
    status, output = run("diff", old, two)
    assert status == 2
    assert "each side must contain one release" in output


def test_merged_shows_the_values_with_their_places() -> None:
    status, output = run("values", put("hr.yaml", helm_release("values: {networking: {enabled: false}}")))
    assert status == 0
    assert "hr.yaml:7" in output


def test_standard_input_may_be_a_manifest() -> None:
    status, output = run("check", "--chart", "ours", "-", stdin=helm_release("values: {networking: {enabled: false}}"))
    assert (status, output) == (0, "no findings in HelmRelease liqo/liqo (<stdin>), for our chart v1.2.0\n")


def test_a_comment_keeps_a_notice_about_an_object_from_counting() -> None:
    node = """\
apiVersion: offloading.liqo.io/v1beta1
kind: VirtualNode
metadata: {name: milan, namespace: tenant}
spec:
  clusterID: milan
  # liqo-values: ignore[LQ603] because it is in the cluster
  vkOptionsTemplateRef: {name: hidden, namespace: liqo}
"""
    put("values.yaml", OFF)
    put("node.yaml", node)
    document = json.loads(run("check", "-f", "values.yaml", "node.yaml", "--chart", "ours", "--format", "json")[1])
    assert document["findings"] == []
    assert [finding["code"] for finding in document["suppressed"]] == ["LQ603"]
    both = helm_release("values: {networking: {enabled: false}}") + "---\n" + node
    document = json.loads(run("check", put("both.yaml", both), "--chart", "ours", "--format", "json")[1])
    assert document["findings"] == []
    assert document["releases"][0]["virtual_nodes"][0]["name"] == "VirtualNode tenant/milan"


def test_an_empty_list_is_not_a_values_file() -> None:
    status, output = run("check", put("nodes.yaml", "apiVersion: v1\nitems: []\nkind: List\n"))
    assert status == 2
    assert output.startswith("error: no Liqo values found in `nodes.yaml`\n")
