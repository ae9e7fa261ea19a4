"""Sends requests to an API server over connections that stay open: opening one takes longer than most answers."""

from __future__ import annotations

import http.client
import json
import ssl
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.manifests import Manifest
from tools.run.network import LOOPBACK, Network

REQUEST_SECONDS = 5.0


class Client:
    """One user of an API server; threads may share it.

    Args:
        port: Where the API server listens.
        network: The network in which it does.
        authority: The certificate authority of the API server.
        token: Authenticates the user.
    """

    def __init__(self, port: int, network: Network, authority: Path, token: str) -> None:
        self._port = port
        self._network = network
        # Without the user's proxy, which cannot reach this machine's loopback.
        self._ssl = ssl.create_default_context(cafile=str(authority))
        self._token = token
        self._kept = threading.local()

    def request(
        self, method: str, path: str, content: Mapping[str, Any] | None = None, media_type: str = "application/json"
    ) -> Manifest:
        """Return the object that the API server answers with; an empty one for plain text, as of `/readyz`.

        Raises:
            OSError: It cannot be reached, or answers with an error.
        """
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": media_type}
        body = None if content is None else json.dumps(content).encode()
        try:
            status, text = self._exchange(method, path, body, headers)
        except http.client.HTTPException as error:
            message = f"{method} {path}: {error!r}"
            raise OSError(message) from error
        if status >= http.HTTPStatus.BAD_REQUEST:
            message = f"{method} {path}: {status} {text.decode(errors='replace').strip()}"
            raise OSError(message)
        answer: Manifest = json.loads(text) if text.startswith(b"{") else {}
        return answer

    def _exchange(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        kept = vars(self._kept).pop("connection", None)
        # A kept connection may have been closed in the meantime, and it is unknown whether a change took effect: only
        # requests that change nothing are repeated.
        if kept and method == "GET":
            try:
                return self._over(kept, method, path, body, headers)
            except (OSError, http.client.HTTPException):
                pass
        return self._over(_Connection(self._port, self._network, self._ssl), method, path, body, headers)

    def _over(
        self, connection: _Connection, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        connection.request(method, path, body, headers)
        with connection.getresponse() as answer:
            text = answer.read()
        self._kept.connection = connection
        return answer.status, text


class _Connection(http.client.HTTPSConnection):
    """A connection into a network; it is closed when it is no longer referenced."""

    def __init__(self, port: int, network: Network, context: ssl.SSLContext) -> None:
        super().__init__(LOOPBACK, port, context=context)
        self._network = network
        self._ssl = context

    def connect(self) -> None:
        plain = self._network.connect(self.port, REQUEST_SECONDS)
        self.sock = self._ssl.wrap_socket(plain, server_hostname=self.host)

    def __del__(self) -> None:
        self.close()
