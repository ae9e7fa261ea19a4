"""The network that programs find themselves in: by default this machine's, of which they use the loopback only."""

from __future__ import annotations

import socket

LOOPBACK = "127.0.0.1"


class Network:
    """The network of this machine; a subclass may lead into another one."""

    def enter(self) -> None:
        """Called in a new process before its program starts, to bring it into the network."""

    def connect(self, port: int, timeout: float, address: str = LOOPBACK) -> socket.socket:
        """A connection to a port of an address in the network, by default its loopback.

        Raises:
            OSError: Nobody answers there.
        """
        return socket.create_connection((address, port), timeout)

    def free_port(self) -> int:
        """A port of the loopback address that nobody listens on at the moment."""
        with socket.socket() as probe:
            probe.bind((LOOPBACK, 0))
            return int(probe.getsockname()[1])


MACHINE = Network()
