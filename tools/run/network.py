"""The network that programs run in: by default this machine's, of which they only use the loopback."""

from __future__ import annotations

import socket

LOOPBACK = "127.0.0.1"


class Network:
    """The network of this machine; a subclass may be another one."""

    def enter(self) -> None:
        """Move a new process into the network, before its program starts."""

    def connect(self, port: int, timeout: float, address: str = LOOPBACK) -> socket.socket:
        """Connect to a port of an address in the network, by default its loopback.

        Raises:
            OSError: Nothing listens there.
        """
        return socket.create_connection((address, port), timeout)

    def free_port(self) -> int:
        """Return a port of the loopback address that nothing listens on at the moment."""
        with socket.socket() as probe:
            probe.bind((LOOPBACK, 0))
            return int(probe.getsockname()[1])


MACHINE = Network()
