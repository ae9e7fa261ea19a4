"""The job that brings the CRDs up to date: its command, run as its account, on a real API server."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from subprocess import CompletedProcess

import yaml

from tests.cluster.conftest import Release
from tests.cluster.expectations import as_manifest
from tools.repository import CHART
from tools.run.cluster import NAMESPACE
from tools.run.control_plane import ControlPlane
from tools.toolchain.build import tool

NAME = "liqo-crds-upgrade"
ACCOUNT = f"system:serviceaccount:{NAMESPACE}:{NAME}"
CRDS = CHART / "charts" / "liqo-crds" / "crds"
OFF = "--set=networking.enabled=false"
ON_REQUEST = "--set=liqo-crds.crdUpgrade.enabled=true"
KEPT = "--set=liqo-crds.crdUpgrade.keepResources=true"
#: What the account may do, and what not.
RIGHTS = {
    ("create", "customresourcedefinitions"): True,
    ("patch", "customresourcedefinitions/virtualnodes.offloading.liqo.io"): True,
    ("patch", "customresourcedefinitions/certificates.cert-manager.io"): False,
    ("delete", "customresourcedefinitions/virtualnodes.offloading.liqo.io"): False,
    ("get", "secrets"): False,
}


def run_job(release: Release, plane: ControlPlane, folder: Path) -> CompletedProcess[str]:
    """What the pod of the job would do: its command on its files, with the token of its account and nothing else."""
    pod = release.get("batch/v1", "Job", NAME)["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    (volume,) = pod["volumes"]
    files = folder / "crds"
    files.mkdir()
    for source in volume["projected"]["sources"]:
        for name, text in release.get("v1", "ConfigMap", source["configMap"]["name"])["data"].items():
            (files / name).write_text(text)

    token = release.cluster.kubectl("create", "token", pod["serviceAccountName"], "--namespace", NAMESPACE)
    config = json.loads(plane.kubeconfig.read_text())
    config["users"][0]["user"] = {"token": token.stdout.strip()}
    kubeconfig = folder / "kubeconfig"
    kubeconfig.write_text(json.dumps(config))

    (mount,) = container["volumeMounts"]
    arguments = [argument.replace(mount["mountPath"], str(files)) for argument in container["args"]]
    assert container["command"] == ["kubectl"]
    return subprocess.run(
        [tool("kubectl"), *arguments],
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "KUBECONFIG": str(kubeconfig)},
        capture_output=True,
        text=True,
        check=False,
    )


def admitted_when_restricted(release: Release) -> bool:
    """Whether the pod of the job is admitted by a namespace under the strictest Pod Security standard."""
    pod = release.get("batch/v1", "Job", NAME)["spec"]["template"]["spec"]
    manifest = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "crds-upgrade"}, "spec": pod}
    enforced = "pod-security.kubernetes.io/enforce"
    release.cluster.kubectl("label", "namespace", NAMESPACE, f"{enforced}=restricted")
    try:
        return len(release.cluster.send([manifest], "create", "--dry-run=server")) == 1
    finally:
        release.cluster.kubectl("label", "namespace", NAMESPACE, f"{enforced}-")


def test_old_and_missing_crds_are_brought_up_to_date(release: Release, plane: ControlPlane, tmp_path: Path) -> None:
    release.install(OFF, ON_REQUEST, KEPT)
    cluster = release.cluster
    for (verb, resource), allowed in RIGHTS.items():
        answer = cluster.kubectl("auth", "can-i", verb, resource, f"--as={ACCOUNT}")
        assert (verb, resource, answer.stdout.strip()) == (verb, resource, "yes" if allowed else "no")
    assert admitted_when_restricted(release)

    old, missing = "vkoptionstemplates.offloading.liqo.io", "quotas.offloading.liqo.io"
    tolerations = "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/tolerations"
    patch = json.dumps([{"op": "remove", "path": tolerations}])
    assert cluster.kubectl("patch", "crd", old, "--type=json", f"--patch={patch}").returncode == 0
    assert cluster.kubectl("delete", "crd", missing).returncode == 0

    result = run_job(release, plane, tmp_path)

    assert (result.returncode, result.stderr) == (0, "")
    crds = json.loads(cluster.kubectl("get", "customresourcedefinitions", "-o", "json").stdout)["items"]
    found = {crd["metadata"]["name"]: crd["spec"]["versions"] for crd in crds}
    for path in sorted(CRDS.glob("*.yaml")):
        wanted = yaml.load(path.read_text(), Loader=yaml.CSafeLoader)
        assert found[wanted["metadata"]["name"]] == wanted["spec"]["versions"]
        assert f"{path.stem.split('_')[1]}.{path.stem.split('_')[0]} serverside-applied" in result.stdout


def test_nothing_stays_unless_it_is_kept(release: Release) -> None:
    """Upgrades with the job succeed in a row, also onto what an earlier one has kept; the release itself is small."""
    kinds = (("v1", "ServiceAccount", NAME), ("batch/v1", "Job", NAME), ("v1", "ConfigMap", f"{NAME}-networking"))
    objects = [as_manifest(*kind) for kind in kinds]
    release.install(OFF, ON_REQUEST)
    assert release.cluster.existing(objects) == []
    # Helm keeps a release in a Secret, which may have a megabyte: the chart and all it rendered, compressed.
    secrets = release.cluster.kubectl("get", "secrets", "-n", NAMESPACE, "-l", "owner=helm", "-o", "json")
    (stored,) = json.loads(secrets.stdout)["items"]
    assert len(stored["data"]["release"]) < 500_000
    release.upgrade(OFF, ON_REQUEST, KEPT)
    assert len(release.cluster.existing(objects)) == len(objects)
    release.upgrade(OFF, ON_REQUEST)
    assert release.cluster.existing(objects) == []
