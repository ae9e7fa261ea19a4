"""Bundles: what was read from a cluster, in a file."""

from __future__ import annotations

import pytest

from liqo_values.cluster import snapshot
from liqo_values.cluster.cluster_object import ClusterObject, read_time
from liqo_values.cluster.queries import QUERIES, kept
from liqo_values.cluster.snapshot import Unseen
from liqo_values.model.errors import InputError
from liqo_values.model.source_text import Source
from tests.validator.cluster.bundles import cluster, manager, released

UNSEEN = Unseen("secrets", "liqo", "the release", "Error from server (Forbidden)", forbidden=True)


def test_what_is_written_is_read_back() -> None:
    before = cluster(released({}), manager("--a"), unseen=(UNSEEN,), absent=("networks.ipam.liqo.io",))
    after = snapshot.read(Source("bundle.json", snapshot.written(before)))
    assert [one.data for one in after.objects] == [one.data for one in before.objects]
    assert after[:3] == before[:3]
    assert after[4:] == before[4:]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "it is not JSON"),
        ("a: [", "it is not YAML"),
        ("networking: {}\n", "it has no `kind: ClusterBundle`"),
        ("apiVersion: liqo-values/v1\nkind: ClusterBundle\n", "its `time` is missing"),
        ('{"apiVersion": "liqo-values/v1", "kind": "ClusterBundle", "time": "2026-11-30T10:00:00"}', "its `time`"),
        ("[1]", "it is not YAML"),
    ],
)
def test_other_files_are_rejected(text: str, why: str) -> None:
    with pytest.raises(InputError, match=why) as found:
        snapshot.read(Source("bundle.json", text))
    assert "--save" in found.value.remedy


@pytest.mark.parametrize("item", [{}, {"kind": 1}, {"kind": "Pod", "metadata": []}, {"kind": "Pod", "spec": {"x": 1}}])
def test_odd_objects_are_empty(item: dict[str, object]) -> None:
    one = ClusterObject(item)
    assert (one.name, one.namespace, one.created, one.labels) == ("", "", None, {})
    assert (one.texts("spec", "x"), one.parts("spec", "x"), one.number("spec", "y")) == ([], [], 0)
    assert one.condition("Ready").text("status") == ""


def test_fields_that_are_not_needed_are_dropped() -> None:
    pods = next(query for query in QUERIES if query.shows == "offloaded pods")
    pod = {
        "kind": "Pod",
        "metadata": {"name": "web", "annotations": {"password": "x"}, "labels": {"app": "web"}},
        "spec": {"nodeName": "milan", "containers": [{"env": [{"name": "PASSWORD", "value": "x"}]}]},
        "status": {"phase": "Running", "hostIP": "10.0.0.1"},
    }
    assert kept(pods, pod) == {
        "kind": "Pod",
        "metadata": {"name": "web", "labels": {"app": "web"}},
        "spec": {"nodeName": "milan"},
        "status": {"phase": "Running"},
    }


def test_credentials_in_arguments_are_masked() -> None:
    kubelets = next(query for query in QUERIES if "arguments of the virtual kubelets" in query.shows)
    arguments = ["--aws-secret-access-key=do-not-show", "--nodename=milan"]
    item = {"spec": {"containers": [{"name": "vk", "args": arguments, "env": [{"name": "x"}]}]}}
    masked = ["--aws-secret-access-key=***********", "--nodename=milan"]
    assert kept(kubelets, item) == {"spec": {"containers": [{"name": "vk", "args": masked}]}}


def test_lists_keep_their_items_in_order() -> None:
    slices = next(query for query in QUERIES if query.kind == "EndpointSlice")
    item = {"endpoints": [{"addresses": ["10.0.0.1"], "zone": "a"}, {"nodeName": "milan"}, 1]}
    assert kept(slices, item) == {"endpoints": [{"addresses": ["10.0.0.1"]}, {"nodeName": "milan"}, {}]}


@pytest.mark.parametrize("text", ["", "yesterday", "2026-11-30", "2026-11-30T10:00:00"])
def test_a_time_without_a_zone_is_none(text: str) -> None:
    assert read_time(text) is None
