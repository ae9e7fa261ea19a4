"""What is installed and in effect, beyond the examples of the rules: charts, histories, what cannot be seen."""

from __future__ import annotations

from typing import Any

import pytest

from liqo_values.cluster.cluster_object import ClusterObject
from liqo_values.cluster.helm_storage import with_release
from liqo_values.cluster.snapshot import Unseen
from liqo_values.engine.diagnosis import diagnose
from liqo_values.model.errors import InputError
from liqo_values.model.findings import Severity
from liqo_values.model.source_text import Source
from liqo_values.reports.diagnosis_sections import in_effect, installed
from liqo_values.values.release_inputs import Given
from tests.validator.cluster.bundles import cluster, helm_config_map, manager, released, template

OFF = {"networking": {"enabled": False}}
HIDDEN = {"networking": {"enabled": False, "reflectIPs": False}}
SECRETS = Unseen("secrets", "liqo", "the release", "Error from server (Forbidden)", forbidden=True)


def virtual_node(*arguments: str, created: str = "2026-11-29T01:30:00Z") -> tuple[ClusterObject, ...]:
    """A virtual node, its Node and its virtual kubelet."""
    metadata = {"name": "milan", "namespace": "liqo-tenant-milan", "creationTimestamp": created}
    labels = {"liqo.io/virtual-node": "milan"}
    kubelet = {"name": "vk-milan", "namespace": "liqo-tenant-milan", "labels": labels}
    conditions = [{"type": "Ready", "status": "True"}]
    return (
        ClusterObject({"kind": "VirtualNode", "metadata": metadata, "spec": {"clusterID": "milan"}}),
        ClusterObject({"kind": "Node", "metadata": {"name": "milan"}, "status": {"conditions": conditions}}),
        ClusterObject({"kind": "Pod", "metadata": kubelet, "spec": {"containers": [{"args": list(arguments)}]}}),
    )


def codes(*objects: ClusterObject, **more: Any) -> list[str]:
    return [finding.code for finding in diagnose(cluster(*objects, **more)).findings]


@pytest.mark.parametrize(
    ("chart", "expected"),
    [
        ({}, "our chart v1.2.0"),
        ({"version": "v1.1.2", "dependencies": [{"name": "liqo-crds"}]}, "Liqo's chart v1.1.2"),
        (
            {
                "name": "platform",
                "version": "7.0.0",
                "dependencies": [{"name": "liqo", "version": "~1.1", "repository": "https://helm.liqo.io"}],
            },
            "Liqo's chart v1.1.2",
        ),
        (
            {"name": "platform", "dependencies": [{"name": "liqo", "version": "1.2.0", "repository": "file://../x"}]},
            "our chart v1.2.0",
        ),
    ],
)
def test_the_chart_of_a_release(chart: dict[str, Any], expected: str) -> None:
    found = diagnose(cluster(released(OFF, **chart), manager("--networking-enabled=false")))
    assert found.chart.chart.label == expected
    assert found.result is not None
    assert found.result.mode.name == "external-network"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("v1.1.2", "Liqo's chart v1.1.2"), ("", "Liqo's chart v1.2.0"), ("main", "Liqo's chart v1.2.0")],
)
def test_a_chart_from_the_repository_of_liqo_has_the_release_of_its_images(tag: str, expected: str) -> None:
    objects = released(OFF, version="0.1.0", dependencies=[]), manager("--networking-enabled=false", tag=tag)
    found = diagnose(cluster(*objects))
    assert found.chart.chart.label == expected
    assert "the chart has the version `0.1.0`" in found.chart.notes[0]
    assert found.findings == []


def test_without_a_release_the_labels_name_the_chart_and_the_files_are_the_values() -> None:
    objects = manager("--networking-enabled=true", chart="liqo-v1.1.2"), template()
    found = diagnose(cluster(*objects), Given([Source("values.yaml", "networking: {enabled: false}\n")]))
    assert found.chart.chart.label == "Liqo's chart v1.1.2"
    (statement,) = (one for one in installed(found) if one.about == "release")
    assert (
        "another tool, such as Argo CD, applied the objects, or Helm stores releases in an SQL data" in statement.text
    )
    (finding,) = found.findings
    assert (finding.code, finding.related[0].layer) == ("LQ903", "values.yaml")


def test_a_release_that_cannot_be_seen() -> None:
    found = diagnose(cluster(manager("--networking-enabled=false"), unseen=(SECRETS,)))
    assert "cannot be seen" in installed(found)[0].text
    assert [finding.code for finding in found.findings] == ["LQ991"]
    assert found.result is None
    assert [one.text for one in in_effect(found)] == ["off"]


def test_a_release_in_a_config_map_names_the_driver() -> None:
    kept = with_release(helm_config_map(OFF))
    assert kept is not None
    found = diagnose(cluster(ClusterObject(kept), manager("--networking-enabled=false")))
    (statement,) = (one for one in installed(found) if one.about == "release")
    assert statement.text.endswith("to see it, Helm needs `HELM_DRIVER=configmap`")
    assert [place.layer for place in statement.places] == ["ConfigMap liqo/sh.helm.release.v1.liqo.v1"]
    assert found.findings == []


def test_another_release_is_named() -> None:
    failed = released({"networking": {"enabled": True}}, 2, "failed").data
    other = ClusterObject({**failed, "release": {**failed["release"], "name": "mesh"}})
    found = diagnose(cluster(released(OFF), other, manager("--networking-enabled=false")))
    assert found.findings == []
    (statement,) = (one for one in installed(found) if one.about == "other-release")
    assert (statement.name, statement.text.partition(";")[0]) == ("mesh", "failed, revision 2")


def test_who_wrote_the_release() -> None:
    """The API server knows it; `liqoctl install` leaves a release like any other."""
    stored = released(OFF).data
    fields = [{"manager": "liqoctl", "operation": "Update"}, {"manager": "liqoctl", "operation": "Update"}]
    by_liqoctl = ClusterObject({**stored, "metadata": {**stored["metadata"], "managedFields": fields}})
    for release, words in ((ClusterObject(stored), []), (by_liqoctl, ["managedFields: liqoctl"])):
        found = diagnose(cluster(release, manager("--networking-enabled=false")))
        (statement,) = (one for one in installed(found) if one.about == "release")
        assert statement.text.endswith("; written by `liqoctl`") is bool(words)
        assert [place.text for place in statement.places] == ["release", *words]


def test_a_cluster_without_liqo() -> None:
    with pytest.raises(InputError, match="Liqo is not installed in the namespace `liqo` of `rome`"):
        diagnose(cluster(absent=("virtualnodes.offloading.liqo.io",)))
    with pytest.raises(InputError, match=r"nothing of Liqo can be seen .* of `rome`: 1 kind of objects is forbidden"):
        diagnose(cluster(unseen=(SECRETS,)))


@pytest.mark.parametrize(
    ("revisions", "created", "why"),
    [
        ([OFF, HIDDEN, HIDDEN], "2026-11-29T01:30:00Z", "created before revision 2 of the release"),
        ([OFF, HIDDEN, HIDDEN], "2026-11-29T02:30:00Z", "its own arguments were changed"),
        ([HIDDEN, HIDDEN], "2026-11-29T00:30:00Z", "its options template was changed"),
        ([HIDDEN, OFF, HIDDEN], "2026-11-29T02:30:00Z", "created before revision 3 of the release"),
    ],
)
def test_the_revision_that_changed_reflection(revisions: list[dict[str, Any]], created: str, why: str) -> None:
    stored = [released(values, number) for number, values in enumerate(revisions, 1)]
    objects = (*stored, template("--disable-ip-reflection"), *virtual_node(created=created))
    (finding,) = diagnose(cluster(*objects)).findings
    assert finding.code == "LQ911"
    assert why in finding.message


def test_after_a_failed_upgrade_the_deployed_values_count() -> None:
    objects = released(OFF, 1), released(HIDDEN, 2, "failed"), template(), manager("--networking-enabled=false")
    found = diagnose(cluster(*objects))
    assert [finding.code for finding in found.findings] == ["LQ901"]
    assert found.view.wanted is not None
    assert found.view.wanted.name == "external-network"


@pytest.mark.parametrize(
    ("status", "command"),
    [("pending-install", "helm uninstall liqo"), ("pending-upgrade", "helm rollback liqo"), ("failed", "helm history")],
)
def test_what_to_do_after_an_unfinished_command(status: str, command: str) -> None:
    (finding,) = diagnose(cluster(released(OFF, 1, status))).findings
    assert finding.code == "LQ901"
    assert f"`{command}" in finding.help


@pytest.mark.parametrize("argument", ["--disable-ip-reflection", "--disable-ip-reflection=T"])
def test_arguments_are_read_as_the_virtual_kubelet_does(argument: str) -> None:
    assert codes(released(HIDDEN), template(argument), *virtual_node(argument, "--x=1")) == []
    assert codes(released(OFF), template(), *virtual_node(argument, "--disable-ip-reflection=0")) == []


@pytest.mark.parametrize(
    ("version", "known"), [("v1.1.2", ["10.2.0.0/16"]), ("v1.2.0", ["10.1.0.0/16", "10.3.0.0/16", "10.2.0.0/16"])]
)
def test_pod_networks_are_gathered_or_the_last_one_counts(version: str, known: list[str]) -> None:
    given = ("--local-podcidr=10.1.0.0/16,10.3.0.0/16", "--local-podcidr", "10.2.0.0/16")
    objects = released(OFF, version=version, dependencies=[]), template(), *virtual_node(*given)
    (node,) = diagnose(cluster(*objects)).view.nodes
    assert node.pod_cidrs == known


def test_arguments_that_end_the_program_are_not_compared() -> None:
    found = diagnose(cluster(released(OFF), template(), *virtual_node("--disable-ip-reflection=maybe")))
    assert found.findings == []
    assert [one.text for one in in_effect(found) if one.about == "virtual-node"] == ["IP reflection not known; ready"]


def test_programs_of_others_are_not_reported() -> None:
    other = {**manager("--a", chart="grafana-1").data, "status": {}}
    labelled = {**other["metadata"], "name": "grafana", "labels": {"app.kubernetes.io/part-of": "grafana"}}
    foreign = ClusterObject({**other, "metadata": labelled})
    ours = ClusterObject({**other, "metadata": {**labelled, "name": "liqo-proxy", "labels": {}}})
    assert codes(released(OFF), manager("--networking-enabled=false"), foreign) == []
    assert codes(released(OFF), manager("--networking-enabled=false"), ours) == ["LQ904"]


def test_any_ip_of_a_pod_can_be_listed() -> None:
    labels = {"liqo.io/shadowPod": "true", "app": "web"}
    metadata = {"name": "web", "namespace": "shop", "labels": labels, "creationTimestamp": "2026-11-29T00:00:00Z"}
    status = {"phase": "Running", "podIP": "10.0.0.1", "podIPs": [{"ip": "10.0.0.1"}, {"ip": "fd00::1"}]}
    pod = ClusterObject({"kind": "Pod", "metadata": metadata, "spec": {"nodeName": "milan"}, "status": status})
    service = {
        "kind": "Service",
        "metadata": {"name": "web", "namespace": "shop"},
        "spec": {"selector": {"app": "web"}},
    }
    named = {"name": "web-1", "namespace": "shop", "labels": {"kubernetes.io/service-name": "web"}}
    for address, expected in (("fd00::1", []), ("10.0.0.2", ["LQ922"])):
        listed = {"kind": "EndpointSlice", "metadata": named, "endpoints": [{"addresses": [address]}]}
        objects = (released(OFF), template(), *virtual_node(), pod, ClusterObject(service), ClusterObject(listed))
        assert codes(*objects) == expected


def test_a_virtual_node_may_have_no_node() -> None:
    node, _, kubelet = virtual_node()
    without = ClusterObject({**node.data, "spec": {"clusterID": "milan", "createNode": False}})
    assert codes(released(OFF), template(), without, kubelet) == []
    assert codes(released(OFF), template(), node, kubelet) == ["LQ914"]


def test_values_that_look_like_templates_are_text() -> None:
    found = diagnose(cluster(released({**OFF, "tag": "{{ .Values.x }}", "authentication": {"config": {"a": "y"}}})))
    assert found.result is not None
    assert found.result.mode.name == "external-network"


def test_credentials_are_not_shown() -> None:
    values = {**OFF, "authentication": {"awsConfig": {"accessKeyId": "AKIA", "secretAccessKey": "***"}}}
    found = diagnose(cluster(released(values), manager("--networking-enabled=true")))
    assert {finding.severity for finding in found.findings} == {Severity.ERROR}


def test_mistakes_in_the_values_are_shown_with_the_mode() -> None:
    values = {"networking": {"internal": False, "reflectIPs": False}}
    found = diagnose(cluster(released(values, version="v1.1.2", dependencies=[]), manager("--networking-enabled=true")))
    (statement,) = (one for one in installed(found) if one.about == "check-of-the-values")
    assert "LQ402" in statement.text
    assert statement.places[0].layer == "helm get values liqo --namespace liqo"
    assert found.findings == []


def test_every_statement_names_an_object() -> None:
    objects = (released(OFF), template(), manager("--networking-enabled=false"), *virtual_node())
    found = diagnose(cluster(*objects))
    statements = [*installed(found), *in_effect(found)]
    assert {one.about for one in statements} == {
        *("release", "chart", "mode", "networking-module", "default-template", "virtual-node")
    }
    assert all(one.places for one in statements)
