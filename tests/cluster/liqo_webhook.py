"""Liqo's own webhook server, as a program of this machine that answers the API server for a release."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.cluster.accounts import write_kubeconfig
from tests.cluster.conftest import Release
from tests.liqo.programs import expanded
from tools.run import processes
from tools.run.certificates import Authority
from tools.run.cluster import NAMESPACE
from tools.run.control_plane import ControlPlane
from tools.run.network import LOOPBACK
from tools.toolchain.build import tool

NAME = "liqo-webhook"
START_SECONDS = 60.0
POLL_SECONDS = 0.1


@contextlib.contextmanager
def liqo_webhook(release: Release, plane: ControlPlane, port: int, folder: Path) -> Iterator[None]:
    """Run the webhook of the release for as long as the block runs, with its arguments and under its account.

    Args:
        release: A release with one replica of it.
        plane: Where the release is.
        port: What the release has for `webhook.port`: a port of this machine that is free.
        folder: For certificates and the log.
    """
    _hand_out_certificate(release, folder)
    _lead_here(release)
    write_kubeconfig(plane, NAMESPACE, NAME, folder / "webhook.kubeconfig")
    environment = {
        "CLUSTER_ID": release.get("v1", "ConfigMap", "liqo-clusterid-configmap")["data"]["CLUSTER_ID"],
        "POD_NAME": NAME,
        "POD_NAMESPACE": NAMESPACE,
        "DEPLOYMENT_NAME": NAME,
    }
    log = folder / "webhook.log"
    # These ports of this machine are not needed here.
    arguments = [*expanded(release.arguments(NAME), environment), "--metrics-address=0", "--health-probe-address=0"]
    process = processes.start(
        NAME,
        [tool(NAME), *arguments],
        log,
        mark=f"--webhook-port={port}",
        outlives_us=False,
        environment={
            **environment,
            "PATH": os.defpath,
            "KUBECONFIG": str(folder / "webhook.kubeconfig"),
            "TMPDIR": str(folder),
        },
    )
    try:
        _wait_until_answering(process, port)
        yield
    finally:
        processes.stop([process])
        _lead_to_pods(release)


def _lead_here(release: Release) -> None:
    """Let the API server, which looks the Service up, find the way to this machine."""
    _patch(release, f"service/{NAME}", {"spec": {"type": "ExternalName", "externalName": "localhost"}})


def _lead_to_pods(release: Release) -> None:
    """Undo what Helm 4 would refuse to change later, because another program has written it."""
    _patch(release, f"service/{NAME}", {"spec": {"type": "ClusterIP", "externalName": None}})


def _hand_out_certificate(release: Release, folder: Path) -> None:
    """Fill the Secret with a certificate, which the webhook then takes for its own.

    It writes what it finds there to a fixed place and reads it below TMPDIR: the same place in its image, but not here.
    """
    served = folder / "k8s-webhook-server" / "serving-certs"
    served.mkdir(parents=True)
    authority = Authority(folder, "webhook-ca")
    pair = authority.issue("webhook", [f"{NAME}.{NAMESPACE}.svc"])
    (served / "tls.crt").write_bytes(pair.certificate.read_bytes())
    (served / "tls.key").write_bytes(pair.key.read_bytes())
    files = {"ca": authority.pair.certificate, "tls.crt": pair.certificate, "tls.key": pair.key}
    data = {name: base64.b64encode(path.read_bytes()).decode() for name, path in files.items()}
    _patch(release, f"secret/{NAME}-certs", {"data": data})


def _patch(release: Release, target: str, patch: dict[str, Any]) -> None:
    done = release.cluster.kubectl("patch", target, "-n", NAMESPACE, "--type=merge", f"--patch={json.dumps(patch)}")
    assert done.returncode == 0, done.stderr


def _wait_until_answering(process: processes.Process, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        assert process.alive, process.last_words()
        assert time.monotonic() < deadline, process.last_words()
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=POLL_SECONDS):
            return
        time.sleep(POLL_SECONDS)
