"""`liqo-values doctor`, on bundles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from liqo_values import __version__
from liqo_values.cluster import kubectl, snapshot
from liqo_values.cluster.kubectl_process import Access
from liqo_values.cluster.snapshot import Snapshot, Unseen
from tests.validator.cli.calling import call, put
from tests.validator.cluster.bundles import cluster, manager, released

OFF = {"networking": {"enabled": False}}
RIGHT = cluster(released(OFF), manager("--networking-enabled=false"))
WRONG = cluster(released(OFF), manager("--networking-enabled=true"))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    put("right.json", snapshot.written(RIGHT))
    put("wrong.json", snapshot.written(WRONG))


def test_the_text_has_all_sections_in_their_order() -> None:
    status, output, _ = call("doctor", "--bundle", "wrong.json")
    assert status == 1
    parts = [
        "Installed\n",
        "  chart: our chart v1.2.0\n",
        "In effect\n",
        "  networking module: on, but off in the values",
    ]
    parts += ["\nFindings\n", "error[LQ903]: ", "1 error in rome, namespace liqo, at 2026-11-30 10:00:00 UTC"]
    places = [output.index(part) for part in parts]
    assert places == sorted(places)


def test_json() -> None:
    status, output, _ = call("doctor", "--bundle", "wrong.json", "--format", "json")
    document = json.loads(output)
    assert status == 1
    assert document["mode"]["name"] == "external-network"
    assert document["release"] == {"name": "liqo", "namespace": "liqo", "revision": 1, "status": "deployed"}
    assert document["summary"] == {"error": 1, "warning": 0, "notice": 0}
    (finding,) = document["findings"]
    assert finding["primary"]["layer"] == "Deployment liqo/liqo-controller-manager"
    assert [one["codes"] for one in document["in_effect"]] == [["LQ903"]]


def test_markdown_escapes_what_the_cluster_says() -> None:
    evil = cluster(released(OFF), manager("--networking-enabled=false"))._replace(context="<b>|@you")
    put("evil.json", snapshot.written(evil))
    status, output, _ = call("doctor", "--bundle", "evil.json", "--format", "markdown")
    assert status == 0
    assert "<b>" not in output
    assert "| networking module | off, as in the values |" in output


def test_the_threshold() -> None:
    assert call("doctor", "--bundle", "right.json")[0] == 0
    put("values.yaml", "networking: {enabled: true}\n")
    arguments = ("doctor", "--bundle", "right.json", "-f", "values.yaml")
    status, output, _ = call(*arguments)
    assert (status, "warning[LQ902]" in output) == (0, True)
    assert call(*arguments, "--fail-on", "warning")[0] == 1
    put(".liqo-values.yaml", "failOn: warning\n")
    assert call(*arguments)[0] == 1


def test_severities_of_the_project_file_count() -> None:
    put(".liqo-values.yaml", 'severities: {LQ903: warning, LQ991: "off"}\n')
    status, output, _ = call("doctor", "--bundle", "wrong.json")
    assert (status, "warning[LQ903]" in output) == (0, True)


def test_the_bundle_of_a_cluster_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def collected(access: Access) -> Snapshot:
        asked.append(access)
        return WRONG

    monkeypatch.setattr(kubectl, "collect", collected)
    live = call("doctor", "--context", "rome", "-n", "mesh", "--save", "saved.json")
    assert asked == [Access("rome", "", "mesh")]
    assert "saved what was read to `saved.json`" in live[2]
    assert call("doctor", "--bundle", "saved.json")[:2] == live[:2]


def test_the_bundle_of_another_version() -> None:
    text = snapshot.written(RIGHT).replace(f'"liqoValues": "{__version__}"', '"liqoValues": "9.9.0"')
    put("other.json", text.replace('"renews.authentication.liqo.io",', ""))
    status, output, errors = call("doctor", "--bundle", "other.json")
    assert status == 0
    assert f"`other.json` was saved by liqo-values 9.9.0, and this is liqo-values {__version__}" in errors
    assert "liqo-values 9.9.0 saved the bundle without 1 kind of objects: renews.authentication.liqo.io" in output
    assert output.index("\nNot seen\n") < output.index("notice[LQ991]")
    assert "was saved by" not in call("doctor", "--bundle", "right.json")[2]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--bundle", "missing.json"), "missing.json"),
        (("--bundle", "right.json", "--context", "rome"), "--bundle cannot be used with the options of kubectl"),
        (("--bundle", "right.json", "-f", "missing.yaml"), "missing.yaml"),
        (("--bundle", "right.json", "--chart", "theirs"), "there is no chart `theirs`"),
    ],
)
def test_what_cannot_be_read(arguments: tuple[str, ...], message: str) -> None:
    status, output, errors = call("doctor", *arguments)
    assert (status, output) == (2, "")
    assert message in errors


def test_a_cluster_without_liqo() -> None:
    put("empty.json", snapshot.written(cluster()))
    status, _, errors = call("doctor", "--bundle", "empty.json")
    assert status == 2
    assert "Liqo is not installed" in errors


NAMESPACED, EVERYWHERE = (
    Unseen(argument, namespace, "x", "Error from server (Forbidden)", forbidden=True)
    for argument, namespace in (("secrets", "liqo"), ("virtualnodes.offloading.liqo.io", ""))
)
LATE = NAMESPACED._replace(reason="kubectl takes longer than 60 s", forbidden=False)


def test_a_user_without_permissions(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is needed is in the message: people without a clone do not have the page, unless it is published."""
    put("none.json", snapshot.written(cluster(unseen=(NAMESPACED, EVERYWHERE))))
    status, _, errors = call("doctor", "--bundle", "none.json")
    assert status == 2
    assert "2 kinds of objects are forbidden" in errors
    words = " ".join(errors.split())
    assert "the permission to `list` virtualnodes.offloading.liqo.io in all namespaces; secrets in the names" in words
    assert "if Liqo has another namespace, add --namespace" in words
    assert "docs/" not in words
    monkeypatch.setenv("LIQO_VALUES_RULE_URL", "https://example.org/docs/rules/{code}.html")
    words = " ".join(call("doctor", "--bundle", "none.json")[2].split())
    assert "for roles, see https://example.org/docs/doctor.html" in words
    monkeypatch.setenv("LIQO_VALUES_RULE_URL", "https://example.org/?rule={code}")
    assert "for roles" not in call("doctor", "--bundle", "none.json")[2]


def test_a_cluster_that_could_not_be_read() -> None:
    """That nothing was seen does not mean that Liqo is not installed."""
    put("late.json", snapshot.written(cluster(unseen=(LATE,))))
    status, _, errors = call("doctor", "--bundle", "late.json")
    assert status == 2
    assert "nothing of Liqo can be seen in the namespace `liqo` of `rome`: kubectl takes longer than 60 s" in errors


def test_check_ignores_bundles() -> None:
    status, _, errors = call("check", ".")
    assert status == 2
    assert "no Liqo values found" in errors
