"""Builds the pinned Go programs that tools and tests use into ``.tools/bin``, and installs those for Node.js.

Only what is asked for is built, and only once: each program has a stamp made of everything that goes into it.
Standard library only, so that it can run before anything is installed.

Usage::

    python -m tools.toolchain.build             # lists the programs and whether they are there
    python -m tools.toolchain.build all         # builds all of them, and installs what is for Node.js
    python -m tools.toolchain.build helm4 etcd  # builds these
    python -m tools.toolchain.build --download run  # only downloads what `make run` compiles
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tools.repository import ROOT
from tools.toolchain import compiler, golang, nodejs
from tools.toolchain.errors import ToolchainError
from tools.toolchain.locking import only_one
from tools.toolchain.progress import Progress

HERE = Path(__file__).resolve().parent
TOOLS = ROOT / ".tools"
BIN = TOOLS / "bin"
STAMPS = TOOLS / "stamps"


@dataclass(frozen=True)
class Tool:
    """One program and where it comes from.

    Attributes:
        module: The folder whose go.mod pins it.
        package: What ``go build`` is given.
        variables: String variables set by the linker, as their projects do for a release; ``{minor}`` and the like
            are filled from the pinned version of ``versioned_by``.
        versioned_by: The Go module whose version the program reports as its own.
    """

    module: Path
    package: str
    variables: Mapping[str, str]
    versioned_by: str


KUBERNETES = "k8s.io/kubernetes"
_KUBERNETES_VERSION = {
    "k8s.io/component-base/version.gitVersion": "{version}",
    "k8s.io/component-base/version.gitMajor": "{major}",
    "k8s.io/component-base/version.gitMinor": "{minor}",
}
# Without these, Helm 3 assumes Kubernetes v1.20 when it renders without a cluster.
_HELM3_CAPABILITIES = {
    f"helm.sh/helm/v3/pkg/{package}.k8sVersion{part}": f"{{kubernetes_{part.lower()}}}"
    for package in ("chartutil", "lint/rules")
    for part in ("Major", "Minor")
}

KWOK = "sigs.k8s.io/kwok"
ACTIONLINT = "github.com/rhysd/actionlint"
KIND = "sigs.k8s.io/kind"
FLUX = "github.com/fluxcd/pkg/chartutil"
ARGOCD = "github.com/argoproj/argo-cd/v3"
LIQO = "github.com/liqotech/liqo"
_LIQOCTL_VERSION = {f"{LIQO}/pkg/liqoctl/version.LiqoctlVersion": "{version}"}
#: Liqo's own programs: the folder of each below Liqo's cmd/, by the name it has here. Those that the chart runs are in
#: schema/components.yaml.
LIQO_PROGRAMS: Mapping[str, str] = {
    **json.loads((HERE / "liqo" / "programs.json").read_text(encoding="utf-8")),
    "liqoctl": "liqoctl",
}

TARGETS: Mapping[str, Tool] = {
    "helm4": Tool(
        HERE,
        "helm.sh/helm/v4/cmd/helm",
        {"helm.sh/helm/v4/internal/version.version": "{version}"},
        "helm.sh/helm/v4",
    ),
    "helm3": Tool(
        HERE,
        "helm.sh/helm/v3/cmd/helm",
        {"helm.sh/helm/v3/internal/version.version": "{version}", **_HELM3_CAPABILITIES},
        "helm.sh/helm/v3",
    ),
    "helm-unittest": Tool(
        HERE, "github.com/helm-unittest/helm-unittest/cmd/helm-unittest", {}, "github.com/helm-unittest/helm-unittest"
    ),
    "etcd": Tool(HERE, "go.etcd.io/etcd/server/v3", {}, "go.etcd.io/etcd/server/v3"),
    "kube-apiserver": Tool(HERE, f"{KUBERNETES}/cmd/kube-apiserver", _KUBERNETES_VERSION, KUBERNETES),
    "kube-controller-manager": Tool(HERE, f"{KUBERNETES}/cmd/kube-controller-manager", _KUBERNETES_VERSION, KUBERNETES),
    "kube-scheduler": Tool(HERE, f"{KUBERNETES}/cmd/kube-scheduler", _KUBERNETES_VERSION, KUBERNETES),
    "kubectl": Tool(HERE, f"{KUBERNETES}/cmd/kubectl", _KUBERNETES_VERSION, KUBERNETES),
    "kwok": Tool(HERE / "kwok", f"{KWOK}/cmd/kwok", {f"{KWOK}/pkg/consts.Version": "{version}"}, KWOK),
    "kind": Tool(HERE / "kind", KIND, {}, KIND),
    "actionlint": Tool(HERE / "actionlint", f"{ACTIONLINT}/cmd/actionlint", {}, ACTIONLINT),
    "flux-values": Tool(HERE / "flux", "./flux-values", {}, FLUX),
    "argocd-values": Tool(HERE / "argocd", "./argocd-values", {}, ARGOCD),
    "controller-gen": Tool(
        HERE / "liqo", "sigs.k8s.io/controller-tools/cmd/controller-gen", {}, "sigs.k8s.io/controller-tools"
    ),
    "liqo-library": Tool(HERE / "liqo", "./liqo-library", {}, LIQO),
    "virtual-kubelet-flags": Tool(HERE / "liqo", "./virtual-kubelet-flags", {}, LIQO),
    "liqoctl-providers": Tool(HERE / "liqo", "./liqoctl-providers", {}, LIQO),
    **{
        name: Tool(HERE / "liqo", f"{LIQO}/cmd/{folder}", _LIQOCTL_VERSION if name == "liqoctl" else {}, LIQO)
        for name, folder in LIQO_PROGRAMS.items()
    },
}
#: What an embedded control plane consists of, with the command that talks to it.
CONTROL_PLANE = ("etcd", "kube-apiserver", "kube-controller-manager", "kubectl")
#: Names for several programs.
GROUPS: Mapping[str, Sequence[str]] = {"all": tuple(TARGETS), "run": ("helm4", *CONTROL_PLANE)}


@cache
def tool(name: str) -> Path:
    """Return the path of a program such as ``helm4``; build it first if needed.

    Raises:
        ToolchainError: There is no such program, or it cannot be built.
    """
    build([name])
    return BIN / name


def pinned_version(module: Path, name: str) -> str:
    """Return the version of a Go module that a go.mod pins; replacements are not considered.

    Raises:
        ToolchainError: The go.mod does not require it.
    """
    found = re.search(rf"^(?:require )?\s*{re.escape(name)} (v\S+)", (module / "go.mod").read_text(), re.MULTILINE)
    if not found:
        message = f"{module / 'go.mod'} does not require {name}"
        raise ToolchainError(message)
    return found[1]


def link_variables(tool: Tool) -> dict[str, str]:
    """Return the tool's linker variables with the pinned versions filled in."""
    fields = {"version": pinned_version(tool.module, tool.versioned_by)}
    fields["major"], fields["minor"] = fields["version"].removeprefix("v").split(".")[:2]
    if tool.module == HERE:
        kubernetes = pinned_version(tool.module, KUBERNETES)
        fields["kubernetes_major"], fields["kubernetes_minor"] = kubernetes.removeprefix("v").split(".")[:2]
    return {name: value.format(**fields) for name, value in tool.variables.items()}


def fingerprint(tool: Tool, go_version: str) -> str:
    """Return a hash of everything that goes into a program: pins, sources kept here, linker variables, compiler."""
    digest = hashlib.sha256()
    sources = sorted((tool.module / tool.package).glob("*.go")) if tool.package.startswith(".") else []
    for file in (tool.module / "go.mod", tool.module / "go.sum", *sources):
        digest.update(file.read_bytes())
    for part in (tool.package, *compiler.FLAGS, *sorted(link_variables(tool).items()), go_version):
        digest.update(repr(part).encode())
    return digest.hexdigest()


def missing(names: Sequence[str], go_version: str) -> list[str]:
    """Return those of the named programs that do not exist yet or were made from something else."""
    return [name for name in names if not is_built(name, go_version)]


def is_built(name: str, go_version: str) -> bool:
    """Tell whether a program exists and was made from what is pinned now."""
    with contextlib.suppress(OSError):
        stamp = (STAMPS / name).read_text()
        return (BIN / name).is_file() and stamp == fingerprint(TARGETS[name], go_version)
    return False


def build(names: Sequence[str]) -> None:
    """Build the named programs that are missing; several processes may call this at once.

    Raises:
        ToolchainError: No such program, no Go, or it could not be built; the message is for the user.
    """
    go = _go_for(names)
    if not missing(names, go.version):
        return
    BIN.mkdir(parents=True, exist_ok=True)
    STAMPS.mkdir(exist_ok=True)
    progress = Progress(sys.stderr)
    # Two compilers at once would only slow each other down.
    with only_one(TOOLS / "build.lock", "waiting for another build to finish", progress):
        # Checked again: the process that held the lock may have built them.
        wanted = missing(names, go.version)
        for batch in batches(wanted):
            with progress.step(f"building {', '.join(batch)}") as report:
                _build(batch, go, report)


def download(names: Sequence[str]) -> None:
    """Download the modules from which the named programs are built, if they are missing.

    Raises:
        ToolchainError: No such program, no Go, or they could not be downloaded; the message is for the user.
    """
    go = _go_for(names)
    for batch in batches(missing(names, go.version)):
        compiler.download(go, TARGETS[batch[0]].module, [TARGETS[name].package for name in batch])


def _go_for(names: Sequence[str]) -> golang.Go:
    unknown = [name for name in names if name not in TARGETS]
    if unknown:
        message = f"no such program: {', '.join(unknown)}. There are: {', '.join(TARGETS)}"
        raise ToolchainError(message)
    return golang.find(tuple({TARGETS[name].module / "go.mod" for name in names}))


def batches(names: Sequence[str]) -> list[list[str]]:
    """Divide programs into those that one ``go build`` can make: of one module, and with names of their own."""
    found: dict[tuple[Path, int], list[str]] = {}
    taken: Counter[tuple[Path, str]] = Counter()
    for name in names:
        tool = TARGETS[name]
        program = (tool.module, compiler.executable(tool.package))
        found.setdefault((tool.module, taken[program]), []).append(name)
        taken[program] += 1
    return list(found.values())


def _build(names: Sequence[str], go: golang.Go, report: Callable[[str], None]) -> None:
    tools = {name: TARGETS[name] for name in names}
    packages = {tool.package: link_variables(tool) for tool in tools.values()}
    with tempfile.TemporaryDirectory(dir=BIN, prefix=".unfinished-") as folder:
        compiler.compile_programs(go, next(iter(tools.values())).module, Path(folder), packages, report)
        for name, tool in tools.items():
            (Path(folder) / compiler.executable(tool.package)).replace(BIN / name)
            (STAMPS / name).write_text(fingerprint(tool, go.version))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(description="Builds the pinned Go programs into .tools/bin.")
    known = ", ".join((*GROUPS, *TARGETS))
    parser.add_argument("names", nargs="*", metavar="PROGRAM", help=f"any of: {known}")
    parser.add_argument("--download", action="store_true", help="only download what they are compiled from")
    given = parser.parse_args(arguments)
    names = [name for each in given.names for name in GROUPS.get(each, [each])]
    try:
        if given.download:
            download(names)
        elif names:
            build(names)
            if "all" in given.names:
                nodejs.install()
        else:
            _show()
    except ToolchainError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _show() -> None:
    go = golang.find(tuple({tool.module / "go.mod" for tool in TARGETS.values()}))
    for name, tool in TARGETS.items():
        state = "built" if is_built(name, go.version) else "not built"
        print(f"{name:24} {pinned_version(tool.module, tool.versioned_by):10} {state}")
    print(f"{'what is for Node.js':35} {'installed' if nodejs.is_installed() else 'not installed'}")


if __name__ == "__main__":
    sys.exit(main())
