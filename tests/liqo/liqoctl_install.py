"""`liqoctl install --only-output-values`, which needs no cluster apart from what a few providers ask it."""

from __future__ import annotations

import json
import subprocess
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, NamedTuple

from liqo_values.charts.target import LIQO
from liqo_values.model.nodes import plain
from liqo_values.values.release_inputs import read_file
from tests.liqo.own_chart import folder
from tools.toolchain.build import tool

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

#: The errors of values that liqoctl cannot merge: different types, a type for which it panics, and arguments.
ERRORS = ("the two maps have different types for the same key", "interface conversion", "failed parsing --set data")
#: What the control plane of kubeadm and kind says about the networks of a cluster.
_COMMAND = ["kube-controller-manager", "--cluster-cidr=10.244.0.0/16", "--service-cluster-ip-range=10.96.0.0/16"]
_PODS = {
    "apiVersion": "v1",
    "kind": "PodList",
    "items": [{"metadata": {"name": "m"}, "spec": {"containers": [{"name": "m", "command": _COMMAND}]}}],
}


class _Api(BaseHTTPRequestHandler):
    """An API server that has only the pod of a controller manager."""

    def do_GET(self) -> None:
        """Answer every request with the pod."""
        text = json.dumps(_PODS).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the library
        """Write no log."""


@contextmanager
def cluster(directory: Path) -> Iterator[Path]:
    """Yield the kubeconfig of such an API server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Api)
    Thread(target=server.serve_forever, daemon=True).start()
    named = {"name": "c"}
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "c",
        "clusters": [named | {"cluster": {"server": f"http://127.0.0.1:{server.server_port}"}}],
        "contexts": [named | {"context": {"cluster": "c", "user": "c"}}],
        "users": [named | {"user": {}}],
    }
    path = directory / "kubeconfig"
    path.write_text(json.dumps(config))
    try:
        yield path
    finally:
        server.shutdown()
        server.server_close()


class Written(NamedTuple):
    """What liqoctl would pass to Helm.

    Attributes:
        values: The values; None if it fails.
        output: What it prints.
    """

    values: dict[str, Any] | None
    output: str


def written(
    kubeconfig: Path, flags: Mapping[str, Sequence[str]], *, provider: str = "", options: Sequence[str | Path] = ()
) -> Written:
    """Let liqoctl write its values."""
    target = kubeconfig.with_name("written.yaml")
    target.unlink(missing_ok=True)
    command: list[str | Path] = [tool("liqoctl"), "install", *([provider] if provider else [])]
    command += [f"--local-chart-path={folder()}", f"--version={LIQO}", "--skip-validation"]
    command += ["--only-output-values", f"--dump-values-path={target}", f"--kubeconfig={kubeconfig}"]
    given = {"disable-kernel-version-check": ["true"], **flags}
    command += [f"--{name}={text}" for name, texts in given.items() for text in texts]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    values = plain(read_file(str(target)).root) if target.exists() else None  # as Helm reads them
    return Written(values if isinstance(values, dict) else None, done.stdout + done.stderr)
