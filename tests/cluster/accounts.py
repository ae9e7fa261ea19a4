"""What a pod's program is given to find the API server and to be known there, for programs that run on this machine."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.run.control_plane import ControlPlane
from tools.run.network import LOOPBACK

LIFETIME_SECONDS = 3600


def write_kubeconfig(
    plane: ControlPlane, namespace: str, account: str, path: Path, pod: Mapping[str, Any] | None = None
) -> None:
    """Write a kubeconfig with a token of a ServiceAccount, and with its permissions only.

    Args:
        plane: Where the account is.
        namespace: Its namespace.
        account: Its name.
        path: The file.
        pod: The pod that the token is for, with which it ends.

    Raises:
        OSError: There is no such account, or no such pod.
    """
    spec: dict[str, Any] = {"expirationSeconds": LIFETIME_SECONDS}
    if pod:
        identity = {name: pod["metadata"][name] for name in ("name", "uid")}
        spec["boundObjectRef"] = {"kind": "Pod", "apiVersion": "v1", **identity}
    request = f"/api/v1/namespaces/{namespace}/serviceaccounts/{account}/token"
    token = plane.create(request, {"spec": spec})["status"]["token"]
    # The certificate itself, not its file: Liqo hands it on to other clusters.
    authority = base64.b64encode((plane.folder / "ca.crt").read_bytes()).decode()
    server = {"server": f"https://{LOOPBACK}:{plane.port}", "certificate-authority-data": authority}
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
