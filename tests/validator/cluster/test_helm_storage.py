"""Reading the Secrets in which Helm stores releases."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from liqo_values.cluster.cluster_object import ClusterObject
from liqo_values.cluster.helm_storage import history, other_releases, with_release
from tests.validator.cluster.bundles import helm_config_map, helm_secret, released

VALUES = {"networking": {"enabled": False}}


def read(secret: dict[str, Any]) -> ClusterObject:
    found = with_release(secret)
    assert found is not None
    return ClusterObject(found)


def test_a_release() -> None:
    (stored,) = history([read(helm_secret(VALUES, 3))])
    assert (stored.name, stored.revision, stored.status) == ("liqo", 3, "deployed")
    assert (stored.chart_name, stored.chart_version) == ("liqo", "1.2.0")
    assert stored.deployed is not None
    assert stored.deployed.isoformat() == "2026-11-29T03:00:00.123456+01:00"
    assert stored.description == "Upgrade complete"
    assert stored.values == VALUES
    assert stored.command == "helm get values liqo --namespace liqo"


def test_a_release_in_a_config_map() -> None:
    (stored,) = history([read(helm_config_map(VALUES, 3))])
    assert (stored.name, stored.revision, stored.values) == ("liqo", 3, VALUES)
    assert str(stored.holder) == "ConfigMap liqo/sh.helm.release.v1.liqo.v3"


def test_only_what_is_needed_is_kept() -> None:
    values = {
        **VALUES,
        "authentication": {"awsConfig": {"secretAccessKey": "do-not-show-this"}},
        "virtualKubelet": {"extra": {"args": ["--aws-secret-access-key=nor-that-one"]}},
        "extraObjects": [{"kind": "Secret", "stringData": {"x": "in-an-object"}}],
    }
    info = {"status": "failed", "description": "cannot use do-not-show-this"}
    kept = json.dumps(with_release(helm_secret(values, info=info)))
    for secret in ("do-not-show-this", "nor-that-one", "in-an-object", "in-the-manifest"):
        assert secret not in kept
    assert '"secretAccessKey": "***"' in kept


def test_credentials_that_liqo_does_not_know() -> None:
    """A release can have keys of other charts, and the error of Helm can repeat their values."""
    keys = ("clientSecret", "api-key", "bot_token", "tls.key", "kubeconfig", ".dockerconfigjson")
    values = {**VALUES, "global": {key: f"do-not-show-{key}" for key in keys}, "list": [{"token": "do-not-show-it"}]}
    values["imagePullSecrets"] = [{"name": "registry"}]
    values["authentication"] = {"awsConfig": {"useExistingSecret": True}}
    info = {"status": "failed", "description": "cannot use do-not-show-api-key"}
    kept = with_release(helm_secret(values, info=info))
    assert kept is not None
    assert "do-not-show" not in json.dumps(kept)
    shown = kept["release"]["values"]
    assert shown["imagePullSecrets"] == [{"name": "registry"}]
    assert shown["authentication"] == values["authentication"]
    assert shown["networking"] == VALUES["networking"]


def test_an_umbrella_chart_keeps_the_values_of_liqo_only() -> None:
    metadata = {
        "name": "platform",
        "version": "7.0.0",
        "dependencies": [{"name": "grafana"}, {"name": "liqo", "alias": "mesh", "version": "v1.1.2"}],
    }
    secret = helm_secret({"mesh": VALUES, "grafana": {"adminPassword": "x"}}, chart={"metadata": metadata})
    (stored,) = history([read(secret)])
    assert stored.values == VALUES
    assert [one.text("alias") for one in stored.dependencies] == ["", "mesh"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "%%%",
        base64.b64encode(b"no base64 inside!").decode(),
        base64.b64encode(base64.b64encode(b"\x1f\x8bbroken")).decode(),
        base64.b64encode(base64.b64encode(b"[1]")).decode(),
    ],
)
def test_anything_else_is_no_release(text: str) -> None:
    assert with_release({"kind": "Secret", "data": {"release": text}}) is None


def test_other_charts_are_not_of_liqo() -> None:
    assert with_release(helm_secret(VALUES, chart={"metadata": {"name": "grafana"}})) is None


def test_the_history_is_in_order() -> None:
    found = history([released({}, number) for number in (3, 1, 2)])
    assert [one.revision for one in found] == [1, 2, 3]
    assert history([ClusterObject({"kind": "Pod"}), released({}, name="grafana", dependencies=[])]) == []


def test_of_several_releases_the_deployed_one_counts() -> None:
    """The second installation fails, because the objects of the first one exist."""
    second = released({}, 2, "failed").data
    other = ClusterObject({**second, "release": {**second["release"], "name": "mesh"}})
    found = history([released(VALUES, 1), other])
    assert [(one.name, one.status) for one in found] == [("liqo", "deployed")]
    assert [one.name for one in other_releases([released(VALUES, 1), other], found[0])] == ["mesh"]
    assert [one.name for one in history([other])] == ["mesh"]
