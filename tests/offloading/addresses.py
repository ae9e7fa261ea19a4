"""The addresses of each cluster, made of its number. All of them lead to the loopback."""

from __future__ import annotations


def pod_cidr(number: int) -> str:
    """What the pods of a cluster have their addresses from."""
    return f"10.{10 + number}.0.0/16"


def service_cidr(number: int) -> str:
    """What the Services of a cluster have their addresses from."""
    return f"10.{100 + number}.0.0/16"


def node_address(number: int, node: int) -> str:
    """The address of a node, which is that of its pods, too, where they use the network of the node."""
    return f"10.{200 + number}.0.{node}"
