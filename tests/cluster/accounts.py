"""What a pod's program is given to find the API server and to be known there, for programs that run on this machine."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cluster.control_plane import LOOPBACK, ControlPlane

LIFETIME_SECONDS = 3600


def write_kubeconfig(plane: ControlPlane, namespace: str, account: str, path: Path) -> None:
    """Write a kubeconfig with a token of a ServiceAccount, and with its rights only.

    Raises:
        OSError: There is no such account.
    """
    request = f"/api/v1/namespaces/{namespace}/serviceaccounts/{account}/token"
    token = plane.create(request, {"spec": {"expirationSeconds": LIFETIME_SECONDS}})["status"]["token"]
    authority = plane.folder / "ca.crt"
    server = {"server": f"https://{LOOPBACK}:{plane.port}", "certificate-authority": str(authority)}
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "pod",
        "clusters": [{"name": "pod", "cluster": server}],
        "users": [{"name": "pod", "user": {"token": token}}],
        "contexts": [{"name": "pod", "context": {"cluster": "pod", "user": "pod"}}],
    }
    path.touch(mode=0o600)
    path.write_text(json.dumps(content))
