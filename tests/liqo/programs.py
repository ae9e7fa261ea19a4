"""Liqo's own programs: which of them a container runs, and what they say to the arguments that it gives them.

Every program reads its arguments before it does anything, and with ``--help`` it prints its usage and ends there. So a
list of arguments followed by ``--help`` is accepted if, and only if, the program prints what it prints for ``--help``
alone: on an unknown flag, or a value of a wrong type, it complains instead. The exit status does not tell: the virtual
kubelet ends with 0 either way.

What a program looks at only once it runs is not seen here: whether an address can be reached, a certificate can be
read, a resource exists.
"""

from __future__ import annotations

import os
import re
import subprocess
from functools import cache
from typing import TYPE_CHECKING, Any

from tests.support.components import CONTAINERS
from tools.generate.package_data import binary
from tools.manifests import Manifest, pods
from tools.toolchain.build import tool

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

#: The program of each container. The uninstaller is not among them: it reads no arguments at all.
PROGRAMS: Mapping[str, str] = {
    name: binary(container.program)
    for name, container in CONTAINERS.items()
    if container.program not in (None, "uninstaller")
}

#: What environment variables hold in a running pod, by where they come from.
_FIELDS = {
    "metadata.name": "liqo-pod-7d4b9",
    "metadata.namespace": "liqo",
    "spec.nodeName": "node-1",
    "status.podIP": "10.244.0.7",
}
_CLUSTER_ID = "rome"


def complaint(program: str, arguments: Sequence[str]) -> str:
    """What a program has against its arguments; empty where it accepts them."""
    said = _run(program, *arguments, "--help")
    return "" if said == usage(program) else said


@cache
def usage(program: str) -> str:
    """What a program prints for ``--help``."""
    return _run(program, "--help")


def _run(program: str, *arguments: str) -> str:
    # A kubeconfig that does not exist: should a program go on after all, it gets nowhere.
    environment = {**os.environ, "KUBECONFIG": os.devnull, "HOME": os.devnull}
    result = subprocess.run(
        [tool(program), *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    return result.stdout


def containers(manifests: Sequence[Manifest]) -> Iterator[tuple[str, list[str]]]:
    """The containers of the release's workloads, each with its arguments as the kubelet passes them."""
    for workload, pod in pods(manifests):
        if workload.startswith("Pod "):
            continue  # `helm test` asks with other programs than Liqo's whether these are there.
        for container in pod["containers"]:
            environment = {variable["name"]: _value(variable) for variable in container.get("env", [])}
            yield container["name"], expanded(container.get("args", []), environment)


def expanded(arguments: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """Arguments with ``$(VARIABLE)`` replaced, if there is such a variable."""
    return [re.sub(r"\$\((\w+)\)", lambda found: environment.get(found[1], found[0]), each) for each in arguments]


def _value(variable: Mapping[str, Any]) -> str:
    source = variable.get("valueFrom", {})
    if "fieldRef" in source:
        return _FIELDS[source["fieldRef"]["fieldPath"]]
    if "configMapKeyRef" in source:
        return _CLUSTER_ID
    return str(variable.get("value", "secret"))
