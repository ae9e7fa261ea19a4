"""Has `liqo-values doctor` look at a cluster, as a user who has the permissions in docs/doctor.md and no others."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from liqo_values.reports.schemas import schema_of
from tests.cluster.accounts import write_kubeconfig
from tests.offloading.fleet import Fleet
from tests.offloading.liqo_cluster import LiqoCluster
from tools.docs.pages import guides
from tools.generate.permissions.audit_log import requests
from tools.run.cluster import NAMESPACE
from tools.run.control_plane import ControlPlane
from tools.run.processes import preparation
from tools.toolchain.build import tool

ACCOUNT = "doctor"
ROLES = ("ClusterRole", "Role")
_USER = f"system:serviceaccount:{NAMESPACE}:{ACCOUNT}"
_RBAC = "rbac.authorization.k8s.io"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Examined:
    """What it says.

    Attributes:
        status: The exit status.
        document: The report; empty if there is none.
        errors: What it printed on standard error.
        seconds: How long it took.
    """

    status: int
    document: Mapping[str, Any]
    errors: str
    seconds: float

    @property
    def mode(self) -> str | None:
        """The mode of the values of the release; None if it is undecided."""
        name = self.document["mode"]["name"]
        return None if name is None else str(name)

    def says(self, about: str, name: str = "") -> str:
        """What it says about something that is installed or in effect."""
        statements = (*self.document["installed"], *self.document["in_effect"])
        (found,) = [one["text"] for one in statements if (one["about"], one["name"]) == (about, name)]
        return str(found)

    @property
    def findings(self) -> dict[str, str]:
        """The severities of all findings by their codes, with those that follow from others."""
        return {one["code"]: one["severity"] for one in self.all_findings}

    @property
    def all_findings(self) -> list[dict[str, Any]]:
        """All findings, each with those that follow from it after it."""
        return [one for finding in self.document["findings"] for one in (finding, *finding["follows"])]

    def follow(self, code: str) -> list[str]:
        """The codes of what follows from the findings of a rule."""
        return [one["code"] for finding in self.all_findings if finding["code"] == code for one in finding["follows"]]

    def messages(self, code: str) -> list[str]:
        """What the findings of a rule say."""
        return [one["message"] for one in self.all_findings if one["code"] == code]


def examine(
    cluster: LiqoCluster, *options: str | Path, account: str = ACCOUNT, roles: Collection[str] = ROLES
) -> Examined:
    """Have it look at a cluster, with JSON as its report; what it read stays in the folder of the cluster.

    Args:
        cluster: The cluster.
        options: More options.
        account: The user.
        roles: The kinds of the documented roles that the user has.
    """
    bundle = cluster.plane.folder / "bundle.json"
    found = run(cluster, f"--kubeconfig={_kubeconfig(cluster, account, roles)}", f"--save={bundle}", *options)
    for one in found.all_findings if found.document else ():
        _log.info("doctor in %s: %s %s: %s", cluster.name, one["severity"], one["code"], one["message"])
    return found


def run(cluster: LiqoCluster, *options: str | Path) -> Examined:
    """Run it in the network of a cluster."""
    return run_for(cluster.plane, cluster.name, *options)


def run_for(plane: ControlPlane, name: str, *options: str | Path, kubectl: Path | None = None) -> Examined:
    """Run it in the network of a control plane.

    Args:
        plane: The control plane.
        name: What to call it in the log.
        options: The options, which also say how to reach it.
        kubectl: A folder with another kubectl.
    """
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "liqo_values", "doctor", "--format=json", *options],
        env={**os.environ, "PATH": f"{kubectl or tool('kubectl').parent}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=preparation(plane.network, outlives_us=False),
    )
    seconds = time.monotonic() - start
    _log.info("doctor in %s: after %.1f s, status %d %s", name, seconds, done.returncode, done.stderr)
    document = json.loads(done.stdout) if done.stdout else {}
    if document:
        jsonschema.Draft7Validator(schema_of("doctor")).validate(document)
    return Examined(done.returncode, document, done.stderr, seconds)


def expect(found: Examined, findings: Mapping[str, str], also: Collection[str] = ()) -> None:
    """Compare the severities of findings by their codes with what is expected; a few more may be there, or not."""
    assert {code: severity for code, severity in found.findings.items() if code not in also} == findings
    assert found.status == int("error" in found.findings.values()), found
    assert found.document["unseen"] == []


def expect_only_lists(clusters: Fleet) -> None:
    """Read in the audit logs that it has listed objects, and done nothing else."""
    asked = [
        request
        for name, cluster in clusters.clusters.items()
        for request in requests(name, cluster.plane.folder / "audit.log")
        if request.user == _USER
    ]
    assert {request.resource for request in asked} >= {"secrets", "virtualnodes", "pods", "endpointslices"}
    assert {request.verb for request in asked} == {"list"}
    assert not [request for request in asked if request.refused]


def _kubeconfig(cluster: LiqoCluster, account: str, roles: Collection[str]) -> Path:
    """Return the kubeconfig of a user, who is created for the first call."""
    path = cluster.plane.folder / f"{account}.kubeconfig"
    if not path.exists():
        cluster.apply(*_user(account, roles))
        write_kubeconfig(cluster.plane, NAMESPACE, account, path)
    return path


def _user(account: str, roles: Collection[str]) -> list[dict[str, Any]]:
    metadata = {"name": account, "namespace": NAMESPACE}
    subject = {"kind": "ServiceAccount", **metadata}
    made: list[dict[str, Any]] = [{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata}]
    for role in (role for role in documented_roles() if role["kind"] in roles):
        reference = {"apiGroup": _RBAC, "kind": role["kind"], "name": role["metadata"]["name"]}
        binding = {"apiVersion": role["apiVersion"], "kind": f"{role['kind']}Binding", "metadata": metadata}
        made += [role, {**binding, "roleRef": reference, "subjects": [subject]}]
    return made


def documented_roles() -> list[dict[str, Any]]:
    """The roles that docs/doctor.md shows."""
    (page,) = (page for page in guides() if page.name == "docs/doctor.md")
    (sample,) = (fence for fence in page.fences if fence.notes.get("kind") == "roles")
    return list(yaml.safe_load_all(sample.text))
