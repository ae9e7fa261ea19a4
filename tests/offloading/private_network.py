"""A network for the tests alone: nothing but the loopback, and every port of it free.

Some of Liqo's programs listen on all addresses, on ports that cannot be chosen. In a network namespace of its own that
is harmless, nothing gets out, and two test runs do not meet. The namespace is kept by one small process, `holder.py`,
and every program of the tests enters it. It has no name: when the last process in it ends, it is gone. All addresses
that begin with 10 lead to the loopback, so that a program can listen on the address of its pod, and is reached there.

Python itself stays outside; its connections come from the holder, since a socket belongs to the network in which it was
made, whichever process holds it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from tools.run.network import LOOPBACK, MACHINE, Network
from tools.run.processes import preparation

HOLDER = Path(__file__).with_name("holder.py")
START_SECONDS = 20.0
#: First with a user namespace, which needs no permissions on this machine; not every system allows one.
_WAYS = (("--user", "--map-root-user", "--net", "--mount"), ("--net", "--mount"))
#: The order matters: the permissions to enter the others come from the first.
_KINDS = ("user", "net", "mnt")
_SETNS = ctypes.CDLL(None, use_errno=True).setns if sys.platform == "linux" else None


class PrivateNetworkError(Exception):
    """This machine does not let us have one; the message says what would help."""


class PrivateNetwork(Network):
    """A network of its own."""

    def __init__(self, channel: socket.socket, namespaces: list[int]) -> None:
        self._channel = channel
        self._namespaces = namespaces
        self._folder = str(Path.cwd())
        self._lock = threading.Lock()

    def enter(self) -> None:
        assert _SETNS is not None
        for namespace in self._namespaces:
            if _SETNS(namespace, 0) != 0:
                raise OSError(ctypes.get_errno(), "setns")
        # Entering a mount namespace changes the working directory to its root.
        os.chdir(self._folder)

    def connect(self, port: int, timeout: float, address: str = LOOPBACK) -> socket.socket:
        answer, descriptors = self._ask(port, address)
        if not descriptors:
            error = int(answer)
            raise OSError(error, f"{address}:{port} in the tests' own network: {os.strerror(error)}")
        connection = socket.socket(fileno=descriptors[0])
        connection.settimeout(timeout)
        return connection

    def free_port(self) -> int:
        return int(self._ask(0)[0])

    def _ask(self, port: int, address: str = LOOPBACK) -> tuple[bytes, list[int]]:
        with self._lock:
            self._channel.send(f"{address} {port}".encode())
            answer, descriptors, _, _ = socket.recv_fds(self._channel, 16, 1)
        if not answer:
            message = "the process that holds the tests' own network has ended"
            raise ConnectionError(message)
        return answer, descriptors


@contextlib.contextmanager
def private_network() -> Iterator[PrivateNetwork]:
    """A network of its own for as long as the block runs.

    Raises:
        PrivateNetworkError: This machine does not let us have one.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        ours.settimeout(START_SECONDS)
        holder = _holder(ours, theirs)
        try:
            with contextlib.ExitStack() as opened:
                namespaces = []
                for kind in _KINDS:
                    held = Path(f"/proc/{holder.pid}/ns/{kind}")
                    if held.readlink() != Path(f"/proc/self/ns/{kind}").readlink():
                        namespaces.append(os.open(held, os.O_RDONLY))
                        opened.callback(os.close, namespaces[-1])
                yield PrivateNetwork(ours, namespaces)
        finally:
            holder.kill()
            holder.wait()


def _holder(ours: socket.socket, theirs: socket.socket) -> subprocess.Popen[bytes]:
    complaints = []
    for way in _WAYS:
        command = ["unshare", *way, sys.executable, "-I", str(HOLDER), str(theirs.fileno())]
        try:
            holder = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=[theirs.fileno()],
                preexec_fn=preparation(MACHINE, outlives_us=False),  # noqa: PLW1509 (system calls only)
            )
        except FileNotFoundError as error:
            complaints.append(str(error))
            continue
        if _is_ready(ours, holder):
            assert holder.stderr is not None
            holder.stderr.close()
            return holder
        complaints.append(holder.communicate()[1].decode().strip())
    message = (
        "the offloading tests need a network namespace of their own, on Linux, with the program unshare: as root, or "
        f"where user namespaces are allowed. It was refused: {'; '.join(complaints)}"
    )
    raise PrivateNetworkError(message)


def _is_ready(ours: socket.socket, holder: subprocess.Popen[bytes]) -> bool:
    """Whether the holder reports; its end of the pair is ours, too, so that it does not tell when it ends."""
    ours.settimeout(0.05)
    try:
        while holder.poll() is None:
            with contextlib.suppress(TimeoutError):
                return ours.recv(16) == b"ready"
    finally:
        ours.settimeout(START_SECONDS)
    return False
