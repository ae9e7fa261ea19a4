"""A webhook server that answers the API server about ForeignClusters as Liqo's does, and about nothing else."""

from __future__ import annotations

import base64
import contextlib
import json
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.cluster.certificates import Authority
from tests.cluster.control_plane import LOOPBACK
from tests.cluster.helm import NAMESPACE, Cluster

SERVICE = "liqo-webhook"
CONFIGURATION = "mutatingwebhookconfigurations/liqo-webhook"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["request"]
        response = {"uid": request["uid"], "allowed": True}
        if self.path.startswith("/mutate/foreign-cluster"):
            labels = {"liqo.io/remote-cluster-id": request["object"]["spec"]["clusterID"]}
            patch = [{"op": "add", "path": "/metadata/labels", "value": labels}]
            response |= {"patchType": "JSONPatch", "patch": base64.b64encode(json.dumps(patch).encode()).decode()}
        body = json.dumps({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response": response})
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing: the tests look at what the API server makes of the answers."""


@contextlib.contextmanager
def webhook_server(cluster: Cluster, port: int, folder: Path) -> Iterator[None]:
    """Answer for the release's webhook for as long as the block runs.

    Args:
        cluster: Where the release is.
        port: The port that the release names as `webhook.port`.
        folder: Where certificates can be written.
    """
    authority = Authority(folder, "webhook-ca")
    pair = authority.issue("webhook", [f"{SERVICE}.{NAMESPACE}.svc"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate, pair.key)
    server = ThreadingHTTPServer((LOOPBACK, port), _Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        _lead_to(cluster, authority.pair.certificate)
        yield
    finally:
        server.shutdown()
        server.server_close()


def _lead_to(cluster: Cluster, certificate: Path) -> None:
    """Let the API server find the server on this machine, and trust it."""
    service = {"spec": {"type": "ExternalName", "externalName": "localhost"}}
    bundle = base64.b64encode(certificate.read_bytes()).decode()
    hooks = json.loads(cluster.kubectl("get", CONFIGURATION, "-o", "json").stdout)["webhooks"]
    trust = [
        {"op": "add", "path": f"/webhooks/{number}/clientConfig/caBundle", "value": bundle}
        for number, _ in enumerate(hooks)
    ]
    for target, kind, patch in ((f"service/{SERVICE}", "merge", service), (CONFIGURATION, "json", trust)):
        done = cluster.kubectl("patch", target, "-n", NAMESPACE, f"--type={kind}", f"--patch={json.dumps(patch)}")
        assert done.returncode == 0, done.stderr
