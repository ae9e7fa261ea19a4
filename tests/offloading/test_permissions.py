"""The page with permissions, and what it is made from: an error would be seen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.offloading.least_privilege import never_used
from tools.generate.permissions.grants import Grant, granted
from tools.generate.permissions.page import PAGE, page
from tools.generate.permissions.record import recorded
from tools.generate.permissions.uses import Measurement
from tools.toolchain.build import build

ACCOUNTS = "system:serviceaccount"
MANAGER = f"{ACCOUNTS}:liqo:liqo-controller-manager"
KUBELET = f"{ACCOUNTS}:liqo-tenant-milan:milan"
BINDING = "clusterrolebindings rbac.authorization.k8s.io liqo-node-milan"
LOCAL, REMOTE = "liqo-virtual-kubelet-local", "liqo-virtual-kubelet-remote"
IPS = Grant(LOCAL, "ipam.liqo.io", "ips", "read")
PODS = Grant(REMOTE, "offloading.liqo.io", "shadowpods", "create")


@pytest.fixture(autouse=True)
def helm() -> None:
    """The chart is rendered."""
    build(["helm4"])


def test_page_is_current() -> None:
    """Where it is not, `make generate` writes it."""
    assert PAGE.read_text() == page(recorded())


def test_record_names_grants_of_the_chart() -> None:
    """What is used and not granted would be refused."""
    of_mode = {mode: granted(mode).keys() for mode in {use.mode for use in recorded()}}
    assert [use for use in recorded() if use.grant not in of_mode[use.mode]] == []


def test_what_is_not_used_is_noticed() -> None:
    grants = granted("external-network")
    assert IPS in grants
    uses = recorded()
    assert never_used(uses, grants) == []
    assert never_used({use for use in uses if use.grant != IPS}, grants) == [IPS]


def event(second: int, user: str, verb: str, what: str, role: str = "", pod: str = "") -> dict[str, Any]:
    """A line of an audit log: a request for ``resource group name``, let by a role or refused."""
    resource, group, name = (part.strip("-") for part in what.split(" "))
    reason = f'RBAC: allowed by RoleBinding "b" of ClusterRole "{role}" to User "u"' if role else ""
    return {
        "requestReceivedTimestamp": f"2026-01-01T00:00:{second:02}.000000Z",
        "user": {"username": user, **({"extra": {"authentication.kubernetes.io/pod-uid": [pod]}} if pod else {})},
        "verb": verb,
        "objectRef": {"resource": resource, "apiGroup": group, "name": name},
        "responseStatus": {"code": 200 if role else 403},
        "annotations": {
            "authorization.k8s.io/decision": "allow" if role else "forbid",
            "authorization.k8s.io/reason": reason,
        },
    }


def measured(folder: Path, **clusters: list[dict[str, Any]]) -> Measurement:
    """What is found in clusters without the networking module, in which a virtual kubelet may run that hides IPs."""
    for name, events in clusters.items():
        (folder / name / "pods" / "hiding").mkdir(parents=True)
        (folder / name / "values.yaml").write_text("networking: {enabled: false}\n")
        (folder / name / "audit.log").write_text("".join(json.dumps(each) + "\n" for each in events))
        spec = {"containers": [{"args": ["--node-name=milan", "--disable-ip-reflection"]}]}
        (folder / name / "pods" / "hiding" / "pod.json").write_text(json.dumps({"spec": spec}))
    return Measurement.of(folder)


def test_denied_requests_are_noticed(tmp_path: Path) -> None:
    """Unless it lost its permissions with the virtual node, until it has new ones."""
    binding = (MANAGER, BINDING, "liqo-controller-manager")
    refused = [event(second, KUBELET, "get", "nodes - milan", pod="hiding") for second in (5, 15, 35)]
    events = [
        event(10, binding[0], "delete", *binding[1:]),
        event(30, binding[0], "create", *binding[1:]),
        event(31, MANAGER, "list", "secrets - -"),
        *refused,
        {**event(40, "", "get", "nodes - milan"), "user": {}, "annotations": {}},
    ]
    found = measured(tmp_path, rome=events).refused
    assert sorted((request.time[17:19], request.user) for request in found) == [
        ("05", KUBELET),
        ("31", MANAGER),
        ("35", KUBELET),
    ]


def test_uses_are_counted_by_mode(tmp_path: Path) -> None:
    """In a provider, what virtual kubelets ask for is counted by what those do that run in the consumer."""
    create = (f"{PODS.resource} {PODS.group} web", REMOTE)
    found = measured(
        tmp_path,
        rome=[event(second, KUBELET, "watch", "ips ipam.liqo.io -", LOCAL, "hiding") for second in (10, 20)],
        milan=[event(15, "milan-1234", "create", *create)],
    )
    assert {(use.mode, use.grant) for use in found.uses} == {("offloading-only", IPS), ("offloading-only", PODS)}
    late = tmp_path / "late"
    found = measured(late, rome=[], milan=[event(25, "milan-1234", "create", *create)])
    assert {(use.mode, use.grant) for use in found.uses} == {("external-network", PODS)}


def test_own_role_comes_first(tmp_path: Path) -> None:
    """The API server names any role that lets a request pass; granting a role to others does not use it."""
    found = measured(tmp_path, rome=[event(1, MANAGER, "create", "events - x", LOCAL)])
    assert {use.grant.role for use in found.uses} == {"liqo-controller-manager"}
