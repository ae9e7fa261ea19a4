"""``make run``: checks values, installs the chart with them, and shows what is in the cluster then.

The cluster is an embedded control plane in ``.run``, which runs until ``make stop``. If KUBE_CONTEXT
names a context, it is that cluster of the user instead.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from liqo_values import check
from tools.manifests import parse, title
from tools.repository import CHART, ROOT
from tools.run import component_report
from tools.run.cluster import NAMESPACE, RELEASE, Cluster
from tools.run.command_lines import POD_CIDR, SERVICE_CIDR
from tools.run.control_plane import ControlPlane, ControlPlaneError, kubernetes_version
from tools.run.simulated_nodes import finishing_jobs
from tools.toolchain.build import GROUPS, build, tool
from tools.toolchain.errors import ToolchainError
from tools.toolchain.progress import Progress

STATE = ROOT / ".run"
CONTROL_PLANE = STATE / "control-plane"
DEFAULT_VALUES = "chart/presets/offloading-only.yaml"
#: What every mode with networking needs, and rendering without cluster access; only to find out what it would add.
WITH_NETWORKING = (
    "--set=discovery.config.allowRandomClusterID=true",
    "--set=networking.enabled=true",
    f"--set=ipam.podCIDR={POD_CIDR}",
    f"--set=ipam.serviceCIDR={SERVICE_CIDR}",
)


class RunError(Exception):
    """The run cannot go on; the message says why and what to do."""


@dataclass(frozen=True)
class Target:
    """Where to install.

    Attributes:
        cluster: How to reach it.
        embedded: The embedded control plane; None for a cluster of the user.
    """

    cluster: Cluster
    embedded: ControlPlane | None

    @property
    def kubectl(self) -> str:
        """The kubectl command for the user to type."""
        program = tool("kubectl").relative_to(ROOT)
        return shlex.join([str(program), *self.cluster.kubectl_options]).replace(f"{ROOT}/", "")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command, and return its exit status."""
    parser = argparse.ArgumentParser(description="Installs the chart into an embedded control plane; see the README.")
    parser.add_argument("--stop", action="store_true", help="stop the control plane")
    options = parser.parse_args(arguments)
    try:
        with alone():
            return _stop() if options.stop else _run()
    except (RunError, ToolchainError, ControlPlaneError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ninterrupted; `make stop` stops the control plane if it is running", file=sys.stderr)
        return 130


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Allow no second run while the block runs.

    Raises:
        RunError: Another run is active.
    """
    STATE.mkdir(exist_ok=True)
    with (STATE / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = "another `make run` or `make stop` is active in this folder; wait until it ends"
            raise RunError(message) from error
        yield


def _stop() -> int:
    plane = ControlPlane.running_in(CONTROL_PLANE)
    if plane is None:
        print("no control plane is running")
        return 0
    with Progress(sys.stdout).step("stopping the control plane"):
        plane.stop()
    return 0


def _run() -> int:
    files = shlex.split(os.environ.get("VALUES", "")) or [DEFAULT_VALUES]
    values = [f"--values={file}" for file in files]
    print(f"values: {' '.join(files)}\n", flush=True)
    status = _validate(values)
    if status != 0:
        print("\nNothing was installed: fix the values first.", file=sys.stderr)
        return status

    context = os.environ.get("KUBE_CONTEXT", "")
    build(["helm4", "kubectl"] if context else GROUPS["run"])
    print()
    target = _users_cluster(context) if context else _embedded_cluster()
    _install(target, values)
    _tell(target, values)
    _tell_what_next(target, files)
    return 0


def _validate(values: Sequence[str]) -> int:
    """Print the validator's findings, then the mode; return its exit status."""
    for command in ("check", "mode"):
        status = subprocess.run([sys.executable, "-m", "liqo_values", command, *values], check=False).returncode
        if status != 0:
            return status
        print(flush=True)
    return 0


def _users_cluster(context: str) -> Target:
    cluster = Cluster.of_user(context)
    if cluster.kubectl("config", "get-contexts", context).returncode != 0:
        known = cluster.kubectl("config", "get-contexts", "-o", "name").stdout.split()
        message = f"KUBE_CONTEXT={context}: your kubeconfig has no such context. It has: {', '.join(known) or 'none'}"
        raise RunError(message)
    print(f"cluster: your own, context {context}")
    return Target(cluster, None)


def _embedded_cluster() -> Target:
    plane = ControlPlane.running_in(CONTROL_PLANE)
    if plane is None:
        with Progress(sys.stdout).step(f"starting a Kubernetes {kubernetes_version()} control plane on this machine"):
            plane = ControlPlane.start(CONTROL_PLANE, outlives_us=True)
    else:
        print("using the control plane that is running")
    return Target(Cluster.with_kubeconfig(plane.kubeconfig, STATE / "helm"), plane)


def _install(target: Target, values: Sequence[str]) -> None:
    helm = tool("helm4")
    history = target.cluster.helm(helm, "history", RELEASE)
    if history.returncode != 0:
        if "not found" not in history.stderr:
            message = f"cannot list the releases in the cluster:\n{history.stderr.strip()}"
            raise RunError(message)
        verb, options = "install", ["--create-namespace"]
    else:
        verb, options = "upgrade", []
    hooks = finishing_jobs(target.embedded) if target.embedded else contextlib.nullcontext()
    with Progress(sys.stdout).step(f"helm {verb} {RELEASE} chart/ --namespace {NAMESPACE}"), hooks:
        result = target.cluster.helm(helm, verb, RELEASE, CHART, *options, *values)
    if result.returncode != 0:
        remedy = "To start again: `make stop`, then `make run`." if target.embedded else "The release is left as it is."
        message = f"helm {verb} failed. {remedy}\n{result.stderr.strip()}"
        raise RunError(message)


def _tell(target: Target, values: Sequence[str]) -> None:
    """Print what exists in the cluster, as the cluster says, and what networking would have added."""
    installed = _helm(target, "get", "manifest", RELEASE)
    # Hooks are there only while Helm runs them, and a release does not count them among its objects.
    with_networking = _helm(target, "template", RELEASE, CHART, "--no-hooks", *values, *WITH_NETWORKING)
    component_of = component_report.components(with_networking) | component_report.components(installed)

    exists = target.cluster.existing(parse(installed))
    print("\nWhat exists now:")
    print(component_report.by_component(exists, component_of))
    print(component_report.paragraph("Liqo's API", f"{_count_crds(target)} CustomResourceDefinitions"))
    found = {title(manifest) for manifest in exists}
    lost = [f"{kind} {name}" for kind, name in map(title, parse(installed)) if (kind, name) not in found]
    if lost:
        print(component_report.paragraph("missing", "; ".join(lost)))

    absent = [manifest for manifest in parse(with_networking) if title(manifest) not in found]
    if absent:
        print("\nWhat deliberately does not exist, and would with networking.enabled=true:")
        print(component_report.by_component(absent, component_of))
        left_over = target.cluster.existing(absent)
        if left_over:
            message = f"these should not exist, and do:\n{component_report.by_component(left_over, component_of)}"
            raise RunError(message)


def _helm(target: Target, *arguments: str | Path) -> str:
    result = target.cluster.helm(tool("helm4"), *arguments)
    if result.returncode != 0:
        message = f"helm {arguments[0]} failed:\n{result.stderr.strip()}"
        raise RunError(message)
    return result.stdout


def _count_crds(target: Target) -> int:
    names = target.cluster.kubectl("get", "customresourcedefinitions", "-o", "name").stdout.split()
    return sum(name.endswith(".liqo.io") for name in names)


def _tell_what_next(target: Target, files: Sequence[str]) -> None:
    mode = check(list(map(Path, files))).mode.name
    print(f"\nMode: {mode}\n\nNext:")
    print(component_report.paragraph("look around", f"{target.kubectl} get all -n {NAMESPACE}"))
    other = "chart/presets/connected.yaml"
    print(
        component_report.paragraph("another mode", f"make run VALUES={other if files != [other] else DEFAULT_VALUES}")
    )
    if target.embedded:
        print(component_report.paragraph("stop it", "make stop"))
        print("\nPods stay Pending: this control plane has no nodes; none are needed to show what is installed.")


if __name__ == "__main__":
    sys.exit(main())
