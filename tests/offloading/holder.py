"""Holds a network namespace, and makes connections in it for the process that started it.

It gets an address and a port on the socket that it was given. For port 0 it answers with a free one, for any other with
a socket that is connected to it, or with the number of the error. It ends when the other end does.
"""

from __future__ import annotations

import ctypes
import fcntl
import socket
import struct
import sys

_SIOCSIFFLAGS = 0x8914
_SIOCSIFADDR = 0x8916
_SIOCADDRT = 0x890B
_IFF_UP = 0x1
_RTF_UP = 0x1
TIMEOUT_SECONDS = 5.0


class _Route(ctypes.Structure):
    """`struct rtentry` of the kernel; addresses of all zeros mean everything."""

    _fields_ = (
        ("pad", ctypes.c_ulong),
        ("destination", ctypes.c_ushort * 8),
        ("gateway", ctypes.c_ushort * 8),
        ("mask", ctypes.c_ushort * 8),
        ("flags", ctypes.c_ushort),
        ("pad2", ctypes.c_short),
        ("pad3", ctypes.c_ulong),
        ("pad4", ctypes.c_void_p),
        ("metric", ctypes.c_short),
        ("device", ctypes.c_char_p),
        ("mtu", ctypes.c_ulong),
        ("window", ctypes.c_ulong),
        ("rtt", ctypes.c_ushort),
    )


def _default_route(device: bytes) -> _Route:
    """A way for everything that has no other one: it leads nowhere, but programs ask which interface has it."""
    route = _Route(flags=_RTF_UP, device=device)
    route.destination[0] = route.mask[0] = socket.AF_INET
    return route


def main(descriptor: int) -> None:
    """Bring the loopback up, and serve until the tests close the connection."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", _IFF_UP))
        # Where the interface is the loopback, the whole network of an address is local: here 10.0.0.0/8.
        pods = struct.pack("16sHH4s8x", b"lo:pods", socket.AF_INET, 0, socket.inet_aton("10.0.0.1"))
        fcntl.ioctl(any_socket, _SIOCSIFADDR, pods)
        fcntl.ioctl(any_socket, _SIOCADDRT, _default_route(b"lo"))
    channel = socket.socket(fileno=descriptor)
    channel.send(b"ready")
    while request := channel.recv(64):
        address, port = request.decode().split()
        with socket.socket() as connection:
            connection.settimeout(TIMEOUT_SECONDS)
            if port == "0":
                connection.bind((address, 0))
                channel.send(str(connection.getsockname()[1]).encode())
            elif error := connection.connect_ex((address, int(port))):
                channel.send(str(error).encode())
            else:
                socket.send_fds(channel, [b"0"], [connection.fileno()])


if __name__ == "__main__":
    main(int(sys.argv[1]))
