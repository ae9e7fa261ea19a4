"""Runs ``go build`` for several programs, follows what it does, and explains why it failed."""

from __future__ import annotations

import os
import re
import subprocess
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tools.repository import ROOT
from tools.toolchain.errors import ToolchainError
from tools.toolchain.golang import Go

FLAGS = ("-trimpath", "-buildvcs=false", "-mod=readonly")
#: Does not change what a program does: the linker drops debugging information anyway. Not writing it saves a seventh
#: of the time. Nor are calls inlined in what is most of the code, the packages of Kubernetes and etcd, which saves
#: another sixth. Helm is as fast as without this; its own packages, those that it shares with many, and Go's own are
#: compiled as always.
_ALWAYS = "-dwarf=false"
FASTER = (
    f"-gcflags=all={_ALWAYS}",
    f"-gcflags=k8s.io/...={_ALWAYS} -l",
    f"-gcflags=go.etcd.io/...={_ALWAYS} -l",
    # Reads and writes every object.
    f"-gcflags=k8s.io/apimachinery/...={_ALWAYS}",
)
# Neither a C compiler nor the user's own Go settings influence the result. Each process of the compiler collects
# garbage only near the limit: most end before that, which saves another fifteenth.
SETTINGS = {
    "CGO_ENABLED": "0",
    "GOFLAGS": "",
    "GOGC": "off",
    "GOMEMLIMIT": "1500MiB",
    "GOWORK": "off",
    "GOTOOLCHAIN": "local",
}
#: As many packages as there are cores are compiled at once: each on one thread, which saves a sixth of the time, most
#: of it in the kernel.
ONE_THREAD = {"GOMAXPROCS": "1"}
KEPT_LINES = 40

#: Patterns in the compiler's output that show a cause, and what to say about it.
CAUSES = (
    (
        r"no space left on device|disk quota exceeded",
        "The disk is full. A first build needs about 8 GB, most of it in Go's caches (`go env GOCACHE GOMODCACHE`).",
    ),
    (
        r"dial tcp|no such host|timeout|refused|proxyconnect|TLS handshake|unreachable|Client\.Timeout|lookup disabled",
        "A Go module could not be downloaded. Is the module proxy (`go env GOPROXY`) reachable?",
    ),
    (
        r"checksum mismatch|SECURITY ERROR",
        "A downloaded module is not the one that go.sum pins. `go clean -modcache` clears a damaged cache.",
    ),
    (r"signal: killed|cannot allocate memory", "The machine ran out of memory. Building takes about 4 GB."),
    (r"permission denied", "A folder cannot be written; Go's caches are where `go env GOCACHE GOMODCACHE` says."),
)


def compile_programs(
    go: Go, module: Path, folder: Path, packages: Mapping[str, Mapping[str, str]], report: Callable[[str], None]
) -> None:
    """Compile packages at once, so that those that they share are found and compiled once, and both cores are busy.

    Args:
        go: The compiler.
        module: The folder of the go.mod that pins the packages.
        folder: Where the programs go, named by ``executable``.
        packages: What to build, each with string variables for the linker to set.
        report: Called with a few words about the progress.

    Raises:
        ToolchainError: The build fails; the message names the likely cause and ends with the compiler's output.
    """
    links = [f"-ldflags={package}={_link(variables)}" for package, variables in packages.items()]
    at_once = f"-p={os.cpu_count() or 1}"
    command = [str(go.path), "build", *FLAGS, *FASTER, at_once, "-v", *links, "-o", f"{folder}/", *packages]
    last: deque[str] = deque(maxlen=KEPT_LINES)
    compiled = 0
    try:
        process = subprocess.Popen(
            command,
            cwd=module,
            env={**environment(), **ONE_THREAD},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    except OSError as error:
        message = f"{go.path} cannot be run: {error}"
        raise ToolchainError(message) from error
    with process:
        try:
            for line in map(str.rstrip, process.stdout or ()):
                if line.startswith("go: downloading "):
                    report(line.removeprefix("go: "))
                elif re.fullmatch(r"[\w.~+/-]+", line):
                    compiled += 1
                    report(f"{compiled} packages compiled, now {line}")
                else:
                    last.append(line)
        except BaseException:
            process.terminate()
            raise
    if process.returncode != 0:
        raise ToolchainError(explain(", ".join(packages), "\n".join(last)))


def download(go: Go, module: Path, packages: Sequence[str]) -> None:
    """Download what packages are compiled from.

    Args:
        go: The compiler.
        module: The folder of the go.mod that pins the packages.
        packages: What will be built.

    Raises:
        ToolchainError: It fails; the message names the likely cause and ends with Go's output.
    """
    command = [str(go.path), "list", "-mod=readonly", "-deps", *packages]
    done = subprocess.run(command, cwd=module, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ToolchainError(explain(", ".join(packages), done.stderr))


def executable(package: str) -> str:
    """Return the name that ``go build`` gives a program: the last part of its package that is not a version."""
    *_, before, last = ("", *package.split("/"))
    return before if re.fullmatch(r"v[2-9]\d*|v1\d+", last) else last


def _link(variables: Mapping[str, str]) -> str:
    return " ".join(["-s", "-w", *(f"-X {name}={value}" for name, value in variables.items())])


def environment() -> dict[str, str]:
    """Return the environment for the compiler: the user's proxy and caches, but none of their build settings."""
    env = {**os.environ, **SETTINGS}
    if not any(env.get(name) for name in ("HOME", "GOCACHE", "XDG_CACHE_HOME")):
        # A bare CI job may have no home, and Go then has no default folder for its caches.
        caches = ROOT / ".tools" / "go"
        env |= {"GOCACHE": str(caches / "build"), "GOPATH": str(caches / "path")}
    return env


def explain(package: str, output: str) -> str:
    """Return the message about a failed build."""
    cause = next((text for pattern, text in CAUSES if re.search(pattern, output)), "")
    return f"{package} could not be built. {cause}\n{output}".replace(" \n", "\n").rstrip()
