"""Output of Helm that was saved to files, as `status.go` and `get_all.go` of Helm write it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.validator.cli.calling import put, run

STATE = "NAME: liqo\nLAST DEPLOYED: Mon Nov 30 04:26:18 2026\nNAMESPACE: liqo\nSTATUS: deployed\nREVISION: 3\n"
META = "CHART: {}\nVERSION: {}\nAPP_VERSION: v1.2.0\nTEST SUITE: None\n"
VALUES = "USER-SUPPLIED VALUES:\n{}\nCOMPUTED VALUES:\nnetworking:\n  typo: 1\n\n"
OBJECT = "---\n# Source: {}/templates/account.yaml\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: liqo-x\n"
TYPING = "networking:\n  enabeld: false\n"


def get_all(
    values: str, *, chart: str = "liqo", version: str = "v1.2.0", source: str = "liqo", meta: str = META
) -> str:
    rendered = OBJECT.format(source)
    about = STATE + meta.format(chart, version)
    return f"{about}{VALUES.format(values)}HOOKS:\n{rendered}MANIFEST:\n{rendered}\nNOTES:\nhello: [\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


def check(path: str = ".") -> str:
    return run("check", "--output", "concise", path)[1]


@pytest.mark.parametrize("name", ["all.yaml", "all.txt", "all.log", "all"])
def test_the_values_of_helm_get_all_are_read(name: str) -> None:
    put(name, get_all(TYPING))
    for output in (check(), check(name)):
        assert f"{name}:12:3: error LQ002 the chart has no key `networking.enabeld`" in output
        assert "typo" not in output
        assert "for Liqo's chart v1.2.0" in output


def test_the_chart_is_that_of_the_release() -> None:
    put("ours.yaml", get_all(TYPING, version="1.2.0"))
    assert "for our chart v1.2.0" in check()
    put("ours.yaml", get_all(TYPING, version="v1.1.2"))
    assert "for Liqo's chart v1.1.2" in check()
    label = "  labels:\n    helm.sh/chart: liqo-v1.0.1\n"
    put("ours.yaml", get_all(TYPING, meta="").replace("name: liqo-x\n", f"name: liqo-x\n{label}"))
    assert "for Liqo's chart v1.0.1" in check()


def test_an_umbrella_chart() -> None:
    put("all.yaml", get_all("liqo:\n  networking:\n    enabeld: false\n", chart="stack", source="stack/charts/liqo"))
    assert "all.yaml:13:5: error LQ002" in check()
    put("all.yaml", get_all("other: 1\n", chart="stack", source="stack/charts/liqo"))
    assert "all.yaml:11:1: notice LQ019 these values are for a chart that contains Liqo's" in check()
    put("all.yaml", get_all("other: 1\n", chart="redis", source="redis"))
    assert "LQ" not in check()


def test_values_stay_as_they_are() -> None:
    text = get_all("networking:\n  enabled: 'false'\n")
    put("all.yaml", text)
    assert "LQ004 is not fixed in all.yaml:12:12: `fix` changes nothing in text that is" in run("fix", ".")[1]
    assert Path("all.yaml").read_text("utf-8") == text


@pytest.mark.parametrize("name", ["status.json", "status.yaml"])
def test_helm_status_as_data(name: str) -> None:
    state = {"name": "liqo", "info": {"last_deployed": "2026"}, "config": {"networking": {"enabeld": False}}}
    put(name, json.dumps({**state, "manifest": OBJECT.format("liqo")}))
    assert "error LQ002 the chart has no key `networking.enabeld`" in check()
    put(name, json.dumps({**state, "manifest": OBJECT.format("redis")}))
    assert "LQ" not in check()


@pytest.mark.parametrize("name", ["status.txt", "status.yaml", "status"])
def test_helm_status_has_no_values(name: str) -> None:
    put(name, STATE)
    expected = f"{name}:1:1: notice LQ019 this output of `helm status` contains no values, so that nothing is checked"
    assert expected in check()
    assert expected in check(name)
    put(name, STATE.replace("liqo", "redis"))
    assert "LQ" not in check()


@pytest.mark.parametrize("name", ["values.txt", "rome", "rome.log", "rome.yaml"])
def test_helm_get_values_without_an_option(name: str) -> None:
    put(name, f"USER-SUPPLIED VALUES:\n{TYPING}discovery:\n  config:\n    clusterID: rome\n")
    assert f"{name}:1:1: error LQ002 the chart has no key `USER-SUPPLIED VALUES`" in check()


@pytest.mark.parametrize("name", ["liqo-manifest.yaml", "rendered.txt"])
@pytest.mark.parametrize("source", ["liqo", "stack/charts/liqo", "liqo/charts/liqo-crds"])
def test_rendered_objects(name: str, source: str) -> None:
    put(name, OBJECT.format("redis") + OBJECT.format(source))
    assert f"{name}:8:1: notice LQ019 these objects were rendered from Liqo's chart" in check()
    put(name, OBJECT.format("liqo-dashboard"))
    assert "LQ" not in check()


def test_rendered_objects_without_comments() -> None:
    put("account.yaml", "apiVersion: v1\nkind: ServiceAccount\nmetadata: {labels: {helm.sh/chart: liqo-v1.2.0}}\n")
    assert "account.yaml:3:21: notice LQ019" in check()


def test_other_texts_are_not_searched() -> None:
    put("notes.txt", "helm status liqo\nNAME: liqo\n")
    put("install.log", "liqoctl install kind --cluster-name rome\n")
    assert "LQ" not in check()
