"""Bundles: what was read from a cluster, in a file."""

from __future__ import annotations

import json

import pytest

from liqo_values import __version__
from liqo_values.cluster import snapshot
from liqo_values.cluster.cluster_object import ClusterObject, read_time
from liqo_values.cluster.queries import QUERIES, RELEASES, kept
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
        ("[1]", "it has no `kind: ClusterBundle`"),
    ],
)
def test_other_files_are_rejected(text: str, why: str) -> None:
    with pytest.raises(InputError, match=why) as found:
        snapshot.read(Source("bundle.json", text))
    assert "--save" in found.value.remedy


def bundle(**fields: object) -> Source:
    """A bundle of a cluster without objects, with some fields of another version."""
    document = {**json.loads(snapshot.written(cluster())), **fields}
    return Source("bundle.json", json.dumps({name: value for name, value in document.items() if value is not None}))


@pytest.mark.parametrize("version", ["9.9.0", None])
def test_a_bundle_in_another_format_names_both_versions(version: str | None) -> None:
    with pytest.raises(InputError) as found:
        snapshot.read(bundle(apiVersion="liqo-values/v9", liqoValues=version))
    by = f"by liqo-values {version} " if version else ""
    assert found.value.message.startswith(f"`bundle.json` was saved {by}in the format `liqo-values/v9`;")
    assert f"liqo-values {__version__} reads `liqo-values/v1` only" in found.value.message
    assert f"save it again with liqo-values {__version__}" in found.value.remedy


def test_a_bundle_of_another_version_says_what_that_did_not_read() -> None:
    """What it did not read is not known, instead of missing in the cluster."""
    read = [query.argument for query in QUERIES if query.argument != "connections.networking.liqo.io"]
    found = snapshot.read(bundle(liqoValues="9.9.0", read=read))
    assert (found.saved_by, found.not_read) == ("9.9.0", ("connections.networking.liqo.io",))
    assert not found.saw("connections.networking.liqo.io")
    assert found.saw("nodes")
    assert snapshot.read(Source("again.json", snapshot.written(found)))[6:] == found[6:]


def test_a_bundle_of_this_version_has_everything() -> None:
    assert snapshot.read(bundle())[6:] == ("", ())
    assert snapshot.read(bundle(liqoValues=None, read=None))[6:] == ("", ())  # written by hand


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


def test_of_managed_fields_only_the_managers_are_kept() -> None:
    fields = [{"manager": "Helm", "operation": "Update", "fieldsV1": {"f:data": {"f:release": {}}}}]
    release = {"kind": "Secret", "metadata": {"managedFields": fields}, "release": {"name": "liqo"}}
    assert kept(RELEASES, release) == {**release, "metadata": {"managedFields": [{"manager": "Helm"}]}}


def test_lists_keep_their_items_in_order() -> None:
    slices = next(query for query in QUERIES if query.kind == "EndpointSlice")
    item = {"endpoints": [{"addresses": ["10.0.0.1"], "zone": "a"}, {"nodeName": "milan"}, 1]}
    assert kept(slices, item) == {"endpoints": [{"addresses": ["10.0.0.1"]}, {"nodeName": "milan"}, {}]}


@pytest.mark.parametrize("text", ["", "yesterday", "2026-11-30", "2026-11-30T10:00:00"])
def test_a_time_without_a_zone_is_none(text: str) -> None:
    assert read_time(text) is None
