"""`liqo-values doctor` on a real API server: releases that Helm did not finish, users, kubeconfigs, and credentials.

Liqo's programs do not run here; what it says of those that do is in `tests/offloading`.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.accounts import write_kubeconfig
from tests.cluster.conftest import Release
from tests.offloading import doctor
from tests.offloading.doctor import Examined
from tools.repository import CHART
from tools.run.cluster import NAMESPACE, RELEASE, Cluster
from tools.run.control_plane import ControlPlane
from tools.toolchain.build import tool

SECRETS = f"/api/v1/namespaces/{NAMESPACE}/secrets"
#: Nothing here makes the pods of the release ready.
NOT_READY = ("LQ904",)
CREDENTIALS = {
    "authentication": {"awsConfig": {"accessKeyId": "AKIDEXAMPLE", "secretAccessKey": "do-not-show-aws"}},
    "virtualKubelet": {"extra": {"args": ["--node-extra-annotations=apiToken=do-not-show-argument"]}},
    "extraObjects": [
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": "more"},
            "stringData": {"password": "do-not-show-object"},
        }
    ],
}


@pytest.fixture(scope="module", autouse=True)
def release(cluster: Cluster) -> Iterator[Release]:
    """Our chart with the network off; upgraded once, so that there is something to go back to."""
    release = Release(cluster, tool("helm4"))
    release.bring("--set=networking.enabled=false", "--set=discovery.config.clusterID=rome")
    release.bring("--set=networking.enabled=false", "--set=discovery.config.clusterID=rome")
    yield release
    release.clear_up()


def examine(plane: ControlPlane, *options: str | Path, kubeconfig: Path | None = None) -> Examined:
    return doctor.run_for(plane, "rome", f"--kubeconfig={kubeconfig or plane.kubeconfig}", *options)


def set_status(plane: ControlPlane, revision: int, status: str) -> None:
    """Give a revision another status, as Helm does: in a label and in the release itself."""
    path = f"{SECRETS}/sh.helm.release.v1.{RELEASE}.v{revision}"
    stored = gzip.decompress(base64.b64decode(base64.b64decode(plane.get(path)["data"]["release"])))
    content = json.loads(stored)
    content["info"]["status"] = status
    text = base64.b64encode(gzip.compress(json.dumps(content).encode()))
    plane.patch(
        path, {"metadata": {"labels": {"status": status}}, "data": {"release": base64.b64encode(text).decode()}}
    )


@pytest.mark.parametrize("status", ["pending-upgrade", "pending-rollback"])
def test_an_upgrade_that_was_interrupted(release: Release, plane: ControlPlane, status: str) -> None:
    """Helm refuses the next upgrade, and the command in the finding ends that."""
    newest = len(json.loads(release.succeed("history", RELEASE, "--output=json")))
    set_status(plane, newest, status)
    refused = release.helm("upgrade", RELEASE, CHART, "--reuse-values")
    assert "another operation (install/upgrade/rollback) is in progress" in refused.stderr
    found = examine(plane)
    doctor.expect(found, {"LQ901": "error"}, also=NOT_READY)
    assert found.messages("LQ901") == [f"revision {newest} of the release `liqo` is `{status}`"]
    (finding,) = (one for one in found.all_findings if one["code"] == "LQ901")
    assert f"`helm rollback {RELEASE} --namespace {NAMESPACE}`" in finding["help"]
    release.succeed("rollback", RELEASE)
    doctor.expect(examine(plane), {}, also=NOT_READY)


def test_an_installation_that_was_interrupted(release: Release, plane: ControlPlane) -> None:
    """There is no revision to go back to."""
    release.uninstall()
    release.bring("--set=networking.enabled=false", "--set=discovery.config.clusterID=rome")
    set_status(plane, 1, "pending-install")
    assert release.helm("rollback", RELEASE).returncode != 0
    found = examine(plane)
    doctor.expect(found, {"LQ901": "error"}, also=NOT_READY)
    (finding,) = (one for one in found.all_findings if one["code"] == "LQ901")
    assert f"`helm uninstall {RELEASE} --namespace {NAMESPACE}`" in finding["help"]
    release.uninstall()
    release.bring("--set=networking.enabled=false", "--set=discovery.config.clusterID=rome")
    doctor.expect(examine(plane), {}, also=NOT_READY)


def test_credentials_in_the_values(release: Release, plane: ControlPlane, tmp_path: Path) -> None:
    values, bundle = tmp_path / "values.json", tmp_path / "bundle.json"
    values.write_text(json.dumps(CREDENTIALS))
    release.succeed("upgrade", RELEASE, CHART, "--reuse-values", f"--values={values}")
    found = examine(plane, f"--save={bundle}")
    assert found.document["mode"]["name"] == "external-network"
    shown = json.dumps(found.document) + bundle.read_text()
    assert "do-not-show" not in shown
    assert "sh.helm.release.v1" in shown


def test_a_plugin_that_writes_to_standard_error(plane: ControlPlane, tmp_path: Path) -> None:
    token = json.loads(plane.kubeconfig.read_text())["users"][0]["user"]["token"]
    doctor.expect(examine(plane, kubeconfig=with_user(plane, tmp_path, plugin(tmp_path, token))), {}, also=NOT_READY)
    found = examine(plane, kubeconfig=with_user(plane, tmp_path, plugin(tmp_path, "expired")))
    assert (found.status, found.document) == (2, {})
    assert "You must be logged in to the server" in found.errors


def test_an_expired_token(plane: ControlPlane, tmp_path: Path) -> None:
    found = examine(plane, kubeconfig=with_user(plane, tmp_path, {"token": "expired"}))
    assert (found.status, found.document) == (2, {})
    assert "You must be logged in to the server" in found.errors


def test_several_kubeconfigs(plane: ControlPlane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The context is in one, and its cluster in another."""
    content = json.loads(plane.kubeconfig.read_text())
    contexts = {"current-context": content.pop("current-context"), "contexts": content.pop("contexts")}
    paths = [tmp_path / "clusters", tmp_path / "contexts"]
    for path, part in zip(paths, (content, contexts), strict=True):
        path.write_text(json.dumps({"apiVersion": "v1", "kind": "Config", **part}))
    monkeypatch.setenv("KUBECONFIG", os.pathsep.join(map(str, paths)))
    found = doctor.run_for(plane, "rome")
    doctor.expect(found, {}, also=NOT_READY)
    assert found.document["context"] == contexts["current-context"]
    found = doctor.run_for(plane, "rome", "--context=other")
    assert 'context "other" does not exist' in found.errors


def test_a_user_of_one_namespace(plane: ControlPlane, cluster: Cluster, tmp_path: Path) -> None:
    """The Role in docs/doctor.md alone shows the release, and nothing else."""
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "local", "namespace": NAMESPACE}}
    (role,) = (one for one in doctor.documented_roles() if one["kind"] == "Role")
    subject = {"kind": "ServiceAccount", "name": "local", "namespace": NAMESPACE}
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": role["metadata"]["name"]}
    binding = {"apiVersion": role["apiVersion"], "kind": "RoleBinding", "metadata": account["metadata"]}
    manifests = (account, role, {**binding, "roleRef": reference, "subjects": [subject]})
    done = cluster.kubectl("apply", "-f", "-", text="".join(f"---\n{json.dumps(one)}\n" for one in manifests))
    assert done.returncode == 0, done.stderr
    kubeconfig = tmp_path / "local.kubeconfig"
    write_kubeconfig(plane, NAMESPACE, "local", kubeconfig)
    found = examine(plane, kubeconfig=kubeconfig)
    assert found.status == 0
    assert found.findings == {"LQ991": "notice"}
    assert found.says("chart") == "our chart v1.2.0"
    assert found.mode == "external-network"
    assert found.document["in_effect"] == []
    found = examine(plane, "--namespace=other", kubeconfig=kubeconfig)
    assert "nothing of Liqo can be seen in the namespace `other`" in found.errors
    assert "you need the permission to `list`" in found.errors
    found = examine(plane, "--expect=external-network", kubeconfig=kubeconfig)
    assert found.findings == {"LQ991": "notice", "LQ906": "error"}


def test_what_is_left_after_an_uninstallation(release: Release, plane: ControlPlane) -> None:
    """Helm leaves the CRDs; without an object, Liqo is not there."""
    release.uninstall()
    found = examine(plane)
    assert (found.status, found.document) == (2, {})
    assert "Liqo is not installed in the namespace `liqo`" in found.errors


def plugin(folder: Path, token: str) -> dict[str, Any]:
    """A user with a plugin for credentials that also writes to standard error."""
    status = {"token": token}
    credential = {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": status}
    path = folder / "plugin"
    path.write_text(
        f"#!/bin/sh\necho 'Error from server (Forbidden): not really' >&2\necho '{json.dumps(credential)}'\n"
    )
    path.chmod(0o700)
    command = {"apiVersion": credential["apiVersion"], "command": str(path), "interactiveMode": "Never"}
    return {"exec": command}


def with_user(plane: ControlPlane, folder: Path, user: dict[str, Any]) -> Path:
    """Write the kubeconfig with other credentials."""
    content = json.loads(plane.kubeconfig.read_text())
    content["users"] = [{"name": one["name"], "user": user} for one in content["users"]]
    path = folder / "kubeconfig"
    path.write_text(json.dumps(content))
    return path
